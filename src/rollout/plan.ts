import { CallError, IncompleteListError, isDenied } from '../cloud/call-error.ts'
import type { SharedReader } from '../cloud/client.ts'
import { TO_ALLOW, policyFor, ramStatement } from '../cloud/cures.ts'
import type { CloudReader } from '../cloud/operation.ts'
import { ActionError } from '../errors/action-error.ts'
import type { AffectedApi } from '../model/backend.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Definition } from '../model/definition.ts'
import type { Change, Difference } from '../model/diff.ts'
import { fingerprintOf } from '../model/fingerprint.ts'
import { idOf, identityOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import { LONGEST_DESCRIPTION } from '../runtime/stamp.ts'
import { cut, joinWithAnd } from '../runtime/text.ts'
import { DeniedReads } from '../targets/kind.ts'
import type { Kind, Live, Names, Rung } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Write } from '../targets/write.ts'

export interface PlanOptions {
  readonly clock: Clock
  /** The required permissions, each with the inputs that require it, such as `wait: true`. */
  readonly needs: Partial<Record<'live' | 'apis' | 'count' | 'wholeList' | 'follow', readonly string[]>>
  /** Renames the target once its title in the console is known. */
  readonly rename?: (title: string) => Target
  readonly signal?: AbortSignal | undefined
}

/** What a switch of one target would do, according to reads alone. */
export interface Plan {
  readonly target: Target
  readonly targetType: string
  readonly definitionId: string
  /** The live definition; `undefined` if it is not readable. */
  readonly live: Live | undefined
  /** Why the live definition is not known, if not for lack of permission. */
  readonly whyNotLive?: string
  /** In the post step: what recognizes a definition that was not stored because it contains a secret. */
  readonly digests?: {
    readonly live: string | undefined
    readonly desired: string | undefined
    /** The keys of the desired definition: the service may have added others. */
    readonly desiredKeys: readonly string[] | undefined
  }
  /** When the live definition was read, on the monotonic clock. */
  readonly readAt: number
  /** The APIs, routes or operations that a switch affects; `undefined` if they could not be listed. */
  readonly affected: readonly AffectedApi[] | undefined
  /** Their minimum number, if the list is incomplete. */
  readonly affectedAtLeast?: number
  /** What the live definition is compared with, key by key; in a patch, `null` for removed keys. */
  readonly desired: Definition
  /** What is sent. */
  readonly data: Definition
  /** The writes in order; the last one has `desired` and `data`. */
  readonly rungs: readonly Rung[]
  /** The lower rungs that this step has written: they are its own, too. */
  readonly climbed?: readonly Definition[]
  /** Writes in one lane never run at the same time. */
  readonly lane: string
  /** Names for the IDs in the definitions. */
  readonly names?: Names
  /** 8 random hex digits at the end of the default description, which identify the write behind a live definition. */
  readonly writeId: string | undefined
  /** `undefined` if the live definition is not readable. */
  readonly difference: Difference | undefined
  /** What an approval is bound to; `undefined` if the live definition is not readable. */
  readonly fingerprint: string | undefined
  /** Whether the previous definition contains a value that is masked in this job, so it cannot be shown for pasting. */
  readonly isMasked?: boolean
  /** The same for the endpoint. */
  readonly isEndpointMasked?: boolean
  /** What could not be checked, and what looks wrong. */
  readonly warnings: readonly PlanWarning[]
  readonly notices?: readonly string[]
  /** Only for the log. */
  readonly remarks?: readonly string[]
}

export interface PlanWarning {
  /** Ends with an introduction of the policy, if there is one. */
  readonly text: string
  /** The policy that would allow it, as JSON. */
  readonly policy?: string
}

/** A warning as text. */
export function warningText({ text, policy }: PlanWarning): string {
  return policy === undefined ? text : `${text} ${policy}`
}

/** Whether a batch has certainly completed: without the list of APIs, its task may still grow. */
export function isBatchOver({ target, affected }: Plan, progress: BatchProgress | undefined): boolean {
  const { completesByList, reportsCompletion } = kindOf(target)
  const isKnown = completesByList ? affected !== undefined : reportsCompletion
  return isKnown && progress?.done === true
}

/** The number of APIs that a plan affects, as far as it is known. */
export function affectedApis({ affected, affectedAtLeast }: Plan): number {
  return affected?.length ?? affectedAtLeast ?? 0
}

/**
 * Reads the live definition and compares it with the desired one. Independent reads run in parallel. A denied read leaves its part of
 * the plan open, unless it is required; any other failure fails the plan.
 */
