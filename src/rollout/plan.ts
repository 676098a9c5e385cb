import { CallError, IncompleteListError, isDenied } from '../cloud/call-error.ts'
import type { SharedReader } from '../cloud/client.ts'
import { TO_ALLOW, policyFor, ramStatement } from '../cloud/cures.ts'
import type { CloudReader } from '../cloud/types.ts'
import { ActionError } from '../errors/action-error.ts'
import type { PublishedApi } from '../model/backend.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Definition } from '../model/definition.ts'
import type { Change, Difference } from '../model/diff.ts'
import { fingerprintOf } from '../model/fingerprint.ts'
import { idOf, identityOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import { LONGEST_DESCRIPTION } from '../runtime/stamp.ts'
import { cut } from '../runtime/text.ts'
import { DeniedReads } from '../targets/denied-reads.ts'
import type { Kind, Live, Names, Rung } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Write } from '../targets/write.ts'

export interface PlanOptions {
  readonly clock: Clock
  /** Which rights must be there, each with what asks for it, as `wait: true`. */
  readonly needs: Partial<Record<'live' | 'apis' | 'count' | 'wholeList' | 'follow', readonly string[]>>
  readonly signal?: AbortSignal | undefined
}

/** What a switch of one target would do, from reads alone. */
export interface Plan {
  readonly target: Target
  readonly backendType: string
  readonly backendModelId: string
  /** The definition now; `undefined` where it may not be read. */
  readonly live: Live | undefined
  /** Why live is not known, where it is not because it may not be read. */
  readonly whyNotLive?: string
  /** In the post step: what recognizes a definition that holds a secret, and was not kept for it. */
  readonly digests?: {
    readonly live: string | undefined
    readonly desired: string | undefined
    /** The keys that the desired one has: the service may have added others. */
    readonly desiredKeys: readonly string[] | undefined
  }
  /** When live was read, by the monotonic clock. */
  readonly readAt: number
  /** The published APIs that will move; `undefined` where they may not be read. */
  readonly published: readonly PublishedApi[] | undefined
  /** How many they are at least, where their list is not whole. */
  readonly publishedAtLeast?: number
  /** What live is compared with, on its keys; in a patch, `null` for what it removes. */
  readonly desired: Definition
  /** What is sent. */
  readonly data: Definition
  /** The writes in their order; the last one is that of `desired` and `data`. */
  readonly rungs: readonly Rung[]
  /** What this step has written before, rung by rung: it is still its own. */
  readonly climbed?: readonly Definition[]
  /** Writes of one lane are never under way together. */
  readonly lane: string
  /** What people call what the definitions name by id. */
  readonly names?: Names
  /** 8 random hex digits at the end of the default description: they tell whose write a live definition is. */
  readonly writeId: string | undefined
  /** `undefined` where live may not be read. */
  readonly difference: Difference | undefined
  /** What an approval is bound to; `undefined` where live may not be read. */
  readonly fingerprint: string | undefined
  /** Whether the definition before holds a text that is masked in this job, and cannot be shown to be pasted. */
  readonly isMasked?: boolean
  /** The same of the endpoint. */
  readonly isEndpointMasked?: boolean
  /** What could not be checked, and what looks wrong. */
  readonly warnings: readonly PlanWarning[]
  readonly notices?: readonly string[]
  /** For the log alone. */
  readonly remarks?: readonly string[]
}

export interface PlanWarning {
  /** Ends with what introduces the policy, where there is one. */
  readonly text: string
  /** What would allow it, as JSON. */
  readonly policy?: string
}

/** A warning as text. */
export function warningText({ text, policy }: PlanWarning): string {
  return policy === undefined ? text : `${text} ${policy}`
}

/** Whether a batch is over for sure: without the list of APIs a task may be one that still grows. */
export function isBatchOver({ target, published }: Plan, progress: BatchProgress | undefined): boolean {
  const { completesByList, reportsCompletion } = kindOf(target)
  const isKnown = completesByList ? published !== undefined : reportsCompletion
  return isKnown && progress?.done === true
}

/** How many published APIs a plan moves, as far as that is known. */
export function affectedApis({ published, publishedAtLeast }: Plan): number {
  return published?.length ?? publishedAtLeast ?? 0
}

/**
 * Reads what is there and compares it with what is desired. Reads that are independent go in parallel.
 * A read that is denied leaves its part of the plan open, unless it is needed; any other failure ends the plan.
 */
