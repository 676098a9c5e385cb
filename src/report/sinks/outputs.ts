import { messageOf } from '../../errors/action-error.ts'
import type { Outputs } from '../../outputs.ts'
import { changedOf, isGreen } from '../../rollout/outcome.ts'
import { tempPath } from '../../runtime/files.ts'
import type { PrivateFiles } from '../../runtime/files.ts'
import type { Log } from '../../runtime/log.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import { failuresOf } from '../headline.ts'
import { renderMessage } from '../message.ts'
import { buildReport, fitReport } from '../report.ts'
import { shownOf } from './sink.ts'
import type { Sink, View } from './sink.ts'

/** What writes outputs and their files. */
interface OutputTools {
  readonly log: Log
  readonly outputs: Outputs
  readonly files: PrivateFiles
}

/** Sets the outputs of the result, and writes the report file. */
export function createOutputsSink(tools: OutputTools & { readonly secrets: Secrets }): Sink {
  const { outputs, secrets } = tools
  return {
    name: 'outputs',
    publish(view) {
      const { outcomes, result, failure, scrub, github } = view
      const changed = failure?.sent === true ? undefined : changedOf(outcomes)
      outputs.set('result', result)
      outputs.set('error-code', errorCodeOf(view))
      outputs.set('message', renderMessage(shownOf(view)))
      outputs.set('changed', changed === undefined ? '' : String(changed))
      const batches = outcomes.flatMap(({ progress }) => (progress === undefined ? [] : [progress]))
      if (batches.length > 0) {
        const sum = (of: 'total' | 'updated' | 'failed'): string =>
          String(batches.reduce((total, batch) => total + batch[of], 0))
        outputs.set('apis-total', sum('total'))
        outputs.set('apis-updated', sum('updated'))
        outputs.set('apis-failed', sum('failed'))
      }
      const whole = buildReport(result, changed, scrub(outcomes), github)
      outputs.set('report', fitReport(whole))
      const text = `${secrets.scrub(JSON.stringify(whole, null, 2))}\n`
      writeFileOutput('report-file', 'json', text, github.tempDir, tools)
      return Promise.resolve()
    }
  }
}

/** The code of the worst failure; empty if the step succeeded. */
function errorCodeOf({ outcomes, result, failure }: View): string {
  if (isGreen(result)) return ''
  return failure?.error.code ?? failuresOf(outcomes)[0]?.error.code ?? ''
}

/** Writes a text that is too long for an output to a file in `RUNNER_TEMP`, and sets the output to its path. */
export function writeFileOutput(
  output: 'report-file' | 'plan-file',
  extension: 'json' | 'txt',
  text: string,
  tempDir: string,
  { log, outputs, files }: OutputTools
): void {
  if (tempDir === '') return
  const path = tempPath(tempDir, output.replace('-file', ''), extension)
  try {
    files.write(path, text)
    // set once the file is complete
    outputs.set(output, path)
  } catch (error) {
    log.warning(`the output ${output} is not set: its file could not be written: ${messageOf(error)}`)
  }
}
