import { CallError, IncompleteListError, isDenied } from '../cloud/call-error.ts'
import { ramStatement } from '../cloud/cures.ts'
import type { SharedReader } from '../cloud/readers.ts'
import type { CloudReader } from '../cloud/types.ts'
import { ActionError } from '../errors/action-error.ts'
import type { Policy } from '../errors/action-error.ts'
import type { Backend, BackendModel, PublishedApi } from '../model/backend.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Definition } from '../model/definition.ts'
import { compare } from '../model/diff.ts'
import type { Change, Difference } from '../model/diff.ts'
import { fingerprintOf } from '../model/fingerprint.ts'
import { applyPatch } from '../model/patch.ts'
import { holdsSecret } from '../model/redact.ts'
import { checkShape } from '../model/shape.ts'
import { UNRETURNED_KEYS, returnsNone, unreturnedKeys } from '../model/unreturned.ts'
import type { Target } from '../model/target.ts'
import type { Clock } from '../runtime/clock.ts'
import { createDeadline } from '../runtime/deadline.ts'
import { liveOf } from './live.ts'
import type { Live } from './live.ts'

export interface PlanOptions {
  readonly clock: Clock
  /** Which rights must be there, each with what asks for it, as `wait: true`. */
  readonly needs: Partial<Record<'live' | 'apis' | 'wholeList' | 'follow', string | undefined>>
  readonly signal?: AbortSignal | undefined
}

/** What a switch of one target would do, from reads alone. */
export interface Plan {
  readonly target: Target
  readonly backendType: string
  readonly backendModelId: string
  /** The stage's definition now, and its backend; `undefined` where it may not be read. */
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
  readonly wanted: Definition
  /** What is sent. */
  readonly data: Definition
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
}

export interface PlanWarning {
  /** Ends with what introduces the policy, where there is one. */
  readonly text: string
  /** What would allow it, as JSON. */
  readonly policy?: string
}

/** Whether a batch is over for sure: without the list of APIs a task may be one that still grows. */
export function isBatchOver({ published }: Plan, progress: BatchProgress | undefined): boolean {
  return published !== undefined && progress?.done === true
}

/** How many published APIs a plan moves, as far as that is known. */
export function affectedApis({ published, publishedAtLeast }: Plan): number {
  return published?.length ?? publishedAtLeast ?? 0
}

/** An id that no operation has: asked for, it shows whether this caller may ask at all. */
const NO_OPERATION = '0'.repeat(32)

/**
 * Reads what is there and compares it with what is wanted. Reads that are independent go in parallel.
 * A read that is denied leaves its part of the plan open, unless it is needed; any other failure ends the plan.
 */
