import { messageOf } from '../../errors/action-error.ts'
import { redactText } from '../../model/redact.ts'
import type { Exchange, HttpResponse } from '../../runtime/http.ts'
import { TransportError } from '../../runtime/transport-error.ts'
import { decoded, likelyCause, readGatewayError, secretsOfRequest } from './likely-cause.ts'

/** How a URL is requested, and what counts as a success. */
export interface RequestOptions {
  readonly exchange: Exchange
  /** Sent as X-Ca-Stage unless the headers set it; `undefined` if the request bypasses the gateway. */
  readonly stageName: string | undefined
  /** By name, in the author's spelling; values are secrets. */
  readonly headers: Readonly<Record<string, string>>
  /** Accepted codes, inclusive. */
  readonly status: readonly { readonly from: number; readonly to: number }[]
  /** What the body must contain; empty for no requirement. */
  readonly contains: string
  readonly requestTimeoutMs: number
  readonly userAgent: string
  /** Removes values that are masked in this job. */
  readonly scrub: (text: string) => string
  readonly signal?: AbortSignal | undefined
}

/** One request to a URL. */
export interface Attempt {
  readonly passed: boolean
  /** `HTTP 504, D504CO: Backend service connect failed`, or why there was no response. */
  readonly detail: string
  readonly likelyCause: string | undefined
  /** Whether there was no complete response in time. */
  readonly isLate: boolean
}

/** Sends one GET request. Never rejects because of a response. */
export async function attempt(url: URL, timeoutMs: number, options: RequestOptions): Promise<Attempt> {
  const { exchange, stageName, signal } = options
  const headers = headersOf(url, options)
  const cause = (end: Parameters<typeof likelyCause>[0]['end']): string | undefined =>
    likelyCause({
      url,
      stageName: stageSent(headers, stageName),
      sendsHost: valueOf(headers, 'host') !== undefined,
      sendsHeaders: Object.keys(options.headers).length > 0,
      end
    })
  try {
    const response = await exchange({ method: 'GET', url, headers, timeoutMs, signal })
    return { ...evaluate(url, response, cause, options), isLate: false }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    const { fault } = error
    return {
      passed: false,
      detail: redactText(messageOf(error)),
      likelyCause: cause({ fault }),
      isLate: fault === 'timeout'
    }
  }
}

function evaluate(
  url: URL,
  { status: code, headers, body }: HttpResponse,
  cause: (end: Parameters<typeof likelyCause>[0]['end']) => string | undefined,
  { status, contains, headers: sent, scrub }: RequestOptions
): Omit<Attempt, 'isLate'> {
  const gateway = readGatewayError(headers, secretsOfRequest(url, sent), scrub)
  const isOfGateway = gateway !== undefined || headers['x-ca-request-id'] !== undefined
  const reason = [gateway?.code, gateway?.message].filter(Boolean).join(': ')
  const detail = reason === '' ? `HTTP ${code}` : `HTTP ${code}${gateway?.code ? ', ' : ': '}${reason}`
  if (!status.some(({ from, to }) => from <= code && code <= to)) {
    return { passed: false, detail, likelyCause: cause({ status: code, gateway, isOfGateway }) }
  }
  if (contains !== '' && !body.includes(contains)) {
    return {
      passed: false,
      detail: `${detail}, body without the text of probe-contains`,
      likelyCause: undefined
    }
  }
  return { passed: true, detail, likelyCause: undefined }
}

function headersOf(url: URL, { headers, stageName, userAgent }: RequestOptions): Record<string, string> {
  const names = new Set(Object.keys(headers).map(name => name.toLowerCase()))
  const own: Record<string, string> = {
    ...(stageName === undefined ? {} : { 'X-Ca-Stage': stageName }),
    'User-Agent': userAgent,
    ...(url.username === '' && url.password === ''
      ? {}
      : {
          Authorization: `Basic ${Buffer.from(`${decoded(url.username)}:${decoded(url.password)}`).toString('base64')}`
        })
  }
  const unset = Object.entries(own).filter(([name]) => !names.has(name.toLowerCase()))
  return { ...Object.fromEntries(unset), ...headers }
}

function valueOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}

/** The stage that a request names; the author's headers may override the target's. */
function stageSent(
  headers: Readonly<Record<string, string>>,
  stageName: string | undefined
): string | undefined {
  return stageName === undefined ? undefined : valueOf(headers, 'x-ca-stage')
}
