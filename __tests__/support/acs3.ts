import { createHash, createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// ACS3-HMAC-SHA256 implemented from its documentation, without the SDK:
// https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature

/** A request as received, without any decoding. */
export interface RawRequest {
  readonly method: string
  /** Including the query. */
  readonly target: string
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')

/** The hash of the canonical request, and the signature over the named headers. */
export function signatureOf(
  { method, target, headers, body }: RawRequest,
  signedHeaders: readonly string[],
  secret: string
): { readonly canonicalHash: string; readonly signature: string } {
  const [path = '', query = ''] = target.split('?')
  const canonical = [
    method,
    path,
    query.split('&').sort().join('&'),
    ...signedHeaders.map(name => `${name}:${(headers.get(name) ?? '').trim()}`),
    '',
    signedHeaders.join(';'),
    sha256(body)
  ].join('\n')
  const canonicalHash = sha256(canonical)
  const signature = createHmac('sha256', secret).update(`ACS3-HMAC-SHA256\n${canonicalHash}`).digest('hex')
  return { canonicalHash, signature }
}

/** Whether a request is signed with the secret and covers every header that must be signed. */
export function isSigned(request: RawRequest, secret: string): boolean {
  const authorization = request.headers.get('authorization') ?? ''
  const [, names = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=[^,]+,SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
      authorization
    ) ?? []
  const signed = names.split(';')
  const required = [...request.headers.keys()].filter(
    name => name === 'host' || name === 'content-type' || name.startsWith('x-acs-')
  )
  return (
    signed.join() === required.sort().join() &&
    request.headers.get('x-acs-content-sha256') === sha256(request.body) &&
    signatureOf(request, signed, secret).signature === signature
  )
}

/** Returns the responses in turn, repeating the last one, and records the requests. */
export async function withRequests<T>(
  responses: readonly { readonly status?: number; readonly body: string }[],
  use: (endpoint: URL, requests: readonly RawRequest[]) => Promise<T>
): Promise<T> {
  const requests: RawRequest[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { rawHeaders, method = '', url: target = '' } = incoming
      const headers = new Map<string, string>()
      for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
        headers.set((rawHeaders[at] ?? '').toLowerCase(), rawHeaders[at + 1] ?? '')
      }
      const { status = 200, body } = responses[Math.min(requests.length, responses.length - 1)] ?? {
        body: '{}'
      }
      requests.push({ method, target, headers, body: Buffer.concat(chunks) })
      outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    return await use(new URL(`http://127.0.0.1:${port}`), requests)
  } finally {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}
