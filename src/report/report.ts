import type { ActionError } from '../errors.ts'
import type { Json } from '../model/json.ts'
import type { Change } from '../model/diff.ts'
import { redact, REDACTED, redactText } from '../model/redact.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { RESULTS } from '../rollout/results.ts'
import type { Result } from '../rollout/results.ts'
import { oneLine } from '../runtime/text.ts'

export interface ReportTarget {
  readonly name: string
  readonly backendId: string
  readonly stageName: string
  readonly backendType: string | null
  readonly backendModelId: string | null
  readonly result: Result
  readonly changed: boolean | null
  readonly fingerprint: string | null
  readonly requestId: string | null
  readonly operationId: string | null
  readonly changes?: readonly { readonly path: string; readonly before: Json; readonly after: Json }[]
  readonly apis?: readonly {
    readonly apiId: string
    readonly name: string
    readonly group: string
    readonly status: string
    readonly error: string | null
  }[]
  readonly rollback: { readonly requestId: string; readonly operationId: string } | null
  readonly error: {
    readonly code: string
    readonly message: string
    readonly hint: string | null
    readonly requestId: string | null
  } | null
  readonly durationMs: number
}

/** The machine-readable end of the step, without secrets. */
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
  outcomes: readonly Outcome[]
): Report {
  return { version: 1, result, changed: changed ?? null, targets: outcomes.map(reportTarget) }
}

function reportTarget(outcome: Outcome): ReportTarget {
  const { target, plan, accepted, progress } = outcome
  return {
    name: target.name,
    backendId: target.backendId,
    stageName: target.stageName,
    backendType: plan?.backendType ?? target.backendType ?? null,
    backendModelId: plan?.backendModelId ?? target.backendModelId ?? null,
    result: outcome.result,
    changed: outcome.changed ?? null,
    fingerprint: plan?.fingerprint ?? null,
    requestId: accepted?.requestId ?? null,
    operationId: accepted?.operationId || null,
    changes: (plan?.difference?.changes ?? []).map(redactChange),
    apis: (progress?.apis ?? []).map(api => ({
      apiId: api.apiId,
      name: api.name,
      group: api.group,
      status: api.status,
      error: api.state === 'failed' ? redactText(api.message || api.status) : null
    })),
    rollback: outcome.rollback ?? null,
    error: outcome.error === undefined ? null : reportError(outcome.error),
    durationMs: Math.round(outcome.durationMs)
  }
}

/** A change as it may be shown: its values redacted by their own structure and by what stands around them. */
export function redactChange({ path, before, after, secret }: Change): {
  path: string
  before: Json
  after: Json
} {
  const show = (value: Json | undefined): Json =>
    value === undefined ? null : secret ? REDACTED : redact(value)
  return { path, before: show(before), after: show(after) }
}

function reportError(error: ActionError): NonNullable<ReportTarget['error']> {
  return {
    code: error.code,
    message: redactText(error.message),
    hint: error.hint ?? null,
    requestId: error.requestId ?? null
  }
}

/** What an output may hold. */
export const MAX_REPORT_CHARACTERS = 100_000

/** What says nothing bad of itself. */
const DISPENSABLE: ReadonlySet<Result> = new Set([
  'unchanged',
  'switched',
  'submitted',
  'planned',
  'valid',
  'not-started'
])

const SHORT_MESSAGE = 300

/**
 * The report as JSON below the limit of an output: without the APIs, the changes, and what went well or was not
 * begun, in this order; then with short errors; and then with as many targets as fit, the worst of them.
 */
export function fitReport(report: Report): string {
  const steps: ((whole: Report) => Report)[] = [
    whole => whole,
    whole => ({ ...whole, targets: whole.targets.map(({ apis: _, ...rest }) => rest), truncated: true }),
    whole => ({ ...whole, targets: whole.targets.map(({ changes: _, ...rest }) => rest) }),
    whole => ({ ...whole, targets: whole.targets.filter(target => !DISPENSABLE.has(target.result)) }),
    whole => ({ ...whole, targets: whole.targets.map(withShortError) }),
    whole => ({ ...whole, targets: worstThatFit(whole) })
  ]
  let fitted = report
  let text = ''
  for (const step of steps) {
    fitted = step(fitted)
    text = JSON.stringify(fitted)
    if (text.length < MAX_REPORT_CHARACTERS) break
  }
  return text
}

function withShortError(target: ReportTarget): ReportTarget {
  if (target.error === null) return target
  return {
    ...target,
    error: { ...target.error, message: oneLine(target.error.message, SHORT_MESSAGE), hint: null }
  }
}

/** In their order. */
function worstThatFit(report: Report): ReportTarget[] {
  let left = MAX_REPORT_CHARACTERS - JSON.stringify({ ...report, targets: [] }).length - 1
  const fitting = new Set<ReportTarget>()
  const worst = report.targets.toSorted(
    (one, other) => RESULTS.indexOf(one.result) - RESULTS.indexOf(other.result)
  )
  for (const target of worst) {
    left -= JSON.stringify(target).length + 1
    if (left < 0) break
    fitting.add(target)
  }
  return report.targets.filter(target => fitting.has(target))
}