export async function planTarget(
  reader: CloudReader & Partial<SharedReader>,
  target: Target,
  options: PlanOptions
): Promise<Plan> {
  const { clock, signal } = options
  const kind = kindOf(target)
  const { live: liveFor = [], apis = [], count = [], wholeList = [], follow: followFor = [] } = options.needs
  const unset = kind.unset(target)
  const needs = {
    live: [
      ...liveFor,
      ...kind.readingFor(target),
      ...unset.map(input => `the default of ${input}`),
      ...(kind.needsLive ? [`a switch of a ${idOf(target).noun}`] : [])
    ],
    // where nothing is complete by the list, only who counts needs it
    apis: kind.completesByList ? [...apis, ...wholeList] : count,
    wholeList: kind.completesByList ? wholeList : count,
    follow: followFor
  }
  const startedAt = clock.now()
  // when one of them fails, the others have nothing to say any more
  const over = new AbortController()
  const stop = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
  const reading = { deadline: createDeadline(clock, Infinity, stop) }
  const [discovered, published, follow] = await Promise.all([
    unlessDenied(kind.discover(reader, target, reading)),
    unlessIncomplete(unlessDenied(kind.listAffected(reader, target, reading))),
    needs.follow.length === 0 ? undefined : deniedOnly(kind.tryFollow(reader, reading))
  ]).catch((error: unknown) => {
    over.abort()
    throw error
  })
  const missing = [
    { asks: needs.live, denials: 'denied' in discovered ? discovered.denials : [] },
    { asks: needs.apis, denials: 'denied' in published ? published.denials : [] },
    { asks: needs.follow, denials: follow === undefined ? [] : [follow] }
  ].flatMap(({ asks, denials }) => (asks.length === 0 ? [] : denials.map(denied => ({ asks, denied }))))
  if (missing.length > 0) {
    const isHopeless = kind.needsLive && 'denied' in discovered
    throw missingPermissions(target, missing, 'denied' in discovered ? unset : [], isHopeless)
  }
  if (needs.wholeList.length > 0 && 'incomplete' in published) {
    const { code, message, advice, requestId } = published.incomplete
    throw new ActionError(
      code,
      `${target.name}: ${needs.wholeList.join(' and ')} ${needs.wholeList.length === 1 ? 'requires' : 'require'} the complete list of ${kind.words.moved.many}, and it is not complete: ${message}`,
      { ...advice, requestId, cause: published.incomplete }
    )
  }

  const resolved = 'denied' in discovered ? kind.resolveUnread(target, discovered.denied) : discovered.value()
  const { backendType, backendModelId, live, rungs, lane } = resolved
  const { desired, data } = rungs.at(-1) ?? rungs[0]
  const unchecked = uncheckedWarnings(target, kind, discovered, published)
  return {
    target,
    backendType,
    backendModelId,
    live,
    readAt: reader.requestedAt?.() ?? startedAt,
    published: 'value' in published ? published.value : undefined,
    ...('incomplete' in published && kind.completesByList
      ? { publishedAtLeast: published.incomplete.atLeast }
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

/** One error for all of them, so that the policy is corrected once. */
function missingPermissions(
  target: Target,
  missing: readonly { readonly asks: readonly string[]; readonly denied: CallError }[],
  unset: readonly string[],
  isHopeless: boolean
): ActionError {
  const asks = [...new Set(missing.flatMap(each => each.asks))]
  const [first] = missing.map(({ denied }) => denied)
  const denials = missing.map(({ denied: { message, requestId } }) =>
    missing.length === 1 || requestId === undefined ? message : `${message} (request ${requestId})`
  )
  // a plan that leaves out its mode would write
  const note = isHopeless || asks.includes('mode: plan') ? undefined : wayWithout(asks, unset)
  return new ActionError(
    first?.code ?? 'NoPermission',
    `${target.name}: ${asks.join(' and ')} ${asks.length === 1 ? 'requires' : 'require'} permissions that these credentials do not have: ${denials.join('; ')}`,
    {
      policy: policyFor(
        missing.map(({ denied }) => denied.operation),
        note
      ),
      // of several, each stands with its denial
      requestId: missing.length === 1 ? first?.requestId : undefined,
      cause: first
    }
  )
}

/** How the step can do without the permissions. */
function wayWithout(asks: readonly string[], unset: readonly string[]): string {
  const given = asks.filter(ask => !unset.some(input => ask.endsWith(` ${input}`)))
  const ways = [
    ...(unset.length === 0 ? [] : [`set ${unset.join(' and ')}`]),
    ...(given.length === 0 ? [] : [`leave out ${given.join(' and ')}`])
  ]
  return `Or ${ways.join(', and ')}.`
}

/** What could not be looked at, and the statement that would change that. */
function uncheckedWarnings(
  target: Target,
  { operations, words, completesByList }: Kind,
  discovered: Readable<unknown>,
  published: Readable<unknown> | Incomplete
): PlanWarning[] {
  const gaps = [
    ...('denied' in discovered
      ? [{ operations: [operations.read], what: 'the live definition could not be read or compared' }]
      : []),
    ...('denied' in published
      ? [
          {
            operations: operations.listAffected,
            what: completesByList
              ? `the ${words.moved.many} that will move could not be listed`
              : `which ${words.moved.many} use it is not known, because they could not be listed`
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
    ...('incomplete' in published
      ? [
          {
            text: `${target.name}: the list of ${words.moved.many} is not complete, in two readings: ${published.incomplete.message}. It is taken for one that may not be read: ${completesByList ? 'whether every API was updated' : 'how many are affected'} cannot be known`
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

/** The denial of a question about an operation that there is not. Any other refusal by the API itself shows the right to ask. */
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

/** Under which a change of the description is shown: no key of a definition. */
export const DESCRIPTION_PATH = '(description)'

/** What a switch changes. A difference in the description is a change only where the author gave one. */
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
 * What a plan sends.
 * @param over what it replaces
 * @param base what it leaves or puts back as it was, beyond the definition
 */
export function writeOf(plan: Plan, over = plan.live, base = plan.live): Write {
  const { target, backendType, backendModelId, data } = plan
  return { target, backendType, backendModelId, data, description: descriptionOf(plan), over, base }
}

/** The author's description as it is; the default one, cut, with the digits that say whose write it is. */
function descriptionOf(plan: Plan): string | undefined {
  const text = plan.target.description?.text
  const writeId = writeIdOf(plan)
  if (text === undefined || writeId === undefined) return text
  return `${cut(text, LONGEST_DESCRIPTION - writeId.length - 1).trimEnd()}${writeId}`
}

/** What the description of this plan's write ends with; `undefined` where it has no digits of its own. */
export function writeIdOf({ target, writeId }: Plan): string | undefined {
  const { description } = target
  return description === undefined || description.setByAuthor || writeId === undefined
    ? undefined
    : ` ${writeId}`
}
