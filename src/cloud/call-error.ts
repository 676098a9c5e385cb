import { ActionError } from '../errors/action-error.ts'
import type { Advice } from '../errors/action-error.ts'
import { entryOfCall, foreignCode } from '../errors/catalogue.ts'
import type { TransportFault } from '../runtime/transport-error.ts'
import type { Called } from './operation.ts'

/**
 * - `denied`: the caller may not do this
 * - `busy`: throttled or locked; to be tried again later
 * - `client`: the request is wrong, and will be the next time
 * - `server`: 5xx
 * - `malformed`: an answer that is no answer of this API
 * - `transport`: no answer
 * - `credentials`: there were no keys to sign with, so nothing was sent; they have been tried for already
 */
export type CallFault = 'denied' | 'busy' | 'client' | 'server' | 'malformed' | 'transport' | 'credentials'

interface CallErrorDetails extends Advice {
  /** What was called, for RAM statements too. */
  readonly operation: Called
  readonly fault: CallFault
  readonly code: string
  readonly message: string
  readonly status?: number | undefined
  readonly transport?: TransportFault | undefined
  readonly ambiguous: boolean
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
}

/** One call that failed, after its retries. */
export class CallError extends ActionError {
  override readonly name = 'CallError'
  readonly operation: Called
  readonly fault: CallFault
  /** HTTP status; 0 without an answer. */
  readonly status: number
  /** Why there was no answer, when `fault` is `transport`. */
  readonly transport: TransportFault | undefined
  /** Whether the cloud may have done what was asked, although no answer says so. */
  readonly ambiguous: boolean
  /** From the answer's `Retry-After`, if it had one. */
  readonly retryAfterMs: number | undefined

  readonly #details: CallErrorDetails

  constructor(details: CallErrorDetails) {
    const { code, message, requestId, cure, policy, nextSteps } = details
    const isBare = policy === undefined && nextSteps === undefined
    super(foreignCode(code), message, {
      cure: cure ?? (isBare ? entryOfCall(code)?.cure : undefined),
      policy,
      nextSteps,
      requestId
    })
    this.operation = details.operation
    this.fault = details.fault
    this.status = details.status ?? 0
    this.transport = details.transport
    this.ambiguous = details.ambiguous
    this.retryAfterMs = details.retryAfterMs
    this.#details = details
  }

  /** The operation's name. */
  get action(): string {
    return this.operation.action
  }

  /** The same failure, as it is to somebody who knows more about it. */
  as(
    changes: Partial<Pick<CallErrorDetails, 'operation' | 'fault' | 'message' | 'ambiguous'>> & Advice
  ): CallError {
    return new CallError({ ...this.#details, ...changes })
  }
}

/** Whether the cloud said that there are too many requests; a lock on one backend says nothing about the others. */
export function isThrottling({ fault, code, status }: CallError): boolean {
  return fault === 'busy' && (status === 429 || /throttling/i.test(code))
}

/** Whether a rejection is a refusal of right: the one failure that opens the path without reading. */
export function isDenied(error: unknown): error is CallError & { readonly fault: 'denied' } {
  return error instanceof CallError && error.fault === 'denied'
}

/** Whether the cloud said that there is no such thing; an operation or a key that it does not know is another matter. */
export function isNotFound(error: unknown): error is CallError {
  return (
    error instanceof CallError &&
    error.fault === 'client' &&
    /not_?found/i.test(error.code) &&
    !/^Invalid/i.test(error.code)
  )
}

/** `Transport.ProxyAuth` for `proxy-auth`. */
export function transportCode(fault: TransportFault): string {
  return `Transport.${fault.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())}`
}

/** An answer that does not come from the API, or lacks what it should hold. */
export function malformedResponse(
  operation: Called,
  what: string,
  { status = 200, ambiguous = false, requestId }: Partial<CallErrorDetails> = {}
): CallError {
  return new CallError({
    operation,
    fault: 'malformed',
    code: 'MalformedResponse',
    status,
    message: `${operation.action} got an answer ${what}`,
    ambiguous,
    requestId
  })
}

/** A list whose count and entries disagreed in two readings. It is told from one that may not be read by how many items there are. */
export class IncompleteListError extends CallError {
  /** The larger of what was counted and what was listed. */
  readonly atLeast: number

  constructor(operation: Called, message: string, atLeast: number) {
    super({
      operation,
      fault: 'malformed',
      code: 'IncompleteList',
      status: 200,
      message,
      ambiguous: false
    })
    this.atLeast = atLeast
  }
}
