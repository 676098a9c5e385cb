import { once } from 'node:events'
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { reset } from './loopback.ts'
import type { OutgoingResponse } from './transport-fault.ts'

export interface DelayedResponse extends OutgoingResponse {
  readonly delayMs: number
  readonly headers: OutgoingHttpHeaders
}

/**
 * Sends a response with its delay and delivery.
 * @param signal cancels every wait when the server closes or the client disconnects
 * @returns true if the complete response was sent
 */
export async function deliver(
  response: ServerResponse,
  { delayMs, delivery, status, headers, body, retryAfterSeconds }: DelayedResponse,
  signal: AbortSignal
): Promise<boolean> {
  if (delayMs > 0) await setTimeout(delayMs, undefined, { signal })
  if (delivery.kind === 'hang') return false
  if (delivery.kind === 'reset') {
    if (response.socket !== null) reset(response.socket)
    return false
  }
  const length = Buffer.byteLength(body)
  const hasNoLength = delivery.kind === 'endless' || status === 204
  response.writeHead(status, {
    ...headers,
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...(hasNoLength ? {} : { 'content-length': length })
  })
  if (delivery.kind === 'endless') {
    await writeWithoutEnd(response, signal)
    return false
  }
  if (delivery.kind === 'drip') {
    const bytes = Buffer.from(body)
    for (let from = 0; from < length; from += delivery.bytes) {
      response.write(bytes.subarray(from, from + delivery.bytes))
      await setTimeout(delivery.ms, undefined, { signal })
    }
    response.end()
  } else {
    response.end(body)
  }
  await once(response, 'finish', { signal })
  return true
}

async function writeWithoutEnd(response: ServerResponse, signal: AbortSignal): Promise<void> {
  // large chunks, because the per-write overhead dominates
  const chunk = Buffer.alloc(256 * 1024, ' ')
  while (!signal.aborted) {
    if (!response.write(chunk)) await once(response, 'drain', { signal })
  }
}
