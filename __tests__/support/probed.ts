import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The response of a path: a status, a full response, none, after four seconds, slowly, without end, or a reset. */
export type ProbedResponse =
  | number
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang'
  | 'slow'
  | 'drip'
  | 'endless'
  | 'reset'

/** Responses in sequence by path; the last one is repeated. Other paths respond 404. */
export type ProbedPaths = Readonly<Record<string, readonly ProbedResponse[]>>

export interface Probed {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[]
  /** The number of requests for a path. */
  asked(path: string): number
  /** Resolves when a path has received this number of requests. */
  until(path: string, times: number): Promise<void>
}

/** A local service behind the gateway. */
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
    const responses = paths[path] ?? [404]
    respond(response, responses[Math.min(asked(path), responses.length) - 1] ?? 404)
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

function respond(response: ServerResponse, planned: ProbedResponse): void {
  if (planned === 'hang') return
  if (planned === 'slow') {
    setTimeout(() => response.writeHead(200).end(), 4_000)
    return
  }
  if (planned === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  if (planned === 'drip') {
    // the start of a body that is never completed
    response.writeHead(200, { 'content-length': 100 }).write('.')
    return
  }
  if (planned === 'endless') {
    response.writeHead(200)
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(64 * 1024)));
    }
    response.on('drain', more)
    more()
    return
  }
  const { status, headers = {}, body = '' } = typeof planned === 'number' ? { status: planned } : planned
  response.writeHead(status, headers).end(body)
}
