import { setTimeout as pause } from 'node:timers/promises'
import type { Emulator } from '../../emulator/emulator.ts'
import type { StepResult } from '../../step-runner/step.ts'
import type { Expectation } from '../expectation.ts'
import { FACTOR, FAST_CLOCK, REAL_TIMEOUTS } from '../fast-clock.ts'
import { plot } from '../plot.ts'
import type { Sample } from '../sample.ts'
import { NATIVE } from '../seed.ts'
import type { Stage } from '../stage.ts'
import { countLine } from './switch.ts'

const CALM_MS = 700
const COLUMNS = 60

/** A version that can handle a tenth of the requests, but not half of them: the step rolls the weights back. */
export async function weightsScene(stage: Stage): Promise<Expectation[]> {
  const { blue, violet, emulator, print, style } = stage
  print(
    style.bold('8. A gradual switch by weights'),
    '',
    `  A route of the new gateway moves to ${violet.address} (violet) in steps of 10, 50 and 100 percent.`,
    `  Violet can handle 10 percent of the requests; soon after it gets 50 percent, it responds with HTTP 500. preflight-url`,
    `  and bake-time probe violet directly at each step. This step's clock runs ${FACTOR} times as fast.`,
    ''
  )
  const traffic = stage.traffic(NATIVE.host, [NATIVE.path])
  const startedAt = Date.now() - traffic.elapsedMs
  await pause(CALM_MS)
  const fromMs = traffic.elapsedMs
  const result = await stage.step(
    {
      'route-backend': JSON.stringify({ serviceId: NATIVE.violetId }),
      'weight-steps': '10, 50, 100',
      // through the gateway, blue would still respond to most requests
      'preflight-url': violet.address,
      'bake-time': '20s',
      'rollback-on-failure': 'true',
      ...REAL_TIMEOUTS
    },
    { env: FAST_CLOCK, subject: 'route' }
  ).result
  const toMs = traffic.elapsedMs
  await pause(CALM_MS)
  await traffic.stop()
  const { samples } = traffic
  const weights = weightsOf(emulator)

  print('', style.bold('Responses by version'), '')
  print(
    ...plot(samples, {
      paths: [NATIVE.path],
      before: blue.version,
      after: violet.version,
      lengthMs: traffic.elapsedMs,
      columns: COLUMNS,
      marks: {
        label: `${violet.version} weight`,
        marks: weights.map(({ at, percent }) => ({ atMs: at - startedAt, text: `${percent}%` }))
      },
      step: { fromMs, toMs },
      style
    })
  )
  print('', `  ${countLine(samples, [blue.version, violet.version])}`, '')
  return weightsExpectations(
    result,
    samples,
    weights.map(({ percent }) => percent),
    { before: blue.version, after: violet.version, stepEndedAtMs: toMs }
  )
}

/** Violet's weight in each deployment, and when the deployment was accepted. */
function weightsOf({ requests }: Emulator): { readonly at: number; readonly percent: number }[] {
  let percent = 0
  return requests.flatMap(({ action, body, at }) => {
    if (action === 'UpdateHttpApiRoute') {
      const { services = [] } = body['backendConfig'] as {
        services?: { serviceId: string; weight?: number }[]
      }
      const own = services.find(({ serviceId }) => serviceId === NATIVE.violetId)
      percent = own === undefined ? 0 : (own.weight ?? 100)
    }
    return action === 'DeployHttpApi' ? [{ at, percent }] : []
  })
}

/** What the scene is expected to show, checked against what was observed. */
export function weightsExpectations(
  { outputs }: Pick<StepResult, 'outputs'>,
  samples: readonly Sample[],
  weights: readonly number[],
  {
    before,
    after,
    stepEndedAtMs
  }: { readonly before: string; readonly after: string; readonly stepEndedAtMs: number }
): Expectation[] {
  const of = (version: string) => samples.filter(sample => sample.version === version)
  const late = samples.filter(({ atMs }) => atMs > stepEndedAtMs)
  const others = late.filter(({ version }) => version !== before)
  return [
    {
      what: 'the weight was raised to 10 and 50 percent, then returned to 0',
      holds: weights.join() === '10,50,0',
      seen: weights.join(', ') || 'no deployment'
    },
    {
      what: 'the step detected at 50 percent that the new version fails, and rolled back',
      holds: outputs['result'] === 'rolled-back' && outputs['error-code'] === 'BakeFailed',
      seen: `result '${outputs['result'] ?? ''}', error code '${outputs['error-code'] ?? ''}'`
    },
    {
      what: 'both versions responded in the meantime',
      holds: of(before).length > 0 && of(after).length > 0,
      seen: `${of(before).length} by ${before}, ${of(after).length} by ${after}`
    },
    {
      what: `only ${before} responded after the step`,
      holds: late.length > 0 && others.length === 0,
      seen: `${others.length} of ${late.length} responses came from elsewhere`
    }
  ]
}
