import type { Expectation } from '../expectation.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

/** Somebody cancels the run while the batch moves: the post step finds out how it ended. */
export async function cancelScene(stage: Stage): Promise<Expectation[]> {
  const { blue, print, style } = stage
  print(
    style.bold('6. A cancelled run'),
    '',
    '  Back to blue; but the run is cancelled while the APIs move. The gateway goes on, and the post step says how it ended.',
    ''
  )
  const step = stage.step({ 'backend-model-data': definitionOf(blue) })
  await step.line(/[1-9] of \d+ APIs updated, \d+ moving/)
  const cancelledAt = performance.now()
  step.cancel()
  const { outputs, exitCode, post, summary } = await step.result
  const tookMs = performance.now() - cancelledAt - (post?.durationMs ?? 0)
  print('')
  const said = {
    what: 'a cancelled step says within five seconds what it had sent',
    holds:
      outputs['result'] === 'cancelled' &&
      exitCode === 1 &&
      outputs['operation-id'] !== undefined &&
      summary !== '' &&
      tookMs < 5_000,
    seen: `result '${outputs['result'] ?? ''}', exit code ${String(exitCode)}, after ${Math.round(tookMs)} ms`
  }
  return [
    // on Windows Node has no signal to send: the step is ended at once, and only the post step can say more
    ...(process.platform === 'win32' ? [] : [said]),
    {
      what: 'the post step found out that the switch came to its end',
      holds: post !== undefined && post.log.includes(': switched') && post.summary !== '',
      seen: post?.log ?? 'there was no post step'
    }
  ]
}
