import type { Expectation } from '../expectation.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { writes } from './plan.ts'

/** The same workflow runs again: there is nothing to send. */
export async function unchangedScene(stage: Stage): Promise<Expectation[]> {
  const { green, print, style } = stage
  print(
    style.bold('3. The same workflow again'),
    '',
    '  The live definition is the desired one, so the step sends nothing.',
    ''
  )
  const writesBefore = writes(stage)
  const { outputs } = await stage.step({ 'backend-model-data': definitionOf(green) }).result
  print('')
  return [
    {
      what: 'a run without changes sends nothing',
      holds: outputs['result'] === 'unchanged' && writes(stage) === writesBefore,
      seen: `result '${outputs['result'] ?? ''}', ${writes(stage) - writesBefore} writes`
    }
  ]
}