export async function planTarget(
  reader: CloudReader & Partial<SharedReader>,
  unread: Target,
  options: PlanOptions
): Promise<Plan> {
  const { clock, signal } = options
  const kind = kindOf(unread)
  const { live: liveFor = [], apis = [], count = [], wholeList = [], follow: followFor = [] } = options.needs
  const unset = kind.unset(unread)
  const needs = {
    live: [
      ...liveFor,
      ...kind.readingFor(unread),
      ...unset.map(input => `the default of ${input}`),
      ...(kind.needsLive ? [`a switch of a ${idOf(unread).noun}`] : [])
    ],
    // if completion does not depend on the list, only counting requires it
    apis: kind.completesByList ? [...apis, ...wholeList] : count,
    wholeList: kind.completesByList ? wholeList : count,
    follow: followFor
  }
  const startedAt = clock.now()
  // once one of them fails, the others are no longer needed
  const over = new AbortController()
  const stop = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
  const reading = { deadline: createDeadline(clock, Infinity, stop) }
  const [discovered, affected, follow] = await Promise.all([
    unlessDenied(kind.discover(reader, unread, reading)),
    unlessIncomplete(unlessDenied(kind.listAffected(reader, unread, reading))),
    needs.follow.length === 0 ? undefined : deniedOnly(kind.tryFollow(reader, reading))
  ]).catch((error: unknown) => {
    over.abort()
    throw error
  })
  const target = 'value' in discovered ? (options.rename?.(discovered.value.title) ?? unread) : unread
  const missing = [
    { asks: needs.live, denials: 'denied' in discovered ? discovered.denials : [] },
    { asks: needs.apis, denials: 'denied' in affected ? affected.denials : [] },
    { asks: needs.follow, denials: follow === undefined ? [] : [follow] }
  ].flatMap(({ asks, denials }) => (asks.length === 0 ? [] : denials.map(denied => ({ asks, denied }))))
  if (missing.length > 0) {
    const hasNoAlternative = kind.needsLive && 'denied' in discovered
    throw missingPermissions(target, missing, 'denied' in discovered ? unset : [], hasNoAlternative)
  }
  if (needs.wholeList.length > 0 && 'incomplete' in affected) {
    const { code, message, advice, requestId } = affected.incomplete
    throw new ActionError(
      code,
      `${target.name}: ${needs.wholeList.join(' and ')} ${needs.wholeList.length === 1 ? 'requires' : 'require'} the complete list of ${kind.words.moved.many}, which is incomplete: ${message}`,
      { ...advice, requestId, cause: affected.incomplete }
    )
  }

  const resolved =
    'denied' in discovered ? kind.resolveUnread(target, discovered.denied) : discovered.value.resolve(target)
  const { targetType, definitionId, live, rungs, lane } = resolved
  const { desired, data } = rungs.at(-1) ?? rungs[0]
  const unchecked = uncheckedWarnings(target, kind, discovered, affected)
  return {
    target,
    targetType,
    definitionId,
    live,
    readAt: reader.requestedAt?.() ?? startedAt,
    affected: 'value' in affected ? affected.value : undefined,
    ...('incomplete' in affected && kind.completesByList
      ? { affectedAtLeast: affected.incomplete.atLeast }
      : {}),
    desired,
    data,
    rungs,
    lane,
    ...(resolved.names === undefined ? {} : { names: resolved.names }),
    writeId: randomHex(clock),
    difference: live && differenceFrom(live, desired, target),
    fingerprint:
      live &&
      fingerprintOf({
        identity: identityOf(target),
        live,
        desired: { definition: desired, canonical: kind.canonical(target, desired) }
      }),
    warnings: [
      ...(kind.completesByList ? unchecked : []),
      ...resolved.warnings.map(warning => ({ text: `${target.name}: ${warning}` }))
    ],
    notices: kind.completesByList ? [] : unchecked.map(warningText),
    remarks: (resolved.remarks ?? []).map(remark => `${target.name}: ${remark}`)
  }
}

/** One error for all denials, so that the policy is corrected once. */
function missingPermissions(
  target: Target,
  missing: readonly { readonly asks: readonly string[]; readonly denied: CallError }[],
  unset: readonly string[],
  hasNoAlternative: boolean
): ActionError {
  const asks = [...new Set(missing.flatMap(each => each.asks))]
  const [first] = missing.map(({ denied }) => denied)
  const denials = missing.map(({ denied: { message, requestId } }) =>
    missing.length === 1 || requestId === undefined ? message : `${message} (request ${requestId})`
  )
  // without its mode, a plan would write
  const note = hasNoAlternative || asks.includes('mode: plan') ? undefined : alternativeTo(asks, unset)
  return new ActionError(
    first?.code ?? 'NoPermission',
    `${target.name}: ${joinWithAnd(asks)} ${asks.length === 1 ? 'requires' : 'require'} permissions that these credentials do not have: ${denials.join('; ')}`,
    {
      policy: policyFor(
        missing.map(({ denied }) => denied.operation),
        note
      ),
      // with several denials, each names its own request
      requestId: missing.length === 1 ? first?.requestId : undefined,
      cause: first
    }
  )
}

