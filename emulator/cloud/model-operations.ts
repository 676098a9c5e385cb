import { recordWrite, refuseWhileBusy, startBatch, writeDefinition } from './batch.ts'
import { invalid, missing, notFound } from './cloud-error.ts'
import { once } from './client-token.ts'
import { checkDefinition, checkDescription, storedForm } from './definition.ts'
import { MAX_DEPTH, isJsonObject, isShallow } from './json.ts'
import type { JsonObject } from './json.ts'
import type { Call, Operation } from './operation.ts'
import {
  backendResource,
  duplicate,
  findBackend,
  findBackendOfModel,
  optional,
  required
} from './operation.ts'
import type { Backend, BackendModel, Definition } from './state.ts'
import { publishedApis } from './state.ts'

const STAGE = /^[A-Z0-9]{2,10}$/

export const createBackendModel: Operation = {
  permission: 'apigateway:CreateBackendModel',
  resource: backendResource,
  run(call) {
    const { state, params, caller } = call
    const backend = findBackend(call, required(params, 'BackendId'))
    checkType(backend, required(params, 'BackendType'))
    const stageName = required(params, 'StageName')
    if (!STAGE.test(stageName)) throw invalid('StageName')
    const sent = parseDefinition(required(params, 'BackendModelData'))
    checkDescription(params['Description'], state.seed)
    checkDefinition(backend.type, sent, state.seed)
    if (backend.models.has(stageName)) throw duplicate('BackendModel')
    const now = state.clock.now()
    const model: BackendModel = {
      id: state.ids.id(),
      stageName,
      description: params['Description'] ?? '',
      definition: storedForm(sent, {}, state.seed.doubts),
      createdAt: now,
      modifiedAt: now,
      shownUntil: []
    }
    backend.models.set(stageName, model)
    backend.modifiedAt = now
    recordWrite(state, backend, {
      kind: 'created',
      stageName,
      definition: model.definition,
      by: caller.key.id,
      operationId: ''
    })
    return { BackendModelId: model.id }
  }
}

/** Replaces a stage's definition (or merges, with the doubt `merge`); the published APIs follow in a batch. */
export const modifyBackendModel: Operation = {
  permission: 'apigateway:ModifyBackendModel',
  resource: backendResource,
  run: call => once(call, MODIFY_PARAMETERS, () => modify(call))
}

const MODIFY_PARAMETERS = [
  'BackendId',
  'BackendType',
  'StageName',
  'BackendModelId',
  'BackendModelData',
  'Description'
]

function modify(call: Call): JsonObject {
  const { state, params, caller, effects } = call
  const { backend, model } = findModel(call)
  checkType(backend, optional(params, 'BackendType'))
  const data = params['BackendModelData']
  const sent = data === undefined ? model.definition : parseDefinition(data)
  const definition = data === undefined ? sent : storedForm(sent, model.definition, state.seed.doubts)
  checkDescription(params['Description'], state.seed)
  if (data !== undefined) checkDefinition(backend.type, definition, state.seed)
  refuseWhileBusy(state, backend)
  const { operationId } = state.seed.doubts
  const returnsOperationId =
    operationId === 'always' ||
    (operationId === 'with-apis' && publishedApis(state, backend.id, model.stageName).length > 0)
  const change = { definition, description: params['Description'], by: caller.key.id }
  const task = writeDefinition(state, backend, model.stageName, change, effects)
  return returnsOperationId ? { OperationId: task.id } : {}
}

/** Unpublishes the APIs that are published with the definition, in a batch. */
export const deleteBackendModel: Operation = {
  permission: 'apigateway:DeleteBackendModel',
  resource: backendResource,
  run(call) {
    const { state, params, caller, effects } = call
    required(params, 'BackendModelId')
    const { backend, model } = findModel(call)
    refuseWhileBusy(state, backend)
    const task = startBatch(state, backend, model.stageName, undefined, effects)
    backend.models.delete(model.stageName)
    backend.modifiedAt = state.clock.now()
    const { stageName, definition } = model
    recordWrite(state, backend, {
      kind: 'deleted',
      stageName,
      definition,
      by: caller.key.id,
      operationId: task.id
    })
    return { OperationId: task.id }
  }
}

/** Finds the model by stage, by ID, or by both if they agree; the backend can be found through the model. */
function findModel(call: Call): { backend: Backend; model: BackendModel } {
  const { params } = call
  const backendId = optional(params, 'BackendId')
  const modelId = optional(params, 'BackendModelId')
  const stageName = optional(params, 'StageName')
  if (backendId === undefined && modelId === undefined) throw missing('BackendId')
  const backend =
    backendId === undefined ? findBackendOfModel(call, modelId ?? '') : findBackend(call, backendId)
  if (backend === undefined) throw notFound('BackendModel')

  if (stageName === undefined) {
    if (modelId === undefined) throw missing('StageName')
    const model = [...backend.models.values()].find(({ id }) => id === modelId)
    if (model === undefined) throw notFound('BackendModel')
    return { backend, model }
  }
  if (!STAGE.test(stageName)) throw invalid('StageName')
  const model = backend.models.get(stageName)
  if (model === undefined) throw notFound('BackendModel')
  if (modelId !== undefined && modelId !== model.id) throw invalid('BackendModelId')
  return { backend, model }
}

function checkType(backend: Backend, type: string | undefined): void {
  if (type !== undefined && type !== backend.type) throw invalid('BackendType')
}

function parseDefinition(text: string): Definition {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid('BackendModelData')
  }
  if (!isJsonObject(value) || !isShallow(value, MAX_DEPTH)) throw invalid('BackendModelData')
  return value
}
