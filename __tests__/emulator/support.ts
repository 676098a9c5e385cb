import { createHash, randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { Cloud } from '../../emulator/cloud/cloud.ts'
import { CloudError } from '../../emulator/cloud/cloud-error.ts'
import { countingIds } from '../../emulator/cloud/ids.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { parseSeed } from '../../emulator/seed.ts'
import { signV3 } from '../../emulator/signature.ts'

export const ORDERS = '20bcdc9453524b78a8beb1f6de21edb7'
export const OTHERS = '739b68751c0b4e899e04d0c92b6d0be7'

/** Three APIs in RELEASE, two in TEST, one draft; several kinds of access keys. */
export function shopSeed(more = ''): string {
  return `
accounts:
  - id: 1234567890123456
    keys:
      - { id: root, secret: root-secret }
      - { id: reader, secret: reader-secret, allow: ['Describe*'] }
      - id: writer
        secret: writer-secret
        allow: [{ actions: [apigateway:ModifyBackendModel], resources: ['acs:apigateway:*:1234567890123456:backend/${ORDERS}'] }]
      - { id: careful, secret: careful-secret, deny: [DeleteBackend] }
      - { id: STS.role, secret: role-secret, name: deploy, security-token: role-token }
  - { id: 99, keys: [{ id: stranger, secret: stranger-secret }] }
backends:
  - id: ${ORDERS}
    name: orders
    type: HTTP
    stages:
      TEST: { ServiceAddress: http://127.0.0.1:1 }
      PRE: { ServiceAddress: http://127.0.0.1:2 }
      RELEASE: { model-id: 3bb6375bc71c4e4c95ce05b4e7a55a9d, description: first, definition: { ServiceAddress: http://127.0.0.1:3 } }
  - id: ${OTHERS}
    name: others
    type: MOCK
    stages: { TEST: { MockConfig: { MockResult: hello, MockStatusCode: 201, MockHeaders: [{ HeaderName: x-mock, HeaderValue: 'yes' }] } } }
  - { name: inside, type: VPC, stages: { TEST: { VpcConfig: { VpcAccessId: access-1 } }, PRE: { VpcConfig: { VpcAccessId: gone } } } }
  - { name: files, type: OSS, stages: { TEST: { OssConfig: { BucketName: b } } } }
groups:
  - { name: shop, domains: [shop.example, Shop2.example] }
apis:
  - { name: a, group: shop, path: /a, backend: orders, published: [TEST, RELEASE] }
  - { name: b, group: shop, path: '/b/*', method: ANY, backend: orders, published: [TEST, RELEASE] }
  - { name: c, group: shop, path: '/c/[id]', backend: orders, published: [RELEASE] }
  - { name: d, group: shop, path: /d, backend: orders }
  - { name: mock, group: shop, path: /mock, backend: others, published: [TEST] }
  - { name: inside, group: shop, path: /inside, backend: inside, published: [TEST, PRE] }
  - { name: files, group: shop, path: /files, backend: files, published: [TEST] }
vpc:
  - { access-id: access-1, address: http://127.0.0.1:9, vpc-id: vpc-1, instance-id: i-1, port: 80, name: inside-1 }
${more}`
}

/** A clock that the test controls. */
export class TestClock {
  time = Date.parse('2026-01-02T03:04:05.678Z')

  now(): number {
    return this.time
  }
}

export function newCloud(more = ''): { cloud: Cloud; clock: TestClock } {
  const clock = new TestClock()
  return { cloud: new Cloud({ seed: parseSeed(shopSeed(more)), clock, ids: countingIds() }), clock }
}

/** Narrows a value to a string; throws for anything else. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`not a text: ${JSON.stringify(value)}`)
  return value
}

/** The code and the status of a CloudError, `400 NotFoundBackend`. */
export function errorOf(run: () => unknown): string {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof CloudError) return `${thrown.status} ${thrown.code}`
    throw thrown
  }
  return 'none'
}

export interface TextResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Send {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly signal?: AbortSignal
  readonly onChunk?: (chunk: Buffer) => void
}

/** Sends one plain request; rejects if the connection breaks. */
export function send(
  url: string,
  { method = 'GET', headers = {}, body = '', signal, onChunk }: Send = {}
): Promise<TextResponse> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: false as const, ...(signal === undefined ? {} : { signal }) }
    const request = httpRequest(url, options, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        onChunk?.(chunk)
      })
      response.on('error', reject)
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString()
        })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Sends a V3-signed call with its parameters in a form body, and optional further signed headers. */
export function call(
  emulator: Emulator,
  action: string,
  params: Record<string, string>,
  signal?: AbortSignal,
  onChunk?: (chunk: Buffer) => void,
  more: Record<string, string> = {}
): Promise<TextResponse> {
  const body = new URLSearchParams(params).toString()
  const headers: Record<string, string> = {
    host: emulator.endpoint,
    'content-type': 'application/x-www-form-urlencoded',
    'x-acs-action': action,
    'x-acs-version': '2016-07-14',
    'x-acs-date': `${new Date(emulator.cloud.now()).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': createHash('sha256').update(body).digest('hex'),
    ...more
  }
  const names = Object.keys(headers).sort()
  const received = { method: 'POST', path: '/', query: [], form: [], headers, body: Buffer.from(body) }
  const signature = signV3(received, names, emulator.accessKeySecret)
  headers['authorization'] =
    `ACS3-HMAC-SHA256 Credential=${emulator.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  return send(`http://${emulator.endpoint}/`, {
    method: 'POST',
    headers,
    body,
    ...(signal === undefined ? {} : { signal }),
    ...(onChunk === undefined ? {} : { onChunk })
  })
}
