import { CallError } from '../../cloud/call-error.ts'
import { OPERATIONS } from '../../cloud/operations.ts'
import { ActionError } from '../../errors/action-error.ts'
import { rowOf } from '../../model/backend-types.ts'
import type { Backend, BackendModel } from '../../model/backend.ts'
import {
  applyPatch,
  canonical,
  canonicalReading,
  fromReadForm,
  isUnused,
  withoutKeysOf,
  withoutNulls
} from '../../model/definition.ts'
import { closest } from '../../model/closest.ts'
import type { Definition } from '../../model/definition.ts'
import { compare } from '../../model/diff.ts'
import { API_GATEWAY } from '../../model/endpoints.ts'
import { holdsSecret } from '../../model/redact.ts'
import { checkShape, isName } from '../../model/shape.ts'
import { backendKey } from '../../model/target.ts'
import type { BackendTarget } from '../../model/target.ts'
import {
  returnsNone,
  splitUnreturned,
  unreturnedKeys,
  unreturnedNames,
  unseenAndOmitted,
  unseenKeys,
  withUnreturned
} from '../../model/unreturned.ts'
import type { Kind, Live, Resolved } from '../kind.ts'
import { followBatch } from './follow.ts'

/** An ID that no operation has: requesting it shows whether the caller has the permission. */
const NO_OPERATION = '0'.repeat(32)

/** A backend's definition in one stage of API Gateway (Traditional). */
export const BACKEND: Kind<BackendTarget> = {
  words: {
    moved: { one: 'published API', many: 'published APIs' },
    member: 'API',
    completion: 'batch',
    completed: 'the batch completed',
    input: 'backend-model-data',
    action: 'this action',
    group: 'Group',
    definition: 'definition',
    verb: 'is',
    type: 'type',
    taken: 'accepted',
    following: 'Batch',
    hasOperations: true,
    movesItself: false
  },
  product: API_GATEWAY,
  operations: {
    read: OPERATIONS.describeBackend,
    listAffected: [OPERATIONS.listPublishedApis],
    follow: OPERATIONS.describeTask
  },
  needsLive: false,
  callsPerSecond: undefined,
  completesByList: true,
  reportsCompletion: true,
  rereads: false,
  settlesWithinMs: 0,
  confirmsAfterMs: 0,
  async discover(reader, target, options) {
    const backend = await reader.read(OPERATIONS.describeBackend, target.backendId, options)
    return {
      title: backend.name,
      resolve(named) {
        const found = findModel(backend, named)
        const settled = checkAgainstLive(named, found)
        return resolved(named, settled, liveOf(backend, named.stageName, settled.backendType))
      }
    }
  },
  readingFor: ({ form }) => (form === 'patch' ? ['definition: patch'] : []),
  unset: ({ backendType, backendModelId }) => [
    ...(backendType === undefined ? ['backend-type'] : []),
    ...(backendModelId === undefined ? ['backend-model-id'] : [])
  ],
  resolveUnread: (target, denied) => resolved(target, withoutLive(target, denied), undefined),
  listAffected: (reader, { backendId, stageName }, options) =>
    reader.list(OPERATIONS.listPublishedApis, { backendId, stageName }, options),
  async tryFollow(reader, options) {
    await reader.read(OPERATIONS.describeTask, NO_OPERATION, options)
  },
  async read(reader, { target: { backendId, stageName }, targetType }, options) {
    const backend = await reader.read(OPERATIONS.describeBackend, backendId, options)
    return liveOf(backend, stageName, targetType)
  },
  follow: followBatch,
  compare,
  canonical: (_, desired) => canonical(desired),
  without: withoutKeysOf,
  restore: (definition, description) => ({
    raw: definition,
    definition,
    canonical: canonicalReading(definition),
    description,
    title: '',
    neighbors: () => new Map()
  }),
  unreturned: { unseen: unseenKeys, split: splitUnreturned, fill: withUnreturned },
  inputsOf: ({ backendId, stageName }) => ({ 'backend-id': backendId, 'stage-name': stageName }),
  previousOutputs: ['previous-backend-model-data'],
  probeStage: ({ stageName }) => stageName
}

/** @returns `undefined` if the stage has no definition */
export function liveOf(backend: Backend, stageName: string, backendType: string): Live | undefined {
  const model = backend.models.find(candidate => candidate.stageName === stageName)
  if (model === undefined) return undefined
  const definition = fromReadForm(model.config, backendType)
  return {
    raw: model.config,
    definition,
    canonical: canonicalReading(definition),
    description: model.description,
    title: backend.name,
    neighbors: () =>
      new Map(
        backend.models.flatMap(other =>
          other === model
            ? []
            : [[other.stageName, canonicalReading(fromReadForm(other.config, backendType))] as const]
        )
      )
  }
}

