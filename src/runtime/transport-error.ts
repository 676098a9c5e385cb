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

/** An exchange without a response. The message never contains the path or query of the URL. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly fault: TransportFault
  /** Whether the request may have reached the server; if not, it is safe to send it again. */
  readonly maySent: boolean

  constructor(fault: TransportFault, message: string, maySent: boolean) {
    super(message)
    this.fault = fault
    this.maySent = maySent
  }
}

export const REFUSED_ADDRESS = 'ERR_REFUSED_ADDRESS'

export function refusedAddress(host: string): string {
  return `${host} is a link-local address or a metadata service, which is not allowed`
}

export interface Explained {
  readonly fault: TransportFault
  /** Without Node's own text, which may contain the URL, a header, or a proxy's password. */
  readonly message: string
  readonly maySent: boolean
}

interface Circumstances {
  /** The requested host, with its port. */
  readonly host: string
  /** The proxy for the request, with its port. */
  readonly proxy: string | undefined
  /** Whether the connection was established, so that the request may have been sent. */
  readonly connected: boolean
}

/** Explains an error of Node. */
export function explain(error: NodeJS.ErrnoException, { host, proxy, connected }: Circumstances): Explained {
  const target = proxy === undefined ? host : `${host} through the proxy ${proxy}`
  const code = error.code ?? 'no code'
  if (code === REFUSED_ADDRESS) {
    return { fault: 'refused-address', message: refusedAddress(target), maySent: false }
  }
  if (isTls(code)) {
    const reason = reasonOfTls(code)
    return {
      fault: 'tls',
      message: `no TLS connection to ${target}${reason === undefined ? '' : `: ${reason}`} (${code})`,
      maySent: connected
    }
  }
  if (!connected) {
    return {
      ...(proxy === undefined ? explainDirect(code, host) : explainProxy(error, host, proxy)),
      maySent: false
    }
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { fault: 'too-large', message: `the response headers from ${target} are too large`, maySent: true }
  }
  if (code.startsWith('HPE_')) {
    return { fault: 'not-http', message: `the response from ${target} is not HTTP (${code})`, maySent: true }
  }
  return { fault: 'reset', message: `the connection to ${target} failed (${code})`, maySent: true }
}

type WithoutSent = Omit<Explained, 'maySent'>

function explainDirect(code: string, host: string): WithoutSent {
  if (code === 'ECONNREFUSED') return { fault: 'refused', message: `${host} refused the connection` }
  if (isNameError(code)) {
    return { fault: 'dns', message: `the host name ${withoutPort(host)} could not be resolved (${code})` }
  }
  if (/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/.test(code)) {
    return { fault: 'unreachable', message: `${host} is unreachable (${code})` }
  }
  return { fault: 'reset', message: `the connection to ${host} failed (${code})` }
}

/** Until the tunnel is established, the connection is to the proxy: earlier failures are the proxy's. */
function explainProxy(
  error: NodeJS.ErrnoException & { readonly statusCode?: number },
  host: string,
  proxy: string
): WithoutSent {
  const { code = 'no code', statusCode } = error
  const failed = (what: string, fault: TransportFault = 'proxy'): WithoutSent => ({
    fault,
    message: `no connection to ${host}: ${what}`
  })
  if (statusCode === 407) {
    return failed(`the proxy ${proxy} requires a user name and password (407)`, 'proxy-auth')
  }
  if (statusCode !== undefined) {
    // a denial by the proxy is permanent, except for 408, 425 and 429, which ask for a retry
    const denied = statusCode >= 400 && statusCode < 500 && ![408, 425, 429].includes(statusCode)
    return denied
      ? failed(`the proxy ${proxy} refused the request (${statusCode})`, 'proxy-denied')
      : failed(`the proxy ${proxy} responded with ${statusCode}`)
  }
  if (code === 'ECONNREFUSED') return failed(`the proxy ${proxy} refused the connection`)
  if (isNameError(code))
    return failed(`the host name of the proxy, ${withoutPort(proxy)}, could not be resolved (${code})`)
  return failed(`the connection through the proxy ${proxy} failed (${code})`)
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '')
}

function isNameError(code: string): boolean {
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN'
}

function isTls(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/.test(code)
}

/** The reasons that a reader can fix; anything else has only its code. */
function reasonOfTls(code: string): string | undefined {
  if (/^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE)/.test(code)) {
    return 'its certificate is not signed by a trusted authority'
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    return 'its certificate is for another host name'
  }
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired'
  if (code === 'CERT_NOT_YET_VALID') return 'its certificate is not valid yet'
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'it does not respond with TLS'
  return undefined
}
