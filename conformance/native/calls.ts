import { NATIVE_API } from '../../src/cloud/native-operations.ts'
import type { RoaRequest } from '../../src/cloud/operation.ts'
import { isJsonObject } from '../../src/model/json.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { Caller, textOf } from '../caller.ts'
import type { CallResponse, CallerOptions } from '../caller.ts'
import { NATIVE_CALLS } from './ownership.ts'
import type { NativeAction, NativeOwnership, NativeParameters } from './ownership.ts'

export interface NativeCallsOptions extends CallerOptions {
  readonly own: NativeOwnership
}

/** Makes all calls to Cloud-native API Gateway, after checking that they only affect the kit's own resources. */
export class NativeCalls {
  readonly caller: Caller
  readonly #own: NativeOwnership

  constructor(options: NativeCallsOptions) {
    this.caller = new Caller(options)
    this.#own = options.own
  }

  /** @throws NotOurs, Interrupted; whatever the cloud returns is a result */
  async call(action: NativeAction, parameters: NativeParameters): Promise<CallResponse> {
    this.#own.check(action, parameters)
    const response = await this.caller.call({
      api: NATIVE_API,
      action,
      request: requestOf(action, parameters)
    })
    this.#note(action, parameters, response)
    return response
  }

  /** Adds what the call created to the kit's own resources. */
  #note(action: NativeAction, parameters: NativeParameters, response: CallResponse): void {
    const { status, code } = response
    const own = this.#own
    const { ids = {}, body: sent = {} } = parameters
    if (action === 'CreateService' || action === 'CreateHttpApiRoute') {
      const configs = sent['serviceConfigs']
      const [first] = Array.isArray(configs) ? configs.filter(isJsonObject) : [sent]
      const name = textOf(first?.['name'])
      const id = createdId(response)
      if (code === '' && id !== '') own.created(name, id)
      // rejected by the service; any other error may have created it
      else if (status >= 400 && status < 500) own.gone(name)
    }
    if (code !== '' || !action.startsWith('Delete')) return
    const deleted = own.things.find(({ id }) => id === (ids['routeId'] ?? ids['serviceId']))
    if (deleted !== undefined) own.gone(deleted.name)
  }
}

function requestOf(action: NativeAction, { ids = {}, query, body }: NativeParameters): RoaRequest {
  const [method = '', template = ''] = NATIVE_CALLS[action].split(' ')
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''))
  return {
    method: method as RoaRequest['method'],
    path,
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body })
  }
}

export function dataOf({ body }: CallResponse): JsonObject {
  return isJsonObject(body['data']) ? body['data'] : {}
}

/** The ID of the created resource; "" if there is none. */
export function createdId(response: CallResponse): string {
  const { serviceIds, routeId } = dataOf(response)
  return textOf(Array.isArray(serviceIds) ? serviceIds[0] : routeId)
}
