import { createReadShare } from '../cloud/client.ts'
import type { SharedReader } from '../cloud/client.ts'
import { ActionError, asActionError } from '../errors/action-error.ts'
import { pageReference } from '../errors/help.ts'
import type { Inputs } from '../inputs/table.ts'
import { isJsonObject } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import { redactText } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import { planLines, planTable, showDifference } from '../report/plan-lines.ts'
import { inAllowedAccount, decide, findDrift, newerRunRemark } from '../rollout/guard.ts'
import type { Planned } from '../rollout/guard.ts'
import { previousDefinition } from '../rollout/next-steps.ts'
import { errorOf, outcomeOf, stoppedBeforeSending } from '../rollout/outcome.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { planTarget, warningText } from '../rollout/plan.ts'
import type { Plan, PlanOptions } from '../rollout/plan.ts'
import { mapInParallel } from '../rollout/schedule.ts'
import { createTimeline } from '../rollout/timeline.ts'
import type { Timeline } from '../rollout/timeline.ts'
import { withTitle } from '../rollout/words.ts'
import { createDeadline } from '../runtime/clock.ts'
import { joinUpTo, oneLine } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import { READS_A_WRITE, thisRun } from './step.ts'
import type { Step } from './step.ts'

/** The run of one target: planned, or already failed. */
export interface TargetRun {
  readonly target: Target
  readonly timeline: Timeline
  readonly startedAt: number
  readonly planned: Planned | undefined
  /** Why there is no plan. */
  readonly failure: Outcome | undefined
}

/** Plans every target with reads alone, before anything is written. Never rejects because of a response. */
export async function planTargets(step: Step): Promise<TargetRun[]> {
  const { inputs, targets, dependencies } = step
  const startedAt = dependencies.clock.now()
  const targetRuns = await inAllowedAccount(
    step.accountGuard,
    signal => {
      const share = createReadShare(dependencies.clock, createDeadline(dependencies.clock, Infinity, signal))
      // a reader per target, so that its log lines name the target
      return mapInParallel(targets, inputs.maxParallel * READS_A_WRITE, target =>
        planOne(step, target, share(step.reader(target), target.endpoint), signal)
      )
    },
    dependencies.stop
  ).then(
    ({ value, accountId }) => {
      step.account.id = accountId ?? step.account.id
      return value
    },
    (error: unknown) => targets.map(target => unplanned(step, target, startedAt, error))
  )
  await logPlans(step, targetRuns)
  return targetRuns
}

async function planOne(
  step: Step,
  unread: Target,
  reader: SharedReader,
  signal: AbortSignal
): Promise<TargetRun> {
  const { inputs, dependencies } = step
  const { clock } = dependencies
  const timeline = createTimeline(clock)
  const isScrubbed = (text: string): boolean => dependencies.secrets.scrub(text) !== text
  let target = unread
  const rename = (title: string): Target => {
    // a manifest has names of its own
    if (inputs.manifest === undefined && !isScrubbed(title)) target = withTitle(target, title)
    return target
  }
  const targetRun = { timeline, startedAt: clock.now(), planned: undefined, failure: undefined }
  try {
    const plan = await timeline.during('plan', () =>
      planTarget(reader, unread, { clock, needs: needsOf(inputs), rename, signal })
    )
    const { send } = decide(plan, { skipUnchanged: inputs.skipUnchanged, run: thisRun(step) })
    const previous = previousDefinition(plan)
    const masked = {
      isMasked: 'json' in previous && isScrubbed(previous.json),
      isEndpointMasked: isScrubbed(target.endpoint.origin)
    }
    const warnings = [...plan.warnings, ...supersededWarning(step, plan, send)]
    return { ...targetRun, target, planned: { plan: { ...plan, ...masked, warnings }, hasChanges: send } }
  } catch (error) {
    return { ...targetRun, target, failure: failureOf(step, { ...targetRun, target }, error) }
  }
}

