import type { ServerError, TransportFault } from './faults.ts'
import { TRANSPORT_KINDS } from './faults.ts'

/** How a response is delivered: complete, never, as a connection reset, slowly, or without end. */
export type Delivery =
  | { readonly kind: 'whole' | 'hang' | 'reset' | 'endless' }
  | { readonly kind: 'drip'; readonly ms: number; readonly bytes: number }

/** The parts of a response that a transport fault can alter, independent of the service. */
export interface OutgoingResponse {
  readonly delivery: Delivery
  readonly status: number
  readonly body: string
  /** The Retry-After header. */
  readonly retryAfterSeconds?: number | undefined
}

export function isTransportFault(fault: { readonly kind: string }): fault is TransportFault {
  return TRANSPORT_KINDS.some(kind => kind === fault.kind)
}

/** Total response delay of these faults, in ms. */
export function latencyOf(matched: readonly { readonly kind: string }[]): number {
  return matched.reduce(
    (sum, fault) => sum + (isTransportFault(fault) && fault.kind === 'latency' ? fault.ms : 0),
    0
  )
}

/** The delivery of a call that a fault interrupts before it takes effect; undefined if it continues. */
export function interruptedDelivery({ kind }: TransportFault): Delivery | undefined {
  if (kind === 'hang-before-commit') return { kind: 'hang' }
  if (kind === 'reset-before-commit') return { kind: 'reset' }
  return undefined
}

/** Applies a fault to the response of a completed call. Service-specific errors are left to the service. */
export function alterResponse<R extends OutgoingResponse>(fault: TransportFault, response: R): R {
  switch (fault.kind) {
    case 'hang-after-commit':
      return { ...response, delivery: { kind: 'hang' } }
    case 'reset-after-commit':
      return { ...response, delivery: { kind: 'reset' } }
    case 'truncated-json':
      return { ...response, body: response.body.slice(0, Math.ceil(response.body.length / 2)) }
    case 'empty-object':
      return { ...response, status: 200, body: '{}' }
    case 'slow-drip':
      return { ...response, delivery: { kind: 'drip', ms: fault.ms ?? 100, bytes: fault.bytes ?? 1 } }
    case 'endless-body':
      return { ...response, delivery: { kind: 'endless' } }
    default:
      return response
  }
}

/** The error page of an intermediate proxy; undefined if the error uses the service's own format. */
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
