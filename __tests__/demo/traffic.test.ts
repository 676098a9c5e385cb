import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { startToyService } from '../../demo/toy-service.ts'
import { startTraffic } from '../../demo/traffic.ts'
import type { TrafficTime } from '../../demo/traffic.ts'
import { until } from '../support/until.ts'

const OPTIONS = { host: 'shop.localhost', stage: 'RELEASE', paths: ['/a', '/b'], perSecond: 500 }
const BLUE = '{"version":"blue"}'

// a request that never completes must not outlive its test
let gateway: Server | undefined
afterEach(() => {
  gateway?.close()
  gateway?.closeAllConnections()
})

/** Time that passes only when a test advances it. */
class SteppedTime implements TrafficTime {
  #now = 0
  #run: (() => void) | undefined

  now(): number {
    return this.#now
  }

  every(_ms: number, run: () => void): () => void {
    this.#run = run
    return () => (this.#run = undefined)
  }

  pass(ms: number): void {
    this.#now += ms
    this.#run?.()
  }
}

/** Sends ten requests, each once the one before it has completed, to a gateway whose response depends on the request's number. */
async function sendTen(respond: (response: ServerResponse, count: number) => void, timeoutMs = 3_600_000) {
  const sockets = new Set<Socket>()
  const seen: { url: string; headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    sockets.add(request.socket)
    seen.push({ url: request.url ?? '', headers: request.headers })
    respond(response, seen.length)
  })
  gateway = server
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const time = new SteppedTime()
  const traffic = startTraffic({
    ...OPTIONS,
    time,
    timeoutMs,
    gateway: `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  for (let count = 1; count <= 10; count++) {
    time.pass(1_000 / OPTIONS.perSecond)
    await until(() => traffic.samples.length >= count)
  }
  await traffic.stop()
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
  return { samples: traffic.samples, seen, sockets }
}

test('requests go to each path in turn over keep-alive connections, and each yields a sample', async () => {
  const { samples, seen, sockets } = await sendTen(response => response.end(BLUE))
  expect(samples).toHaveLength(10)
  expect(seen).toHaveLength(10)
  expect(seen.map(({ url }) => url)).toEqual(Array.from({ length: 5 }, () => OPTIONS.paths).flat())
  expect(seen[0]?.headers).toMatchObject({ host: 'shop.localhost', 'x-ca-stage': 'RELEASE' })
  expect(sockets.size).toBe(1)
  for (const sample of samples) {
    expect(sample).toMatchObject({ version: 'blue', lost: undefined })
    expect(sample.endedAtMs).toBe(sample.atMs)
  }
})

test('a request that no version responds to is lost, with the reason', async () => {
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

test('a request without a response in time is lost', async () => {
  const { samples } = await sendTen(() => undefined, 50)
  expect(new Set(samples.map(({ lost }) => lost))).toEqual(new Set(['no response in time']))
})

test('a toy service responds with its version', async () => {
  const service = await startToyService('green')
  try {
    const response = await fetch(`${service.address}/anything`)
    expect(await response.json()).toEqual({ version: 'green' })
  } finally {
    await service.close()
  }
})

test('a toy service that fails late responds with its version only to the first requests', async () => {
  const service = await startToyService('amber', { failsAfter: 2 })
  try {
    const statuses: number[] = []
    for (let request = 0; request < 4; request++) statuses.push((await fetch(service.address)).status)
    expect(statuses).toEqual([200, 200, 500, 500])
  } finally {
    await service.close()
  }
})
