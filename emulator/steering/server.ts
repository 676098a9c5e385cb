import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequestServer, listenHttp, LOOPBACK, readBody } from '../loopback.ts'
import { Steering, SteeringError } from './steering.ts'
import type { SteeredEmulator } from './steering.ts'

/** The control endpoint of a running emulator. */
export interface ControlEndpoint {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Closes every socket. Idempotent. */
  close(): Promise<void>
}

/** The path that takes expectations and changes, by POST. */
export const STEER_PATH = '/steer'

/**
 * Starts the control endpoint on its own port.
 * @param token the bearer token that authorizes requests
 * @param port defaults to 0, any free port
 */
export async function startControl(
  emulator: SteeredEmulator,
  token: string,
  port = 0
): Promise<ControlEndpoint> {
  const steering = new Steering(emulator)
  const closing = new AbortController()
  const server = createRequestServer(closing.signal, async (request, response) => {
    const { status, body } = await handle(steering, token, request)
    send(response, status, body)
  })
  const listener = await listenHttp(server, port)
  return {
    url: `http://${LOOPBACK}:${listener.port}`,
    async close() {
      closing.abort()
      await listener.close()
    }
  }
}

interface ControlResponse {
  readonly status: number
  readonly body: object
}

async function handle(steering: Steering, token: string, request: IncomingMessage): Promise<ControlResponse> {
  const { body, tooLarge } = await readBody(request)
  if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
    return problem(401, "the control token is missing or not this emulator's")
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

function problem(status: number, message: string): ControlResponse {
  return { status, body: { problems: [message] } }
}

/** Constant-time comparison. */
function isSame(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(`${JSON.stringify(body)}\n`)
}
