import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import type { Outputs } from '../outputs.ts'
import type { Log } from '../runtime/log.ts'
import type { PrivateFiles } from '../runtime/private-file.ts'

/** Writes what is too much for an output into a file of `RUNNER_TEMP`, and sets the output to its path. */
export function writeFileOutput(
  output: 'report-file' | 'plan-file',
  extension: 'json' | 'txt',
  text: string,
  tempDir: string,
  { log, outputs, files }: { readonly log: Log; readonly outputs: Outputs; readonly files: PrivateFiles }
): void {
  if (tempDir === '') return
  const name = output.replace('-file', '')
  const path = join(tempDir, `switch-backend-${name}-${randomUUID()}.${extension}`)
  try {
    files.write(path, text)
    // told when it is whole: nobody reads half of it
    outputs.set(output, path)
  } catch (error) {
    log.warning(
      `the output ${output} is not there, because its file could not be written: ${messageOf(error)}`
    )
  }
}
