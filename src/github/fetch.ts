import type { Exchange } from '../runtime/http.ts'

const METHODS = ['GET', 'POST', 'PATCH'] as const
const TIMEOUT_MS = 15_000

/** The part of `fetch` that the GitHub client uses, over an Exchange: proxies, limits and time-outs are the step's own. */
export function fetchOver(
  exchange: Exchange
): (url: string | URL, init?: { method?: string; headers?: unknown; body?: unknown }) => Promise<Response> {
  return async (url, { method: wanted = 'GET', headers = {}, body } = {}) => {
    const method = METHODS.find(known => known === wanted)
    if (method === undefined) throw new Error(`the method ${wanted} is not used here`)
    const answer = await exchange({
      method,
      url: new URL(url),
      headers: Object.fromEntries(new Headers(headers as Record<string, string>)),
      ...(typeof body === 'string' ? { body } : {}),
      timeoutMs: TIMEOUT_MS
    })
    const answered = Object.entries(answer.headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value ?? '']).map((one): [string, string] => [name, one])
    )
    const empty = answer.status === 204 || answer.status === 205 || answer.status === 304
    return new Response(empty ? null : answer.body, { status: answer.status, headers: answered })
  }
}
