import { entryOfOwn } from './catalogue.ts'
import type { Code } from './catalogue.ts'

export interface ErrorDetails {
  /** The cure: what the reader can do about it. Of this action's own codes, the catalogue's where none is given. */
  readonly hint?: string | undefined
  /** The cloud's id of the request that failed. */
  readonly requestId?: string | undefined
  readonly cause?: unknown
}

/**
 * A failure that the step can explain. `message` says what failed and on what, `hint` how to cure it.
 * Anything that is not an ActionError is a fault of this action and is reported as such.
 */
export class ActionError extends Error {
  override readonly name: string = 'ActionError'
  readonly code: Code
  readonly hint: string | undefined
  readonly requestId: string | undefined

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint ?? entryOfOwn(code)?.cure
    this.requestId = details.requestId
  }
}

/** One thing wrong with the step's inputs. */
export interface Problem {
  /** The input's name, or the environment variable's. */
  readonly input: string
  /** What was given (never a secret) and what is accepted. */
  readonly message: string
}

/** Every problem of the step's inputs at once. Nothing was sent. */
export class InputError extends ActionError {
  override readonly name = 'InputError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(
      'InvalidInput',
      problems.length === 1
        ? problems.map(problem => `${problem.input}: ${problem.message}`).join()
        : `${problems.length} problems with the inputs:\n` +
            problems.map(problem => `- ${problem.input}: ${problem.message}`).join('\n')
    )
    this.problems = problems
  }
}

/** The message of anything that was thrown, an Error or not. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown)
  } catch {
    return 'something was thrown that has no text'
  }
}

/** What was thrown as an ActionError: anything else is a fault of this action. */
export function asActionError(error: unknown): ActionError {
  if (error instanceof ActionError) return error
  return new ActionError('InternalError', `a fault of this action: ${withoutStack(messageOf(error))}`, {
    cause: error
  })
}

function withoutStack(message: string): string {
  return message.replace(/(\r?\n|\r)\s*at [^]*$/, '')
}
