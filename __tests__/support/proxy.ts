import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
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

/** A forward proxy in a process of its own. Every name that it is asked for is this machine. */
export async function startProxy(options: ProxyOptions = {}): Promise<Proxy> {
  const child = fork(join(import.meta.dirname, 'proxy-process.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc']
  })
  const requests: ProxyRequest[] = []
  child.send(options)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  child.on('message', request => requests.push(request as ProxyRequest))
  const { user, password = '', tls } = options
  const host = `127.0.0.1:${port}`
  const credentials = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`
  return {
    host,
    url: `${tls === undefined ? 'http' : 'https'}://${credentials}${host}`,
    requests,
    get targets() {
      return [...new Set(requests.map(({ target }) => target))].sort()
    },
    async close() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    }
  }
}
