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

/** What was written as BackendModelData. */
export type Definition = JsonObject

/** What a modification changes. */
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
  /** What was there before modifications that reads do not yet show, oldest first, and until when it is shown. */
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

/** What an API serves in a stage: a definition of its backend, as it was when it reached the API. */
export interface InForce {
  readonly backendId: string
  readonly backendType: string
  readonly stageName: string
  readonly definition: Definition
}

/** From `at` on the API serves `inForce`; undefined: it is no longer published. */
export interface Deployment {
  /** Infinity while its batch does not reach the API. */
  at: number
  readonly inForce: InForce | undefined
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
  /** By stage, in the order of the writes: the last one whose time has come counts, so that the later write wins. */
  readonly deployments: Map<string, Deployment[]>
}

export interface TaskRow {
  readonly api: Api
  /** Infinity for a row that is not reached; `releaseBatches` ends it. */
  endsAt: number
  /** Of a row that is not reached: what it deploys when it is released; undefined for a row that fails. */
  readonly deployment: Deployment | undefined
  /** The ErrorMsg of a failed row. */
  readonly failure: string | undefined
}

/** One batch. Nothing of it runs: its rows have an end in time, and the clock says which have passed. */
export interface Task {
  readonly id: string
  readonly backendId: string
  readonly stageName: string
  readonly startedAt: number
  readonly rows: readonly TaskRow[]
}

/** One accepted change of a stored definition, whoever made it. */
export interface AcceptedWrite {
  readonly kind: 'modified' | 'created' | 'deleted'
  readonly at: number
  readonly backendId: string
  readonly stageName: string
  /** What was asked for; with `keeps-old-value` not what is stored. Of a deletion what was there. */
  readonly definition: Definition
  /** The access key's id, or `another-writer`. */
  readonly by: string
  /** Empty where there is no batch. */
  readonly operationId: string
}

/** A call with a ClientToken: the same again is answered the same. */
export interface Repeatable {
  /** Of its parameters. */
  readonly digest: string
  readonly answer: JsonObject
}

export interface State {
  readonly seed: Seed
  readonly clock: Clock
  readonly ids: Ids
  readonly backends: Map<string, Backend>
  readonly apis: Map<string, Api>
  readonly tasks: Map<string, Task>
  readonly writes: History<AcceptedWrite>
  /** What calls with a ClientToken were answered. */
  readonly repeatable: Map<string, Repeatable>
  /** Of roles, by their access key's id. */
  readonly sessions: Map<string, Caller>
  /** What Cloud-native API Gateway has. */
  readonly apig: ApigState
}

/** A fresh cloud as the seed describes it. The seed itself is never changed. */
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
      const inForce = {
        backendId: backend.id,
        backendType: backend.type,
        stageName,
        definition: model.definition
      }
      deployments.set(stageName, [{ at: -Infinity, inForce }])
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

/** More than live at a time: keys end after hours. */
const MOST_SESSIONS = 10_000

/** Takes the oldest entries off a map that has more than `most`. */
export function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) break
    map.delete(key)
  }
}

/** New keys of a role, good for some time. */
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
  forgetOldest(state.sessions, MOST_SESSIONS)
  return key
}

/** What is asked for beside the role. */
export interface SessionRequest {
  readonly name: string
  readonly seconds: number
  readonly policy: SessionPolicy | undefined
}

/** What an API serves in a stage at this moment. */
export function inForceNow(state: State, api: Api, stageName: string): InForce | undefined {
  const now = state.clock.now()
  return api.deployments.get(stageName)?.findLast(({ at }) => at <= now)?.inForce
}

/** What reads show of a definition at this moment: with `late-visibility-ms` a modification only after that time. */
export function shownNow(state: State, model: BackendModel): ModelVersion {
  const now = state.clock.now()
  return model.shownUntil.find(({ until }) => until > now)?.version ?? model
}

export function publishedApis(state: State, backendId: string, stageName: string): Api[] {
  return [...state.apis.values()].filter(
    api => api.backendId === backendId && inForceNow(state, api, stageName) !== undefined
  )
}

/** The id of an environment: the cloud's own, the same for every backend of an account. */
export function stageModeId(accountId: string, stageName: string): string {
  return idOf(`${accountId}/${stageName}`)
}
