import type { JsonObject } from '../src/model/json.ts'
import type { Secrets } from '../src/runtime/secrets.ts'
import { Calls, textOf } from './calls.ts'
import type { Answer, CallsOptions } from './calls.ts'
import { Normal } from './normal.ts'
import { MARK } from './ownership.ts'
import type { Ownership, Parameters } from './ownership.ts'
import type { QuestionId } from './questions.ts'

/** One call of the script as it is recorded: without ids, times and secrets. */
export interface Step {
  /** Its name in the script, the same in every run. */
  readonly step: string
  readonly action: string
  readonly parameters: JsonObject
  readonly status: number
  readonly code: string
  readonly body: JsonObject
}

/** Something that the action relies on. */
export interface Check {
  readonly what: string
  readonly holds: boolean
  /** What was seen instead. */
  readonly seen: string
}

/** The script cannot go on: what it builds on could not be made. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn'
}

export interface SessionOptions extends CallsOptions {
  readonly secrets: Secrets
  /** Told of each call's end. */
  readonly onStep?: (step: Step) => void
}

/** One run of the script: asks, checks, learns, and keeps all of it. */
export class Session {
  readonly checks: Check[] = []
  readonly calls: Calls
  readonly own: Ownership
  readonly #steps = new Map<string, Step>()
  readonly #seen = new Map<QuestionId, string[]>()
  readonly #normal: Normal
  readonly #options: SessionOptions

  constructor(options: SessionOptions) {
    this.#options = options
    this.calls = new Calls(options)
    this.own = options.own
    this.#normal = new Normal(options.secrets)
    this.#normal.name(options.own.runName, 'run')
  }

  get steps(): readonly Step[] {
    return [...this.#steps.values()]
  }

  answerTo(question: QuestionId): string {
    return (this.#seen.get(question) ?? []).join('; ')
  }

  /** One call, recorded under its step; of a step that is asked again the last answer counts. */
  async call(step: string, action: string, parameters: Parameters = {}): Promise<Answer> {
    const answer = await this.calls.call(action, parameters)
    this.#normal.name(textOf(answer.body['OperationId']), `operation of ${step}`)
    const recorded = {
      step,
      action,
      parameters: this.#normal.object(parameters),
      status: answer.status,
      code: answer.code,
      body: this.#normal.object(answer.body)
    }
    this.#steps.set(step, recorded)
    this.#options.onStep?.(recorded)
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
    this.#normal.name(id, `${type} backend`)
    return answer.code === '' && id !== '' ? id : undefined
  }

  /** Creates a definition. @returns its id, `undefined` when it was refused */
  async createModel(step: string, name: string, parameters: Parameters): Promise<string | undefined> {
    const answer = await this.call(step, 'CreateBackendModel', parameters)
    const id = textOf(answer.body['BackendModelId'])
    this.#normal.name(id, name)
    return answer.code === '' && id !== '' ? id : undefined
  }

  /** An id that nothing has. */
  unknownId(): string {
    const id = this.own.unknownId()
    this.#normal.name(id, 'unknown id')
    return id
  }

  /** Gives the cloud time, and ends at once when the run is to end. */
  async pause(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#options.stop)
  }

  check(what: string, holds: boolean, seen: string): void {
    this.checks.push({ what, holds, seen: this.#normal.text(seen) })
  }

  learn(question: QuestionId, seen: string): void {
    this.#seen.set(question, [...(this.#seen.get(question) ?? []), this.#normal.text(seen)])
  }
}

/** `accepted`, or `400 NotFoundBackend`. */
export function outcomeOf({ status, code }: Answer): string {
  return code === '' ? 'accepted' : `${status} ${code}`
}
