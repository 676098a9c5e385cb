import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { CloudError, missing } from './cloud/cloud-error.ts'
import type { Caller } from './cloud/permission.ts'
import type { Clock } from './cloud/state.ts'
import type { Seed } from './seed.ts'

/** A request as received; signatures cover nothing else. */
export interface ReceivedRequest {
  readonly method: string
  /** The path without the query. */
  readonly path: string
  readonly query: readonly (readonly [string, string])[]
  /** The fields of a form body; empty for other bodies. */
  readonly form: readonly (readonly [string, string])[]
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

const MAX_SKEW_MS = 15 * 60 * 1000
/** More than a test sends in half an hour; the oldest are dropped first. */
const MAX_NONCES = 200_000
const ALGORITHM = 'ACS3-HMAC-SHA256'

/**
 * Verifies request signatures: V3 (`ACS3-HMAC-SHA256`), and the older RPC and ROA styles (HMAC-SHA1). Keeps nonces for
 * as long as their timestamp would be accepted.
 * https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
 */
export class SignatureVerifier {
  readonly #seed: Seed
  readonly #clock: Clock
  readonly #sessions: (accessKeyId: string) => Caller | undefined
  readonly #nonces = new Map<string, number>()

  /** @param sessions looks up credentials issued by STS */
  constructor(
    seed: Seed,
    clock: Clock,
    sessions: (accessKeyId: string) => Caller | undefined = () => undefined
  ) {
    this.#seed = seed
    this.#clock = clock
    this.#sessions = sessions
  }

  /** @throws CloudError if the signature is not valid */
  verify(request: ReceivedRequest): Caller {
    const authorization = header(request, 'authorization')
    if (authorization === undefined) return this.#verifyRpc(request)
    return authorization.startsWith('acs ') ? this.#verifyRoa(request) : this.#verifyV3(request)
  }

  #verifyV3(request: ReceivedRequest): Caller {
    const { accessKeyId, signedHeaders, signature } = parseAuthorization(
      header(request, 'authorization') ?? ''
    )
    const caller = this.#caller(accessKeyId, header(request, 'x-acs-security-token'))
    const mustBeSigned = Object.keys(request.headers).filter(
      name => name === 'host' || name.startsWith('x-acs-')
    )
    if (mustBeSigned.some(name => !signedHeaders.includes(name))) throw incomplete()
    this.#checkTime(header(request, 'x-acs-date') ?? '')
    const isWhole = header(request, 'x-acs-content-sha256') === sha256(request.body)
    if (!isWhole || !equal(signV3(request, signedHeaders, caller.key.secret), signature)) {
      throw mismatchV3(request, signedHeaders)
    }
    this.#useNonce(accessKeyId, header(request, 'x-acs-signature-nonce'))
    return caller
  }

  #verifyRoa(request: ReceivedRequest): Caller {
    const [, accessKeyId = '', signature = ''] =
      /^acs ([^:\s]+):(\S+)$/.exec(header(request, 'authorization') ?? '') ?? []
    if (signature === '') throw incomplete()
    const caller = this.#caller(accessKeyId, header(request, 'x-acs-security-token'))
    this.#checkMoment(Date.parse(header(request, 'date') ?? ''))
    const digest = header(request, 'content-md5') ?? ''
    const isWhole = digest === '' || digest === createHash('md5').update(request.body).digest('base64')
    if (!isWhole || !equal(signRoa(request, caller.key.secret), signature)) {
      throw mismatch(`server string to sign is:${stringToSignRoa(request)}`)
    }
    // SDKs of this style do not send a nonce
    const nonce = header(request, 'x-acs-signature-nonce')
    if (nonce !== undefined) this.#useNonce(accessKeyId, nonce)
    return caller
  }

  #verifyRpc(request: ReceivedRequest): Caller {
    const all = [...request.query, ...request.form]
    const param = (name: string) => all.find(([key]) => key === name)?.[1]
    const accessKeyId = param('AccessKeyId')
    const signature = param('Signature')
    if (accessKeyId === undefined) throw missing('AccessKeyId')
    if (signature === undefined) throw incomplete()
    if (param('SignatureMethod') !== 'HMAC-SHA1') {
      throw new CloudError(400, 'InvalidSignatureMethod', 'Specified signature method is not valid.')
    }
    const caller = this.#caller(accessKeyId, param('SecurityToken'))
    this.#checkTime(param('Timestamp') ?? '')
    if (!equal(signRpc(request.method, all, caller.key.secret), signature)) {
      throw mismatch(`server string to sign is:${stringToSignRpc(request.method, all)}`)
    }
    this.#useNonce(accessKeyId, param('SignatureNonce'))
    return caller
  }

  #caller(accessKeyId: string, token: string | undefined): Caller {
    const caller = this.#find(accessKeyId)
    if (caller === undefined) {
      throw new CloudError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.')
    }
    const { key } = caller
    if (key.disabled) {
      throw new CloudError(400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.')
    }
    if (key.securityToken !== undefined && (token === undefined || token === '')) {
      throw new CloudError(400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.')
    }
    if (key.securityToken !== (token === '' ? undefined : token)) {
      const message = 'Specified SecurityToken mismatch with the AccessKey.'
      throw new CloudError(400, 'InvalidSecurityToken.MismatchWithAccessKey', message)
    }
    if (key.expired || (key.session !== undefined && key.session.expiresAt <= this.#clock.now())) {
      throw new CloudError(400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.')
    }
    return caller
  }

  #find(accessKeyId: string): Caller | undefined {
    for (const { id, keys } of this.#seed.accounts) {
      const key = keys.find(candidate => candidate.id === accessKeyId)
      if (key !== undefined) return { accountId: id, key }
    }
    return this.#sessions(accessKeyId)
  }

  #checkTime(text: string): void {
    this.#checkMoment(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN)
  }

  /** @param time ms since 1970; NaN if malformed */
  #checkMoment(time: number): void {
    if (Number.isNaN(time)) {
      throw new CloudError(
        400,
        'InvalidTimeStamp.Format',
        'Specified time stamp or date value is not well formatted.'
      )
    }
    if (Math.abs(time - this.#clock.now()) > MAX_SKEW_MS) {
      throw new CloudError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.')
    }
  }

  // called last: only a valid request uses up its nonce
  #useNonce(accessKeyId: string, nonce: string | undefined): void {
    if (nonce === undefined || nonce === '') throw missing('SignatureNonce')
    const now = this.#clock.now()
    for (const [used, at] of this.#nonces) {
      // oldest first; a timestamp can be 15 minutes ahead, hence twice the skew
      if (now - at <= 2 * MAX_SKEW_MS && this.#nonces.size < MAX_NONCES) break
      this.#nonces.delete(used)
    }
    // hashed to a fixed length, whatever was sent
    const key = sha256(`${accessKeyId} ${nonce}`)
    if (this.#nonces.has(key)) {
      throw new CloudError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.')
    }
    this.#nonces.set(key, now)
  }
}

