import { CLOUD_API } from '../src/cloud/operations.ts'
import { Caller, textOf } from './caller.ts'
import type { CallResponse, CallerOptions } from './caller.ts'
import type { Ownership, Parameters } from './ownership.ts'

export interface CallsOptions extends CallerOptions {
  readonly own: Ownership
}

/** Makes all calls to API Gateway, after checking that they only affect the kit's own resources. */
export class Calls {
  readonly caller: Caller
  readonly #own: Ownership

  constructor(options: CallsOptions) {
    this.caller = new Caller(options)
    this.#own = options.own
  }

  /** @throws NotOurs, Interrupted; whatever the cloud returns is a result */
  async call(action: string, parameters: Parameters): Promise<CallResponse> {
    this.#own.check(action, parameters)
    const response = await this.caller.call({ api: CLOUD_API, action, request: { form: parameters } })
    this.#note(action, parameters, response)
    return response
  }

  /** Adds what the call created to the kit's own resources. */
  #note(action: string, parameters: Parameters, { status, code, body }: CallResponse): void {
    const own = this.#own
    if (action === 'CreateBackend') {
      const name = parameters['BackendName'] ?? ''
      const id = textOf(body['BackendId'])
      if (code === '' && id !== '') own.created(name, id)
      // rejected by the service; any other error may have created it
      else if (status >= 400 && status < 500) own.gone(name)
    }
    if (code !== '') return
    own.own(textOf(body['OperationId']))
    if (action === 'CreateBackendModel') own.own(textOf(body['BackendModelId']))
    if (action === 'DeleteBackend') {
      const deleted = own.backends.find(({ id }) => id === parameters['BackendId'])
      if (deleted !== undefined) own.gone(deleted.name)
    }
  }
}
