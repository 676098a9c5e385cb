import type { Expectation } from '../expectation.ts'
import { PATHS } from '../seed.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

/** What the approver sees: the plan of the switch, and the fingerprint that the approval is bound to. */
export async function planScene(stage: Stage): Promise<{ seen: Expectation[]; fingerprint: string }> {
  const { green, emulator, print, style } = stage
  print(
    style.bold('1. The plan'),
    '',
    '  The first job needs no approval: it reads the live definition and shows what would change. It cannot write.',
    ''
  )
  const writesBefore = writes(stage)
  const { outputs, summary } = await stage.step({
    mode: 'plan',
    'backend-model-data': definitionOf(green)
  }).result
  const fingerprint = outputs['plan-fingerprint'] ?? ''
  print('', `  Approving the next job's environment approves ${fingerprint || 'nothing'}.`, '')
  return {
    fingerprint,
    seen: [
      {
        what: 'the plan shows what would change and sends nothing',
        holds:
          outputs['result'] === 'planned' &&
          outputs['has-changes'] === 'true' &&
          outputs['apis-total'] === String(PATHS.length) &&
          writes(stage) === writesBefore,
        seen: `result '${outputs['result'] ?? ''}', apis-total '${outputs['apis-total'] ?? ''}', ${writes(stage) - writesBefore} writes`
      },
      {
        what: 'the job summary shows the change and the fingerprint',
        holds: fingerprint !== '' && summary.includes(fingerprint) && summary.includes(green.address),
        seen: `a summary of ${summary.length} characters, ${emulator.requests.length} requests`
      }
    ]
  }
}

/** The number of writes so far. */
export function writes({ emulator }: Stage): number {
  return emulator.requests.filter(({ action }) => action === 'ModifyBackendModel').length
}
