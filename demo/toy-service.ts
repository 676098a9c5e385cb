import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One version of a service: to every request it responds `{"version":"<its name>"}`; one that has failed, with HTTP 500. */
export interface ToyService {
  readonly version: string
  /** `http://127.0.0.1:<port>` */
  readonly address: string
  close(): Promise<void>
}

export interface ToyServiceOptions {
  /** How many requests succeed; all of them by default. */
  readonly failsAfter?: number
  /** Asked at each request; it does not by default. */
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
