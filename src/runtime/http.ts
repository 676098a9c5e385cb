import { lookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { isLinkLocal } from './hosts.ts'
import type { ProxyFor } from './proxy.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | undefined
  /** For the whole exchange: connecting, sending and the last byte of the answer. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<http.IncomingHttpHeaders>
  readonly body: string
}

export const TRANSPORT_FAULTS = [
  'refused',
  'dns',
  'unreachable',
  'tls',
  'proxy',
  'proxy-auth',
  'reset',
  'timeout',
  'truncated',
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

/** Sends one request; no retry, no redirect. Rejects with a TransportError only. */
export type Exchange = (request: HttpRequest) => Promise<HttpAnswer>

/** No answer of the services that this action calls comes near this. */
const MAX_BODY_BYTES = 16 * 1024 * 1024

export interface ExchangeOptions {
  readonly proxyFor: ProxyFor
  /** Of the answer's body; 16 MiB when not given. */
  readonly maxBodyBytes?: number
  /** Whether connections are kept for the next request; so they are when not given. */
  readonly keepAlive?: boolean
  /** Whether link-local and metadata addresses are refused, judged on the address that is connected to. */
  readonly refuseLinkLocal?: boolean
}

/** An Exchange through the proxy that `proxyFor` names. */
export function createExchange(exchangeOptions: ExchangeOptions): Exchange {
  const {
    proxyFor,
    maxBodyBytes = MAX_BODY_BYTES,
    keepAlive = true,
    refuseLinkLocal = false
  } = exchangeOptions
  const agents = new Map<string, http.Agent>()

  // Node's own agent speaks to proxies: CONNECT for https, the absolute form for http, credentials
  // in a header. Which requests go through one is decided by `proxyFor`, so NO_PROXY is not passed on.
  const agentFor = (protocol: string, proxy: URL | undefined): http.Agent => {
    const key = `${protocol} ${proxy?.href ?? ''}`
    const known = agents.get(key)
    if (known !== undefined) return known
    const options = {
      keepAlive,
      maxSockets: 16,
      ...(refuseLinkLocal ? { lookup: lookupWithoutLinkLocal } : {})
    }
    const proxyEnv = proxy && { [protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY']: proxy.href }
    const module = protocol === 'https:' ? https : http
    const agent = new module.Agent(proxyEnv === undefined ? options : { ...options, proxyEnv })
    agents.set(key, agent)
    return agent
  }

  return request => {
    const { url } = request
    // a literal address is never looked up
    if (refuseLinkLocal && isLinkLocal(url.hostname)) {
      return Promise.reject(new TransportError('refused-address', refusedAddress(url.host), false))
    }
    const proxy = proxyFor(url)
    return send(request, { agent: agentFor(url.protocol, proxy), proxy, maxBodyBytes })
  }
}

const REFUSED_ADDRESS = 'ERR_REFUSED_ADDRESS'

function refusedAddress(host: string): string {
  return `${host} is a link-local address or a metadata service, which is never asked`
}

/** The addresses of a name without those that are never asked; an error when none is left. */
const lookupWithoutLinkLocal: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, '')
      return
    }
    const allowed = addresses.filter(({ address }) => !isLinkLocal(address))
    const [first] = allowed
    if (first === undefined)
      callback(Object.assign(new Error(REFUSED_ADDRESS), { code: REFUSED_ADDRESS }), '')
    else if (options.all === true) callback(null, allowed)
    else callback(null, first.address, first.family)
  })
}

interface Way {
  readonly agent: http.Agent
  readonly proxy: URL | undefined
  readonly maxBodyBytes: number
}

