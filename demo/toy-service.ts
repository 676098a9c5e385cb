import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One version of a service: it responds to every request with `{"version":"<its name>"}`, and with HTTP 500 once it has failed. */
export interface ToyService {
  readonly version: string
  /** `http://127.0.0.1:<port>` */
  readonly address: string
  close(): Promise<void>
}

export interface ToyServiceOptions {
  /** The number of requests that succeed. Defaults to all of them. */
  readonly failsAfter?: number
  /** Called at each request. By default the service does not fail. */
  readonly hasFailed?: () => boolean
}

export async function startToyService(
  version: string,
  { failsAfter = Infinity, hasFailed = () => false }: ToyServiceOptions = {}
): Promise<ToyService> {
  const body = JSON.stringify({ version })
  let requests = 0
  const server = createServer((_, response) => {
    requests += 1
    response
      .writeHead(requests > failsAfter || hasFailed() ? 500 : 200, {
        'content-type': 'application/json',
        'content-length': body.length
      })
      .end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    version,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
  }
}
