import { lookup } from 'node:dns'
import { RequestError, Server } from 'proxy-chain'
import type { KeyPair } from './certificates.ts'

export interface ProxyOptions {
  /** The accepted user. Defaults to no authentication. */
  readonly user?: string
  readonly password?: string
  /** Rejects every request with this status. */
  readonly refuse?: number
  /** Accepts every request and never responds. */
  readonly hang?: boolean
  /** Delay of every response. */
  readonly delayMs?: number
  /** Serves HTTPS with this certificate. */
  readonly tls?: KeyPair
}

export interface ProxyRequest {
  /** `connect` for a tunnel, `http` for a request in the absolute form. */
  readonly kind: 'connect' | 'http'
  /** Host and port as requested. */
  readonly target: string
  readonly authorized: boolean
}

export interface Proxy {
  /** `127.0.0.1` and its port. */
  readonly host: string
  /** The value for HTTPS_PROXY, with user and password. */
  readonly url: string
  readonly requests: readonly ProxyRequest[]
  /** The distinct targets, sorted. */
  readonly targets: readonly string[]
  close(): Promise<void>
}

/** A forward proxy that resolves every name to this machine. */
export async function startProxy(options: ProxyOptions = {}): Promise<Proxy> {
  const { user, password = '', refuse, hang = false, delayMs = 0, tls } = options
  const requests: ProxyRequest[] = []
  const server = new Server({
    host: '127.0.0.1',
    port: 0,
    async prepareRequestFunction({ hostname, port, isHttp, username, password: word }) {
      const authorized = user === undefined || (username === user && word === password)
      requests.push({ kind: isHttp ? 'http' : 'connect', target: `${hostname}:${port}`, authorized })
      if (!authorized) return { requestAuthentication: true }
      if (refuse !== undefined) throw new RequestError('rejected by the test', refuse)
      if (hang) return new Promise<never>(() => undefined)
      if (delayMs > 0) await new Promise(resolve => setTimeout(resolve, delayMs))
      return { dnsLookup: toThisMachine }
    },
    ...(tls === undefined ? { serverType: 'http' } : { serverType: 'https', httpsOptions: tls })
  })
  await server.listen()
  const host = `127.0.0.1:${server.port}`
  const credentials = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`
  let closed: Promise<void> | undefined
  return {
    host,
    url: `${tls === undefined ? 'http' : 'https'}://${credentials}${host}`,
    requests,
    get targets() {
      return [...new Set(requests.map(({ target }) => target))].sort()
    },
    close: () => (closed ??= server.close(true))
  }
}

/** Resolves any name to the loopback address. */
const toThisMachine = ((_name: string, options: object, callback: () => void) => {
  lookup('127.0.0.1', options, callback)
}) as typeof lookup
