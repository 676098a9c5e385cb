import { entryOfOwn } from './catalogue.ts'
import type { Code } from './catalogue.ts'

/** A policy to be copied, with the words around it. */
export interface Policy {
  /** What it is for; ends with a colon. Not set if the cure introduces it. */
  readonly intro?: string | undefined
  /** The whole policy, as JSON on one line. */
  readonly document: string
  /** What else holds, in whole sentences. */
  readonly note?: string | undefined
}

/** What the reader can do about a failure, in parts, in the order in which they are read. */
export interface Advice {
  /** In whole sentences, of which each line stands for itself. */
  readonly cure?: string | undefined
  /** What grants the permission that is missing. */
  readonly policy?: Policy | undefined
  /** How to send again and how to roll back, as text; a page makes a step to be pasted of the plan instead. */
  readonly nextSteps?: string | undefined
}

export interface ErrorDetails extends Advice {
  /** The cloud's id of the request that failed. */
  readonly requestId?: string | undefined
  readonly cause?: unknown
}

/**
 * A failure that the step can explain. `message` says what failed and on what, `advice` what to do about it: without any,
 * of this action's own codes the catalogue's cure. Its parts stay apart until they are rendered, as text or as Markdown.
 * Anything that is not an ActionError is a fault of this action and is reported as such.
 */
export class ActionError extends Error {
  override readonly name: string = 'ActionError'
  readonly code: Code
  readonly advice: Advice
  readonly requestId: string | undefined

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    const { cure, policy, nextSteps, requestId } = details
    const isBare = policy === undefined && nextSteps === undefined
    this.advice = { cure: cure ?? (isBare ? entryOfOwn(code)?.cure : undefined), policy, nextSteps }
    this.requestId = requestId
  }

  /** The same failure, as it is told by somebody who knows more about it. Its cause is this one. */
  with({ message = this.message, ...details }: { readonly message?: string } & ErrorDetails): ActionError {
    const { advice, code, requestId } = this
    return new ActionError(code, message, { ...advice, requestId, cause: this, ...details })
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

/** One thing wrong with the step's inputs. */
export interface Problem {
  /** The input's name, or the environment variable's. */
  readonly input: string
  /** What was set (never a secret) and what is accepted. */
  readonly message: string
  /** Where in a file of the workspace it is, from 1. The message says it, too. */
  readonly place?: FilePlace | undefined
}

export interface FilePlace {
  /** Below the workspace. */
  readonly file: string
  readonly line: number
  readonly column: number
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
