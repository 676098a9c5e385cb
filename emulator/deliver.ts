import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Exchange } from './exchange.ts'

/**
 * Sends an answer in the way the exchange says.
 * @param signal ends every wait when the server closes or the client goes away
 * @returns true when the whole answer has left
 */
export async function deliver(
  response: ServerResponse,
  { delayMs, delivery, status, contentType, body, requestId }: Exchange,
  signal: AbortSignal
): Promise<boolean> {
  if (delayMs > 0) await setTimeout(delayMs, undefined, { signal })
  if (delivery.kind === 'hang') return false
  if (delivery.kind === 'reset') {
    response.socket?.resetAndDestroy()
    return false
  }
  const length = Buffer.byteLength(body)
  response.writeHead(status, {
    'content-type': contentType,
    'x-acs-request-id': requestId,
    ...(delivery.kind === 'endless' ? {} : { 'content-length': length })
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
  const chunk = ' '.repeat(16 * 1024)
  while (!signal.aborted) {
    if (!response.write(chunk)) await once(response, 'drain', { signal })
  }
}