export async function planTarget(
  reader: CloudReader & Partial<SharedReader>,
  target: Target,
  options: PlanOptions
): Promise<Plan> {
  const { clock, signal } = options
  const needs = target.kind === 'patch' ? { ...options.needs, live: 'definition: patch' } : options.needs
  const startedAt = clock.now()
  // when one of them fails, the others have nothing to say any more
  const over = new AbortController()
  const stop = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
  const reading = { deadline: createDeadline(clock, Infinity, stop) }
  const [backend, published, follow] = await Promise.all([
    unlessDenied(reader.describeBackend(target.backendId, reading)),
    unlessIncomplete(unlessDenied(reader.listPublishedApis(target.backendId, target.stageName, reading))),
    needs.follow === undefined ? undefined : deniedOnly(reader.describeTask(NO_OPERATION, reading))
  ]).catch((error: unknown) => {
    over.abort()
    throw error
  })
  const missing = [
    { asks: needs.live, denied: 'denied' in backend ? backend.denied : undefined },
    { asks: needs.apis, denied: 'denied' in published ? published.denied : undefined },
    { asks: needs.follow, denied: follow }
  ].flatMap(({ asks, denied }) => (asks === undefined || denied === undefined ? [] : [{ asks, denied }]))
  if (missing.length > 0) throw missingPermissions(target, missing)
  if (needs.wholeList !== undefined && 'incomplete' in published) {
    const { code, message, advice, requestId } = published.incomplete
    throw new ActionError(
      code,
      `${needs.wholeList} needs the list of published APIs of ${target.name}, which is not complete: ${message}`,
      { ...advice, requestId, cause: published.incomplete }
    )
  }

  const found = 'denied' in backend ? undefined : findModel(backend.value, target)
  const { backendType, backendModelId } =
    found === undefined ? withoutLive(target, backend) : checkAgainstLive(target, found)
  const live = found && liveOf(found.backend, target.stageName, backendType)
  const { wanted, data } = wantedOf(target, live, backendType)
  const liveKeys = Object.keys(live?.definition ?? {})
  const shape = checkShape(data, backendType, liveKeys)
  if (shape.errors.length > 0) {
    throw new ActionError(
      'InvalidDefinition',
      `the definition for ${target.name} (type ${backendType}): ${shape.errors.join('; ')}`,
      { hint: 'Correct backend-model-data. Nothing was sent.' }
    )
  }
  const { backendId, stageName } = target
  return {
    target,
    backendType,
    backendModelId,
    live,
    readAt: reader.askedAt?.(backendId) ?? startedAt,
    published: 'value' in published ? published.value : undefined,
    ...('incomplete' in published ? { publishedAtLeast: published.incomplete.atLeast } : {}),
    wanted,
    data,
    writeId: randomHex(clock),
    difference: live && differenceFrom(live, wanted, target, backendType),
    fingerprint:
      live && fingerprintOf({ backendId, stageName, backendType, live: live.model.config, wanted }),
    warnings: [
      ...uncheckedWarnings(target, backend, published),
      ...shape.warnings.map(warning => ({ text: `${target.name}: ${warning}` }))
    ]
  }
}

/** One error for all of them, so that the policy is corrected once. */
function missingPermissions(
  target: Target,
  missing: readonly { readonly asks: string; readonly denied: CallError }[]
): ActionError {
  const asks = [...new Set(missing.map(each => each.asks))].join(' and ')
  const [first] = missing.map(({ denied }) => denied)
  return new ActionError(
    first?.code ?? 'NoPermission',
    `${target.name}: ${asks} requires permissions that these credentials do not have: ${missing.map(({ denied }) => denied.message).join('; ')}`,
    {
      policy: allow(
        missing.map(({ denied }) => denied.action),
        `Or leave out ${asks}.`
      ),
      requestId: first?.requestId,
      cause: first
    }
  )
}

/** What could not be looked at, and the statement that would change that. */
function uncheckedWarnings(
  target: Target,
  backend: Readable<unknown>,
  published: Readable<unknown> | Incomplete
): PlanWarning[] {
  const gaps = [
    ...('denied' in backend
      ? [{ action: 'DescribeBackendInfo', what: 'the live definition could not be read or compared' }]
      : []),
    ...('denied' in published
      ? [{ action: 'DescribeApisByBackend', what: 'the published APIs that will move could not be listed' }]
      : [])
  ]
  return [
    ...(gaps.length === 0
      ? []
      : [
          {
            text: `${target.name}: ${gaps.map(gap => gap.what).join(', and ')}. ${TO_ALLOW}`,
            policy: ramStatement(gaps.map(gap => gap.action))
          }
        ]),
    ...('incomplete' in published
      ? [
          {
            text: `${target.name}: the list of published APIs is not complete, in two readings: ${published.incomplete.message}. It is taken for one that may not be read: whether every API was updated cannot be known`
          }
        ]
      : [])
  ]
}