/** Warns in a plan that an apply would be refused; an apply reports that as its error. */
function supersededWarning(step: Step, { target, live }: Plan, send: boolean): Plan['warnings'] {
  if (!send || step.inputs.mode !== 'plan') return []
  const { level, text } = newerRunRemark(target, live, thisRun(step)) ?? {}
  return level === 'warning' && text !== undefined ? [{ text }] : []
}

/** The run of a target if the account is not allowed or could not be determined. */
function unplanned(step: Step, target: Target, startedAt: number, error: unknown): TargetRun {
  const targetRun = {
    target,
    timeline: createTimeline(step.dependencies.clock),
    startedAt,
    planned: undefined
  }
  return { ...targetRun, failure: failureOf(step, targetRun, error) }
}

function failureOf(
  step: Step,
  targetRun: Pick<TargetRun, 'target' | 'timeline' | 'startedAt'>,
  error: unknown
): Outcome {
  const isStopped = step.dependencies.stop.aborted
  return outcomeWith(step, targetRun, {
    result: isStopped ? 'cancelled' : 'failed',
    changed: false,
    error: isStopped ? stoppedBeforeSending(targetRun.target) : asActionError(error)
  })
}

/** The outcome of a target's run. */
export function outcomeWith(
  { dependencies, account }: Step,
  { target, timeline, startedAt }: Pick<TargetRun, 'target' | 'timeline' | 'startedAt'>,
  end: Partial<Outcome> & Pick<Outcome, 'result' | 'changed'>
): Outcome {
  return {
    ...outcomeOf(target, end),
    error: end.error && errorOf(target, end.error),
    phases: timeline.phases,
    durationMs: dependencies.clock.now() - startedAt,
    accountId: account.id
  }
}

/** Logs the plans: line by line for one target, as a table for several. */
async function logPlans(step: Step, targetRuns: readonly TargetRun[]): Promise<void> {
  const { inputs, dependencies } = step
  const { log, secrets } = dependencies
  const planned = targetRuns.flatMap(targetRun =>
    targetRun.planned === undefined ? [] : [targetRun.planned]
  )
  const [only] = planned
  if (only === undefined) return
  const single = step.targets.length === 1
  const title = single ? `Plan for ${only.plan.target.name}` : `Plan for ${step.targets.length} targets`
  await log.group(title, () => {
    log.diff(single ? planLines(only, secrets.scrub) : planTable(planned, secrets.scrub))
    return Promise.resolve()
  })
  noticeRetirement(
    step,
    planned.map(({ plan }) => plan.target)
  )
  for (const { plan, hasChanges } of planned) {
    const targetLog = step.logOf(plan.target)
    for (const warning of plan.warnings) targetLog.warning(warningText(warning))
    for (const text of plan.notices ?? []) targetLog.notice(text)
    for (const text of plan.remarks ?? []) log.info(text)
    const { notice } = decide(plan, { skipUnchanged: inputs.skipUnchanged, run: thisRun(step) })
    if (notice !== undefined) targetLog.notice(notice)
    const newerRun = hasChanges ? newerRunRemark(plan.target, plan.live, thisRun(step)) : undefined
    if (newerRun?.level === 'notice') targetLog.notice(newerRun.text)
  }
  const removed = inputs.mode === 'apply' ? removedByAll(planned) : undefined
  if (removed !== undefined) log.warning(removed)
}

const MAX_REMOVING = 10

/** One warning for all targets, since the logged plans have every key; `undefined` if no key is removed. */
function removedByAll(planned: readonly Planned[]): string | undefined {
  const removing = planned.flatMap(({ plan, hasChanges }) => {
    const removed = hasChanges ? removedBy(plan) : []
    return removed.length === 0 ? [] : [{ name: plan.target.name, keys: removed.join(', ') }]
  })
  const [only] = removing
  if (only === undefined) return undefined
  if (removing.length === 1) {
    return `${only.name}: the switch removes these keys from the live definition: ${only.keys}`
  }
  const texts = removing.map(({ name, keys }) => `${name}: ${keys}`)
  return `the switch removes keys from ${removing.length} live definitions: ${joinUpTo(texts, MAX_REMOVING, '; ')}`
}

