import type { Expectation } from '../expectation.ts'
import { HOST, PATHS } from '../seed.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

/** A version that is broken: a probe notices, and the step puts the one from before back. */
export async function rollbackScene(stage: Stage): Promise<Expectation[]> {
  const { green, red, emulator, print, style } = stage
  print(
    style.bold('4. A broken version'),
    '',
    `  The next version, ${red.address} (red), answers 500. A probe asks through the gateway after the switch.`,
    ''
  )
  const { outputs } = await stage.step({
    'backend-model-data': definitionOf(red),
    'probe-url': `${emulator.gateway}${PATHS[0]}`,
    'probe-headers': `Host: ${HOST}`,
    'probe-timeout': '2s',
    'rollback-on-failure': 'true'
  }).result
  const answers = await Promise.all(PATHS.map(path => stage.ask(path)))
  print('')
  return [
    {
      what: 'a broken version was noticed by its probe, and put back',
      holds: outputs['result'] === 'rolled-back' && outputs['rollback-operation-id'] !== undefined,
      seen: `result '${outputs['result'] ?? ''}'`
    },
    {
      what: `${green.version} answers on every path again`,
      holds: answers.every(answer => answer === green.version),
      seen: answers.join(', ')
    }
  ]
}
