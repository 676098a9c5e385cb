import { hash } from 'node:crypto'
import { CloudError } from './cloud-error.ts'
import type { JsonObject } from './json.ts'
import type { Call } from './operation.ts'
import { optional } from './operation.ts'
import { evictOldest } from './state.ts'

const MAX_TOKENS = 1_000

/**
 * Runs a call once per ClientToken. The page of ModifyBackendModel documents the error but no such parameter; its
 * semantics are taken from other products of the cloud.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/developer-reference/api-cloudapi-2016-07-14-modifybackendmodel
 * @param names the parameters that must be the same when a token is used again
 * @throws CloudError 400 IdempotentParameterMismatch if the token was used with different parameters
 */
export function once(call: Call, names: readonly string[], run: () => JsonObject): JsonObject {
  const { params, caller, state } = call
  const token = optional(params, 'ClientToken')
  if (token === undefined) return run()
  const key = hash('sha256', JSON.stringify([caller.accountId, token]))
  const digest = hash('sha256', JSON.stringify(names.map(name => params[name] ?? null)))
  const before = state.repeatable.get(key)
  if (before === undefined) {
    const response = run()
    state.repeatable.set(key, { digest, response })
    evictOldest(state.repeatable, MAX_TOKENS)
    return response
  }
  if (before.digest === digest) return before.response
  throw new CloudError(
    400,
    'IdempotentParameterMismatch',
    'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical.'
  )
}
