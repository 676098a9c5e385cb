import { CloudError, invalid, notFound } from './cloud-error.ts'
import { checkDescription } from './definition.ts'
import { idOf } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { Call, Operation } from './operation.ts'
import {
  allResources,
  backendResource,
  backendTime,
  duplicate,
  localTime,
  findBackend,
  optional,
  modelTime,
  page,
  required
} from './operation.ts'
import { starMatcher } from './pattern.ts'
import { backendConfig } from './read-form.ts'
import type { Backend } from './state.ts'
import { publishedApis, shownNow, stageModeId } from './state.ts'

/** Any name that looks like a type, such as `HTTP` or `FC_EVENT_V3`: the service adds types over time. */
const TYPE = /^[A-Z][A-Z0-9_]{1,30}$/

export const createBackend: Operation = {
  permission: 'apigateway:CreateBackend',
  resource: allResources,
  run(call) {
    const { state, params, caller } = call
    const name = required(params, 'BackendName')
    const type = required(params, 'BackendType')
    if (!TYPE.test(type)) throw invalid('BackendType')
    checkDescription(params['Description'], state.seed)
    refuseUsedName(call, name)
    const now = state.clock.now()
    const backend: Backend = {
      id: state.ids.id(),
      accountId: caller.accountId,
      name,
      type,
      description: params['Description'] ?? '',
      createdAt: now,
      modifiedAt: now,
      models: new Map()
    }
    state.backends.set(backend.id, backend)
    return { BackendId: backend.id }
  }
}

export const modifyBackend: Operation = {
  permission: 'apigateway:ModifyBackend',
  resource: backendResource,
  run(call) {
    const { state, params } = call
    const backend = findBackend(call, required(params, 'BackendId'))
    const name = required(params, 'BackendName')
    // the type cannot be changed after creation
    if (required(params, 'BackendType') !== backend.type) throw invalid('BackendType')
    checkDescription(params['Description'], state.seed)
    if (name !== backend.name) refuseUsedName(call, name)
    backend.name = name
    backend.description = params['Description'] ?? backend.description
    backend.modifiedAt = state.clock.now()
    return {}
  }
}

export const deleteBackend: Operation = {
  permission: 'apigateway:DeleteBackend',
  resource: backendResource,
  run(call) {
    const { state, params } = call
    const backend = findBackend(call, required(params, 'BackendId'))
    const inUse = [...state.apis.values()].some(api => api.backendId === backend.id)
    if (inUse || backend.models.size > 0) {
      throw new CloudError(400, 'DependencyViolationBackend', 'The specified Backend is in use.')
    }
    state.backends.delete(backend.id)
    return {}
  }
}

export const describeBackendInfo: Operation = {
  permission: 'apigateway:DescribeBackendInfo',
  resource: allResources,
  run(call) {
    const { state, params, caller } = call
    const backend = findBackend(call, required(params, 'BackendId'))
    const models = [...backend.models.values()].map(model => {
      const { description, definition, modifiedAt } = shownNow(state, model)
      return {
        BackendModelId: model.id,
        StageName: model.stageName,
        StageModeId: stageModeId(caller.accountId, model.stageName),
        Description: description,
        GmtCreate: modelTime(model.createdAt),
        GmtModified: modelTime(modifiedAt),
        BackendConfig: backendConfig(backend.type, definition, state.seed)
      }
    })
    // the two pages' examples format the same times differently
    const timeOf = state.seed.strict.includes('documented-times') ? localTime : backendTime
    return { BackendInfo: { ...summary(backend, timeOf), BackendModels: models } }
  }
}

