import { Calls } from './calls.ts'
import type { CallsOptions } from './calls.ts'
import { textOf } from './caller.ts'
import type { CallResponse } from './caller.ts'
import { MARK } from './ownership.ts'
import type { Ownership, Parameters } from './ownership.ts'
import type { QuestionId } from './questions.ts'
import { Transcript } from './transcript.ts'
import type { TranscriptOptions } from './transcript.ts'

export type SessionOptions = CallsOptions & TranscriptOptions

/** One run of the script of API Gateway: makes calls, and records them, the checks and the answers. */
export class Session extends Transcript<QuestionId> {
  readonly calls: Calls
  readonly own: Ownership
  readonly #options: SessionOptions

  constructor(options: SessionOptions) {
    super(options)
    this.#options = options
    this.calls = new Calls(options)
    this.own = options.own
    this.name(options.own.runName, 'run')
  }

  /** One call, recorded under its step. */
  async call(step: string, action: string, parameters: Parameters = {}): Promise<CallResponse> {
    const response = await this.calls.call(action, parameters)
    this.name(textOf(response.body['OperationId']), `operation of ${step}`)
    this.record(step, action, parameters, response)
    return response
  }

  /** Creates a backend. @returns its ID, `undefined` if it was rejected */
  async createBackend(step: string, type: string): Promise<string | undefined> {
    const name = this.own.announce(type)
    const response = await this.call(step, 'CreateBackend', {
      BackendName: name,
      BackendType: type,
      Description: MARK
    })
    const id = textOf(response.body['BackendId'])
    this.name(id, `${type} backend`)
    return response.code === '' && id !== '' ? id : undefined
  }

  /** Creates a definition. @returns its ID, `undefined` if it was rejected */
  async createModel(step: string, name: string, parameters: Parameters): Promise<string | undefined> {
    const response = await this.call(step, 'CreateBackendModel', parameters)
    const id = textOf(response.body['BackendModelId'])
    this.name(id, name)
    return response.code === '' && id !== '' ? id : undefined
  }

  /** An ID that does not exist. */
  unknownId(): string {
    const id = this.own.unknownId()
    this.name(id, 'unknown ID')
    return id
  }

  /** Waits; ends immediately if the run is interrupted. */
  async pause(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#options.stop)
  }
}