/** Announces the retirement of a product once per step, however many targets it has. */
function noticeRetirement({ dependencies: { clock, log }, github }: Step, targets: readonly Target[]): void {
  for (const { retirement } of new Set(targets.map(target => kindOf(target).product))) {
    if (retirement === undefined || clock.wall() < retirement.announcedFrom) continue
    log.notice(`${retirement.text} How to move: ${pageReference('docs/migration.md', github)}`)
  }
}

/** The live keys that the sent definition does not have. */
function removedBy({ difference, data }: Plan): readonly string[] {
  const written = difference?.changes.filter(({ after }) => after === undefined || after === null) ?? []
  // some pages of the service's documentation start keys with a lowercase letter, and the service accepts both
  const sent = new Set(pathsOf(data).map(path => path.toLowerCase()))
  return [...written, ...(difference?.omitted ?? [])].flatMap(({ path }) =>
    sent.has(path.toLowerCase()) ? [] : [path]
  )
}

function pathsOf(mapping: JsonObject, prefix = ''): readonly string[] {
  return Object.entries(mapping).flatMap(([key, value]) => {
    const path = `${prefix}${key}`
    return isJsonObject(value) ? [path, ...pathsOf(value, `${path}.`)] : value === null ? [] : [path]
  })
}

/** The permissions that the inputs require, each with its inputs. */
function needsOf({
  mode,
  wait,
  rollbackOnFailure,
  maxApis,
  approvals,
  expectNoChanges
}: Inputs): PlanOptions['needs'] {
  const set = (inputs: readonly (readonly [boolean, string])[]): readonly string[] =>
    inputs.flatMap(([isSet, input]) => (isSet ? [input] : []))
  const plan = [mode === 'plan', 'mode: plan'] as const
  const rollback = [mode !== 'plan' && rollbackOnFailure, 'rollback-on-failure: true'] as const
  const completion = [mode !== 'plan' && wait === 'always', 'wait: true'] as const
  return {
    live: set([
      plan,
      [expectNoChanges, 'expect-no-changes'],
      [approvals !== undefined, 'approved-plan'],
      rollback,
      completion
    ]),
    apis: set([plan, [maxApis !== undefined, 'max-apis'], rollback, completion]),
    count: set([[maxApis !== undefined, 'max-apis']]),
    wholeList: set([rollback, completion]),
    follow: set([completion, rollback])
  }
}

/** Drift found by `expect-no-changes`: the error, and the plan with only that difference. */
export interface Drifted {
  readonly error: ActionError
  readonly plan: Plan
}

/** @returns `undefined` if the live definition does not differ, or `expect-no-changes` is not set */
export function driftOf(step: Step, plan: Plan): Drifted | undefined {
  const { inputs, github, dependencies } = step
  const { target } = plan
  if (!inputs.expectNoChanges) return undefined
  const { drift, unverified } = findDrift(plan, github.repository)
  if (unverified.length > 0) {
    step
      .logOf(target)
      .notice(
        `${target.name}: keys that could not be compared, because the service never returns them: ${unverified.join(', ')}`
      )
  }
  if (drift === undefined) return undefined
  const drifted = { ...plan, difference: drift.difference }
  const shown = showDifference(drifted, dependencies.secrets.scrub, 'not desired')
  // if this action does not write descriptions of this kind, the description does not show who changed it
  const live = target.description === undefined ? '' : (plan.live?.description ?? '')
  const described =
    live === ''
      ? ''
      : `the live description is "${oneLine(redactText(dependencies.secrets.scrub(live)), 180)}"`
  const error = new ActionError(
    'Drifted',
    `${target.name}: the live definition differs from the desired one (live -> desired): ${shown}${described === '' ? '' : ` (${described})`}`,
    {
      brief: `${target.name}: ${described === '' ? 'the live definition differs from the desired one' : described}.`
    }
  )
  return { error, plan: drifted }
}
