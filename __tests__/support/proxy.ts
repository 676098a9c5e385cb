import { lookup } from 'node:dns'
import { RequestError, Server } from 'proxy-chain'
import type { KeyPair } from './certificates.ts'

export interface ProxyOptions {
  /** Whom it lets through; everybody when not given. */
  readonly user?: string
  readonly password?: string
  /** The status that every request is refused with. */
  readonly refuse?: number
  /** Takes every request and never answers. */
  readonly hang?: boolean
  /** Before every answer. */
  readonly delayMs?: number
  /** Asked by https, with this certificate. */
  readonly tls?: KeyPair
}

export interface ProxyRequest {
  /** `connect` for a tunnel, `http` for a request in the absolute form. */
  readonly kind: 'connect' | 'http'
  /** Host and port, as they were asked for. */
  readonly target: string
  readonly authorized: boolean
}

export interface Proxy {
  /** `127.0.0.1` and its port. */
  readonly host: string
  /** As HTTPS_PROXY takes it, with user and password. */
  readonly url: string
  readonly requests: readonly ProxyRequest[]
  /** Whom it was asked for, in order, each once. */
  readonly targets: readonly string[]
  close(): Promise<void>
}

/** A forward proxy. Every name that it is asked for is this machine. */
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
      if (refuse !== undefined) throw new RequestError('refused by the test', refuse)
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

/** Whatever the name: the servers of a test are all here. */
const toThisMachine = ((_name: string, options: object, callback: () => void) => {
  lookup('127.0.0.1', options, callback)
}) as typeof lookup
