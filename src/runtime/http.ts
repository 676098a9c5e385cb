import http from 'node:http'
import type https from 'node:https'
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'
import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { isLinkLocal, isLoopback } from '../model/host.ts'
import type { ProxyFor } from './proxy.ts'
import { REFUSED_ADDRESS, TransportError, explain, refusedAddress } from './transport-error.ts'
import type { TransportFault } from './transport-error.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | undefined
  /** For the whole exchange: from connecting to the last byte of the response. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<http.IncomingHttpHeaders>
  readonly body: string
}

/** Sends one request, without retries or redirects. Rejects only with a TransportError. */
export type Exchange = (request: HttpRequest) => Promise<HttpResponse>

/** Far more than any response of the services that this action calls. */
const MAX_BODY_BYTES = 16 * 1024 * 1024
const MAX_SOCKETS = 16
/**
 * How long to try one address of a host name before trying the next one; no address is tried twice. Node's default of 250 ms is
 * too short for a connection to another continent, and if the other addresses are IPv6 and the runner has no IPv6, none is left.
 * This is long enough for a distant server and one lost packet, which is resent after a second, and short enough for several dead
 * addresses within one request-timeout.
 */
const ADDRESS_ATTEMPT_MS = 2_000

export interface ExchangeOptions {
  readonly proxyFor: ProxyFor
  /** Limits the body of the response; defaults to 16 MiB. */
  readonly maxBodyBytes?: number
  /** The maximum number of open connections to one server; defaults to 16. */
  readonly maxSockets?: number | undefined
  /** Whether connections are kept for further requests; defaults to true. */
  readonly keepAlive?: boolean
  /** Whether to refuse link-local and metadata addresses; checks the address of the connection. */
  readonly refuseLinkLocal?: boolean
  /** Whether plain http may be sent to other machines. By default it is allowed to loopback only. */
  readonly plainHttp?: boolean
}

/** Creates an Exchange that uses the proxies of `proxyFor`. */
export function createExchange(exchangeOptions: ExchangeOptions): Exchange {
  const {
    proxyFor,
    maxBodyBytes = MAX_BODY_BYTES,
    maxSockets = MAX_SOCKETS,
    keepAlive = true,
    refuseLinkLocal = false,
    plainHttp = false
  } = exchangeOptions
  const agents = new Map<string, http.Agent>()
  // the only setting that Node also applies to its connections to proxies
  setDefaultAutoSelectFamilyAttemptTimeout(ADDRESS_ATTEMPT_MS)

  // Node's own agent handles proxies: CONNECT for https, the absolute form for http, credentials in a
  // header. `proxyFor` decides which requests use a proxy, so NO_PROXY is not passed to the agent.
  const agentFor = (protocol: string, proxy: URL | undefined): http.Agent => {
    const key = `${protocol} ${proxy?.href ?? ''}`
    const known = agents.get(key)
    if (known !== undefined) return known
    const secure = protocol === 'https:'
    const options: https.AgentOptions = {
      keepAlive,
      maxSockets,
      // explicit, so that NODE_TLS_REJECT_UNAUTHORIZED cannot override it
      ...(secure ? { rejectUnauthorized: true } : {}),
      // the address that a proxy connects to is not visible here
      ...(refuseLinkLocal && proxy === undefined ? { lookup: lookupWithoutLinkLocal } : {}),
      ...(proxy === undefined ? {} : { proxyEnv: { [secure ? 'HTTPS_PROXY' : 'HTTP_PROXY']: proxy.href } })
    }
    const agent = withConnectionHook(new (secure ? tls() : http).Agent(options))
    agents.set(key, agent)
    return agent
  }

  return request => {
    const { url } = request
    const refuse = (fault: TransportFault, message: string): Promise<never> =>
      Promise.reject(new TransportError(fault, message, false))
    // a literal address is not resolved, so `lookup` does not see it
    if (refuseLinkLocal && isLinkLocal(url.hostname)) {
      return refuse('refused-address', refusedAddress(url.host))
    }
    if (url.protocol !== 'https:' && !plainHttp && !isLoopback(url.hostname)) {
      return refuse('invalid', `plain http is allowed to loopback addresses only, not to ${url.host}`)
    }
    if (request.signal?.aborted === true) {
      return refuse('aborted', `the request to ${url.host} was stopped`)
    }
    const proxy = proxyFor(url)
    return send(request, { agent: agentFor(url.protocol, proxy), proxy, maxBodyBytes })
  }
}

/** Loaded for the first https request; runs against this machine have none. */
const tls = (): typeof https => process.getBuiltinModule('node:https')

