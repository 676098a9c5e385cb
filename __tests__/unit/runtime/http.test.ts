import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, test } from '@jest/globals'
import { TransportError } from '../../../src/runtime/transport-error.ts'
import type { HttpResponse } from '../../../src/runtime/http.ts'
import {
  GOOD,
  sendRequest,
  createServers,
  exchangeThrough,
  requestTo,
  respond,
  respondAndClose,
  to
} from '../../support/send-request.ts'
import type { RequestHandler } from '../../support/send-request.ts'
import { watchClients } from '../../support/client-bytes.ts'
import { holdTimers } from '../../support/held-timers.ts'
import { until } from '../../support/until.ts'

const { serve, closeAll } = createServers()
afterEach(closeAll)

describe('the response of a server', () => {
  const responses: [string, RequestHandler, Partial<HttpResponse>][] = [
    ['a response', respond(GOOD), { status: 200, body: 'good' }],
    [
      'a response until the connection is closed',
      respondAndClose('HTTP/1.1 200 OK\r\n\r\ngood'),
      { body: 'good' }
    ],
    ['no body', respond('HTTP/1.1 204 No Content\r\n\r\n'), { status: 204, body: '' }],
    [
      'a redirect, which is not followed',
      respond('HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n'),
      { status: 302 }
    ],
    ['100 Continue before it', respond('HTTP/1.1 100 Continue\r\n\r\n', GOOD), { status: 200, body: 'good' }],
    [
      '103 Early Hints before the response',
      respond('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n', GOOD),
      { status: 200, body: 'good' }
    ],
    [
      'chunks',
      respond('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n'),
      { body: 'good' }
    ],
    [
      '417 without an expectation',
      respond('HTTP/1.1 417 Expectation Failed\r\ncontent-length: 0\r\n\r\n'),
      { status: 417 }
    ]
  ]
  test.each(responses)('%s', async (_name, doing, response) => {
    expect(await sendRequest(to(await serve(doing)))).toMatchObject(response)
  })

  const faults: [string, RequestHandler, string, RegExp][] = [
    ['a connection closed before any byte', socket => void socket.end(), 'reset', /failed \(ECONNRESET\)/],
    ['a reset before any byte', socket => void socket.resetAndDestroy(), 'reset', /failed \(ECONNRESET\)/],
    [
      'a reset in the headers',
      socket => socket.write('HTTP/1.1 200 OK\r\ncont', () => socket.resetAndDestroy()),
      'reset',
      /failed/
    ],
    ['a connection closed in the headers', respondAndClose('HTTP/1.1 200 OK\r\ncont'), 'reset', /failed/],
    [
      'a body shorter than content-length',
      respondAndClose('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ngood'),
      'truncated',
      /was cut off after 4 bytes/
    ],
    [
      'chunks without the last one',
      respondAndClose('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ngood\r\n'),
      'truncated',
      /was cut off after 4 bytes/
    ],
    [
      'an invalid content-length',
      respond('HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\ngood'),
      'not-http',
      /not HTTP \(HPE_/
    ],
    [
      'two lengths',
      respond(
        'HTTP/1.1 200 OK\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n'
      ),
      'not-http',
      /not HTTP \(HPE_/
    ],
    ['another protocol than HTTP', respond('SSH-2.0-OpenSSH_9.2\r\n'), 'not-http', /not HTTP \(HPE_/],
    [
      'headers without an end',
      respond(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`),
      'too-large',
      /headers/
    ],
    [
      '101 without a requested protocol',
      respond('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
      'not-http',
      /101/
    ]
  ]
  test.each(faults)('%s', async (_name, doing, fault, message) => {
    const server = await serve(doing)
    const end = await sendRequest(to(server))
    expect(end).toEqual({ fault, message: expect.stringMatching(message), maySent: true })
    expect(end).toHaveProperty('message', expect.stringContaining(`127.0.0.1:${server.port}`))
    await server.idle()
  })

  test('data after content-length is never part of the response', async () => {
    const server = await serve(respond(GOOD, 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil'))
    const exchange = exchangeThrough(undefined)
    for (let count = 1; count <= 3; count++) {
      const body = await exchange(requestTo(to(server))).then(
        response => response.body,
        (error: unknown) => (error instanceof TransportError && error.maySent ? 'fault' : 'another error')
      )
      expect(['good', 'fault']).toContain(body)
    }
  })

  test('an unsolicited response is not used for the next request', async () => {
    const server = await serve((socket, { connection }) => {
      socket.write(GOOD, () => {
        if (connection === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil')
      })
    })
    const exchange = exchangeThrough(undefined)
    for (let count = 1; count <= 3; count++) {
      const body = await exchange(requestTo(to(server))).then(
        response => response.body,
        () => 'fault'
      )
      expect(['good', 'fault']).toContain(body)
    }
  })

  test('rejects a body above the limit', async () => {
    const server = await serve(respond(`HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n${'x'.repeat(5000)}`))
    expect(await sendRequest(to(server), { options: { maxBodyBytes: 1024 } })).toMatchObject({
      fault: 'too-large',
      maySent: true
    })
    await server.idle()
  })

  test('rejects a body without an end', async () => {
    const server = await serve(socket => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const more = (): void => {
        while (socket.writable && socket.write('x'.repeat(16_384)));
      }
      socket.on('drain', more)
      more()
    })
    expect(await sendRequest(to(server), { options: { maxBodyBytes: 1024 * 1024 } })).toMatchObject({
      fault: 'too-large'
    })
    await server.idle()
  })

  test('requests no encoding unless the request sets one', async () => {
    const server = await serve(respond(GOOD))
    await sendRequest(to(server))
    expect(server.received).toContain('accept-encoding: identity\r\n')
    const other = await serve(respond(GOOD))
    await sendRequest(to(other), { headers: { 'Accept-Encoding': 'br' } })
    expect(other.received).toMatch(/accept-encoding: br\r\n/i)
    expect(other.received).not.toContain('identity')
  })

  test('sends no Expect header', async () => {
    const server = await serve(respond(GOOD))
    await sendRequest(to(server))
    expect(server.received).not.toMatch(/^expect:/im)
    expect(server.received).toMatch(/content-length: 10\r\n/i)
  })
})

describe('time-outs', () => {
  const silent: [string, string][] = [
    ['no response', ''],
    ['headers without an end', 'HTTP/1.1 200 OK\r\n'],
    ['100 Continue and nothing else', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a body without an end', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ngood']
  ]
  test.each(silent)('%s before the time-out', async (_name, said) => {
    const timers = holdTimers()
    const bytesRead = watchClients()
    const server = await serve(respond(said))
    const asked = sendRequest(to(server), { timeoutMs: 200 })
    await until(() => server.received.endsWith('body-value'))
    await until(() => bytesRead() >= said.length)
    expect(timers.pass(199)).toBe(0)
    timers.pass(1)
    expect(await asked).toEqual({
      fault: 'timeout',
      message: `no complete response from 127.0.0.1:${server.port} within 0.2 s`,
      maySent: true
    })
    await server.idle()
  })

  test('the message rounds the remaining time of a longer limit', async () => {
    const timers = holdTimers()
    const server = await serve(() => undefined)
    const asked = sendRequest(to(server), { timeoutMs: 2_999.997_383_002 })
    await until(() => server.received !== '')
    timers.pass(3_000)
    expect(await asked).toMatchObject({
      message: `no complete response from 127.0.0.1:${server.port} within 3 s`
    })
    await server.idle()
  })

  test('nothing was sent if the TLS handshake does not complete', async () => {
    const timers = holdTimers()
    const server = await serve(() => undefined)
    const asked = sendRequest(`https://127.0.0.1:${server.port}`, { timeoutMs: 200 })
    // the server does not respond to the TLS handshake
    await until(() => server.received !== '')
    timers.pass(200)
    expect(await asked).toEqual({
      fault: 'timeout',
      message: `no connection to 127.0.0.1:${server.port} within 0.2 s`,
      maySent: false
    })
    await server.idle()
  })

  test('opens no connection for a request that is aborted already', async () => {
    const server = await serve(respond(GOOD))
    expect(await sendRequest(to(server), { signal: AbortSignal.abort() })).toMatchObject({
      fault: 'aborted',
      maySent: false
    })
    expect(server.connections).toBe(0)
  })

  test('nothing was sent if the request is aborted while connecting', async () => {
    const stop = new AbortController()
    const server = await serve(() => stop.abort(), { deaf: true })
    expect(await sendRequest(`https://127.0.0.1:${server.port}`, { signal: stop.signal })).toMatchObject({
      fault: 'aborted',
      maySent: false
    })
  })

  test('a request that is aborted in progress may have been sent', async () => {
    const stop = new AbortController()
    const server = await serve(() => stop.abort())
    expect(await sendRequest(to(server), { signal: stop.signal })).toMatchObject({
      fault: 'aborted',
      maySent: true
    })
    await server.idle()
  })
})

describe('connections', () => {
  test('are reused', async () => {
    const server = await serve(respond(GOOD))
    const exchange = exchangeThrough(undefined)
    for (let count = 1; count <= 3; count++) await exchange(requestTo(to(server)))
    expect(server.connections).toBe(1)
  })

  test.each([
    [undefined, 16],
    [2, 2],
    [20, 20]
  ])('with maxSockets %s, at most %d are open', async (maxSockets, most) => {
    const server = await serve(respond(GOOD))
    const exchange = exchangeThrough(undefined, { maxSockets })
    await Promise.all(Array.from({ length: 40 }, () => exchange(requestTo(to(server)))))
    expect(server.connections).toBe(most)
  })

  test('a request on a reused connection that the server resets may have arrived', async () => {
    const server = await serve((socket, { request }) => {
      if (request === 1) socket.write(GOOD)
      else socket.resetAndDestroy()
    })
    const exchange = exchangeThrough(undefined)
    await exchange(requestTo(to(server)))
    await expect(exchange(requestTo(to(server)))).rejects.toMatchObject({ fault: 'reset', maySent: true })
    expect(server.connections).toBe(1)
    // the next request has a new connection
    expect(await exchange(requestTo(to(server)))).toMatchObject({ body: 'good' })
  })

  test('a response before the whole body was sent is used, and its connection is closed', async () => {
    let resume = (): void => undefined
    const server = await serve(socket => {
      socket.pause()
      socket.write('HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n')
      resume = () => socket.resume()
    })
    const body = 'body-value'.repeat(2_000_000)
    expect(await sendRequest(to(server), { body })).toMatchObject({ status: 413 })
    resume()
    await server.idle()
    expect(server.received.length).toBeLessThan(body.length)
  })

  test('a request may have arrived if the server closes before the whole body was sent', async () => {
    const server = await serve(socket => void socket.resetAndDestroy())
    const body = 'body-value'.repeat(2_000_000)
    expect(await sendRequest(to(server), { body })).toMatchObject({ fault: 'reset', maySent: true })
  })

  test('reports a refused connection', async () => {
    const server = await serve(respond(GOOD))
    await server.close()
    expect(await sendRequest(to(server))).toEqual({
      fault: 'refused',
      message: `127.0.0.1:${server.port} refused the connection`,
      maySent: false
    })
  })

  test('reports an unknown host name', async () => {
    expect(await sendRequest('http://no-such-name.invalid')).toEqual({
      fault: 'dns',
      message: expect.stringContaining('no-such-name.invalid could not be resolved'),
      maySent: false
    })
  })

  const hasIPv6 = Object.values(networkInterfaces()).some(list =>
    list?.some(({ address }) => address === '::1')
  )
  // Skipped on a machine without the address ::1, which cannot listen on it; the parsing of such addresses is tested
  // everywhere.
  const testWithIPv6 = hasIPv6 ? test : test.skip // no ::1 to listen on
  testWithIPv6('IPv6', async () => {
    const server = await serve(respond(GOOD), { host: '::1' })
    expect(await sendRequest(`http://[::1]:${server.port}`)).toMatchObject({ body: 'good' })
    expect(server.received).toMatch(new RegExp(`host: \\[::1\\]:${server.port}\r\n`, 'i'))
  })

  test('allows plain http to loopback only, unless it is enabled', async () => {
    expect(await sendRequest('http://a.example', { options: { plainHttp: false } })).toEqual({
      fault: 'invalid',
      message: 'plain http is allowed to loopback addresses only, not to a.example',
      maySent: false
    })
    const server = await serve(respond(GOOD))
    expect(await sendRequest(to(server), { options: { plainHttp: false } })).toMatchObject({ status: 200 })
  })

  test('rejects an invalid header', async () => {
    const server = await serve(respond(GOOD))
    expect(await sendRequest(to(server), { headers: { 'x-secret': 'header-value\r\nevil: 1' } })).toEqual({
      fault: 'invalid',
      message: expect.stringContaining('ERR_INVALID_CHAR'),
      maySent: false
    })
    expect(server.connections).toBe(0)
  })
})
