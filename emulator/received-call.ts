import { APIG, findPath } from './apig/paths.ts'
import { CloudError } from './cloud/cloud-error.ts'
import type { JsonObject } from './cloud/json.ts'
import { isJsonObject, isShallow } from './cloud/json.ts'
import { CLOUD_API } from './cloud/operations.ts'
import type { ReceivedRequest } from './signature.ts'

/** The call of a request in either style: RPC (parameters in query or form), or ROA (path, query and JSON body). */
export interface ReceivedCall {
  readonly version: string
  /** Empty if the request has none. */
  readonly action: string
  readonly params: Readonly<Record<string, string>>
  /** ROA style only; undefined if the body is not a JSON object. */
  readonly body: JsonObject | undefined
}

export function callOf(received: ReceivedRequest): ReceivedCall {
  const { method, path, headers } = received
  const params = Object.fromEntries([...received.query, ...received.form])
  const named = String(headers['x-acs-action'] ?? params['Action'] ?? '')
  const byPath = path.startsWith('/v1/') ? APIG : CLOUD_API
  const version = String(headers['x-acs-version'] ?? params['Version'] ?? byPath)
  if (version !== APIG) return { version, action: named, params, body: {} }
  const found = findPath(method, path)
  return {
    version,
    action: found?.action ?? named,
    params: { ...params, ...found?.params },
    body: bodyOf(received.body)
  }
}

/**
 * Rejects requests that match no operation, or whose method and action disagree.
 * @throws CloudError 400 UnsupportedHTTPMethod, 404 InvalidAction.NotFound
 */
export function checkCall(
  { method, path, headers }: ReceivedRequest,
  { version, action }: ReceivedCall
): void {
  if (version !== APIG) {
    if (method === 'GET' || method === 'POST') return
    throw new CloudError(400, 'UnsupportedHTTPMethod', 'This http method is not supported.')
  }
  // SDKs send both; a path that belongs to another action is a caller's mistake
  if (findPath(method, path)?.action === action && (headers['x-acs-action'] ?? action) === action) return
  throw new CloudError(
    404,
    'InvalidAction.NotFound',
    'Specified api is not found, please check your url and method.'
  )
}

/** No real body nests this deeply, and serializing one that does would fail. */
const MAX_DEPTH = 100

function bodyOf(body: Uint8Array): JsonObject | undefined {
  if (body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return isJsonObject(value) && isShallow(value, MAX_DEPTH) ? value : undefined
  } catch {
    return undefined
  }
}
