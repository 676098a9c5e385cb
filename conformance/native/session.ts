import { decodeRoute, decodeService } from '../../src/cloud/native-decode.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { NativeRoute, NativeService } from '../../src/model/native.ts'
import type { CallResponse } from '../caller.ts'
import { CannotContinue, Transcript } from '../transcript.ts'
import type { TranscriptOptions } from '../transcript.ts'
import { createdId, NativeCalls } from './calls.ts'
import type { NativeCallsOptions } from './calls.ts'
import type { NativeAction, NativeOwnership, NativeParameters } from './ownership.ts'
import type { NativeQuestionId } from './questions.ts'
import type { Through } from './through.ts'

export interface NativeSessionOptions extends NativeCallsOptions, TranscriptOptions {
  /** Without it, no requests go through the gateway. */
  readonly through?: Through
}

/** How often a write is retried while a lock is held, and the interval, which is Terraform's. */
const MAX_LOCKED = 12
const LOCK_PAUSE_MS = 5_000

/** One run of the script of Cloud-native API Gateway. */
export class NativeSession extends Transcript<NativeQuestionId> {
  readonly calls: NativeCalls
  readonly own: NativeOwnership
  /** Writes that failed because of a lock, with the HTTP status. */
  readonly locked: string[] = []
  readonly through: Through | undefined
  readonly #options: NativeSessionOptions

  constructor(options: NativeSessionOptions) {
    super(options)
    this.#options = options
    this.calls = new NativeCalls(options)
    this.own = options.own
    this.through = options.through
    const { gatewayId, httpApiId } = options.own.scope
    this.name(options.own.runName, 'run')
    this.name(gatewayId, 'gateway')
    this.name(httpApiId, 'API')
  }

  /** A call whose response is about the user's resources: not recorded. */
  look(action: NativeAction, parameters: NativeParameters): Promise<CallResponse> {
    return this.calls.call(action, parameters)
  }

  /**
   * One call, recorded under its step; a write that fails because of a lock is retried.
   * @param created the name under which the ID in the response is recorded
   */
  async call(
    step: string,
    action: NativeAction,
    parameters: NativeParameters = {},
    created = ''
  ): Promise<CallResponse> {
    for (let times = 1; ; times++) {
      const response = await this.calls.call(action, parameters)
      const isLocked = response.code === 'Conflict.LockFailed'
      if (isLocked) this.locked.push(`${response.status} at ${step}`)
      if (!isLocked || times === MAX_LOCKED) {
        if (created !== '') this.name(createdId(response), created)
        this.record(step, action, { ...parameters }, response)
        return response
      }
      await this.pause(LOCK_PAUSE_MS)
    }
  }

  /** Creates a service. @returns its ID, `undefined` if it was rejected */
  async createService(suffix: string, sourceType: string, address: string): Promise<string | undefined> {
    const name = this.own.announce('service', suffix)
    const { gatewayId } = this.own.scope
    const body = { gatewayId, sourceType, serviceConfigs: [{ name, addresses: [address] }] }
    const created = `service ${suffix}`
    const response = await this.call(`create ${created}`, 'CreateService', { body }, created)
    return response.code === '' ? createdId(response) || undefined : undefined
  }

  /** Creates a route. @returns its ID, `undefined` if it was rejected */
  async createRoute(suffix: string, body: JsonObject): Promise<string | undefined> {
    const name = this.own.announce('route', suffix)
    const { httpApiId } = this.own.scope
    const created = `route ${suffix}`
    const parameters = { ids: { httpApiId }, body: { name, ...body } }
    const response = await this.call(`create ${created}`, 'CreateHttpApiRoute', parameters, created)
    return response.code === '' ? createdId(response) || undefined : undefined
  }

  async route(step: string, routeId: string): Promise<NativeRoute> {
    const ids = { httpApiId: this.own.scope.httpApiId, routeId }
    const route = decodeRoute((await this.call(step, 'GetHttpApiRoute', { ids })).body)
    if (route === undefined) throw new CannotContinue(`${step}: GetHttpApiRoute shows no route`)
    return route
  }

  saveRoute(step: string, routeId: string, body: JsonObject): Promise<CallResponse> {
    const ids = { httpApiId: this.own.scope.httpApiId, routeId }
    return this.call(step, 'UpdateHttpApiRoute', { ids, body })
  }

  deployRoute(step: string, routeId: string): Promise<CallResponse> {
    const ids = { httpApiId: this.own.scope.httpApiId }
    return this.call(step, 'DeployHttpApi', { ids, body: { routeId } })
  }

  async service(step: string, serviceId: string): Promise<NativeService> {
    const service = decodeService((await this.call(step, 'GetService', { ids: { serviceId } })).body)
    if (service === undefined) throw new CannotContinue(`${step}: GetService shows no service`)
    return service
  }

  updateService(step: string, serviceId: string, body: JsonObject): Promise<CallResponse> {
    return this.call(step, 'UpdateService', { ids: { serviceId }, body })
  }

  /** An ID that does not exist. */
  unknownId(prefix: string): string {
    const id = this.own.unknownId(prefix)
    this.name(id, `unknown ${prefix}`)
    return id
  }

  /** Waits; ends immediately if the run is interrupted. */
  async pause(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#options.stop)
  }
}
