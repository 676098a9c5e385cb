import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { StepResult } from '../../step-runner/step.ts'
import type { Expectation } from '../expectation.ts'
import { plot } from '../plot.ts'
import type { Sample } from '../sample.ts'
import { addressOf, BACKEND_ID, HOST, NATIVE, PATHS, STAGE } from '../seed.ts'
import type { Stage } from '../stage.ts'
import { countLine } from './switch.ts'

const CALM_MS = 700
const COLUMNS = 60
/** As many paths per gateway as fit. */
const SHOWN = PATHS.slice(0, 3)
const MANIFEST = 'targets.yaml'

/** While a shop's DNS moves to the successor, clients reach both gateways: one run switches both. */
export async function bothScene(stage: Stage): Promise<Expectation[]> {
  const { blue, green, print, style, workspace } = stage
  print(
    style.bold('7. Two gateways in one run'),
    '',
    '  The shop migrates to Cloud-native API Gateway. Until DNS has propagated, clients reach both gateways. One run with a',
    `  manifest switches both, the old gateway's backend and the new gateway's service, to ${green.address} (green).`,
    ''
  )
  writeFileSync(join(workspace, MANIFEST), manifestOf(green.address))
  const [old, recent] = [stage.traffic(HOST, SHOWN), stage.traffic(NATIVE.host, SHOWN)]
  await pause(CALM_MS)
  const fromMs = old.elapsedMs
  const result = await stage.step({ manifest: MANIFEST }, { subject: 'manifest' }).result
  const toMs = old.elapsedMs
  await pause(CALM_MS)
  await Promise.all([old.stop(), recent.stop()])
  const samples = [...labeled('old', old.samples), ...labeled('new', recent.samples)]

  print('', style.bold('Responses by version'), '')
  print(
    ...plot(samples, {
      paths: ['old', 'new'].flatMap(gateway => SHOWN.map(path => `${gateway} ${path}`)),
      before: blue.version,
      after: green.version,
      lengthMs: old.elapsedMs,
      columns: COLUMNS,
      step: { fromMs, toMs },
      style
    })
  )
  print('', `  ${countLine(samples, [blue.version, green.version])}`, '')
  return bothExpectations(result, samples, toMs, { before: blue.version, after: green.version })
}

function manifestOf(address: string): string {
  return `version: 1
backends:
  shop:
    backend-id: ${BACKEND_ID}
    stages:
      ${STAGE}: { ServiceAddress: '${address}' }
services:
  shop-native:
    service-id: ${NATIVE.serviceId}
    stages:
      ${STAGE}: { addresses: ['${addressOf(address)}'] }
`
}

function labeled(gateway: string, samples: readonly Sample[]): Sample[] {
  return samples.map(sample => ({ ...sample, path: `${gateway} ${sample.path}` }))
}

/** What the scene is expected to show, checked against what was observed. */
export function bothExpectations(
  { outputs }: Pick<StepResult, 'outputs'>,
  samples: readonly Sample[],
  stepEndedAtMs: number,
  { before, after }: { readonly before: string; readonly after: string }
): Expectation[] {
  const lost = samples.filter(sample => sample.lost !== undefined)
  const late = samples.filter(({ atMs, version }) => atMs > stepEndedAtMs && version === before)
  const gateways = ['old', 'new'].filter(gateway =>
    samples.some(({ path, version }) => path.startsWith(`${gateway} `) && version === after)
  )
  const { targets = [] } = JSON.parse(outputs['report'] ?? '{}') as {
    targets?: { kind: string; result: string }[]
  }
  const results = targets.map(({ kind, result }) => `${kind} ${result}`).join(', ')
  return [
    {
      what: "one run switched the old gateway's backend and the new gateway's service",
      holds: outputs['result'] === 'switched' && results === 'backend switched, service switched',
      seen: `result '${outputs['result'] ?? ''}', ${results || 'no targets'}`
    },
    {
      what: 'no request to either gateway was lost',
      holds: samples.length > 0 && lost.length === 0,
      seen: `${lost.length} of ${samples.length}, the first: ${lost[0]?.lost ?? 'none was sent'}`
    },
    {
      what: `${after} responded at both gateways, and no request sent after the step reached ${before}`,
      holds: gateways.length === 2 && late.length === 0,
      seen: `${after} at ${gateways.join(' and ') || 'none'}, ${late.length} late responses from ${before}`
    }
  ]
}
