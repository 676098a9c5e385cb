import { afterEach, expect, test } from '@jest/globals'
import {
  sendRequest,
  createServers,
  ESTABLISHED,
  GOOD,
  respond,
  respondAndClose
} from '../../support/send-request.ts'
import type { RequestHandler } from '../../support/send-request.ts'
import { watchClients } from '../../support/client-bytes.ts'
import { holdTimers } from '../../support/held-timers.ts'
import { until } from '../../support/until.ts'

const { serve, closeAll } = createServers()
afterEach(closeAll)

test('CONNECT has host and port, and user name and password', async () => {
  for (const host of ['a.example:443', 'a.example:8443', '[2001:db8::1]:443']) {
    const proxy = await serve(respondAndClose('HTTP/1.1 503 no\r\n\r\n'))
    await sendRequest(`https://${host}`, { proxy })
    expect(proxy.received).toContain(`CONNECT ${host} HTTP/1.1\r\n`)
    expect(proxy.received).toContain(
      `proxy-authorization: Basic ${Buffer.from('proxy-user:proxy-word').toString('base64')}\r\n`
    )
  }
})

test('plain http uses the absolute form', async () => {
  const proxy = await serve(respond(GOOD))
  expect(await sendRequest('http://a.example:8080', { proxy })).toMatchObject({ body: 'good' })
  expect(proxy.received).toContain('POST http://a.example:8080/path-of-url?query-of-url=1 HTTP/1.1\r\n')
})

const faults: [string, RequestHandler, string, RegExp][] = [
  [
    'requires a password',
    respondAndClose('HTTP/1.1 407 Auth\r\n\r\n'),
    'proxy-auth',
    /requires a user name and password \(407\)/
  ],
  [
    'denies the request',
    respondAndClose('HTTP/1.1 403 Forbidden\r\n\r\n'),
    'proxy-denied',
    /refused the request \(403\)/
  ],
  [
    'cannot reach the server',
    respondAndClose('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
    'proxy',
    /responded with 502/
  ],
  ['is busy', respondAndClose('HTTP/1.1 429 Too Many\r\n\r\n'), 'proxy', /responded with 429/],
  ['closes without a response', socket => void socket.end(), 'proxy', /ERR_PROXY_TUNNEL/],
  ['resets', socket => void socket.resetAndDestroy(), 'proxy', /ECONNRESET/],
  ['closes during the handshake', respondAndClose(ESTABLISHED), 'proxy', /ECONNRESET/]
]
test.each(faults)('nothing was sent through a proxy that %s', async (_name, doing, fault, message) => {
  const proxy = await serve(doing)
  expect(await sendRequest('https://a.example', { proxy })).toEqual({
    fault,
    message: expect.stringMatching(message),
    maySent: false
  })
  await proxy.idle()
})

test.each([
  ['never responds', ''],
  ['never starts TLS', ESTABLISHED]
])('no connection stays open to a proxy that %s, and nothing was sent', async (_name, said) => {
  const timers = holdTimers()
  const bytesRead = watchClients()
  const proxy = await serve(respond(said))
  const asked = sendRequest('https://a.example', { proxy, timeoutMs: 200 })
  await until(() => proxy.received.includes('\r\n\r\n'))
  await until(() => bytesRead() >= said.length)
  timers.pass(200)
  expect(await asked).toEqual({
    fault: 'timeout',
    message: `no connection to a.example through the proxy 127.0.0.1:${proxy.port} within 0.2 s`,
    maySent: false
  })
  await proxy.idle()
})

test('no connection stays open if the request is aborted while waiting for the proxy', async () => {
  const stop = new AbortController()
  const proxy = await serve(() => stop.abort())
  expect(await sendRequest('https://a.example', { proxy, signal: stop.signal })).toMatchObject({
    fault: 'aborted',
    maySent: false
  })
  await proxy.idle()
})

test('a refused connection or unknown name is reported for the proxy, not the server', async () => {
  const proxy = await serve(respond(GOOD))
  await proxy.close()
  expect(await sendRequest('https://a.example', { proxy })).toEqual({
    fault: 'proxy',
    message: `no connection to a.example: the proxy 127.0.0.1:${proxy.port} refused the connection`,
    maySent: false
  })
  const proxyFor = () => new URL('http://no-such-proxy.invalid:3128')
  expect(await sendRequest('https://a.example', { options: { proxyFor } })).toEqual({
    fault: 'proxy',
    message: expect.stringContaining(
      'the host name of the proxy, no-such-proxy.invalid, could not be resolved'
    ),
    maySent: false
  })
})
