import { ActionError } from '../errors/action-error.ts'
import type { Advice } from '../errors/action-error.ts'
import { entryOfCall, foreignCode } from '../errors/catalog.ts'
import type { TransportFault } from '../runtime/transport-error.ts'
import type { OperationRef } from './operation.ts'

/**
 * - `denied`: the caller lacks the permission
 * - `busy`: throttled or locked; retry later
 * - `client`: the request is wrong, and a retry fails the same way
 * - `server`: 5xx
 * - `malformed`: a response that is not from this API
 * - `transport`: no response
 * - `credentials`: there were no credentials to sign with, so nothing was sent; fetching them has been retried already
 */
export type CallFault = 'denied' | 'busy' | 'client' | 'server' | 'malformed' | 'transport' | 'credentials'

interface CallErrorDetails extends Advice {
  /** The call, also for RAM statements. */
  readonly operation: OperationRef
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
  readonly operation: OperationRef
  readonly fault: CallFault
  /** HTTP status; 0 without a response. */
  readonly status: number
  /** Why there was no response, if `fault` is `transport`. */
  readonly transport: TransportFault | undefined
  /** Whether the cloud may have done what was requested, although no response confirms it. */
  readonly ambiguous: boolean
  /** From the `Retry-After` of the response, if it had one. */
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

  /** The same failure with details that the caller changes. */
  as(
    changes: Partial<Pick<CallErrorDetails, 'operation' | 'fault' | 'message' | 'ambiguous'>> & Advice
  ): CallError {
    return new CallError({ ...this.#details, ...changes })
  }
}

/** The result of a call, or why it failed. Any other error is a bug in this action, and is thrown. */
export async function orCallError<T>(call: Promise<T>): Promise<T | CallError> {
  try {
    return await call
  } catch (error) {
    if (error instanceof CallError) return error
    throw error
  }
}

/** Whether the cloud reported too many requests. A lock on one backend does not affect the others. */
export function isThrottling({ fault, code, status }: CallError): boolean {
  return fault === 'busy' && (status === 429 || /throttling/i.test(code))
}

/** Whether RAM denied the call: the only failure after which a target may be switched without reading it. */
export function isDenied(error: unknown): error is CallError & { readonly fault: 'denied' } {
  return error instanceof CallError && error.fault === 'denied'
}

/** Whether the cloud reported that a resource does not exist; an unknown operation or access key does not count. */
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

/** A response that is not from the API, or lacks required fields. */
export function malformedResponse(
  operation: OperationRef,
  what: string,
  { status = 200, ambiguous = false, requestId }: Partial<CallErrorDetails> = {}
): CallError {
  return new CallError({
    operation,
    fault: 'malformed',
    code: 'MalformedResponse',
    status,
    message: `${operation.action} returned a response ${what}`,
    ambiguous,
    requestId
  })
}

/** A list whose count did not match its items in two readings. Unlike a list that the caller is not allowed to read, it has a minimum size. */
export class IncompleteListError extends CallError {
  /** The larger of the reported count and the number of listed items. */
  readonly atLeast: number

  constructor(operation: OperationRef, message: string, atLeast: number) {
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
