import type { JsonObject } from './json.ts'

/** An error that the cloud returns: HTTP status, code and message as on the product's error page. */
export class CloudError extends Error {
  override readonly name = 'CloudError'
  readonly status: number
  readonly code: string
  /** Set on a RAM denial. */
  readonly accessDeniedDetail: JsonObject | undefined
  /** Set when throttled: the `x-acs-retry-after` header. */
  readonly retryAfterMs: number | undefined
  /** The spelling of its fields: `Code` for the front door and CloudAPI, `code` for Cloud-native API Gateway itself. */
  readonly form: ErrorForm

  constructor(status: number, code: string, message: string, details: CloudErrorDetails = {}) {
    super(message)
    this.status = status
    this.code = code
    this.accessDeniedDetail = details.accessDeniedDetail
    this.retryAfterMs = details.retryAfterMs
    this.form = details.form ?? 'upper'
  }
}

export type ErrorForm = 'upper' | 'lower'

interface CloudErrorDetails {
  readonly accessDeniedDetail?: JsonObject
  readonly retryAfterMs?: number | undefined
  readonly form?: ErrorForm
}

/** `NotFoundBackend` and similar errors are a 400 in this product, not a 404. */
export function notFound(what: string): CloudError {
  return new CloudError(400, `NotFound${what}`, `Cannot find resource according to your specified ${what}.`)
}

export function missing(what: string): CloudError {
  return new CloudError(400, `Missing${what}`, `The ${what} is mandatory for this action.`)
}

export function invalid(what: string, why = ''): CloudError {
  const message = `The specified parameter ${what} value is not valid.`
  return new CloudError(400, `Invalid${what}`, why === '' ? message : `${message} ${why}`)
}

/** The body of an error response, in the front door's format or that of a ROA-style product. */
export function errorBody(error: CloudError, requestId: string, hostId: string): JsonObject {
  if (error.form === 'lower') {
    const { code, message, accessDeniedDetail } = error
    return { requestId, code, message, ...(accessDeniedDetail === undefined ? {} : { accessDeniedDetail }) }
  }
  return {
    RequestId: requestId,
    HostId: hostId,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(error.code.toWellFormed())}&product=CloudAPI&requestId=${requestId}`,
    ...(error.accessDeniedDetail === undefined ? {} : { AccessDeniedDetail: error.accessDeniedDetail })
  }
}
