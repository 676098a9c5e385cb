import type { CommentRequest } from '../report/sinks/comment.ts'
import type { Clock } from '../runtime/clock.ts'
import { TransportError } from '../runtime/transport-error.ts'
import type { Exchange, HttpAnswer, HttpRequest } from '../runtime/http.ts'

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const
/** A read is tried as often; a write once, since a comment that was made twice stays twice. */
const TRIES_OF_A_READ = 3
const FIRST_DELAY_MS = 500

/** The part of `fetch` that the GitHub client uses, over an Exchange: proxies, limits and time-outs are the step's own. */
export function fetchOver(
  exchange: Exchange,
  clock: Clock,
  { timeoutMs, signal }: Pick<CommentRequest, 'timeoutMs' | 'signal'>
): (url: string | URL, init?: { method?: string; headers?: unknown; body?: unknown }) => Promise<Response> {
  return async (url, { method: wanted = 'GET', headers = {}, body } = {}) => {
    const method = METHODS.find(known => known === wanted)
    if (method === undefined) throw new Error(`the method ${wanted} is not used here`)
    const request = {
      method,
      url: new URL(url),
      headers: Object.fromEntries(new Headers(headers as Record<string, string>)),
      ...(typeof body === 'string' ? { body } : {}),
      timeoutMs,
      signal
    }
    const answer = method === 'GET' ? await readAgain(request, exchange, clock) : await exchange(request)
    const answered = Object.entries(answer.headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value ?? '']).map((one): [string, string] => [name, one])
    )
    const empty = answer.status === 204 || answer.status === 205 || answer.status === 304
    return new Response(empty ? null : answer.body, { status: answer.status, headers: answered })
  }
}

async function readAgain(request: HttpRequest, exchange: Exchange, clock: Clock): Promise<HttpAnswer> {
  for (let left = TRIES_OF_A_READ - 1, delayMs = FIRST_DELAY_MS; ; left--, delayMs *= 2) {
    try {
      const answer = await exchange(request)
      if (left === 0 || isAnswer(answer)) return answer
    } catch (error) {
      if (left === 0 || !(error instanceof TransportError) || request.signal?.aborted === true) throw error
    }
    await clock.sleep(delayMs * (0.5 + clock.random() / 2), request.signal)
  }
}

/** Whether asking again would bring nothing better: a good answer is JSON, and a refusal stays one. */
function isAnswer({ status, body }: HttpAnswer): boolean {
  if (status >= 400 && status < 500) return true
  try {
    return status < 300 && typeof JSON.parse(body) === 'object'
  } catch {
    return false
  }
}
