import type { ActionError } from '../errors/action-error.ts'
import { helpLine } from '../errors/help.ts'
import type { ActionSource } from '../errors/help.ts'
import type { Change, Difference } from '../model/diff.ts'
import type { Json } from '../model/json.ts'
import { REDACTED, redact, redactText } from '../model/redact.ts'
import { keyOf } from '../model/target.ts'
import type { KindName } from '../model/target.ts'
import { MAX_OUTPUT_BYTES } from '../outputs.ts'
import { byBadness } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { oneLine } from '../runtime/text.ts'

export interface ReportTarget {
  readonly name: string
  readonly kind: KindName
  readonly backendId: string | null
  readonly stageName: string | null
  readonly backendType: string | null
  readonly backendModelId: string | null
  readonly serviceId: string | null
  readonly httpApiId: string | null
  readonly routeId: string | null
  readonly result: Result
  readonly changed: boolean | null
  readonly fingerprint: string | null
  readonly requestId: string | null
  readonly operationId: string | null
  readonly changes?: readonly ReportChange[]
  readonly apis?: readonly {
    readonly apiId: string
    readonly name: string
    readonly group: string
    readonly status: string | null
    readonly error: string | null
  }[]
  readonly checks: readonly ReportCheck[]
  readonly rollback: { readonly requestId: string; readonly operationId: string | null } | null
  readonly error: {
    readonly code: string
    readonly message: string
    readonly hint: string | null
    readonly requestId: string | null
  } | null
  readonly durationMs: number
}

export interface ReportChange {
  readonly path: string
  readonly before: Json
  readonly after: Json
  /** Whether the desired definition leaves the key out, so that a switch removes it. */
  readonly omitted: boolean
}

export interface ReportCheck {
  readonly name: string
  readonly passed: boolean
  readonly detail: string
}

/** The machine-readable result of the step, without secrets. */
export interface Report {
  readonly version: 1
  readonly result: Result
  readonly changed: boolean | null
  readonly targets: readonly ReportTarget[]
  readonly truncated?: true
}

export function buildReport(
  result: Result,
  changed: boolean | undefined,
  outcomes: readonly Outcome[],
  source: ActionSource
): Report {
  const targets = outcomes.map(outcome => reportTarget(outcome, source))
  return { version: 1, result, changed: changed ?? null, targets }
}

function reportTarget(outcome: Outcome, source: ActionSource): ReportTarget {
  const { target, plan, accepted, progress, checks, rollback } = outcome
  return {
    name: keyOf(target),
    kind: target.kind,
    backendId: target.kind === 'backend' ? target.backendId : null,
    stageName: target.stageName ?? null,
    backendType: plan?.targetType ?? (target.kind === 'backend' ? target.backendType : undefined) ?? null,
    backendModelId: modelIdOf(outcome) ?? null,
    serviceId: target.kind === 'service' ? target.serviceId : null,
    httpApiId: target.kind === 'route' ? target.httpApiId : null,
    routeId: target.kind === 'route' ? target.routeId : null,
    result: outcome.result,
    changed: outcome.changed ?? null,
    fingerprint: plan?.fingerprint ?? null,
    requestId: accepted?.requestId ?? null,
    operationId: accepted?.operationId || null,
    changes: reportChanges(plan?.difference),
    apis: (progress?.apis ?? []).map(api => ({
      apiId: api.apiId,
      name: api.name,
      group: api.group,
      status: api.status || null,
      error: api.state === 'failed' ? redactText(api.message || api.status) : null
    })),
    checks: checks.map(({ name, subject, passed, detail, likelyCause }) => ({
      name: `${name} ${subject}`,
      passed,
      detail: likelyCause === undefined ? detail : `${detail} (likely cause: ${likelyCause})`
    })),
    rollback: rollback === undefined ? null : { ...rollback, operationId: rollback.operationId || null },
    error: outcome.error === undefined ? null : reportError(outcome.error, source),
    durationMs: Math.round(outcome.durationMs)
  }
}

function modelIdOf({ target, plan }: Outcome): string | undefined {
  return plan?.definitionId || (target.kind === 'backend' ? target.backendModelId : undefined)
}

function reportChanges({ changes, omitted }: Difference = { changes: [], omitted: [] }): ReportChange[] {
  return [
    ...changes.map(change => ({ ...redactChange(change), omitted: false })),
    ...omitted.map(change => ({ ...redactChange(change), omitted: true }))
  ]
}

/** A change as it is shown: its values redacted by their own structure and by their context. */
export function redactChange({ path, before, after, secret }: Change): {
  path: string
  before: Json
  after: Json
} {
  const show = (value: Json | undefined): Json =>
    value === undefined ? null : secret ? REDACTED : redact(value)
  return { path, before: show(before), after: show(after) }
}

function reportError(error: ActionError, source: ActionSource): NonNullable<ReportTarget['error']> {
  return {
    code: error.code,
    message: redactText(error.message),
    hint: [...(error.hint === undefined ? [] : [error.hint]), helpLine(error, source)].join('\n'),
    requestId: error.requestId ?? null
  }
}

/** Results that are dropped first. */
const DISPENSABLE: ReadonlySet<Result> = new Set([
  'unchanged',
  'switched',
  'submitted',
  'planned',
  'exported',
  'valid',
  'not-started'
])

const SHORT_TEXT = 300

/**
 * The report as JSON below the limit of an output: without the APIs, the changes, and targets that succeeded or were not
 * started, in this order; then with short texts; then with as many targets as fit, the worst first.
 */
export function fitReport(report: Report): string {
  const steps: ((whole: Report) => Report)[] = [
    whole => whole,
    whole => ({ ...whole, targets: whole.targets.map(({ apis: _, ...rest }) => rest), truncated: true }),
    whole => ({ ...whole, targets: whole.targets.map(({ changes: _, ...rest }) => rest) }),
    whole => ({ ...whole, targets: whole.targets.filter(target => !DISPENSABLE.has(target.result)) }),
    whole => ({ ...whole, targets: whole.targets.map(withShortTexts) }),
    whole => ({ ...whole, targets: worstThatFit(whole) })
  ]
  let fitted = report
  let text = ''
  for (const step of steps) {
    fitted = step(fitted)
    text = JSON.stringify(fitted)
    if (Buffer.byteLength(text) < MAX_OUTPUT_BYTES) break
  }
  return text
}

/** With the error and failed checks cut, and without those that passed. */
function withShortTexts(target: ReportTarget): ReportTarget {
  const { checks, error } = target
  const short = (text: string): string => oneLine(text, SHORT_TEXT)
  return {
    ...target,
    checks: checks.flatMap(({ name, passed, detail }) =>
      passed ? [] : [{ name: short(name), passed, detail: short(detail) }]
    ),
    error: error && { ...error, message: short(error.message), hint: null }
  }
}

/** In their original order. */
function worstThatFit(report: Report): ReportTarget[] {
  const bytesOf = (value: object): number => Buffer.byteLength(JSON.stringify(value))
  let left = MAX_OUTPUT_BYTES - bytesOf({ ...report, targets: [] }) - 1
  const fitting = new Set<ReportTarget>()
  for (const target of report.targets.toSorted(byBadness)) {
    left -= bytesOf(target) + 1
    if (left < 0) break
    fitting.add(target)
  }
  return report.targets.filter(target => fitting.has(target))
}
