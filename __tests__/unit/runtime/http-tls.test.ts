import tls from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { createExchange } from '../../../src/runtime/http.ts'
import {
  sendRequest,
  createServers,
  exchangeThrough,
  GOOD,
  requestTo,
  respond,
  tunnelTo
} from '../../support/send-request.ts'
import { createAuthority } from '../../support/certificates.ts'
import type { KeyPair } from '../../support/certificates.ts'
import { holdTimers } from '../../support/held-timers.ts'
import { until } from '../../support/until.ts'

const { serve, closeAll } = createServers()
afterEach(closeAll)

let trusted: KeyPair
let expired: KeyPair
let foreign: KeyPair
let named: KeyPair
const before = tls.getCACertificates('default')
beforeAll(async () => {
  const authority = await createAuthority()
  tls.setDefaultCACertificates([authority.certificate])
  trusted = await authority.issue(['a.example', 'localhost', '127.0.0.1'])
  named = await authority.issue(['a.example'])
  expired = await authority.issue(['127.0.0.1'], { expired: true })
  foreign = await (await createAuthority()).issue(['127.0.0.1'])
})
afterAll(() => tls.setDefaultCACertificates(before))

const secure = (host: string, { port }: { port: number }): string => `https://${host}:${port}`

describe('a certificate', () => {
  test('that is valid', async () => {
    const server = await serve(respond(GOOD), { tls: trusted })
    expect(await sendRequest(secure('127.0.0.1', server))).toMatchObject({ body: 'good' })
  })

  const bad: [string, () => KeyPair, string][] = [
    [
      'of an unknown authority',
      () => foreign,
      'is not signed by a trusted authority (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'
    ],
    ['for another host name', () => named, 'is for another host name (ERR_TLS_CERT_ALTNAME_INVALID)'],
    ['that has expired', () => expired, 'has expired (CERT_HAS_EXPIRED)']
  ]
  test.each(bad)('%s is rejected before anything is sent', async (_name, pair, reason) => {
    const server = await serve(respond(GOOD), { tls: pair() })
    expect(await sendRequest(secure('127.0.0.1', server))).toEqual({
      fault: 'tls',
      message: `no TLS connection to 127.0.0.1:${server.port}: its certificate ${reason}`,
      maySent: false
    })
    expect(server.received).toBe('')
    await server.idle()
  })
})

test('a server without TLS', async () => {
  const server = await serve(socket => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), { deaf: true })
  expect(await sendRequest(secure('127.0.0.1', server))).toEqual({
    fault: 'tls',
    message: expect.stringMatching(/it does not respond with TLS \((EPROTO|ERR_SSL_\w+)\)/),
    maySent: false
  })
})

describe('in a tunnel', () => {
  test('several requests get their responses over one tunnel', async () => {
    const server = await serve(respond(GOOD), { tls: trusted })
    const proxy = await serve(tunnelTo(server))
    const exchange = exchangeThrough(proxy)
    for (let count = 1; count <= 3; count++) {
      expect(await exchange(requestTo('https://a.example'))).toMatchObject({ body: 'good' })
    }
    expect(proxy.connections).toBe(1)
    // the proxy does not see what is sent in the tunnel
    for (const hidden of ['path-of-url', 'header-value', 'body-value'])
      expect(proxy.received).not.toContain(hidden)
  })

  test('a certificate for another host name is rejected', async () => {
    const server = await serve(respond(GOOD), { tls: trusted })
    const proxy = await serve(tunnelTo(server))
    expect(await sendRequest('https://b.example', { proxy })).toMatchObject({
      fault: 'tls',
      message: `no TLS connection to b.example through the proxy 127.0.0.1:${proxy.port}: its certificate is for another host name (ERR_TLS_CERT_ALTNAME_INVALID)`,
      maySent: false
    })
  })

  test('a request without a response in a new tunnel may have arrived', async () => {
    const server = await serve(socket => void socket.destroy(), { tls: trusted })
    const proxy = await serve(tunnelTo(server))
    expect(await sendRequest('https://a.example', { proxy })).toMatchObject({ fault: 'reset', maySent: true })
    expect(server.received).toContain('body-value')
  })

  test('a request that times out in a new tunnel may have arrived', async () => {
    const timers = holdTimers()
    const server = await serve(() => undefined, { tls: trusted })
    const proxy = await serve(tunnelTo(server))
    const asked = sendRequest('https://a.example', { proxy, timeoutMs: 500 })
    await until(() => server.received.endsWith('body-value'))
    timers.pass(500)
    expect(await asked).toMatchObject({
      fault: 'timeout',
      message: expect.stringContaining('no complete response'),
      maySent: true
    })
    await proxy.idle()
  })

  test('407 is the response of the server, which the proxy cannot see', async () => {
    const server = await serve(respond('HTTP/1.1 407 x\r\ncontent-length: 0\r\n\r\n'), { tls: trusted })
    const proxy = await serve(tunnelTo(server))
    expect(await sendRequest('https://a.example', { proxy })).toMatchObject({ status: 407 })
  })
})

test('a proxy with an https URL, and its certificate', async () => {
  const server = await serve(respond(GOOD), { tls: trusted })
  const proxy = await serve(tunnelTo(server), { tls: trusted })
  const through = (host: string) =>
    createExchange({ proxyFor: () => new URL(`https://${host}:${proxy.port}`) })(
      requestTo('https://a.example')
    )
  expect(await through('127.0.0.1')).toMatchObject({ body: 'good' })
})
