import { CallError, isDenied } from '../cloud/call-error.ts'
import { ActionError } from '../errors/action-error.ts'
import type { Difference } from '../model/diff.ts'
import { parseFingerprint } from '../model/fingerprint.ts'
import type { Approvals } from '../model/fingerprint.ts'
import { isLadder, keyOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { runUrl } from '../runtime/github.ts'
import type { GitHubContext } from '../runtime/github.ts'
import { isStampedBy, LONGEST_DESCRIPTION, readStamp } from '../runtime/stamp.ts'
import { oneLine } from '../runtime/text.ts'
import type { Live } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { restorableDefinition } from './next-steps.ts'
import { DESCRIPTION_PATH, affectedApis } from './plan.ts'
import type { Plan } from './plan.ts'
import { countAffected } from './words.ts'

/** The run of this step, and whether it is allowed to replace what a newer run wrote. */
export interface ThisRun {
  readonly github: Pick<GitHubContext, 'repository' | 'runId' | 'runAttempt' | 'serverUrl'>
  /** The input allow-older-run. A re-run is deliberate and always allowed. */
  readonly allowOlderRun: boolean
}

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

/** A plan, and whether an apply sends anything. */
export interface Planned {
  readonly plan: Plan
  readonly hasChanges: boolean
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
  planned: readonly Planned[],
  guards: Guards
): readonly { readonly plan: Plan; readonly error: ActionError }[] {
  const found: { plan: Plan; error: ActionError }[] = []
  const block = (plan: Plan, error: ActionError | undefined): void => {
    if (error !== undefined) found.push({ plan, error })
  }
  const moving: Plan[] = []
  for (const { plan, hasChanges } of planned) {
    const superseded = hasChanges ? supersededError(plan.target, plan.live, guards.run) : undefined
    if (superseded !== undefined) {
      // explains why the plan no longer matches its approval; a new plan of this run would not either
      block(plan, superseded)
      continue
    }
    block(plan, approvalError(plan, hasChanges, guards))
    // native/ sets rollback-on-failure with weight-steps, so that only without them it can be false
    const rollbackInput = isLadder(plan.target)
      ? 'weight-steps'
      : guards.rollbackOnFailure
        ? 'rollback-on-failure'
        : undefined
    if (hasChanges && rollbackInput !== undefined) block(plan, rollbackError(plan, rollbackInput))
    if (hasChanges) moving.push(plan)
  }
  const total = moving.reduce((sum, plan) => sum + affectedApis(plan), 0)
  const [first] = moving
  if (guards.maxApis !== undefined && total > guards.maxApis && first !== undefined) {
    block(
      first,
      new ActionError(
        'TooManyApis',
        `${countAffected(
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

// Newer runs of the same repository: what an older run must not replace.

/** A newer run of the same repository, according to the stamp in the live description. */
export interface NewerRun {
  readonly runId: string
  readonly url: string
}

const RUN_ID = /^[1-9]\d{0,19}$/

/**
 * The newer run that wrote a live definition; `undefined` if an older run did, or if that is not known. Run ids increase within one
 * server. A stamp does not name its server, so a repository with the same name on another server counts as this one. GitHub compares
 * repository names case-insensitively.
 */
export function newerRunOf(live: Live | undefined, { github }: ThisRun): NewerRun | undefined {
  const { description = '' } = live ?? {}
  const { runId, actor, writeId } = readStamp(description) ?? {}
  // without what follows it, the run ID may be truncated: stamps are cut to the longest description
  const isWhole = actor !== undefined || description.length < LONGEST_DESCRIPTION
  if (runId === undefined || writeId === undefined || !isWhole) return undefined
  if (!isStampedBy(description, github.repository)) return undefined
  if (!RUN_ID.test(github.runId) || BigInt(runId) <= BigInt(github.runId)) {
    return undefined
  }
  return { runId, url: runUrl(github, runId) ?? '' }
}

/** Why a newer run's definition is replaced anyway; `undefined` if it is not. */
function permissionOf({ github, allowOlderRun }: ThisRun): string | undefined {
  if (allowOlderRun) return 'allow-older-run is true'
  return github.runAttempt > 1 ? 'this is a re-run' : undefined
}

/** Why this run must not replace the live definition; `undefined` if it is allowed to. */
export function supersededError(
  { name }: Target,
  live: Live | undefined,
  run: ThisRun
): ActionError | undefined {
  const newer = newerRunOf(live, run)
  if (newer === undefined || permissionOf(run) !== undefined) return undefined
  return new ActionError(
    'Superseded',
    `${name}: the newer run ${newer.runId} of this repository wrote the live definition (${newer.url}), and this is run ${run.github.runId}`
  )
}

/** What to report before this run replaces a newer run's definition, or is refused. */
export function newerRunRemark(
  { name }: Target,
  live: Live | undefined,
  run: ThisRun
): { readonly level: 'notice' | 'warning'; readonly text: string } | undefined {
  const newer = newerRunOf(live, run)
  if (newer === undefined) return undefined
  const found = `${name}: the newer run ${newer.runId} of this repository wrote the live definition (${newer.url})`
  const permission = permissionOf(run)
  return permission === undefined
    ? {
        level: 'warning',
        text: `${found}; an apply by this run (${run.github.runId}) would be refused with the code Superseded. To replace it on purpose, re-run the job, or set allow-older-run: true`
      }
    : {
        level: 'notice',
        text: `${found}; this older run (${run.github.runId}) is allowed to replace it, because ${permission}`
      }
}

// The account of the credentials.

/** The accounts that a step is allowed to act in. */
export interface AccountGuard {
  readonly allowed: readonly string[]
  /** Looks up the account of the credentials. */
  readonly find: (signal: AbortSignal) => Promise<string>
}

/**
 * Reads while the account is looked up, in parallel. A wrong account is reported instead of a failed read, because it explains it.
 * @throws ActionError if the account is not allowed or cannot be determined; whatever `read` rejects with
 */
export async function inAllowedAccount<T>(
  guard: AccountGuard | undefined,
  read: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal
): Promise<{ readonly value: T; readonly accountId: string | undefined }> {
  if (guard === undefined) return { value: await read(signal), accountId: undefined }
  const over = new AbortController()
  const both = AbortSignal.any([signal, over.signal])
  const [checked, value] = await Promise.allSettled([
    checkAccount(guard, both).catch((error: unknown) => {
      over.abort()
      throw error
    }),
    read(both)
  ])
  if (checked.status === 'rejected') throw checked.reason
  if (value.status === 'rejected') throw value.reason
  return { value: value.value, accountId: checked.value }
}

async function checkAccount({ allowed, find }: AccountGuard, signal: AbortSignal): Promise<string> {
  let accountId: string
  try {
    accountId = await find(signal)
  } catch (error) {
    throw error instanceof CallError ? accountUnknown(error) : error
  }
  if (allowed.includes(accountId)) return accountId
  throw new ActionError(
    'OtherAccount',
    `these credentials belong to account ${accountId}, but allowed-account-ids allows only ${allowed.join(', ')}`,
    {
      cure: 'Nothing was sent. Use credentials of an allowed account; add the account only if it is intended.'
    }
  )
}

function accountUnknown(error: CallError): ActionError {
  // missing credentials are reported as they are
  if (error.fault === 'credentials') return error
  return new ActionError(
    error.code,
    `the account of these credentials, which allowed-account-ids requires, could not be determined: ${error.message}`,
    {
      cure: `Nothing was sent. ${
        isDenied(error)
          ? 'GetCallerIdentity needs no permission: look for a policy that denies sts:GetCallerIdentity, also among the control policies of a resource directory.'
          : `${error.advice.cure ?? ''} The request is sent to sts-endpoint.`.trim()
      }`,
      requestId: error.requestId,
      cause: error
    }
  )
}
