import { ActionError } from '../errors/action-error.ts'
import type { Difference } from '../model/diff.ts'
import { parseFingerprint } from '../model/fingerprint.ts'
import type { Approvals } from '../model/fingerprint.ts'
import { isLadder, keyOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { isStampedBy } from '../runtime/stamp.ts'
import { oneLine } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import { supersededError } from './newer-run.ts'
import type { ThisRun } from './newer-run.ts'
import { restorableDefinition } from './next-steps.ts'
import { DESCRIPTION_PATH, affectedApis } from './plan.ts'
import type { Plan } from './plan.ts'
import { countMoved } from './words.ts'

export interface Decision {
  /** Whether an apply sends anything. */
  readonly send: boolean
  /** Why, if that may be surprising. */
  readonly notice: string | undefined
}

/** Decides whether to send: differences, and what the author requested to send anyway. */
export function decide(
  { difference, live, target }: Plan,
  { skipUnchanged, run }: { readonly skipUnchanged: boolean; readonly run: ThisRun }
): Decision {
  if (difference === undefined || difference.changes.length > 0) return { send: true, notice: undefined }
  if (live?.notInEffect !== undefined) {
    return {
      send: true,
      notice: `${target.name}: the desired ${kindOf(target).words.definition} is saved, but not in effect yet: ${live.notInEffect}. It will be saved again and deployed`
    }
  }
  const superseded = supersededError(target, live, run)
  if (!skipUnchanged) {
    return superseded === undefined
      ? { send: true, notice: undefined }
      : {
          send: false,
          notice: `${superseded.message}; it is already the desired one, and is not sent again by an older run, although skip-unchanged is false`
        }
  }
  if (run.github.runAttempt > 1) {
    return {
      send: true,
      notice: `${target.name}: the live definition is already the desired one; it is sent again, because this is a re-run: an equal definition does not prove that its batch completed`
    }
  }
  if (difference.omitted.length > 0) {
    const paths = difference.omitted.map(change => change.path).join(', ')
    return {
      send: false,
      notice: `${target.name}: the live definition has keys that the desired definition leaves out (${paths}), which alone is not a change. To remove them, set skip-unchanged: false.`
    }
  }
  return { send: false, notice: undefined }
}

/** A plan, and whether it will be sent. */
export interface Intended {
  readonly plan: Plan
  readonly send: boolean
}

export interface Guards {
  readonly approvals: Approvals | undefined
  readonly maxApis: number | undefined
  readonly rollbackOnFailure: boolean
  readonly run: ThisRun
  /** Renders a plan's differences, redacted. */
  readonly show: (plan: Plan) => string
}

/**
 * The reasons not to send anything, each with its target. They are evaluated before the first write, so that a set of targets is not
 * left half done.
 */
export function blockers(
  intended: readonly Intended[],
  guards: Guards
): readonly { readonly plan: Plan; readonly error: ActionError }[] {
  const found: { plan: Plan; error: ActionError }[] = []
  const block = (plan: Plan, error: ActionError | undefined): void => {
    if (error !== undefined) found.push({ plan, error })
  }
  const moving: Plan[] = []
  for (const { plan, send } of intended) {
    const superseded = send ? supersededError(plan.target, plan.live, guards.run) : undefined
    if (superseded !== undefined) {
      // explains why the plan no longer matches its approval; a new plan of this run would not either
      block(plan, superseded)
      continue
    }
    block(plan, approvalError(plan, send, guards))
    // native/ sets rollback-on-failure with weight-steps, so that only without them it can be false
    const rollbackInput = isLadder(plan.target)
      ? 'weight-steps'
      : guards.rollbackOnFailure
        ? 'rollback-on-failure'
        : undefined
    if (send && rollbackInput !== undefined) block(plan, rollbackError(plan, rollbackInput))
    if (send) moving.push(plan)
  }
  const total = moving.reduce((sum, plan) => sum + affectedApis(plan), 0)
  const [first] = moving
  if (guards.maxApis !== undefined && total > guards.maxApis && first !== undefined) {
    block(
      first,
      new ActionError(
        'TooManyApis',
        `${countMoved(
          moving.map(plan => ({ count: affectedApis(plan), target: plan.target }))
        )} would be affected, but max-apis allows ${guards.maxApis}${moving.length > 1 ? ` for all ${moving.length} targets together` : ''}`,
        { cure: 'No target was changed. If that many are intended, raise max-apis.' }
      )
    )
  }
  return found
}

/** Whether an approval by name does not list a target. */
export function lacksApproval(target: Target, approvals: Approvals | undefined): boolean {
  return approvals?.kind === 'named' && !approvals.fingerprints.has(keyOf(target))
}

/** Why a plan does not match its approval; `undefined` if it does. */
function approvalError(plan: Plan, send: boolean, { approvals, show }: Guards): ActionError | undefined {
  if (approvals === undefined) return undefined
  const { target, fingerprint, difference } = plan
  const key = keyOf(target)
  const approved = approvals.kind === 'single' ? approvals.fingerprint : approvals.fingerprints.get(key)
  if (approved === undefined) {
    return new ActionError(
      'NotApproved',
      `${target.name}: approved-plan has no line for ${key === target.name ? 'this target' : key}`,
      {
        cure: 'No target was changed. Run mode: plan with the same targets, and approve the whole of its plan-fingerprint or plan-file.'
      }
    )
  }
  const was = parseFingerprint(approved)
  const is = fingerprint === undefined ? undefined : parseFingerprint(fingerprint)
  if (was === undefined || is === undefined || difference === undefined) {
    return new ActionError('NotApproved', `${target.name}: its plan cannot be compared with the approved one`)
  }
  if (was.version === 1 && is.version === 2) {
    return new ActionError(
      'PlanChanged',
      `${target.name}: the approved fingerprint begins with fp1:, and this plan's with fp2:, because a definition holds a secret value`,
      {
        cure: `No target was changed. Run mode: plan again, and approve the new plan (${fingerprint ?? ''}).`
      }
    )
  }
  // the approved change is already live; sending it again must not remove keys whose removal was not approved
  const isLive = difference.changes.length === 0 && plan.live?.notInEffect === undefined
  const isDone = isLive && (!send || difference.omitted.length === 0)
  if (was.desired === is.desired && (was.live === is.live || isDone)) return undefined
  const both = was.desired !== is.desired && was.live !== is.live
  const what = both
    ? 'both the live and the desired definition changed'
    : was.desired !== is.desired
      ? `the desired definition changed (${kindOf(target).words.input}${isLadder(target) ? ', weight-steps' : ''}, or a value that it is built from)`
      : 'the live definition changed'
  const brief = `${target.name}: the plan no longer matches the approved plan: ${what}.`
  return new ActionError('PlanChanged', oneLine(`${brief} The plan is now: ${show(plan)}`), {
    brief,
    cure: `No target was changed. Run mode: plan again, and approve the new plan (${fingerprint ?? ''}).`
  })
}

/** Why the previous definition could not be restored; `undefined` if it can. */
function rollbackError(plan: Plan, input: string): ActionError | undefined {
  const previous = restorableDefinition(plan)
  if ('json' in previous) return undefined
  return new ActionError(
    'CannotRollBack',
    `${plan.target.name}: ${input} is not possible, because ${previous.reason}`,
    {
      cure:
        input === 'weight-steps'
          ? 'Nothing was sent. Remove weight-steps, and rollback-on-failure if it is set, to switch at once without an automatic rollback.'
          : 'Nothing was sent. Set rollback-on-failure: false to switch without an automatic rollback.'
    }
  )
}

/** The findings of `expect-no-changes` in a plan. */
export interface DriftFindings {
  /** How the live definition differs; `undefined` if it does not. */
  readonly drift: { readonly difference: Difference | undefined } | undefined
  /** Paths of desired keys that the service never returns, so whether they are live is not known. */
  readonly unverified: readonly string[]
}

/**
 * Decides whether the live definition is still the desired one: equal on every desired key (a description is not a key), and without
 * other keys, unless this repository wrote it last. After such a write, the service filled other keys in; after any other, someone else
 * may have.
 * @param repository of this run, `owner/name`
 */
export function findDrift(plan: Plan, repository: string): DriftFindings {
  const { difference, live, target, desired, targetType } = plan
  if (difference === undefined || live === undefined) {
    return { drift: { difference: undefined }, unverified: [] }
  }
  const onKeys = difference.changes.filter(({ path }) => path !== DESCRIPTION_PATH)
  const { counting, unverified } = kindOf(target).unreturned.split(onKeys, desired, targetType, live.raw)
  const omitted = isStampedBy(live.description, repository) ? [] : difference.omitted
  const isDrifted = counting.length + omitted.length > 0 || live.notInEffect !== undefined
  return { drift: isDrifted ? { difference: { changes: counting, omitted } } : undefined, unverified }
}
