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
/** Of each gateway as many as there is room for. */
const SHOWN = PATHS.slice(0, 3)
const MANIFEST = 'targets.yaml'

/** While the DNS of a shop moves to the successor, clients reach both gateways: one run switches both. */
export async function bothScene(stage: Stage): Promise<Expectation[]> {
  const { blue, green, print, style, workspace } = stage
  print(
    style.bold('7. Two gateways in one run'),
    '',
    '  The shop moves to Cloud-native API Gateway. Until its DNS has moved, clients reach both gateways, so one run',
    `  switches the backend of the old one and the service of the new one to ${green.address} (green), by a manifest.`,
    ''
  )
  writeFileSync(join(workspace, MANIFEST), manifestOf(green.address))
  const [old, recent] = [stage.traffic(HOST, SHOWN), stage.traffic(NATIVE.host, SHOWN)]
  await pause(CALM_MS)
  const fromMs = old.elapsedMs
  const result = await stage.step({ manifest: MANIFEST }, { of: 'manifest' }).result
  const toMs = old.elapsedMs
  await pause(CALM_MS)
  await Promise.all([old.stop(), recent.stop()])
  const samples = [...labelled('old', old.samples), ...labelled('new', recent.samples)]

  print('', style.bold('Which version responded'), '')
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

function labelled(gateway: string, samples: readonly Sample[]): Sample[] {
  return samples.map(sample => ({ ...sample, path: `${gateway} ${sample.path}` }))
}

/** What the scene promises, checked against what was seen. */
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
      what: 'one run switched a backend of the old gateway and a service of the new one',
      holds: outputs['result'] === 'switched' && results === 'backend switched, service switched',
      seen: `result '${outputs['result'] ?? ''}', ${results || 'no targets'}`
    },
    {
      what: 'no request to either gateway was lost',
      holds: samples.length > 0 && lost.length === 0,
      seen: `${lost.length} of ${samples.length}, the first: ${lost[0]?.lost ?? 'none was sent'}`
    },
    {
      what: `${after} responded at both gateways, and ${before} to no request that was sent after the step`,
      holds: gateways.length === 2 && late.length === 0,
      seen: `${after} at ${gateways.join(' and ') || 'none'}, ${late.length} late responses of ${before}`
    }
  ]
}
