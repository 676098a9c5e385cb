import type { Expectation } from '../expectation.ts'
import { FACTOR, FAST_CLOCK } from '../fast-clock.ts'
import { HOST, PATHS } from '../seed.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

/** A version that passes its probes and fails later: the bake notices, and the step rolls back. */
export async function bakeScene(stage: Stage): Promise<Expectation[]> {
  const { green, amber, emulator, print, style } = stage
  print(
    style.bold('5. A version that fails late'),
    '',
    `  The next version, ${amber.address} (amber), passes its probes and responds with HTTP 500 soon after, such as one that leaks memory.`,
    `  bake-time keeps probing it. The clock of this step runs ${FACTOR} times as fast, so it takes only seconds here.`,
    ''
  )
  const { outputs, log } = await stage.step(
    {
      'backend-model-data': definitionOf(amber),
      'probe-url': `${emulator.gateway}${PATHS[0]}`,
      'probe-headers': `Host: ${HOST}`,
      'bake-time': '5m',
      'rollback-on-failure': 'true'
    },
    { env: FAST_CLOCK }
  ).result
  const answers = await Promise.all(PATHS.map(path => stage.ask(path)))
  print('')
  return [
    {
      what: 'the probes of a version that fails late passed, and its bake failed',
      holds: log.includes('probe passed: ') && outputs['error-code'] === 'BakeFailed',
      seen: `error code '${outputs['error-code'] ?? ''}'`
    },
    {
      what: `it was rolled back, and ${green.version} responds on every path again`,
      holds: outputs['result'] === 'rolled-back' && answers.every(answer => answer === green.version),
      seen: `result '${outputs['result'] ?? ''}', ${answers.join(', ')}`
    }
  ]
}
