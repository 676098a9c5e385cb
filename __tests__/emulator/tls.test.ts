import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { request } from 'node:https'
import { connect } from 'node:net'
import cloudApi from '@alicloud/cloudapi20160714'
import openApiCore from '@alicloud/openapi-core'
import * as dara from '@darabonba/typescript'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { createCertificate } from '../../emulator/tls/certificate.ts'
import { listenOn } from '../../emulator/tls/secure-server.ts'
import { ORDERS, shopSeed } from './support.ts'

let emulator: Emulator
beforeEach(async () => {
  emulator = await startEmulator({ seed: shopSeed(), tls: true })
})
afterEach(() => emulator.close())

interface Received {
  readonly status: number
  readonly text: string
}

function requestOver(
  url: string,
  options: { host?: string; ca?: string; servername?: string } = {}
): Promise<Received> {
  const { host, ca = emulator.authority, servername } = options
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent: false,
        ...(ca === undefined || ca === '' ? {} : { ca }),
        ...(servername === undefined ? {} : { servername }),
        ...(host === undefined ? {} : { headers: { host } })
      },
      response => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        response.on('error', reject)
      }
    )
    sent.on('error', reject)
    sent.end()
  })
}

describe('the certificate', () => {
  const made = createCertificate(
    ['localhost', '127.0.0.1', 'shop.example'],
    Date.parse('2026-03-04T05:06:07Z')
  )
  const server = new X509Certificate(made.certificate)
  const authority = new X509Certificate(made.authority)

  test('is signed by its own CA, for its names only', () => {
    expect(server.verify(authority.publicKey)).toBe(true)
    expect(server.checkIssued(authority)).toBe(true)
    expect([server.ca, authority.ca]).toEqual([false, true])
    expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, DNS:shop.example')
    expect(server.checkHost('shop.example')).toBe('shop.example')
    expect(server.checkHost('other.example')).toBeUndefined()
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
  })

  test('is valid from a day ago for 90 days', () => {
    expect(server.validFromDate.toISOString()).toBe('2026-03-03T05:06:07.000Z')
    expect(server.validToDate.toISOString()).toBe('2026-06-02T05:06:07.000Z')
  })

  test('is different for each start', () => {
    const again = createCertificate(['localhost'], Date.now())
    expect(server.verify(new X509Certificate(again.authority).publicKey)).toBe(false)
    expect(new X509Certificate(again.authority).subject).not.toBe(authority.subject)
  })
})

test('both planes respond to clients that trust the CA, by address and by name', async () => {
  expect(emulator.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
  expect((await requestOver(emulator.endpoint)).text).toContain('MissingAccessKeyId')
  expect(
    (await requestOver(emulator.endpoint, { servername: 'apigateway.cn-hangzhou.aliyuncs.com' })).status
  ).toBe(400)
  expect(
    await requestOver(emulator.gateway, { host: 'shop2.example', servername: 'shop2.example' })
  ).toMatchObject({
    status: 404,
    text: expect.stringContaining('API not Found')
  })
})

test('clients that do not trust it, or use another name, fail without affecting others', async () => {
  await expect(requestOver(emulator.endpoint, { ca: '' })).rejects.toThrow(
    'unable to verify the first certificate'
  )
  await expect(requestOver(emulator.endpoint, { servername: 'other.example' })).rejects.toThrow('altnames')
  await expect(requestOver(emulator.endpoint).then(({ status }) => status)).resolves.toBe(400)
  expect(emulator.requests).toHaveLength(1)
})

describe('the product SDK over https', () => {
  const read = (): Promise<{ statusCode?: number | undefined }> => {
    const { accessKeyId, accessKeySecret, endpoint, authority = '' } = emulator
    const client = new cloudApi.default(
      new openApiCore.$OpenApiUtil.Config({
        accessKeyId,
        accessKeySecret,
        endpoint: endpoint.replace('https://', ''),
        protocol: 'https',
        regionId: 'cn-hangzhou'
      })
    )
    return client.describeBackendInfoWithOptions(
      new cloudApi.DescribeBackendInfoRequest({ backendId: ORDERS }),
      new dara.RuntimeOptions({ ca: authority })
    )
  }

  test('reads', async () => {
    expect((await read()).statusCode).toBe(200)
  })

  test('sees a reset despite TLS', async () => {
    emulator.faults.add({ kind: 'reset-after-commit', action: 'DescribeBackendInfo' })
    // not "socket hang up", as after an orderly close
    await expect(read()).rejects.toThrow('read ECONNRESET')
    expect(emulator.requests).toMatchObject([{ action: 'DescribeBackendInfo', status: undefined }])
  })
})

test('closing the emulator closes open connections', async () => {
  const hold = emulator.hold({ point: 'before-response' })
  const asked = requestOver(emulator.endpoint)
  const refused = expect(asked).rejects.toThrow(/ECONNRESET|socket hang up/)
  await Promise.race([hold.reached, asked])
  await emulator.close()
  await refused
})

test('silent clients time out as without TLS', async () => {
  const http = createServer({ headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 10 })
  const listener = await listenOn(http, 0, createCertificate(['localhost'], Date.now()))
  const clients = ['', 'no handshake'].map(text => {
    const socket = connect(listener.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume()
    socket.write(text)
    return socket
  })
  await Promise.all(clients.map(socket => once(socket, 'close')))
  await listener.close()
})

test.each([
  'sts.aliyuncs.com',
  'sts-vpc.cn-hangzhou.aliyuncs.com',
  'apigateway-vpc.cn-hangzhou.aliyuncs.com'
])('the certificate covers the service host %s', async servername => {
  expect((await requestOver(emulator.endpoint, { servername })).status).toBe(400)
  await expect(requestOver(emulator.endpoint, { servername: `x${servername}` })).rejects.toThrow()
})
