import { CLOUD_API } from '../src/cloud/operations.ts'
import { Caller, textOf } from './caller.ts'
import type { Answer, CallerOptions } from './caller.ts'
import type { Ownership, Parameters } from './ownership.ts'

export interface CallsOptions extends CallerOptions {
  readonly own: Ownership
}

/** The way of every call to API Gateway: through the gate of what is the kit's own. */
export class Calls {
  readonly caller: Caller
  readonly #own: Ownership

  constructor(options: CallsOptions) {
    this.caller = new Caller(options)
    this.#own = options.own
  }

  /** @throws NotOurs, Interrupted; anything that the cloud says is an answer */
  async call(action: string, parameters: Parameters): Promise<Answer> {
    this.#own.check(action, parameters)
    const answer = await this.caller.call({ api: CLOUD_API, action, request: { form: parameters } })
    this.#note(action, parameters, answer)
    return answer
  }

  /** What was made by it is the kit's own from now on. */
  #note(action: string, parameters: Parameters, { status, code, body }: Answer): void {
    const own = this.#own
    if (action === 'CreateBackend') {
      const name = parameters['BackendName'] ?? ''
      const id = textOf(body['BackendId'])
      if (code === '' && id !== '') own.created(name, id)
      // refused by the service; anything else may have created it
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
