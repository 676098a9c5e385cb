import type { Expectation } from '../expectation.ts'
import { HOST, PATHS } from '../seed.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

/** A version that is broken: a probe fails, and the step rolls back to the previous one. */
export async function rollbackScene(stage: Stage): Promise<Expectation[]> {
  const { green, red, emulator, print, style } = stage
  print(
    style.bold('4. A broken version'),
    '',
    `  The next version, ${red.address} (red), responds with HTTP 500. A probe requests it through the gateway after the switch.`,
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
      what: 'the probe of a broken version failed, and it was rolled back',
      holds: outputs['result'] === 'rolled-back' && outputs['rollback-operation-id'] !== undefined,
      seen: `result '${outputs['result'] ?? ''}'`
    },
    {
      what: `${green.version} responds on every path again`,
      holds: answers.every(answer => answer === green.version),
      seen: answers.join(', ')
    }
  ]
}