export const describeBackendList: Operation = {
  permission: 'apigateway:DescribeBackendList',
  resource: allResources,
  run({ state, params, caller }) {
    const name = optional(params, 'BackendName')
    const type = optional(params, 'BackendType')
    const matches = name === undefined ? () => true : starMatcher(name)
    const found = [...state.backends.values()].filter(
      backend =>
        backend.accountId === caller.accountId &&
        matches(backend.name) &&
        (type === undefined || backend.type === type)
    )
    const { items, fields } = page(params, found, state.seed.doubts)
    return { BackendInfoList: items.map(backend => ({ ...summary(backend), Tags: [] })), ...fields }
  }
}

export const describeApisByBackend: Operation = {
  permission: 'apigateway:DescribeApisByBackend',
  resource: allResources,
  run(call) {
    const { state, params } = call
    const backend = findBackend(call, required(params, 'BackendId'))
    const stageName = optional(params, 'StageName')
    // without a stage, drafts are listed, whether published or not
    const apis =
      stageName === undefined
        ? [...state.apis.values()].filter(api => api.backendId === backend.id)
        : publishedApis(state, backend.id, stageName)
    const { items, fields } = page(params, apis, state.seed.doubts)
    const rows = items.map(api => ({
      ApiId: api.id,
      ApiName: api.name,
      Description: api.description,
      GroupId: api.groupId,
      GroupName: api.groupName,
      Method: api.method,
      Path: api.path
    }))
    return { ApiInfoList: { ApiInfo: rows }, ...fields }
  }
}

export const describeUpdateBackendTask: Operation = {
  permission: 'apigateway:DescribeUpdateBackendTask',
  resource: allResources,
  run({ state, params, caller }) {
    const task = state.tasks.get(required(params, 'OperationUid'))
    const owner = task === undefined ? undefined : state.backends.get(task.backendId)?.accountId
    if (task === undefined || (owner !== undefined && owner !== caller.accountId)) {
      throw notFound('OperationUid')
    }
    const now = state.clock.now()
    const { listPending, taskFoundLateMs, taskIds, statuses } = state.seed.doubts
    if (now < task.startedAt + taskFoundLateMs) throw notFound('OperationUid')
    const listed = task.rows.filter(row => row.endsAt <= now || listPending)
    const rows = listed.map(({ api, endsAt, failure }) => ({
      ...(taskIds === 'none' ? {} : { ApiUid: taskIds === 'api' ? api.id : idOf(`${task.id}/${api.id}`) }),
      ApiName: api.name,
      GroupId: api.groupId,
      GroupName: api.groupName,
      StageId: stageModeId(caller.accountId, task.stageName),
      StageName: task.stageName,
      BackendId: task.backendId,
      UpdateStatus: statusAt(now, task.startedAt, endsAt, statuses),
      ErrorMsg: endsAt <= now ? rowMessage(failure) : ''
    }))
    return { ApiUpdateBackendResults: { ApiUpdateBackendResult: rows } }
  }
}

/** The statuses before the last one share the duration of the row evenly. */
function statusAt(now: number, startedAt: number, endsAt: number, statuses: readonly string[]): string {
  if (endsAt <= now) return statuses.at(-1) ?? ''
  const before = statuses.slice(0, -1)
  // a row that is never updated stays in its first status
  const share = endsAt === Infinity ? 0 : (now - startedAt) / (endsAt - startedAt)
  return before[Math.floor(share * before.length)] ?? ''
}

function rowMessage(failure: string | undefined): string {
  if (failure === undefined) return 'Success. Request Success.'
  return failure.startsWith('Failed') ? failure : `Failed. ${failure}`
}

function summary(backend: Backend, timeOf = backendTime): JsonObject {
  return {
    BackendId: backend.id,
    BackendName: backend.name,
    BackendType: backend.type,
    Description: backend.description,
    CreatedTime: timeOf(backend.createdAt),
    ModifiedTime: timeOf(backend.modifiedAt)
  }
}

function refuseUsedName({ state, caller }: Call, name: string): void {
  for (const backend of state.backends.values()) {
    if (backend.accountId === caller.accountId && backend.name === name) throw duplicate('BackendName')
  }
}