/** The whole definition of the target, a patch laid over the live one. */
function wantedOf(
  target: Target,
  live: Live | undefined,
  backendType: string
): { wanted: Definition; data: Definition } {
  if (target.kind === 'full' || live === undefined) {
    return { wanted: target.definition, data: target.definition }
  }
  if (holdsSecret(live.definition)) {
    throw new ActionError(
      'PatchOverSecret',
      `definition: patch cannot be used for ${target.name}: its live definition holds a secret, which the service may answer masked; sent back, the mask would replace it`,
      { hint: 'Give the whole definition, with definition: full. Nothing was sent.' }
    )
  }
  if (
    returnsNone(live.definition, backendType) &&
    unreturnedKeys(target.definition, backendType).length === 0
  ) {
    throw new ActionError(
      'PatchOverUnreturned',
      `definition: patch cannot be used for ${target.name}: the service may hold keys of its function that it never returns (${UNRETURNED_KEYS}), and a patch would remove them`,
      {
        hint: 'Give those that the definition has in the patch, or the whole definition with definition: full. Nothing was sent.'
      }
    )
  }
  return applyPatch(live.definition, target.definition)
}

type Readable<T> = { readonly value: T } | { readonly denied: CallError }

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
    if (isDenied(error)) return { denied: error }
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

const TO_ALLOW = 'To allow it, add this to the RAM policy:'

function allow(actions: readonly string[], note?: string): Policy {
  return { intro: TO_ALLOW, document: ramStatement(actions), note }
}

function findModel(backend: Backend, target: Target): { backend: Backend; model: BackendModel } {
  const model = backend.models.find(({ stageName }) => stageName === target.stageName)
  if (model !== undefined) return { backend, model }
  const stages = backend.models.map(({ stageName }) => stageName).join(', ')
  throw new ActionError(
    'NoDefinition',
    `the backend ${target.backendId} has no definition in the stage ${target.stageName}; it has one in: ${stages || 'none'}`,
    {
      hint: 'Check stage-name, or create the definition once with CreateBackendModel (or in the console); this action changes definitions that exist.'
    }
  )
}

function checkAgainstLive(
  target: Target,
  { backend, model }: { backend: Backend; model: BackendModel }
): { backendType: string; backendModelId: string } {
  const problems: string[] = []
  if (target.backendType !== undefined && backend.type !== '' && backend.type !== target.backendType) {
    problems.push(`backend-type is ${target.backendType}, but the backend is of the type ${backend.type}`)
  }
  if (target.backendModelId !== undefined && target.backendModelId !== model.backendModelId) {
    problems.push(
      `backend-model-id is ${target.backendModelId}, but the stage ${target.stageName} has ${model.backendModelId}`
    )
  }
  if (problems.length > 0) {
    throw new ActionError('Mismatch', `${target.name}: ${problems.join('; and ')}`, {
      hint: 'Check backend-id and stage-name, or remove the input that does not match: what is live is then used. Nothing was sent.'
    })
  }
  const backendType = backend.type || target.backendType
  if (backendType === undefined) {
    throw new ActionError('UnknownBackendType', `the service did not say of which type ${target.name} is`, {
      hint: 'Give backend-type.'
    })
  }
  return { backendType, backendModelId: model.backendModelId }
}

function withoutLive(
  target: Target,
  backend: Readable<Backend>
): { backendType: string; backendModelId: string } {
  const { backendType, backendModelId } = target
  if (backendType !== undefined && backendModelId !== undefined) return { backendType, backendModelId }
  const cause = 'denied' in backend ? backend.denied : undefined
  const missing = [
    ...(backendType === undefined ? ['backend-type'] : []),
    ...(backendModelId === undefined ? ['backend-model-id'] : [])
  ]
  throw new ActionError(
    cause?.code ?? 'NoPermission',
    `the live definition of ${target.name} may not be read, and ${missing.join(' and ')} ${missing.length === 1 ? 'was' : 'were'} not given: ${cause?.message ?? ''}`,
    {
      policy: allow(['DescribeBackendInfo'], `Or give ${missing.join(' and ')}.`),
      requestId: cause?.requestId
    }
  )
}

/** What a switch changes. A difference in the description is a change only where the author gave one. */
export function differenceFrom(
  { model }: Live,
  wanted: Definition,
  { description }: Target,
  backendType: string
): Difference {
  const difference = compare(wanted, { config: model.config, backendType })
  if (description?.givenByAuthor !== true || description.text === model.description) return difference
  const change: Change = {
    path: '(description)',
    before: model.description,
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