function send(request: HttpRequest, { agent, proxy, maxBodyBytes }: Way): Promise<HttpAnswer> {
  const { url } = request
  const target = proxy === undefined ? url.host : `${url.host} through the proxy ${proxy.host}`
  return new Promise((resolve, reject) => {
    let connected = false
    let settled = false
    const module = url.protocol === 'https:' ? https : http

    const finish = (end: () => void): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', onAbort)
      end()
    }
    const fail = (fault: TransportFault, message: string, maySent = connected): void => {
      finish(() => {
        reject(new TransportError(fault, message, maySent))
      })
      outgoing.destroy()
    }
    const onAbort = (): void => {
      fail('aborted', `the request to ${target} was stopped`)
    }
    let outgoing: http.ClientRequest
    try {
      outgoing = module.request(url, {
        method: request.method,
        agent,
        headers: {
          ...request.headers,
          // given, so that the body is not sent in chunks, which some proxies refuse
          ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) })
        }
      })
    } catch (error) {
      // Node's message may hold a header's value
      const code = (error as NodeJS.ErrnoException).code ?? 'no code'
      reject(new TransportError('invalid', `the request to ${target} cannot be formed (${code})`, false))
      return
    }
    const timer = setTimeout(() => {
      const doing = connected ? 'no complete answer' : 'no connection'
      fail('timeout', `${doing} from ${target} within ${request.timeoutMs / 1000} s`)
    }, request.timeoutMs)

    outgoing.on('socket', socket => {
      const ready = url.protocol === 'https:' ? 'secureConnect' : 'connect'
      // a kept socket, and one through a proxy's tunnel, is ready when it is handed over
      if (
        !socket.connecting &&
        (socket as Partial<TLSSocket> & { secureConnecting?: boolean }).secureConnecting !== true
      )
        connected = true
      else socket.once(ready, () => (connected = true))
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const { fault, message, maySent } = explain(error, target, connected, proxy !== undefined)
      fail(fault, message, maySent)
    })
    outgoing.on('response', incoming => {
      connected = true
      const status = incoming.statusCode ?? 0
      if (proxy !== undefined && status === 407) {
        incoming.destroy()
        fail('proxy-auth', `the proxy ${proxy.host} asks for a user and password (407)`, false)
        return
      }
      const chunks: Buffer[] = []
      let bytes = 0
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > maxBodyBytes) {
          fail('too-large', `the answer of ${target} is larger than ${maxBodyBytes / 1024 / 1024} MiB`)
        } else chunks.push(chunk)
      })
      incoming.on('error', () => {
        fail('truncated', `the answer of ${target} broke off after ${bytes} bytes`)
      })
      incoming.on('end', () => {
        finish(() => {
          resolve({ status, headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') })
        })
      })
    })
    if (request.signal?.aborted === true) onAbort()
    else request.signal?.addEventListener('abort', onAbort)
    outgoing.end(request.body)
  })
}

const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/

/** Node's error without its text: that may hold the URL, and a proxy's password. */
function explain(
  error: NodeJS.ErrnoException,
  target: string,
  connected: boolean,
  proxied: boolean
): { fault: TransportFault; message: string; maySent: boolean } {
  const code = error.code ?? ''
  if (code === REFUSED_ADDRESS) {
    return { fault: 'refused-address', message: refusedAddress(target), maySent: false }
  }
  if (code === 'ECONNREFUSED') {
    return { fault: 'refused', message: `${target} refused the connection`, maySent: false }
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { fault: 'dns', message: `the name of ${target} could not be resolved (${code})`, maySent: false }
  }
  if (TLS_CODE.test(code)) {
    return { fault: 'tls', message: `no secure connection to ${target} (${code})`, maySent: connected }
  }
  if (proxied && (code.startsWith('ERR_PROXY') || !connected)) {
    const status = /HTTP\/1\.\d (\d{3})/.exec(error.message)?.[1]
    if (status === '407')
      return {
        fault: 'proxy-auth',
        message: `${target}: the proxy asks for a user and password (407)`,
        maySent: false
      }
    return {
      fault: 'proxy',
      message: `no connection to ${target}${status === undefined ? ` (${code})` : `: the proxy answered ${status}`}`,
      maySent: false
    }
  }
  if (!connected && /^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/.test(code)) {
    return { fault: 'unreachable', message: `${target} cannot be reached (${code})`, maySent: false }
  }
  return {
    fault: 'reset',
    message: `the connection to ${target} broke (${code || 'no code'})`,
    maySent: connected
  }
}
