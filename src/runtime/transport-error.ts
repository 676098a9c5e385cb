export const TRANSPORT_FAULTS = [
  'refused',
  'dns',
  'unreachable',
  'tls',
  'proxy',
  'proxy-auth',
  'proxy-denied',
  'reset',
  'timeout',
  'truncated',
  'not-http',
  'too-large',
  'refused-address',
  'invalid',
  'aborted'
] as const
export type TransportFault = (typeof TRANSPORT_FAULTS)[number]

/** An exchange that ended without an answer. Its message never holds the URL's path or query. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly fault: TransportFault
  /** Whether the request may have reached the server: if not, sending it again can do no harm. */
  readonly maySent: boolean

  constructor(fault: TransportFault, message: string, maySent: boolean) {
    super(message)
    this.fault = fault
    this.maySent = maySent
  }
}
