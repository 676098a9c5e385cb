import type { JsonObject } from '../src/model/json.ts'
import type { Secrets } from '../src/runtime/secrets.ts'
import type { CallResponse } from './caller.ts'
import { Normalizer } from './normalizer.ts'

/** One recorded call of the script, without IDs, times and secrets. */
export interface Step {
  /** Its name in the script, the same in every run. */
  readonly step: string
  readonly action: string
  readonly parameters: JsonObject
  readonly status: number
  readonly code: string
  readonly body: JsonObject
}

/** An assumption of the action. */
export interface Check {
  readonly what: string
  readonly holds: boolean
  /** What was observed instead. */
  readonly seen: string
}

/** The script cannot continue: something that it depends on could not be created. */
export class CannotContinue extends Error {
  override readonly name = 'CannotContinue'
}

export interface TranscriptOptions {
  readonly secrets: Secrets
  /** Called after each call. */
  readonly onStep?: (step: Step) => void
}

/** The calls, checks and answers of a run. */
export class Transcript<Question extends string> {
  readonly checks: Check[] = []
  readonly #steps = new Map<string, Step>()
  readonly #seen = new Map<Question, string[]>()
  readonly #normalizer: Normalizer
  readonly #onStep: TranscriptOptions['onStep']

  constructor({ secrets, onStep }: TranscriptOptions) {
    this.#normalizer = new Normalizer(secrets)
    this.#onStep = onStep
  }

  get steps(): readonly Step[] {
    return [...this.#steps.values()]
  }

  answerTo(question: Question): string {
    return (this.#seen.get(question) ?? []).join('; ')
  }

  /** Records a value as a name from now on. */
  name(value: string, name: string): void {
    this.#normalizer.name(value, name)
  }

  /** If a step is repeated, the last response counts. */
  record(step: string, action: string, parameters: JsonObject, response: CallResponse): void {
    const recorded = {
      step,
      action,
      parameters: this.#normalizer.object(parameters),
      status: response.status,
      code: response.code,
      body: this.#normalizer.object(response.body)
    }
    this.#steps.set(step, recorded)
    this.#onStep?.(recorded)
  }

  check(what: string, holds: boolean, seen: string): void {
    this.checks.push({ what, holds, seen: this.#normalizer.text(seen) })
  }

  learn(question: Question, seen: string): void {
    this.#seen.set(question, [...(this.#seen.get(question) ?? []), this.#normalizer.text(seen)])
  }
}

/** `accepted`, or `400 NotFoundBackend`. */
export function outcomeOf({ status, code }: CallResponse): string {
  return code === '' ? 'accepted' : `${status} ${code}`
}
