import { APIG, findPath } from '../../../emulator/apig/paths.ts'
import type { Cloud } from '../../../emulator/cloud/cloud.ts'
import { CloudError } from '../../../emulator/cloud/cloud-error.ts'
import type { Caller } from '../../../emulator/cloud/permission.ts'
import { isJsonObject } from '../../../emulator/cloud/json.ts'
import type { JsonObject } from '../../../emulator/cloud/json.ts'
import { exchange } from '../../../emulator/exchange.ts'
import type { Exchange } from '../../../emulator/exchange.ts'
import type { Faults } from '../../../emulator/faults.ts'
import type { FarSide } from '../network.ts'
import type { StepEvent } from '../schedule.ts'
import type { CallRecord, Trace } from '../trace.ts'
import { API_ID, ROUTE_ID, SERVICE_ID } from './material.ts'
import type { NativeEvent, NativeSchedule } from './schedule.ts'
import { routeState, serviceState } from './state.ts'
import type { State } from './state.ts'

/** The state of a target at a moment. */
export interface Truth {
  /** The last saved state, which readings show. */
  readonly saved: State
  /** What serves; `undefined`: nothing. */
  readonly inEffect: State | undefined
}

/** An attempted or actual change of a target. `order` as in the trace. */
export interface Act {
  readonly order: number
  readonly at: number
  readonly by: CallRecord['by'] | 'another'
  readonly action: string
  /** Of a step. */
  readonly call?: CallRecord
  readonly before: Truth
  readonly after: Truth
}

const HOST = 'apig.cn-hangzhou.aliyuncs.com'

/** The cloud of one service or route as its callers see it, with all faults. */
export class NativeCloud {
  readonly acts: Act[] = []
  readonly #cloud: Cloud
  readonly #faults: Faults
  readonly #trace: Trace
  readonly #schedule: Pick<NativeSchedule, 'kind' | 'lagMs'>
  readonly #another: Caller
  /** What readings show until then, oldest first. */
  #hidden: { readonly until: number; readonly data: JsonObject }[] = []

  constructor(cloud: Cloud, faults: Faults, trace: Trace, schedule: Pick<NativeSchedule, 'kind' | 'lagMs'>) {
    this.#cloud = cloud
    this.#faults = faults
    this.#trace = trace
    this.#schedule = schedule
    this.#another = cloud.caller(ANOTHER)
  }

  truth(): Truth {
    const { apig } = this.#cloud
    if (this.#schedule.kind === 'service') {
      const service = apig.service(SERVICE_ID)
      const saved = serviceState(service?.fields ?? {})
      return { saved, inEffect: saved }
    }
    const route = apig.route(ROUTE_ID)
    if (route === undefined) throw new Error('the route is gone')
    const live = apig.routeInEffect(route)
    const { description } = route
    return {
      saved: routeState(route),
      // a description is not served
      inEffect: live && routeState({ ...live, description })
    }
  }

  side(): FarSide {
    return {
      host: HOST,
      isWrite,
      read: request => {
        if ('form' in request) throw new Error('a call of the other product')
        const found = findPath(request.method, request.path)
        if (found === undefined) throw new Error(`no path of the product: ${request.path}`)
        return { params: { ...request.query, ...found.params }, body: request.body }
      },
      arrive: record => {
        const { action, params, body = {} } = record
        const call = { action, params, body, host: HOST, version: APIG }
        if (!isWrite(action)) return this.#shown(exchange(this.#cloud, this.#faults, call), action)
        return this.#act(record.by, action, record, () => {
          const done = exchange(this.#cloud, this.#faults, call)
          record.committed = done.committed
          return [done, done.committed]
        })
      }
    }
  }

  /** What another writer does. */
  happen(event: Exclude<NativeEvent, StepEvent>): void {
    const { apig } = this.#cloud
    const isService = this.#schedule.kind === 'service'
    this.#act('another', event.do, undefined, () => {
      try {
        if (event.do !== 'edit') this.#turn(event.do)
        else if (isService) apig.writeService(SERVICE_ID, event.fields)
        else apig.writeRoute(ROUTE_ID, event.fields, { deploy: event.deploy })
      } catch (thrown) {
        // it is locked for other writers, too
        if (!(thrown instanceof CloudError)) throw thrown
        return [undefined, false]
      }
      return [undefined, true]
    })
  }

  #turn(what: 'deploy' | 'undeploy'): void {
    const action = what === 'deploy' ? 'DeployHttpApi' : 'UndeployHttpApi'
    const options = { version: APIG, body: { routeId: ROUTE_ID } }
    this.#cloud.call(action, { httpApiId: API_ID }, this.#another, options)
  }

  #act<T>(by: Act['by'], action: string, call: CallRecord | undefined, run: () => readonly [T, boolean]): T {
    const order = this.#trace.next()
    const before = this.truth()
    const data = this.#schedule.lagMs === undefined ? undefined : this.#data()
    const [end, isDone] = run()
    if (!isDone) return end
    if (data !== undefined)
      this.#hidden.push({ until: this.#cloud.now() + (this.#schedule.lagMs ?? 0), data })
    const at = this.#cloud.now()
    this.acts.push({ order, at, by, action, ...(call && { call }), before, after: this.truth() })
    return end
  }

  /** What a reading would show. */
  #data(): JsonObject {
    const isService = this.#schedule.kind === 'service'
    const { data } = this.#cloud.call(
      readOf(this.#schedule),
      isService ? { serviceId: SERVICE_ID } : { httpApiId: API_ID, routeId: ROUTE_ID },
      this.#another,
      { version: APIG }
    )
    return isJsonObject(data) ? data : {}
  }

  #shown(done: Exchange, action: string): Exchange {
    if (action !== readOf(this.#schedule)) return done
    this.#hidden = this.#hidden.filter(({ until }) => until > this.#cloud.now())
    const [hidden] = this.#hidden
    if (hidden === undefined || done.status !== 200) return done
    const body = parsed(done.body)
    const data = body['data']
    const isTarget =
      isJsonObject(data) && data[idNameOf(this.#schedule)] === hidden.data[idNameOf(this.#schedule)]
    return isTarget ? { ...done, body: JSON.stringify({ ...body, data: hidden.data }) } : done
  }
}

/** The AccessKey ID of the other writer. */
export const ANOTHER = 'LTAI-of-another'

export function isWrite(action: string): boolean {
  return !/^(?:Get|List)/.test(action)
}

/** The action that reads a target. */
export function readOf({ kind }: Pick<NativeSchedule, 'kind'>): string {
  return kind === 'service' ? 'GetService' : 'GetHttpApiRoute'
}

export function idNameOf({ kind }: Pick<NativeSchedule, 'kind'>): 'serviceId' | 'routeId' {
  return kind === 'service' ? 'serviceId' : 'routeId'
}

function parsed(body: string): JsonObject {
  try {
    return JSON.parse(body) as JsonObject
  } catch {
    return {}
  }
}
