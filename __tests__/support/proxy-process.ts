// The process of a proxy; proxy.ts starts it and says what it does.
import { lookup } from 'node:dns'
import { Server, RequestError } from 'proxy-chain'
import type { ProxyOptions, ProxyRequest } from './proxy.ts'

process.once('message', (options: ProxyOptions) => void start(options))
process.once('disconnect', () => process.exit())

async function start({ user, password, refuse, hang, delayMs = 0, tls }: ProxyOptions): Promise<void> {
  const server = new Server({
    host: '127.0.0.1',
    port: 0,
    async prepareRequestFunction({ hostname, port, isHttp, username, password: word }) {
      const authorized = user === undefined || (username === user && word === password)
      const request: ProxyRequest = {
        kind: isHttp ? 'http' : 'connect',
        target: `${hostname}:${port}`,
        authorized
      }
      process.send?.(request)
      if (!authorized) return { requestAuthentication: true }
      if (refuse !== undefined) throw new RequestError('refused by the test', refuse)
      if (hang === true) return new Promise<never>(() => undefined)
      if (delayMs > 0) await new Promise(resolve => setTimeout(resolve, delayMs))
      return { dnsLookup: toThisMachine }
    },
    ...(tls === undefined ? { serverType: 'http' } : { serverType: 'https', httpsOptions: tls })
  })
  await server.listen()
  process.send?.({ port: server.port })
}

/** Whatever the name: the servers of a test are all here. */
const toThisMachine = ((_name: string, options: object, callback: () => void) => {
  lookup('127.0.0.1', options, callback)
}) as typeof lookup
