import { decodeRoute, decodeService } from '../../src/cloud/native-decode.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { NativeRoute, NativeService } from '../../src/model/native.ts'
import type { Answer } from '../caller.ts'
import { CannotGoOn, Transcript } from '../transcript.ts'
import type { TranscriptOptions } from '../transcript.ts'
import { createdId, NativeCalls } from './calls.ts'
import type { NativeCallsOptions } from './calls.ts'
import type { NativeAction, NativeOwnership, NativeParameters } from './ownership.ts'
import type { NativeQuestionId } from './questions.ts'
import type { Through } from './through.ts'

export interface NativeSessionOptions extends NativeCallsOptions, TranscriptOptions {
  /** Without it nothing is requested through the gateway. */
  readonly through?: Through
}

/** How often a write that meets a lock is sent again, and how long after. Terraform waits as long between two. */
const MOST_LOCKED = 12
const LOCK_PAUSE_MS = 5_000

/** One run of the script of Cloud-native API Gateway. */
export class NativeSession extends Transcript<NativeQuestionId> {
  readonly calls: NativeCalls
  readonly own: NativeOwnership
  /** Writes that met a lock, with the status of the refusal. */
  readonly locked: string[] = []
  readonly through: Through | undefined
  readonly #options: NativeSessionOptions

  constructor(options: NativeSessionOptions) {
    super(options)
    this.#options = options
    this.calls = new NativeCalls(options)
    this.own = options.own
    this.through = options.through
    const { gatewayId, httpApiId } = options.own.ground
    this.name(options.own.runName, 'run')
    this.name(gatewayId, 'gateway')
    this.name(httpApiId, 'API')
  }

  /** A call whose answer is somebody's: not recorded. */
  look(action: NativeAction, parameters: NativeParameters): Promise<Answer> {
    return this.calls.call(action, parameters)
  }

  /**
   * One call, recorded under its step; a write that meets a lock is sent again.
   * @param made what the id in the answer is recorded by
   */
  async call(
    step: string,
    action: NativeAction,
    parameters: NativeParameters = {},
    made = ''
  ): Promise<Answer> {
    for (let times = 1; ; times++) {
      const answer = await this.calls.call(action, parameters)
      const isLocked = answer.code === 'Conflict.LockFailed'
      if (isLocked) this.locked.push(`${answer.status} at ${step}`)
      if (!isLocked || times === MOST_LOCKED) {
        if (made !== '') this.name(createdId(answer), made)
        this.record(step, action, { ...parameters }, answer)
        return answer
      }
      await this.pause(LOCK_PAUSE_MS)
    }
  }

  /** Creates a service. @returns its id, `undefined` when it was refused */
  async createService(suffix: string, sourceType: string, address: string): Promise<string | undefined> {
    const name = this.own.announce('service', suffix)
    const { gatewayId } = this.own.ground
    const body = { gatewayId, sourceType, serviceConfigs: [{ name, addresses: [address] }] }
    const made = `service ${suffix}`
    const answer = await this.call(`create ${made}`, 'CreateService', { body }, made)
    return answer.code === '' ? createdId(answer) || undefined : undefined
  }

  /** Creates a route. @returns its id, `undefined` when it was refused */
  async createRoute(suffix: string, body: JsonObject): Promise<string | undefined> {
    const name = this.own.announce('route', suffix)
    const { httpApiId } = this.own.ground
    const made = `route ${suffix}`
    const parameters = { ids: { httpApiId }, body: { name, ...body } }
    const answer = await this.call(`create ${made}`, 'CreateHttpApiRoute', parameters, made)
    return answer.code === '' ? createdId(answer) || undefined : undefined
  }

  async route(step: string, routeId: string): Promise<NativeRoute> {
    const ids = { httpApiId: this.own.ground.httpApiId, routeId }
    const route = decodeRoute((await this.call(step, 'GetHttpApiRoute', { ids })).body)
    if (route === undefined) throw new CannotGoOn(`${step}: GetHttpApiRoute shows no route`)
    return route
  }

  saveRoute(step: string, routeId: string, body: JsonObject): Promise<Answer> {
    const ids = { httpApiId: this.own.ground.httpApiId, routeId }
    return this.call(step, 'UpdateHttpApiRoute', { ids, body })
  }

  deployRoute(step: string, routeId: string): Promise<Answer> {
    const ids = { httpApiId: this.own.ground.httpApiId }
    return this.call(step, 'DeployHttpApi', { ids, body: { routeId } })
  }

  async service(step: string, serviceId: string): Promise<NativeService> {
    const service = decodeService((await this.call(step, 'GetService', { ids: { serviceId } })).body)
    if (service === undefined) throw new CannotGoOn(`${step}: GetService shows no service`)
    return service
  }

  updateService(step: string, serviceId: string, body: JsonObject): Promise<Answer> {
    return this.call(step, 'UpdateService', { ids: { serviceId }, body })
  }

  /** An id that nothing has. */
  unknownId(prefix: string): string {
    const id = this.own.unknownId(prefix)
    this.name(id, `unknown ${prefix}`)
    return id
  }

  /** Gives the cloud time, and ends at once when the run is to end. */
  async pause(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#options.stop)
  }
}
