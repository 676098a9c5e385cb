import type { Expectation } from '../expectation.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

/** Someone cancels the run during the batch: the post step reports the result. */
export async function cancelScene(stage: Stage): Promise<Expectation[]> {
  const { blue, print, style } = stage
  print(
    style.bold('6. A cancelled run'),
    '',
    '  A switch back to blue is cancelled during the batch. The gateway continues with it, and the post step reports the result.',
    ''
  )
  const step = stage.step({ 'backend-model-data': definitionOf(blue) })
  await step.line(/[1-9] of \d+ APIs updated, \d+ \w+/)
  step.cancel()
  const { outputs, exitCode, post, summary } = await step.result
  print('')
  const prompt = {
    what: 'a cancelled step reported what it had sent without waiting for the batch',
    holds:
      outputs['result'] === 'cancelled' &&
      exitCode === 1 &&
      outputs['operation-id'] !== undefined &&
      summary !== '',
    seen: `result '${outputs['result'] ?? ''}', exit code ${String(exitCode)}`
  }
  return [
    // on Windows Node cannot send a signal: the step is stopped at once, and only the post step can report more
    ...(process.platform === 'win32' ? [] : [prompt]),
    {
      what: 'the post step reported that the switch completed',
      holds: post !== undefined && post.log.includes(': switched') && post.summary !== '',
      seen: post?.log ?? 'there was no post step'
    }
  ]
}
