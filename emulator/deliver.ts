import { once } from 'node:events'
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { reset } from './loopback.ts'
import type { Answer } from './transport-fault.ts'

export interface Sending extends Answer {
  readonly delayMs: number
  readonly headers: OutgoingHttpHeaders
}

/**
 * Sends an answer in the way it says.
 * @param signal ends every wait when the server closes or the client goes away
 * @returns true when the whole answer has left
 */
export async function deliver(
  response: ServerResponse,
  { delayMs, delivery, status, headers, body, retryAfterSeconds }: Sending,
  signal: AbortSignal
): Promise<boolean> {
  if (delayMs > 0) await setTimeout(delayMs, undefined, { signal })
  if (delivery.kind === 'hang') return false
  if (delivery.kind === 'reset') {
    if (response.socket !== null) reset(response.socket)
    return false
  }
  const length = Buffer.byteLength(body)
  const endsByItself = delivery.kind === 'endless' || status === 204
  response.writeHead(status, {
    ...headers,
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...(endsByItself ? {} : { 'content-length': length })
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
  // large, as each write costs the server more than its bytes do
  const chunk = Buffer.alloc(256 * 1024, ' ')
  while (!signal.aborted) {
    if (!response.write(chunk)) await once(response, 'drain', { signal })
  }
}