function resolved(
  target: BackendTarget,
  settled: { readonly backendType: string; readonly backendModelId: string },
  live: Live | undefined
): Resolved {
  const { backendType } = settled
  const { desired, data } = desiredOf(target, live, backendType)
  const sides = { definition: target.definition, desired, live: live?.definition }
  const { errors, warnings } = checkShape(sides, backendType)
  if (errors.length > 0) {
    throw new ActionError(
      'InvalidDefinition',
      `${target.name}: the definition does not fit the live backend, which is of the type ${backendType}: ${errors.join('; ')}`,
      {
        cure: 'Correct the definition (in backend-model-data or the manifest) or backend-id. Nothing was sent for this target.'
      }
    )
  }
  return {
    targetType: backendType,
    definitionId: settled.backendModelId,
    live,
    rungs: [{ desired, data, weight: 100 }],
    lane: backendKey(target),
    warnings: [...warnings, ...unseenWarnings(target, live, backendType)]
  }
}

/** Warns of keys that a patch removes: it is merged into what the service returns, and sent as the whole definition. */
function unseenWarnings(target: BackendTarget, live: Live | undefined, backendType: string): string[] {
  if (target.form !== 'patch' || live === undefined) return []
  const unseen = unseenAndOmitted(live.raw, target.definition, backendType)
  if (unseen.length === 0) return []
  return [
    `the service does not return ${unseen.join(', ')}: if the live definition has ${unseen.length === 1 ? 'it' : 'them'}, definition: patch removes ${unseen.length === 1 ? 'it' : 'them'}. Set ${unseen.length === 1 ? 'it' : 'them'} in the patch, or send the whole definition with definition: full`
  ]
}

/** The whole definition of the target; a patch is merged into the live one. */
function desiredOf(
  target: BackendTarget,
  live: Live | undefined,
  backendType: string
): { desired: Definition; data: Definition } {
  if (target.form === 'full' || live === undefined) {
    const definition = withoutNulls(target.definition)
    return { desired: definition, data: definition }
  }
  if (holdsSecret(live.definition)) {
    throw new ActionError(
      'PatchOverSecret',
      `${target.name}: definition: patch cannot be used: its live definition holds a secret, which the service may return masked; a patch would replace the secret with the mask`,
      { cure: 'Send the whole definition with definition: full. Nothing was sent for this target.' }
    )
  }
  if (isUnused(live.definition)) {
    throw new ActionError(
      'PatchOverUnreturned',
      `${target.name}: definition: patch cannot be used: the service returned no key of the live definition, and the patch would replace it as a whole`,
      { cure: 'Send the whole definition with definition: full. Nothing was sent for this target.' }
    )
  }
  if (
    returnsNone(live.definition, backendType) &&
    unreturnedKeys(target.definition, backendType).length === 0
  ) {
    const { config = '' } = rowOf(backendType) ?? {}
    const meant = closest(
      config,
      Object.keys(target.definition).filter(key => isName(key) && !Object.hasOwn(live.definition, key))
    )
    const hint = meant === undefined ? '' : `. The patch has ${meant}; did you mean ${config}?`
    throw new ActionError(
      'PatchOverUnreturned',
      `${target.name}: definition: patch cannot be used: the live definition may have keys of its function that the service never returns (${unreturnedNames(backendType)}), and a patch would remove them${hint}`,
      {
        cure: 'Set those that the definition has in the patch, or send the whole definition with definition: full. Nothing was sent for this target.'
      }
    )
  }
  return applyPatch(live.definition, target.definition)
}

function findModel(backend: Backend, target: BackendTarget): { backend: Backend; model: BackendModel } {
  const model = backend.models.find(({ stageName }) => stageName === target.stageName)
  if (model !== undefined) return { backend, model }
  const stages = backend.models.map(({ stageName }) => stageName).join(', ')
  throw new ActionError(
    'NoDefinition',
    `the backend ${target.backendId} has no definition in the stage ${target.stageName}; stages with a definition: ${stages || 'none'}`,
    {
      cure: 'Check stage-name, or create the definition once with CreateBackendModel (or in the console); this action changes definitions that exist.'
    }
  )
}

function checkAgainstLive(
  target: BackendTarget,
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
      cure: 'Check backend-id and stage-name, or remove the input that does not match to use the live value. Nothing was sent for this target.'
    })
  }
  const backendType = backend.type || target.backendType
  if (backendType === undefined) {
    throw new ActionError(
      'UnknownBackendType',
      `${target.name}: the service did not return the type of the backend`,
      {
        cure: 'Set backend-type.'
      }
    )
  }
  return { backendType, backendModelId: model.backendModelId }
}

function withoutLive(
  target: BackendTarget,
  cause: CallError
): { backendType: string; backendModelId: string } {
  const { backendType, backendModelId } = target
  // the plan has already required these inputs
  if (backendType === undefined || backendModelId === undefined) throw cause
  return { backendType, backendModelId }
}
