import http from 'node:http'
import type https from 'node:https'
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'
import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { isLinkLocal, isLoopback } from './hosts.ts'
import type { ProxyFor } from './proxy.ts'
import { REFUSED_ADDRESS, TransportError, explain, refusedAddress } from './transport-error.ts'
import type { TransportFault } from './transport-error.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | undefined
  /** For the whole exchange: connecting, sending and the last byte of the answer. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<http.IncomingHttpHeaders>
  readonly body: string
}

/** Sends one request; no retry, no redirect. Rejects with a TransportError only. */
export type Exchange = (request: HttpRequest) => Promise<HttpResponse>

/** No answer of the services that this action calls comes near this. */
const MAX_BODY_BYTES = 16 * 1024 * 1024
const MAX_SOCKETS = 16
/**
 * How long one address of a name is tried before the next one is, and not tried again. Node's 250 ms are less than the way
 * to another continent takes, and where the other addresses are IPv6 ones and the runner has none, nothing is left.
 * This is enough for a far server and for one lost packet, which is sent again after a second; and little enough for
 * several dead addresses within a request-timeout.
 */
const ADDRESS_ATTEMPT_MS = 2_000

export interface ExchangeOptions {
  readonly proxyFor: ProxyFor
  /** Of the answer's body; 16 MiB when not set. */
  readonly maxBodyBytes?: number
  /** How many connections to one server may be open; 16 when not set. */
  readonly maxSockets?: number | undefined
  /** Whether connections are kept for the next request; so they are when not set. */
  readonly keepAlive?: boolean
  /** Whether link-local and metadata addresses are refused, judged on the address that is connected to. */
  readonly refuseLinkLocal?: boolean
  /** Whether plain http may leave this machine. Where it is not set, it goes to loopback alone. */
  readonly plainHttp?: boolean
}

/** An Exchange through the proxy that `proxyFor` names. */
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
  // the one setting that Node's connections to proxies heed
  setDefaultAutoSelectFamilyAttemptTimeout(ADDRESS_ATTEMPT_MS)

  // Node's own agent speaks to proxies: CONNECT for https, the absolute form for http, credentials
  // in a header. Which requests go through one is decided by `proxyFor`, so NO_PROXY is not passed on.
  const agentFor = (protocol: string, proxy: URL | undefined): http.Agent => {
    const key = `${protocol} ${proxy?.href ?? ''}`
    const known = agents.get(key)
    if (known !== undefined) return known
    const secure = protocol === 'https:'
    const options: https.AgentOptions = {
      keepAlive,
      maxSockets,
      // said, so that NODE_TLS_REJECT_UNAUTHORIZED cannot say otherwise
      ...(secure ? { rejectUnauthorized: true } : {}),
      // what a proxy connects to is not seen from here
      ...(refuseLinkLocal && proxy === undefined ? { lookup: lookupWithoutLinkLocal } : {}),
      ...(proxy === undefined ? {} : { proxyEnv: { [secure ? 'HTTPS_PROXY' : 'HTTP_PROXY']: proxy.href } })
    }
    const agent = handingOver(new (secure ? tls() : http).Agent(options))
    agents.set(key, agent)
    return agent
  }

  return request => {
    const { url } = request
    const refuse = (fault: TransportFault, message: string): Promise<never> =>
      Promise.reject(new TransportError(fault, message, false))
    // a literal address is never looked up
    if (refuseLinkLocal && isLinkLocal(url.hostname)) {
      return refuse('refused-address', refusedAddress(url.host))
    }
    if (url.protocol !== 'https:' && !plainHttp && !isLoopback(url.hostname)) {
      return refuse('invalid', `${url.host} is asked by https only`)
    }
    if (request.signal?.aborted === true) {
      return refuse('aborted', `the request to ${url.host} was stopped`)
    }
    const proxy = proxyFor(url)
    return send(request, { agent: agentFor(url.protocol, proxy), proxy, maxBodyBytes })
  }
}

/** Loaded when the first https request is sent: of what runs against this machine, there is none. */
const tls = (): typeof https => process.getBuiltinModule('node:https')

/** The addresses of a name without those that are never asked; an error when none is left. */
const lookupWithoutLinkLocal: LookupFunction = (hostname, options, callback) => {
  // loaded when the first name is looked up: most of what is asked is an endpoint, by Node itself
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
  /** For the connection that is begun for this request. */
  readonly autoSelectFamilyAttemptTimeout: number
  /** Told of the connection that is begun for this request. */
  readonly onConnection: (connection: Duplex) => void
}

/**
 * The agent, which tells of each connection as soon as it is begun. Node itself hands over one to a
 * proxy only when its tunnel stands: a request that is given up before would leave it open, and the
 * process alive, for as long as the proxy likes.
 */
function handingOver(agent: http.Agent): http.Agent {
  const createConnection = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const connection = createConnection(options, callback)
    if (connection) (options as Partial<RequestOptions>).onConnection?.(connection)
    return connection
  }
  return agent
}

interface Way {
  readonly agent: http.Agent
  readonly proxy: URL | undefined
  readonly maxBodyBytes: number
}

function send(request: HttpRequest, { agent, proxy, maxBodyBytes }: Way): Promise<HttpResponse> {
  const { url } = request
  const secure = url.protocol === 'https:'
  const target = proxy === undefined ? url.host : `${url.host} through the proxy ${proxy.host}`
  return new Promise((resolve, reject) => {
    let connection: Duplex | undefined
    let connected = false
    let settled = false

    const finish = (end: () => void): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', onAbort)
      end()
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
        // without it any encoding would be a good answer
        'accept-encoding': 'identity',
        ...request.headers,
        // given, so that the body is not sent in chunks, which some proxies refuse
        ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) })
      },
      // two addresses at least within the time of the request
      autoSelectFamilyAttemptTimeout: Math.min(ADDRESS_ATTEMPT_MS, Math.ceil(request.timeoutMs / 2)),
      onConnection: begun => (connection = begun)
    }
    let outgoing: http.ClientRequest
    try {
      outgoing = (secure ? tls() : http).request(url, options)
    } catch (error) {
      // Node's message may hold a header's value
      const code = (error as NodeJS.ErrnoException).code ?? 'no code'
      reject(new TransportError('invalid', `the request to ${target} cannot be formed (${code})`, false))
      return
    }
    const timer = setTimeout(() => {
      const doing = connected ? 'no complete answer' : 'no connection'
      fail('timeout', `${doing} from ${target} within ${Number((request.timeoutMs / 1000).toPrecision(3))} s`)
    }, request.timeoutMs)

    outgoing.on('socket', socket => {
      // a kept socket, and one through a proxy's tunnel, is ready when it is handed over
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
    // with nobody to take it, Node would end the connection without a word
    outgoing.on('upgrade', (_incoming, socket) => {
      socket.destroy()
      fail('not-http', `${target} answered 101, as if another protocol had been asked for`, true)
    })
    outgoing.on('response', incoming => {
      connected = true
      const status = incoming.statusCode ?? 0
      // in a tunnel it would be the server's own
      if (proxy !== undefined && !secure && status === 407) {
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
        // answered before all of the body had left: what is left of it keeps the connection busy
        if (!outgoing.writableFinished) outgoing.destroy()
      })
    })
    request.signal?.addEventListener('abort', onAbort)
    outgoing.end(request.body)
  })
}
