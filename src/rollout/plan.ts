import { isDenied } from '../cloudapi/call-error.ts'
import type { CallError } from '../cloudapi/call-error.ts'
import { ramStatement } from '../cloudapi/cures.ts'
import type { CloudReader } from '../cloudapi/types.ts'
import { ActionError } from '../errors.ts'
import type { Target } from '../inputs.ts'
import type { Backend, BackendModel, PublishedApi } from '../model/backend.ts'
import { compare } from '../model/diff.ts'
import type { Change, Difference } from '../model/diff.ts'
import { checkShape } from '../model/shape.ts'
import type { Clock } from '../runtime/clock.ts'

export interface PlanOptions {
  readonly clock: Clock
  /** Whether the right to follow the batch must be there. */
  readonly mustFollow: boolean
  readonly signal?: AbortSignal | undefined
}

/** What a switch of one target would do, from reads alone. */
export interface Plan {
  readonly target: Target
  readonly backendType: string
  readonly backendModelId: string
  /** The stage's definition now, and its backend; `undefined` where it may not be read. */
  readonly live: { readonly backend: Backend; readonly model: BackendModel } | undefined
  /** When live was read, in milliseconds since the epoch. */
  readonly readAt: number
  /** The published APIs that will move; `undefined` where they may not be read. */
  readonly published: readonly PublishedApi[] | undefined
  /** `undefined` where live may not be read. */
  readonly difference: Difference | undefined
  /** What could not be checked, and what looks wrong. */
  readonly warnings: readonly string[]
}

/** An id that no operation has: asked for, it shows whether this caller may ask at all. */
const NO_OPERATION = '0'.repeat(32)

/**
 * Reads what is there and compares it with what is wanted. Reads that are independent go in parallel.
 * A read that is denied leaves its part of the plan open; any other failure ends the plan.
 */
export async function planTarget(reader: CloudReader, target: Target, options: PlanOptions): Promise<Plan> {
  const { clock, signal } = options
  const readAt = clock.now()
  const [backend, published, follow] = await Promise.all([
    unlessDenied(reader.describeBackend(target.backendId, { signal })),
    unlessDenied(reader.listPublishedApis(target.backendId, target.stageName, { signal })),
    options.mustFollow ? deniedOnly(reader.describeTask(NO_OPERATION, { signal, once: true })) : undefined
  ])
  if (follow !== undefined) {
    throw new ActionError(
      follow.code,
      `wait: true asks to follow the batch of ${target.name}, and these credentials may not: ${follow.message}`,
      { hint: `${allow(['DescribeUpdateBackendTask'])}\nOr set wait: auto.`, requestId: follow.requestId }
    )
  }

  const warnings: string[] = []
  const denied = [
    ...('denied' in backend ? ['DescribeBackendInfo'] : []),
    ...('denied' in published ? ['DescribeApisByBackend'] : [])
  ]
  if (denied.length > 0) {
    const unchecked = [
      ...('denied' in backend ? ['the live definition could not be read or compared'] : []),
      ...('denied' in published ? ['the published APIs that will move could not be listed'] : [])
    ]
    warnings.push(`${target.name}: ${unchecked.join(', and ')}. ${allow(denied)}`)
  }

  const live = 'denied' in backend ? undefined : findModel(backend.value, target)
  const { backendType, backendModelId } =
    live === undefined ? withoutLive(target, backend) : checkAgainstLive(target, live)
  const shape = checkShape(target.definition, backendType)
  if (shape.errors.length > 0) {
    throw new ActionError(
      'InvalidDefinition',
      `the definition for ${target.name} (type ${backendType}): ${shape.errors.join('; ')}`,
      { hint: 'Correct backend-model-data. Nothing was sent.' }
    )
  }
  warnings.push(...shape.warnings.map(warning => `${target.name}: ${warning}`))
  return {
    target,
    backendType,
    backendModelId,
    live,
    readAt,
    published: 'denied' in published ? undefined : published.value,
    difference:
      live &&
      withDescription(
        compare(target.definition, { config: live.model.config, backendType }),
        target,
        live.model
      ),
    warnings
  }
}

type Readable<T> = { readonly value: T } | { readonly denied: CallError }

async function unlessDenied<T>(read: Promise<T>): Promise<Readable<T>> {
  try {
    return { value: await read }
  } catch (error) {
    if (isDenied(error)) return { denied: error }
    throw error
  }
}

/** The denial of a read whose answer does not matter, nor how it fails otherwise. */
async function deniedOnly(read: Promise<unknown>): Promise<CallError | undefined> {
  try {
    await read
    return undefined
  } catch (error) {
    return isDenied(error) ? error : undefined
  }
}

function allow(actions: readonly string[]): string {
  return `To allow it, add this to the RAM policy: ${ramStatement(actions)}`
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
      hint: `${allow(['DescribeBackendInfo'])}\nOr give ${missing.join(' and ')}.`,
      requestId: cause?.requestId
    }
  )
}

/** A difference in the description is a change only where the author gave one. */
function withDescription(difference: Difference, target: Target, model: BackendModel): Difference {
  const { description } = target
  if (description?.givenByAuthor !== true || description.text === model.description) return difference
  const change: Change = { path: '(description)', before: model.description, after: description.text }
  return { ...difference, changes: [...difference.changes, change] }
}
