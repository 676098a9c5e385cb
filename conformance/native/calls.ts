import { NATIVE_API } from '../../src/cloud/native-operations.ts'
import type { RoaRequest } from '../../src/cloud/operation.ts'
import { isJsonObject } from '../../src/model/json.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { Caller, textOf } from '../caller.ts'
import type { Answer, CallerOptions } from '../caller.ts'
import { NATIVE_CALLS } from './ownership.ts'
import type { NativeAction, NativeOwnership, NativeParameters } from './ownership.ts'

export interface NativeCallsOptions extends CallerOptions {
  readonly own: NativeOwnership
}

/** The way of every call to Cloud-native API Gateway: through the gate of what is the kit's own. */
export class NativeCalls {
  readonly caller: Caller
  readonly #own: NativeOwnership

  constructor(options: NativeCallsOptions) {
    this.caller = new Caller(options)
    this.#own = options.own
  }

  /** @throws NotOurs, Interrupted; anything that the cloud says is an answer */
  async call(action: NativeAction, parameters: NativeParameters): Promise<Answer> {
    this.#own.check(action, parameters)
    const answer = await this.caller.call({
      api: NATIVE_API,
      action,
      request: requestOf(action, parameters)
    })
    this.#note(action, parameters, answer)
    return answer
  }

  /** What was made by it is the kit's own from now on. */
  #note(action: NativeAction, parameters: NativeParameters, answer: Answer): void {
    const { status, code } = answer
    const own = this.#own
    const { ids = {}, body: sent = {} } = parameters
    if (action === 'CreateService' || action === 'CreateHttpApiRoute') {
      const configs = sent['serviceConfigs']
      const [first] = Array.isArray(configs) ? configs.filter(isJsonObject) : [sent]
      const name = textOf(first?.['name'])
      const id = createdId(answer)
      if (code === '' && id !== '') own.created(name, id)
      // refused by the service; anything else may have created it
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

export function dataOf({ body }: Answer): JsonObject {
  return isJsonObject(body['data']) ? body['data'] : {}
}

/** The id of what a creation made; "" when it made nothing. */
export function createdId(answer: Answer): string {
  const { serviceIds, routeId } = dataOf(answer)
  return textOf(Array.isArray(serviceIds) ? serviceIds[0] : routeId)
}
