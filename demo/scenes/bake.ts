import type { Expectation } from '../expectation.ts'
import { FACTOR, FAST_CLOCK, REAL_TIMEOUTS } from '../fast-clock.ts'
import { HOST, PATHS } from '../seed.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

/** A version that passes its probes and fails later: the bake detects it, and the step rolls back. */
export async function bakeScene(stage: Stage): Promise<Expectation[]> {
  const { green, amber, emulator, print, style } = stage
  print(
    style.bold('5. A version that fails late'),
    '',
    `  The next version, ${amber.address} (amber), passes its probes and fails soon after, as a version with a memory leak would.`,
    `  bake-time keeps probing it. This step's clock runs ${FACTOR} times as fast, so the bake takes only seconds here.`,
    ''
  )
  const { outputs, log } = await stage.step(
    {
      'backend-model-data': definitionOf(amber),
      'probe-url': `${emulator.gateway}${PATHS[0]}`,
      'probe-headers': `Host: ${HOST}`,
      'bake-time': '5m',
      'rollback-on-failure': 'true',
      ...REAL_TIMEOUTS
    },
    { env: FAST_CLOCK }
  ).result
  const versions = await Promise.all(PATHS.map(path => stage.versionAt(path)))
  print('')
  return [
    {
      what: 'a version that fails late passed its probes and failed its bake',
      holds: log.includes('probe passed: ') && outputs['error-code'] === 'BakeFailed',
      seen: `error code '${outputs['error-code'] ?? ''}'`
    },
    {
      what: `the step rolled back, and ${green.version} responds on every path again`,
      holds: outputs['result'] === 'rolled-back' && versions.every(version => version === green.version),
      seen: `result '${outputs['result'] ?? ''}', ${versions.join(', ')}`
    }
  ]
}
