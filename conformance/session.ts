import { Calls } from './calls.ts'
import type { CallsOptions } from './calls.ts'
import { textOf } from './caller.ts'
import type { Answer } from './caller.ts'
import { MARK } from './ownership.ts'
import type { Ownership, Parameters } from './ownership.ts'
import type { QuestionId } from './questions.ts'
import { Transcript } from './transcript.ts'
import type { TranscriptOptions } from './transcript.ts'

export type SessionOptions = CallsOptions & TranscriptOptions

/** One run of the script of API Gateway: asks, checks, learns, and keeps all of it. */
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
  async call(step: string, action: string, parameters: Parameters = {}): Promise<Answer> {
    const answer = await this.calls.call(action, parameters)
    this.name(textOf(answer.body['OperationId']), `operation of ${step}`)
    this.record(step, action, parameters, answer)
    return answer
  }

  /** Creates a backend. @returns its id, `undefined` when it was refused */
  async createBackend(step: string, type: string): Promise<string | undefined> {
    const name = this.own.announce(type)
    const answer = await this.call(step, 'CreateBackend', {
      BackendName: name,
      BackendType: type,
      Description: MARK
    })
    const id = textOf(answer.body['BackendId'])
    this.name(id, `${type} backend`)
    return answer.code === '' && id !== '' ? id : undefined
  }

  /** Creates a definition. @returns its id, `undefined` when it was refused */
  async createModel(step: string, name: string, parameters: Parameters): Promise<string | undefined> {
    const answer = await this.call(step, 'CreateBackendModel', parameters)
    const id = textOf(answer.body['BackendModelId'])
    this.name(id, name)
    return answer.code === '' && id !== '' ? id : undefined
  }

  /** An id that nothing has. */
  unknownId(): string {
    const id = this.own.unknownId()
    this.name(id, 'unknown id')
    return id
  }

  /** Gives the cloud time, and ends at once when the run is to end. */
  async pause(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#options.stop)
  }
}
