import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createAnsweringServer, listenPlainly, LOOPBACK, readBody } from '../loopback.ts'
import { Steering, SteeringError } from './steering.ts'
import type { SteeredEmulator } from './steering.ts'

/** The control endpoint of a running emulator. */
export interface ControlEndpoint {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Ends every socket. May be called again. */
  close(): Promise<void>
}

/** Where expectations and changes are sent, by POST. */
export const STEER_PATH = '/steer'

/**
 * Listens on a port of its own for what is to be asserted and changed.
 * @param token whoever knows it may steer; sent as a bearer
 * @param port 0, the default, for any free one
 */
export async function startControl(
  emulator: SteeredEmulator,
  token: string,
  port = 0
): Promise<ControlEndpoint> {
  const steering = new Steering(emulator)
  const closing = new AbortController()
  const server = createAnsweringServer(closing.signal, async (request, response) => {
    const { status, body } = await answer(steering, token, request)
    send(response, status, body)
  })
  const listener = await listenPlainly(server, port)
  return {
    url: `http://${LOOPBACK}:${listener.port}`,
    async close() {
      closing.abort()
      await listener.close()
    }
  }
}

interface Answer {
  readonly status: number
  readonly body: object
}

async function answer(steering: Steering, token: string, request: IncomingMessage): Promise<Answer> {
  const { body, tooLarge } = await readBody(request)
  if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
    return problem(401, 'the control token is missing or not that of this emulator')
  }
  if (request.url !== STEER_PATH) return problem(404, `unknown path: must be ${STEER_PATH}`)
  if (request.method !== 'POST') return problem(405, 'unknown method: must be POST')
  if (tooLarge) return problem(413, 'the request body is too large')
  try {
    return { status: 200, body: steering.run(body.toString('utf8')) }
  } catch (thrown) {
    if (thrown instanceof SteeringError) return { status: 400, body: { problems: thrown.problems } }
    return problem(500, `the emulator failed: ${String(thrown)}`)
  }
}

function problem(status: number, message: string): Answer {
  return { status, body: { problems: [message] } }
}

/** In a time that says nothing about either of them. */
function isSame(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(`${JSON.stringify(body)}\n`)
}