/** Resolves a name to its addresses, except for refused ones; an error if none is left. */
const lookupWithoutLinkLocal: LookupFunction = (hostname, options, callback) => {
  // loaded when the first name is resolved: most requests are to an endpoint, which Node itself resolves
  const { lookup } = process.getBuiltinModule('node:dns')
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

interface RequestOptions extends https.RequestOptions {
  /** For the connection that is opened for this request. */
  readonly autoSelectFamilyAttemptTimeout: number
  /** Called with the connection that is opened for this request. */
  readonly onConnection: (connection: Duplex) => void
}

/**
 * Makes an agent report each connection as soon as it is opened. Node reports a connection to a proxy only when its tunnel is
 * established: a request that is aborted earlier would leave the connection open, and the process alive, as long as the proxy
 * keeps it.
 */
function withConnectionHook(agent: http.Agent): http.Agent {
  const createConnection = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const connection = createConnection(options, callback)
    if (connection) (options as Partial<RequestOptions>).onConnection?.(connection)
    return connection
  }
  return agent
}

interface Route {
  readonly agent: http.Agent
  readonly proxy: URL | undefined
  readonly maxBodyBytes: number
}

function send(request: HttpRequest, { agent, proxy, maxBodyBytes }: Route): Promise<HttpResponse> {
  const { url } = request
  const secure = url.protocol === 'https:'
  const target = proxy === undefined ? url.host : `${url.host} through the proxy ${proxy.host}`
  return new Promise((resolve, reject) => {
    let connection: Duplex | undefined
    let connected = false
    let settled = false

    const finish = (settle: () => void): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', onAbort)
      settle()
    }
    const fail = (fault: TransportFault, message: string, maySent = connected): void => {
      if (settled) return
      finish(() => {
        reject(new TransportError(fault, message, maySent))
      })
      outgoing.destroy()
      connection?.destroy()
    }
    const onAbort = (): void => {
      fail('aborted', `the request to ${target} was stopped`)
    }
    const options: RequestOptions = {
      method: request.method,
      agent,
      headers: {
        // without this header, the server may use any encoding
        'accept-encoding': 'identity',
        ...request.headers,
        // set explicitly, so that the body is not sent in chunks, which some proxies reject
        ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) })
      },
      // leaves time for at least two addresses within the time-out of the request
      autoSelectFamilyAttemptTimeout: Math.min(ADDRESS_ATTEMPT_MS, Math.ceil(request.timeoutMs / 2)),
      onConnection: opened => (connection = opened)
    }
    let outgoing: http.ClientRequest
    try {
      outgoing = (secure ? tls() : http).request(url, options)
    } catch (error) {
      // Node's message may contain the value of a header
      const code = (error as NodeJS.ErrnoException).code ?? 'no code'
      reject(new TransportError('invalid', `the request to ${target} is invalid (${code})`, false))
      return
    }
    const timer = setTimeout(() => {
      const missing = connected ? 'no complete response from' : 'no connection to'
      fail('timeout', `${missing} ${target} within ${Number((request.timeoutMs / 1000).toPrecision(3))} s`)
    }, request.timeoutMs)

    outgoing.on('socket', socket => {
      // a reused socket, and one through a proxy's tunnel, is ready when it is assigned
      if (
        !socket.connecting &&
        (socket as Partial<TLSSocket> & { secureConnecting?: boolean }).secureConnecting !== true
      )
        connected = true
      else socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true))
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const { fault, message, maySent } = explain(error, { host: url.host, proxy: proxy?.host, connected })
      fail(fault, message, maySent)
    })
    // without a listener, Node would close the connection without an error
    outgoing.on('upgrade', (_incoming, socket) => {
      socket.destroy()
      fail('not-http', `${target} responded with 101, a switch to a protocol that was not requested`, true)
    })
    outgoing.on('response', incoming => {
      connected = true
      const status = incoming.statusCode ?? 0
      // in a tunnel, it would be the response of the server itself
      if (proxy !== undefined && !secure && status === 407) {
        fail('proxy-auth', `the proxy ${proxy.host} requires a user name and password (407)`, false)
        return
      }
      const chunks: Buffer[] = []
      let bytes = 0
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > maxBodyBytes) {
          fail('too-large', `the response from ${target} is larger than ${maxBodyBytes / 1024 / 1024} MiB`)
        } else chunks.push(chunk)
      })
      incoming.on('error', () => {
        fail('truncated', `the response from ${target} was cut off after ${bytes} bytes`)
      })
      incoming.on('end', () => {
        finish(() => {
          resolve({ status, headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') })
        })
        // the response arrived before the whole body was sent: the rest of it would keep the connection busy
        if (!outgoing.writableFinished) outgoing.destroy()
      })
    })
    request.signal?.addEventListener('abort', onAbort)
    outgoing.end(request.body)
  })
}
