import { entryOfOwn } from './catalog.ts'
import type { Code } from './catalog.ts'

/** A RAM policy to copy, with the text around it. */
export interface Policy {
  /** Introduces the policy and ends with a colon. Not set if the cure does that. */
  readonly intro?: string | undefined
  /** The complete policy, as JSON on one line. */
  readonly document: string
  /** Further remarks, in complete sentences. */
  readonly note?: string | undefined
}

/** What the reader can do about a failure: its parts, in reading order. */
export interface Advice {
  /** Complete sentences; each line can be read on its own. */
  readonly cure?: string | undefined
  /** Grants the missing permission. */
  readonly policy?: Policy | undefined
  /** How to send the change again and how to roll back, as text. Summary and comment render a step to paste instead. */
  readonly nextSteps?: string | undefined
}

export interface ErrorDetails extends Advice {
  /** The message without what summary and comment show elsewhere, such as the changes and the IDs. */
  readonly brief?: string | undefined
  /** The cloud's ID of the failed request. */
  readonly requestId?: string | undefined
  /** Why the rollback after this failure failed as well: the cure of its code is on another section of the page. */
  readonly rollbackError?: { readonly code: string; readonly message: string } | undefined
  readonly cause?: unknown
}

/**
 * A failure that the step can explain. `message` says what failed and on what; `advice` says what to do about it, and defaults
 * to the catalog's cure for this action's own codes. Its parts stay separate until they are rendered as text or Markdown.
 * Any other error is a bug in this action and is reported as one.
 */
export class ActionError extends Error {
  override readonly name: string = 'ActionError'
  readonly code: Code
  readonly advice: Advice
  readonly brief: string | undefined
  readonly requestId: string | undefined
  readonly rollbackError: ErrorDetails['rollbackError']

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    const { brief, cure, policy, nextSteps, requestId, rollbackError } = details
    const entry = policy === undefined ? entryOfOwn(code) : undefined
    const own = nextSteps === undefined ? entry?.cure : entry?.first
    this.advice = { cure: cure ?? own, policy, nextSteps }
    this.brief = brief
    // a write without a response has no ID, or an empty one
    this.requestId = requestId === '' ? undefined : requestId
    this.rollbackError = rollbackError
  }

  /** The same failure with details that the caller adds. This error becomes its cause. A new message needs its own `brief`. */
  with({ message = this.message, ...details }: { readonly message?: string } & ErrorDetails): ActionError {
    const { advice, code, requestId, rollbackError } = this
    const brief = message === this.message ? this.brief : undefined
    return new ActionError(code, message, {
      ...advice,
      brief,
      requestId,
      rollbackError,
      cause: this,
      ...details
    })
  }

  /** The advice as text. */
  get hint(): string | undefined {
    const { cure, policy, nextSteps } = this.advice
    const parts = [cure, policy && policyText(policy), nextSteps].filter(Boolean)
    return parts.length === 0 ? undefined : parts.join('\n')
  }
}

function policyText({ intro, document, note }: Policy): string {
  const line = intro === undefined ? document : `${intro} ${document}`
  return note === undefined ? line : `${line}\n${note}`
}

/** A problem with the step's inputs. */
export interface Problem {
  /** The name of the input or environment variable. */
  readonly input: string
  /** What was set (never a secret) and what is accepted. */
  readonly message: string
  /** Its position in a file of the workspace, which the message names as well. Lines and columns start at 1. */
  readonly place?: FilePlace | undefined
}

export interface FilePlace {
  /** Relative to the workspace. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** All problems with the step's inputs. Nothing was sent. */
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

/** The message of a thrown value, whether it is an Error or not. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown)
  } catch {
    return 'a value without text was thrown'
  }
}

/** The words in the message that tell this action's `InternalError` from the cloud's. */
export const BUG = 'a bug in this action'

/** A thrown value as an ActionError; anything else is a bug in this action. */
export function asActionError(error: unknown): ActionError {
  if (error instanceof ActionError) return error
  return new ActionError('InternalError', `${BUG}: ${withoutStack(messageOf(error))}`, {
    cause: error
  })
}

function withoutStack(message: string): string {
  return message.replace(/(\r?\n|\r)\s*at [^]*$/, '')
}
