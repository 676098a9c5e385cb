import type { Expectation } from '../expectation.ts'
import { HOST, PATHS } from '../seed.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

/** A broken version: a probe fails, and the step rolls back to the previous one. */
export async function rollbackScene(stage: Stage): Promise<Expectation[]> {
  const { green, red, emulator, print, style } = stage
  print(
    style.bold('4. A broken version'),
    '',
    `  The next version, ${red.address} (red), responds with HTTP 500. After the switch, a probe requests it through the gateway.`,
    ''
  )
  const { outputs } = await stage.step({
    'backend-model-data': definitionOf(red),
    'probe-url': `${emulator.gateway}${PATHS[0]}`,
    'probe-headers': `Host: ${HOST}`,
    'probe-timeout': '2s',
    'rollback-on-failure': 'true'
  }).result
  const versions = await Promise.all(PATHS.map(path => stage.versionAt(path)))
  print('')
  return [
    {
      what: 'the probe of the broken version failed, and the step rolled back',
      holds: outputs['result'] === 'rolled-back' && outputs['rollback-operation-id'] !== undefined,
      seen: `result '${outputs['result'] ?? ''}'`
    },
    {
      what: `${green.version} responds on every path again`,
      holds: versions.every(version => version === green.version),
      seen: versions.join(', ')
    }
  ]
}
