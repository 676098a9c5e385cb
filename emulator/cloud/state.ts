import { newApigState } from '../apig/state.ts'
import type { ApigState } from '../apig/state.ts'
import { History } from '../history.ts'
import type { AccessKey, Role, Seed, Session, SessionPolicy } from '../seed.ts'
import type { Ids } from './ids.ts'
import { idOf, ramIdOf } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { Caller } from './permission.ts'
import { sessionKeysOf } from './session-keys.ts'

/** Milliseconds since 1970. */
export interface Clock {
  now(): number
}

/** A backend definition, the content of BackendModelData. */
export type Definition = JsonObject

/** The state that a modification changes. */
export interface ModelVersion {
  readonly description: string
  readonly definition: Definition
  readonly modifiedAt: number
}

export interface BackendModel {
  readonly id: string
  readonly stageName: string
  description: string
  definition: Definition
  readonly createdAt: number
  modifiedAt: number
  /** Earlier versions that reads still return until a point in time, oldest first. */
  readonly shownUntil: { readonly until: number; readonly version: ModelVersion }[]
}

export interface Backend {
  readonly id: string
  readonly accountId: string
  name: string
  readonly type: string
  description: string
  readonly createdAt: number
  modifiedAt: number
  readonly models: Map<string, BackendModel>
}

/** The definition that an API serves in a stage, as it was when the API was updated. */
export interface InEffect {
  readonly backendId: string
  readonly backendType: string
  readonly stageName: string
  readonly definition: Definition
}

/** From `at` on, the API serves `inEffect`; undefined: it is no longer published. */
export interface Deployment {
  /** Infinity while its batch is held. */
  at: number
  readonly inEffect: InEffect | undefined
}

export interface Api {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly groupId: string
  readonly groupName: string
  readonly method: string
  readonly path: string
  readonly backendId: string
  readonly updateFails: string | undefined
  /** By stage, in order of the writes. The last entry whose time has come is in effect, so the later write wins. */
  readonly deployments: Map<string, Deployment[]>
}

export interface TaskRow {
  readonly api: Api
  /** Infinity while the row is held; `releaseBatches` completes it. */
  endsAt: number
  /** For a held row, the deployment to activate on release; undefined if the row fails. */
  readonly deployment: Deployment | undefined
  /** The ErrorMsg of a failed row. */
  readonly failure: string | undefined
}

/** One batch. Nothing runs in the background: its rows have end times, and the clock decides which are complete. */
export interface Task {
  readonly id: string
  readonly backendId: string
  readonly stageName: string
  readonly startedAt: number
  readonly rows: readonly TaskRow[]
}

/** One accepted change to a stored definition by any writer. */
export interface AcceptedWrite {
  readonly kind: 'modified' | 'created' | 'deleted'
  readonly at: number
  readonly backendId: string
  readonly stageName: string
  /** The requested definition, which with `keeps-old-value` is not stored. For a deletion, the deleted one. */
  readonly definition: Definition
  /** The access key's ID, or `another-writer`. */
  readonly by: string
  /** Empty if there is no batch. */
  readonly operationId: string
}

/** The response to a call with a ClientToken, returned again if the call is repeated. */
export interface Repeatable {
  /** Digest of the call's parameters. */
  readonly digest: string
  readonly response: JsonObject
}

export interface State {
  readonly seed: Seed
  readonly clock: Clock
  readonly ids: Ids
  readonly backends: Map<string, Backend>
  readonly apis: Map<string, Api>
  readonly tasks: Map<string, Task>
  readonly writes: History<AcceptedWrite>
  /** Responses to calls with a ClientToken. */
  readonly repeatable: Map<string, Repeatable>
  /** Role sessions by AccessKey ID. */
  readonly sessions: Map<string, Caller>
  /** The state of Cloud-native API Gateway. */
  readonly apig: ApigState
}

/** The initial state described by the seed, which is never mutated. */
export function newState(seed: Seed, clock: Clock, ids: Ids): State {
  const now = clock.now()
  const backends = new Map<string, Backend>()
  for (const { id, account, name, type, description, stages } of seed.backends) {
    const models = new Map<string, BackendModel>()
    for (const stage of stages) {
      models.set(stage.name, {
        id: stage.modelId,
        stageName: stage.name,
        description: stage.description,
        definition: stage.definition,
        createdAt: now,
        modifiedAt: now,
        shownUntil: []
      })
    }
    backends.set(id, {
      id,
      accountId: account,
      name,
      type,
      description,
      createdAt: now,
      modifiedAt: now,
      models
    })
  }
  const groupNames = new Map(seed.groups.map(group => [group.id, group.name]))
  const apis = new Map<string, Api>()
  for (const api of seed.apis) {
    const backend = backends.get(api.backend)
    const deployments = new Map<string, Deployment[]>()
    for (const stageName of api.published) {
      const model = backend?.models.get(stageName)
      if (backend === undefined || model === undefined) continue
      const inEffect = {
        backendId: backend.id,
        backendType: backend.type,
        stageName,
        definition: model.definition
      }
      deployments.set(stageName, [{ at: -Infinity, inEffect }])
    }
    apis.set(api.id, {
      id: api.id,
      name: api.name,
      description: api.description,
      groupId: api.group,
      groupName: groupNames.get(api.group) ?? '',
      method: api.method,
      path: api.path,
      backendId: api.backend,
      updateFails: api.updateFails,
      deployments
    })
  }
  return {
    seed,
    clock,
    ids,
    backends,
    apis,
    tasks: new Map(),
    writes: new History(),
    repeatable: new Map(),
    sessions: new Map(),
    apig: newApigState(seed, now)
  }
}

/** More than are valid at a time: credentials expire within hours. */
const MAX_SESSIONS = 10_000

/** Removes the oldest entries of a map until it has at most `max`. */
export function evictOldest(map: Map<string, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) break
    map.delete(key)
  }
}

/** Issues temporary credentials for a role. */
export function openSession(
  state: State,
  { account, name, arn, allow, deny }: Role,
  { name: sessionName, seconds, policy }: SessionRequest
): AccessKey & { readonly securityToken: string; readonly session: Session } {
  const key = {
    ...sessionKeysOf(state.ids.id()),
    name,
    disabled: false,
    expired: false,
    allow,
    deny,
    session: {
      name: sessionName,
      roleId: ramIdOf(arn),
      expiresAt: state.clock.now() + seconds * 1000,
      policy
    }
  }
  state.sessions.set(key.id, { accountId: account, key })
  evictOldest(state.sessions, MAX_SESSIONS)
  return key
}

/** The requested session properties. */
export interface SessionRequest {
  readonly name: string
  readonly seconds: number
  readonly policy: SessionPolicy | undefined
}

/** The definition that an API serves in a stage now. */
export function inEffectNow(state: State, api: Api, stageName: string): InEffect | undefined {
  const now = state.clock.now()
  return api.deployments.get(stageName)?.findLast(({ at }) => at <= now)?.inEffect
}

/** The version that reads return now; with `late-visibility-ms`, modifications become visible after that time. */
export function shownNow(state: State, model: BackendModel): ModelVersion {
  const now = state.clock.now()
  return model.shownUntil.find(({ until }) => until > now)?.version ?? model
}

export function publishedApis(state: State, backendId: string, stageName: string): Api[] {
  return [...state.apis.values()].filter(
    api => api.backendId === backendId && inEffectNow(state, api, stageName) !== undefined
  )
}

/** The ID of an environment, which is the same for every backend of an account. */
export function stageModeId(accountId: string, stageName: string): string {
  return idOf(`${accountId}/${stageName}`)
}