/** How to avoid requiring the permissions. */
function alternativeTo(asks: readonly string[], unset: readonly string[]): string {
  const removable = asks.filter(ask => !unset.some(input => ask.endsWith(` ${input}`)))
  const ways = [
    ...(unset.length === 0 ? [] : [`set ${joinWithAnd(unset)}`]),
    ...(removable.length === 0 ? [] : [`remove ${joinWithAnd(removable)}`])
  ]
  return `Or ${ways.join(', and ')}.`
}

/** What could not be read, and the policy statement that would allow it. */
function uncheckedWarnings(
  target: Target,
  { operations, words, completesByList }: Kind,
  discovered: Readable<unknown>,
  affected: Readable<unknown> | Incomplete
): PlanWarning[] {
  const gaps = [
    ...('denied' in discovered
      ? [{ operations: [operations.read], what: 'the live definition could not be read or compared' }]
      : []),
    ...('denied' in affected
      ? [
          {
            operations: operations.listAffected,
            what: completesByList
              ? `the affected ${words.moved.many} could not be listed`
              : `the ${words.moved.many} that use it could not be listed`
          }
        ]
      : [])
  ]
  return [
    ...(gaps.length === 0
      ? []
      : [
          {
            text: `${target.name}: ${gaps.map(gap => gap.what).join(', and ')}. ${TO_ALLOW}`,
            policy: ramStatement(gaps.flatMap(gap => gap.operations))
          }
        ]),
    ...('incomplete' in affected
      ? [
          {
            text: `${target.name}: the list of ${words.moved.many} was incomplete in two reads: ${affected.incomplete.message}. ${completesByList ? 'Whether every API is updated' : 'How many are affected'} cannot be verified`
          }
        ]
      : [])
  ]
}

type Readable<T> =
  | { readonly value: T }
  | { readonly denied: CallError; readonly denials: readonly CallError[] }

interface Incomplete {
  readonly incomplete: IncompleteListError
}

async function unlessIncomplete<T>(read: Promise<T>): Promise<T | Incomplete> {
  try {
    return await read
  } catch (error) {
    if (error instanceof IncompleteListError) return { incomplete: error }
    throw error
  }
}

async function unlessDenied<T>(read: Promise<T>): Promise<Readable<T>> {
  try {
    return { value: await read }
  } catch (error) {
    if (error instanceof DeniedReads) return { denied: error.first, denials: error.denials }
    if (isDenied(error)) return { denied: error, denials: [error] }
    throw error
  }
}

/** The denial of a request about a nonexistent operation. Any other refusal by the API proves the permission. */
async function deniedOnly(read: Promise<unknown>): Promise<CallError | undefined> {
  try {
    await read
    return undefined
  } catch (error) {
    if (isDenied(error)) return error
    if (error instanceof CallError && (error.fault === 'client' || error.fault === 'server')) return undefined
    throw error
  }
}

/** The path under which a changed description is shown; not a key of any definition. */
export const DESCRIPTION_PATH = '(description)'

/** What a switch changes. A different description is a change only if the author set one. */
export function differenceFrom(live: Live, desired: Definition, target: Target): Difference {
  const { description } = target
  const difference = kindOf(target).compare(desired, live)
  if (description?.setByAuthor !== true || description.text === live.description) return difference
  const change: Change = {
    path: DESCRIPTION_PATH,
    before: live.description,
    after: description.text,
    secret: false
  }
  return { ...difference, changes: [...difference.changes, change] }
}

function randomHex(clock: Clock): string {
  return Math.floor(clock.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
}

/**
 * The write of a plan.
 * @param over what it replaces
 * @param base the reading whose other fields it keeps or restores
 */
export function writeOf(plan: Plan, over = plan.live, base = plan.live): Write {
  const { target, targetType, definitionId, data } = plan
  return { target, targetType, definitionId, data, description: descriptionOf(plan), over, base }
}

/** The author's description unchanged; the default one truncated, with the write ID. */
function descriptionOf(plan: Plan): string | undefined {
  const text = plan.target.description?.text
  const writeId = writeIdOf(plan)
  if (text === undefined || writeId === undefined) return text
  return `${cut(text, LONGEST_DESCRIPTION - writeId.length - 1).trimEnd()}${writeId}`
}

/** The write ID at the end of this plan's description; `undefined` if the description has none. */
export function writeIdOf({ target, writeId }: Plan): string | undefined {
  const { description } = target
  return description === undefined || description.setByAuthor || writeId === undefined
    ? undefined
    : ` ${writeId}`
}
