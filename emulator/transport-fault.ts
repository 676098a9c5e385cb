import type { ServerError, TransportFault } from './faults.ts'
import { TRANSPORT_KINDS } from './faults.ts'

/** How an answer travels: whole; never; cut off by a reset; in drops; without an end. */
export type Delivery =
  | { readonly kind: 'whole' | 'hang' | 'reset' | 'endless' }
  | { readonly kind: 'drip'; readonly ms: number; readonly bytes: number }

/** The part of an answer that a fault of the transport can spoil, whatever the service. */
export interface Answer {
  readonly delivery: Delivery
  readonly status: number
  readonly body: string
  /** The header Retry-After. */
  readonly retryAfterSeconds?: number | undefined
}

export function isTransportFault(fault: { readonly kind: string }): fault is TransportFault {
  return TRANSPORT_KINDS.some(kind => kind === fault.kind)
}

/** How long the answer to a call with these faults is held back, in ms. */
export function latencyOf(struck: readonly { readonly kind: string }[]): number {
  return struck.reduce(
    (sum, fault) => sum + (isTransportFault(fault) && fault.kind === 'latency' ? fault.ms : 0),
    0
  )
}

/** The end of a call that is broken off before the service did anything; undefined when it goes on. */
export function breakOff({ kind }: TransportFault): Delivery | undefined {
  if (kind === 'hang-before-commit') return { kind: 'hang' }
  if (kind === 'reset-before-commit') return { kind: 'reset' }
  return undefined
}

/** What becomes of the answer to a call that was done. Errors in the service's own form are the service's. */
export function distort<A extends Answer>(fault: TransportFault, answer: A): A {
  switch (fault.kind) {
    case 'hang-after-commit':
      return { ...answer, delivery: { kind: 'hang' } }
    case 'reset-after-commit':
      return { ...answer, delivery: { kind: 'reset' } }
    case 'truncated-json':
      return { ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) }
    case 'empty-object':
      return { ...answer, status: 200, body: '{}' }
    case 'slow-drip':
      return { ...answer, delivery: { kind: 'drip', ms: fault.ms ?? 100, bytes: fault.bytes ?? 1 } }
    case 'endless-body':
      return { ...answer, delivery: { kind: 'endless' } }
    default:
      return answer
  }
}

/** What a proxy in between answers; undefined when the error is to be in the service's own form. */
export function errorPage({
  status = 503,
  body,
  retryAfterSeconds
}: ServerError):
  | { status: number; contentType?: string; body: string; retryAfterSeconds: number | undefined }
  | undefined {
  if (body === 'empty') return { status, body: '', retryAfterSeconds }
  if (body !== 'html') return undefined
  const html = `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>\n`
  return { status, contentType: 'text/html', body: html, retryAfterSeconds }
}
