import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a path answers: with a status, with a status and more, never, after four seconds, in drops, without an end, or with a reset. */
export type ProbedResponse =
  | number
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang'
  | 'slow'
  | 'drip'
  | 'endless'
  | 'reset'

/** By path: one answer after the other, the last one again and again. A path that is not there answers 404. */
export type ProbedPaths = Readonly<Record<string, readonly ProbedResponse[]>>

export interface Probed {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[]
  /** How often a path was asked. */
  asked(path: string): number
  /** Resolves when a path has been asked so often. */
  until(path: string, times: number): Promise<void>
}

/** A service behind the gateway, on the loopback address. */
export async function withProbed<T>(paths: ProbedPaths, use: (probed: Probed) => Promise<T>): Promise<T> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = []
  const asked = (path: string): number => requests.filter(request => request.path === path).length
  const arrivals = new EventEmitter().setMaxListeners(0)
  const until = async (path: string, times: number): Promise<void> => {
    while (asked(path) < times) await once(arrivals, path)
  }
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/\?.*/, '')
    requests.push({ path, headers: request.headers })
    arrivals.emit(path)
    const answers = paths[path] ?? [404]
    answer(response, answers[Math.min(asked(path), answers.length) - 1] ?? 404)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    return await use({ url: `http://127.0.0.1:${port}`, requests, asked, until })
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

function answer(response: ServerResponse, wanted: ProbedResponse): void {
  if (wanted === 'hang') return
  if (wanted === 'slow') {
    setTimeout(() => response.writeHead(200).end(), 4_000)
    return
  }
  if (wanted === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  if (wanted === 'drip') {
    // the first drop of a body that never comes whole
    response.writeHead(200, { 'content-length': 100 }).write('.')
    return
  }
  if (wanted === 'endless') {
    response.writeHead(200)
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(64 * 1024)));
    }
    response.on('drain', more)
    more()
    return
  }
  const { status, headers = {}, body = '' } = typeof wanted === 'number' ? { status: wanted } : wanted
  response.writeHead(status, headers).end(body)
}
