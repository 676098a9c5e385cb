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
import { inAllowedAccount } from '../rollout/account.ts'
import { decide, findDrift } from '../rollout/guard.ts'
import { newerRunRemark } from '../rollout/newer-run.ts'
import { previousDefinition } from '../rollout/next-steps.ts'
import { errorOf, outcomeOf, stoppedBeforeSending } from '../rollout/outcome.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { planTarget, warningText } from '../rollout/plan.ts'
import type { Plan, PlanOptions } from '../rollout/plan.ts'
import { mapInParallel } from '../rollout/schedule.ts'
import { createTimeline } from '../rollout/timeline.ts'
import type { Timeline } from '../rollout/timeline.ts'
import { createDeadline } from '../runtime/clock.ts'
import { oneLine } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import { READS_A_WRITE, thisRun } from './context.ts'
import type { Step } from './context.ts'

/** A target on its way: planned, or with its end already. */
export interface TargetRun {
  readonly target: Target
  readonly timeline: Timeline
  readonly startedAt: number
  readonly planned: { readonly plan: Plan; readonly hasChanges: boolean } | undefined
  /** Why there is no plan. */
  readonly failure: Outcome | undefined
}

/** Plans every target before anything is written, from reads alone. Never rejects for what the cloud answers. */
export async function planTargets(step: Step): Promise<TargetRun[]> {
  const { inputs, targets, dependencies } = step
  const startedAt = dependencies.clock.now()
  const targetRuns = await inAllowedAccount(
    step.accountGuard,
    signal => {
      const share = createReadShare(dependencies.clock, createDeadline(dependencies.clock, Infinity, signal))
      // a reader for each target: its lines in the log are of that target
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
  target: Target,
  reader: SharedReader,
  signal: AbortSignal
): Promise<TargetRun> {
  const { inputs, dependencies } = step
  const { clock } = dependencies
  const timeline = createTimeline(clock)
  const targetRun = { target, timeline, startedAt: clock.now(), planned: undefined, failure: undefined }
  try {
    const plan = await timeline.during('plan', () =>
      planTarget(reader, target, { clock, needs: needsOf(inputs), signal })
    )
    const { send } = decide(plan, { skipUnchanged: inputs.skipUnchanged, run: thisRun(step) })
    const previous = previousDefinition(plan)
    const isScrubbed = (text: string): boolean => dependencies.secrets.scrub(text) !== text
    const masked = {
      isMasked: 'json' in previous && isScrubbed(previous.json),
      isEndpointMasked: isScrubbed(target.endpoint.origin)
    }
    const warnings = [...plan.warnings, ...supersededWarning(step, plan, send)]
    return { ...targetRun, planned: { plan: { ...plan, ...masked, warnings }, hasChanges: send } }
  } catch (error) {
    return { ...targetRun, failure: failureOf(step, targetRun, error) }
  }
}

/** In a plan, that an apply would be refused; an apply says that as its error. */
function supersededWarning(step: Step, { target, live }: Plan, send: boolean): Plan['warnings'] {
  if (!send || step.inputs.mode !== 'plan') return []
  const { level, text } = newerRunRemark(target, live, thisRun(step)) ?? {}
  return level === 'warning' && text !== undefined ? [{ text }] : []
}

/** A target of a step that may not act in its account, or could not determine which it is. */
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
  return endOf(step, targetRun, {
    result: isStopped ? 'cancelled' : 'failed',
    changed: false,
    error: isStopped ? stoppedBeforeSending(targetRun.target) : asActionError(error)
  })
}

/** The outcome of a targetRun of which only the end is new. */
export function endOf(
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

/** What the plans say, in the log: line by line for one target, as a table for several. */
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
    const removed = inputs.mode === 'apply' && hasChanges ? removedBy(plan) : []
    if (removed.length > 0) {
      const keys = removed.join(', ')
      targetLog.warning(
        `${plan.target.name}: the switch removes keys of the live definition: ${keys}`,
        // of one target there are no copies
        single ? undefined : [keys]
      )
    }
    const newerRun = hasChanges ? newerRunRemark(plan.target, plan.live, thisRun(step)) : undefined
    if (newerRun?.level === 'notice') targetLog.notice(newerRun.text)
  }
}

/** That a product goes away: once in a step, however many of the targets are of it. */
function noticeRetirement({ dependencies: { clock, log }, github }: Step, targets: readonly Target[]): void {
  for (const { retirement } of new Set(targets.map(target => kindOf(target).product))) {
    if (retirement === undefined || clock.wall() < retirement.announcedFrom) continue
    log.notice(`${retirement.text} How to move: ${pageReference('docs/migration.md', github)}`)
  }
}

/** The keys that live holds and the definition that is sent does not. */
function removedBy({ difference, data }: Plan): readonly string[] {
  const written = difference?.changes.filter(({ after }) => after === undefined || after === null) ?? []
  // some pages of the service's documentation begin keys with a small letter, and the service takes both
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

/** The rights that the author's wishes need, each with the wish. */
function needsOf({
  mode,
  wait,
  rollbackOnFailure,
  maxApis,
  approvals,
  expectNoChanges
}: Inputs): PlanOptions['needs'] {
  const asked = (wishes: readonly (readonly [boolean, string])[]): readonly string[] =>
    wishes.flatMap(([isAsked, wish]) => (isAsked ? [wish] : []))
  const plan = [mode === 'plan', 'mode: plan'] as const
  const rollback = [mode !== 'plan' && rollbackOnFailure, 'rollback-on-failure: true'] as const
  const completion = [mode !== 'plan' && wait === 'always', 'wait: true'] as const
  return {
    live: asked([
      plan,
      [expectNoChanges, 'expect-no-changes'],
      [approvals !== undefined, 'approved-plan'],
      rollback,
      completion
    ]),
    apis: asked([plan, [maxApis !== undefined, 'max-apis'], rollback, completion]),
    count: asked([[maxApis !== undefined, 'max-apis']]),
    wholeList: asked([rollback, completion]),
    follow: asked([completion, rollback])
  }
}

/** How live differs from what `expect-no-changes` expects: the error, and the plan with that difference alone. */
export interface Drifted {
  readonly error: ActionError
  readonly plan: Plan
}

/** @returns `undefined` where live does not differ, or `expect-no-changes` is not given */
export function driftOf(step: Step, plan: Plan): Drifted | undefined {
  const { inputs, github, dependencies } = step
  const { target } = plan
  if (!inputs.expectNoChanges) return undefined
  const { drift, unverified } = findDrift(plan, github.repository)
  if (unverified.length > 0) {
    step
      .logOf(target)
      .notice(
        `${target.name}: could not be compared, because the service accepts and never returns them: ${unverified.join(', ')}`
      )
  }
  if (drift === undefined) return undefined
  const drifted = { ...plan, difference: drift.difference }
  const shown = showDifference(drifted, dependencies.secrets.scrub)
  // of a kind whose descriptions this action does not write, it says nothing of who changed it
  const by = target.description === undefined ? '' : (plan.live?.description ?? '')
  const described =
    by === ''
      ? ''
      : ` (the live description is "${oneLine(redactText(dependencies.secrets.scrub(by)), 180)}")`
  const error = new ActionError(
    'Drifted',
    `${target.name}: live differs from the desired definition (live -> desired): ${shown}${described}`
  )
  return { error, plan: drifted }
}
