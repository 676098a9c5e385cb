import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { startToyService } from '../../demo/toy-service.ts'
import { startTraffic } from '../../demo/traffic.ts'

const OPTIONS = { host: 'shop.localhost', stage: 'RELEASE', paths: ['/a', '/b'], perSecond: 500 }
const BLUE = '{"version":"blue"}'

// a request without an end must not outlive its test
let gateway: Server | undefined
afterEach(() => {
  gateway?.close()
  gateway?.closeAllConnections()
})

/**
 * Sends traffic to a gateway that answers by the count of the request, until it has seen ten and one of them came over a
 * connection that another had used before.
 */
async function sendTen(
  answer: (response: ServerResponse, count: number) => void,
  { timeoutMs = 3_600_000, reuses = true }: { timeoutMs?: number; reuses?: boolean } = {}
) {
  const sockets = new Set<Socket>()
  const seen: { url: string; headers: IncomingHttpHeaders }[] = []
  const { promise: enough, resolve } = Promise.withResolvers<undefined>()
  const server = createServer((request, response) => {
    sockets.add(request.socket)
    seen.push({ url: request.url ?? '', headers: request.headers })
    answer(response, seen.length)
    if (seen.length >= 10 && (!reuses || sockets.size < seen.length)) resolve(undefined)
  })
  gateway = server
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const traffic = startTraffic({
    ...OPTIONS,
    timeoutMs,
    gateway: `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  await enough
  await traffic.stop()
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
  return { samples: traffic.samples, seen, sockets }
}

test('requests go to each path in turn, over kept connections, and each has its sample', async () => {
  const { samples, seen, sockets } = await sendTen(response => response.end(BLUE))
  expect(samples).toHaveLength(seen.length)
  for (const path of OPTIONS.paths) expect(seen.filter(({ url }) => url === path).length).toBeGreaterThan(3)
  expect(seen[0]?.headers).toMatchObject({ host: 'shop.localhost', 'x-ca-stage': 'RELEASE' })
  expect(sockets.size).toBeLessThan(seen.length)
  for (const sample of samples) {
    expect(sample).toMatchObject({ version: 'blue', lost: undefined })
    expect(sample.endedAtMs).toBeGreaterThanOrEqual(sample.atMs)
  }
})

test('what is not an answer of a version is lost, with the reason', async () => {
  const { samples } = await sendTen((response, count) => {
    if (count === 1) response.writeHead(503).end('no backend')
    else if (count === 2) response.socket?.resetAndDestroy()
    else if (count === 3) {
      response.writeHead(200, { 'content-length': 100 }).write('{"ver')
      response.socket?.end()
    } else if (count === 4) response.end('{"status":"ok"}')
    else response.end(BLUE)
  })
  const reasons = samples.map(({ lost }) => lost).filter(lost => lost !== undefined)
  expect(reasons).toHaveLength(4)
  expect(reasons).toEqual(
    expect.arrayContaining([
      '503 no backend',
      '200 {"status":"ok"}',
      expect.stringMatching(/ECONNRESET|hang up/),
      'Error: aborted'
    ])
  )
})

test('what is not answered in time is lost', async () => {
  const { samples } = await sendTen(() => undefined, { timeoutMs: 50, reuses: false })
  expect(new Set(samples.map(({ lost }) => lost))).toEqual(new Set(['no answer in time']))
})

test('a toy service answers its version', async () => {
  const service = await startToyService('green')
  try {
    const response = await fetch(`${service.address}/anything`)
    expect(await response.json()).toEqual({ version: 'green' })
  } finally {
    await service.close()
  }
})