/** The V3 signature, lower-case hex, over exactly the named headers. */
export function signV3(request: ReceivedRequest, signedHeaders: readonly string[], secret: string): string {
  return hmac('sha256', secret, stringToSignV3(canonicalRequest(request, signedHeaders))).toString('hex')
}

function stringToSignV3(canonical: string): string {
  return `${ALGORITHM}\n${sha256(canonical)}`
}

/** The canonical request, whose hash is signed. */
export function canonicalRequest(request: ReceivedRequest, signedHeaders: readonly string[]): string {
  const names = signedHeaders.toSorted()
  const headers = names.map(name => `${name}:${(header(request, name) ?? '').trim()}\n`).join('')
  return [
    request.method,
    request.path,
    canonicalQuery(request.query),
    headers,
    names.join(';'),
    header(request, 'x-acs-content-sha256') ?? ''
  ].join('\n')
}

/** The RPC signature, base64, over all parameters of query and body except the signature itself. */
export function signRpc(
  method: string,
  params: readonly (readonly [string, string])[],
  secret: string
): string {
  return hmac('sha1', `${secret}&`, stringToSignRpc(method, params)).toString('base64')
}

function stringToSignRpc(method: string, params: readonly (readonly [string, string])[]): string {
  const query = canonicalQuery(params.filter(([name]) => name !== 'Signature'))
  return `${method}&${encode('/')}&${encode(query)}`
}

/** The older signature of the ROA style, base64. */
export function signRoa(request: ReceivedRequest, secret: string): string {
  return hmac('sha1', secret, stringToSignRoa(request)).toString('base64')
}

/** Uses decoded query values. */
function stringToSignRoa(request: ReceivedRequest): string {
  const lines = ['accept', 'content-md5', 'content-type', 'date'].map(name => header(request, name) ?? '')
  const own = Object.keys(request.headers)
    .filter(name => name.startsWith('x-acs-'))
    .toSorted()
    .map(name => `${name}:${header(request, name) ?? ''}`)
  const query = request.query
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&')
  const resource = query === '' ? request.path : `${request.path}?${query}`
  return [request.method, ...lines, ...own, resource].join('\n')
}

function canonicalQuery(params: readonly (readonly [string, string])[]): string {
  return params
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')
}

/** RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

function parseAuthorization(text: string) {
  const match = /^ACS3-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/.exec(
    text.trim()
  )
  const [, accessKeyId, names, signature] = match ?? []
  if (accessKeyId === undefined || names === undefined || signature === undefined) throw incomplete()
  return { accessKeyId, signedHeaders: names.split(';'), signature }
}

function header(request: ReceivedRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(algorithm: string, key: string, text: string): Buffer {
  return createHmac(algorithm, key).update(text).digest()
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

function incomplete(): CloudError {
  return new CloudError(
    400,
    'IncompleteSignature',
    'The request signature does not conform to Aliyun standards.'
  )
}

/**
 * The service returns the string it has signed, and SDKs compare it with their own; the Python SDK crashes without it.
 * It repeats what was sent, including a security token and query parameters, but never the secret.
 */
function mismatch(signed: string): CloudError {
  const message = `Specified signature is not matched with our calculation. ${signed}`
  return new CloudError(400, 'SignatureDoesNotMatch', message)
}

function mismatchV3(request: ReceivedRequest, signedHeaders: readonly string[]): CloudError {
  const headers = { ...request.headers, 'x-acs-content-sha256': sha256(request.body) }
  const canonical = canonicalRequest({ ...request, headers }, signedHeaders)
  return mismatch(
    `server StringToSign is [${stringToSignV3(canonical)}] server CanonicalRequest is [${canonical}]`
  )
}
