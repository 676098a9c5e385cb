import type { JsonObject } from '../src/model/json.ts'
import type { Secrets } from '../src/runtime/secrets.ts'
import type { Answer } from './caller.ts'
import { Normal } from './normal.ts'

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

export interface TranscriptOptions {
  readonly secrets: Secrets
  /** Told of each call's end. */
  readonly onStep?: (step: Step) => void
}

/** What a run of a script saw: its calls, its checks and the answers to its questions. */
export class Transcript<Question extends string> {
  readonly checks: Check[] = []
  readonly #steps = new Map<string, Step>()
  readonly #seen = new Map<Question, string[]>()
  readonly #normal: Normal
  readonly #onStep: TranscriptOptions['onStep']

  constructor({ secrets, onStep }: TranscriptOptions) {
    this.#normal = new Normal(secrets)
    this.#onStep = onStep
  }

  get steps(): readonly Step[] {
    return [...this.#steps.values()]
  }

  answerTo(question: Question): string {
    return (this.#seen.get(question) ?? []).join('; ')
  }

  /** From now on a value is recorded by a name. */
  name(value: string, name: string): void {
    this.#normal.name(value, name)
  }

  /** Of a step that is asked again the last answer counts. */
  record(step: string, action: string, parameters: JsonObject, answer: Answer): void {
    const recorded = {
      step,
      action,
      parameters: this.#normal.object(parameters),
      status: answer.status,
      code: answer.code,
      body: this.#normal.object(answer.body)
    }
    this.#steps.set(step, recorded)
    this.#onStep?.(recorded)
  }

  check(what: string, holds: boolean, seen: string): void {
    this.checks.push({ what, holds, seen: this.#normal.text(seen) })
  }

  learn(question: Question, seen: string): void {
    this.#seen.set(question, [...(this.#seen.get(question) ?? []), this.#normal.text(seen)])
  }
}

/** `accepted`, or `400 NotFoundBackend`. */
export function outcomeOf({ status, code }: Answer): string {
  return code === '' ? 'accepted' : `${status} ${code}`
}
