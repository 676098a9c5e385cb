import { releaseDeployments } from '../apig/deployment.ts'
import type { Seed } from '../seed.ts'
import type { Effects } from './batch.ts'
import { releaseBatches, writeDefinition } from './batch.ts'
import { CloudError } from './cloud-error.ts'
import type { Ids } from './ids.ts'
import { randomIds } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { Params } from './operation.ts'
import { Apig } from '../apig/apig.ts'
import { APIG, CLOUD_API, findOperation } from './operations.ts'
import type { Caller } from './permission.ts'
import { authorize } from './permission.ts'
import type {
  AcceptedWrite,
  Api,
  Backend,
  BackendModel,
  Clock,
  Definition,
  InEffect,
  State,
  Task
} from './state.ts'
import { inEffectNow, newState, publishedApis } from './state.ts'
import { TokenBucket } from './throttle.ts'

export interface CloudOptions {
  readonly seed: Seed
  readonly clock: Clock
  readonly ids?: Ids
}

export interface CallOptions {
  /** The product's API version. Defaults to CloudAPI's. */
  readonly version?: string
  readonly effects?: Effects
  /** ROA style only. */
  readonly body?: JsonObject
}

/**
 * The cloud without its network: operations, permissions, batches. Synchronous, without I/O or timers; all state is a
 * function of the clock.
 */
export class Cloud {
  readonly seed: Seed
  readonly #state: State
  /** By API version; STS is not throttled. */
  readonly #throttles: ReadonlyMap<string, TokenBucket>
  /** The state of Cloud-native API Gateway. */
  readonly apig: Apig

  constructor(options: CloudOptions) {
    this.seed = options.seed
    this.#state = newState(options.seed, options.clock, options.ids ?? randomIds)
    const { throttle } = options.seed
    this.#throttles = new Map(
      throttle && [CLOUD_API, APIG].map(version => [version, new TokenBucket(throttle, this.now())])
    )
    this.apig = new Apig(this.#state)
  }

  /**
   * Executes one authenticated call.
   * @returns the JSON response, including RequestId (`requestId` in the ROA style)
   * @throws CloudError with the documented status and code
   */
  call(
    action: string,
    params: Params,
    caller: Caller = this.caller(),
    options: CallOptions = {}
  ): JsonObject {
    const version = options.version ?? CLOUD_API
    const operation = findOperation(version, action)
    this.#throttles.get(version)?.take(this.now())
    const { effects = {}, body = {} } = options
    const call = { state: this.#state, params, caller, effects, body }
    if (operation.permission !== undefined) {
      const form = version === APIG ? this.seed.doubts.denialForm : 'upper'
      authorize(caller, operation.permission, operation.resource(call), form)
    }
    if (version !== APIG) return { RequestId: this.requestId(), ...operation.run(call) }
    return { requestId: this.requestId(), code: 'Ok', message: 'success', ...operation.run(call) }
  }

  /** A caller from the seed by AccessKey ID; defaults to the first key. */
  caller(accessKeyId?: string): Caller {
    for (const { id, keys } of this.seed.accounts) {
      const key = accessKeyId === undefined ? keys[0] : keys.find(candidate => candidate.id === accessKeyId)
      if (key !== undefined) return { accountId: id, key }
    }
    throw new CloudError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.')
  }

  /** The credentials of a role session, including expired ones. */
  session(accessKeyId: string): Caller | undefined {
    return this.#state.sessions.get(accessKeyId)
  }

  /** All role sessions, oldest first. */
  sessions(): readonly Caller[] {
    return [...this.#state.sessions.values()]
  }

  requestId(): string {
    return this.#state.ids.requestId()
  }

  now(): number {
    return this.#state.clock.now()
  }

  /** The stored definition of a backend in a stage. */
  definition(backendId: string, stageName: string): Definition | undefined {
    return this.model(backendId, stageName)?.definition
  }

  /** The stored model of a backend in a stage: id, description, definition, timestamps. */
  model(backendId: string, stageName: string): Readonly<BackendModel> | undefined {
    return this.#state.backends.get(backendId)?.models.get(stageName)
  }

  /** Whether any backend has a definition in a stage. */
  hasStage(stageName: string): boolean {
    return this.#state.backends.values().some(({ models }) => models.has(stageName))
  }

  /** The definition that an API serves in a stage now; undefined if it is not published there. */
  inEffect(apiId: string, stageName: string): InEffect | undefined {
    const api = this.#state.apis.get(apiId)
    return api === undefined ? undefined : inEffectNow(this.#state, api, stageName)
  }

  /** The stages in which a backend has a definition. */
  stagesOf(backendId: string): readonly string[] {
    return [...(this.#state.backends.get(backendId)?.models.keys() ?? [])]
  }

  backends(): readonly Backend[] {
    return [...this.#state.backends.values()]
  }

  apis(): readonly Api[] {
    return [...this.#state.apis.values()]
  }

  publishedApis(backendId: string, stageName: string): readonly Api[] {
    return publishedApis(this.#state, backendId, stageName)
  }

  task(operationId: string): Task | undefined {
    return this.#state.tasks.get(operationId)
  }

  tasks(): readonly Task[] {
    return [...this.#state.tasks.values()]
  }

  /** Completes the batches and deployments that a `stuck-batch` holds. */
  releaseBatches(): void {
    releaseBatches(this.#state)
    releaseDeployments(this.#state)
  }

  /** The newest accepted writes of definitions, oldest first. */
  writes(): readonly AcceptedWrite[] {
    return this.#state.writes.items
  }

  /** Number of older writes that were dropped. */
  droppedWrites(): number {
    return this.#state.writes.dropped
  }

  /** Changes a definition as another writer, like an accepted ModifyBackendModel by someone else. */
  write(
    backendId: string,
    stageName: string,
    definition: Definition,
    description = 'changed by another writer'
  ): Task {
    const backend = this.#state.backends.get(backendId)
    if (backend === undefined) throw new Error(`the cloud has no backend ${backendId}`)
    const change = { definition, description, by: 'another-writer' }
    return writeDefinition(this.#state, backend, stageName, change)
  }
}
