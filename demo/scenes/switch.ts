import { setTimeout as pause } from 'node:timers/promises'
import type { Expectation } from '../expectation.ts'
import { plot } from '../plot.ts'
import type { Sample } from '../sample.ts'
import { PATHS } from '../seed.ts'
import { definitionOf } from '../stage.ts'
import type { Stage } from '../stage.ts'
import type { StepResult } from '../../step-runner/step.ts'

const CALM_BEFORE_MS = 1_000
const CALM_AFTER_MS = 1_000
const COLUMNS = 60

/** From blue to green under traffic, bound to the approved plan: the step's log and outputs, and which version responded when. */
export async function switchScene(stage: Stage, fingerprint: string): Promise<Expectation[]> {
  const { blue, green, print, style } = stage
  print(
    style.bold('2. The switch from blue to green, under traffic'),
    '',
    `  ${PATHS.length} published APIs share one backend, which points to ${blue.address} (blue). With the plan approved, the step`,
    `  switches it to ${green.address} (green) while clients keep sending requests through the gateway.`,
    ''
  )
  const traffic = stage.traffic()
  await pause(CALM_BEFORE_MS)
  const fromMs = traffic.elapsedMs
  const step = stage.step({ 'backend-model-data': definitionOf(green), 'approved-plan': fingerprint })
  const result = await step.result
  const toMs = traffic.elapsedMs
  await pause(CALM_AFTER_MS)
  await traffic.stop()
  const lengthMs = traffic.elapsedMs
  const { samples } = traffic

  print('', style.bold('Step outputs'), '', ...outputLines(result))
  print('', style.bold('Responses by version'), '')
  print(
    ...plot(samples, {
      paths: PATHS,
      before: blue.version,
      after: green.version,
      lengthMs,
      columns: COLUMNS,
      step: { fromMs, toMs },
      style
    })
  )
  print('', `  ${countLine(samples, [blue.version, green.version])}`, '')
  return expectations(result, samples, toMs, { before: blue.version, after: green.version })
}

function outputLines({ outputs }: StepResult): string[] {
  const width = Math.max(0, ...Object.keys(outputs).map(({ length }) => length))
  return Object.entries(outputs).map(([name, value]) => {
    const shown = value.length > 70 ? `${value.slice(0, 60)}… (${value.length} characters)` : value
    return `  ${name.padEnd(width)}  ${shown.replaceAll('\n', ' ')}`
  })
}

export function countLine(samples: readonly Sample[], versions: readonly string[]): string {
  const counts = versions.map(
    version => `${samples.filter(sample => sample.version === version).length} served by ${version}`
  )
  const lost = samples.filter(sample => sample.lost !== undefined).length
  return `${samples.length} requests: ${counts.join(', ')}, ${lost === 0 ? 'none' : lost} lost`
}

/** What the scene is expected to show, checked against what was observed. */
export function expectations(
  result: Pick<StepResult, 'conclusion' | 'exitCode' | 'outputs'>,
  samples: readonly Sample[],
  stepEndedAtMs: number,
  { before, after }: { readonly before: string; readonly after: string }
): Expectation[] {
  const { outputs } = result
  const lost = samples.filter(sample => sample.lost !== undefined)
  const of = (version: string) => samples.filter(sample => sample.version === version)
  const late = of(before).filter(({ atMs }) => atMs > stepEndedAtMs)
  const firstAfter = Math.min(...of(after).map(({ atMs }) => atMs))
  const mixed = of(before).filter(({ atMs }) => atMs > firstAfter)
  const back = PATHS.filter(path => {
    const [moved, old] = [after, before].map(version => of(version).filter(sample => sample.path === path))
    // only requests sent after a response of the new version count: others may overtake each other
    const since = Math.min(...(moved ?? []).map(({ endedAtMs }) => endedAtMs))
    return old?.some(({ atMs }) => atMs > since)
  })
  const missing = PATHS.filter(path => !of(after).some(sample => sample.path === path))
  return [
    {
      what: 'the step succeeded with the result switched',
      holds: result.conclusion === 'success' && outputs['result'] === 'switched',
      seen: `${result.conclusion}, exit code ${String(result.exitCode)}, result '${outputs['result'] ?? ''}'`
    },
    {
      what: `all ${PATHS.length} APIs were updated`,
      holds: outputs['apis-updated'] === String(PATHS.length),
      seen: `apis-updated is '${outputs['apis-updated'] ?? ''}'`
    },
    {
      what: 'no request was lost',
      holds: samples.length > 0 && lost.length === 0,
      seen: `${lost.length} of ${samples.length}, the first: ${lost[0]?.lost ?? 'none was sent'}`
    },
    {
      what: `${after} responded on every path`,
      holds: missing.length === 0,
      seen: `never on ${missing.join(', ')}`
    },
    {
      what: 'the APIs were updated one by one: both versions responded in the meantime',
      holds: mixed.length > 0,
      seen: `${before} never responded after the first response of ${after}`
    },
    {
      what: `no API returned to ${before}`,
      holds: back.length === 0,
      seen: back.join(', ')
    },
    {
      what: `no request sent after the step reached ${before}`,
      holds: late.length === 0,
      seen: `${late.length} requests`
    }
  ]
}
