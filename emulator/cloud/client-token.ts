import { hash } from 'node:crypto'
import { CloudError } from './cloud-error.ts'
import type { JsonObject } from './json.ts'
import type { Call } from './operation.ts'
import { given } from './operation.ts'
import { forgetOldest } from './state.ts'

const MOST_TOKENS = 1_000

/**
 * Carries a call out once for each ClientToken. The page of ModifyBackendModel documents the error, and no parameter of
 * that name: what other products of the cloud document of theirs is taken for it.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/developer-reference/api-cloudapi-2016-07-14-modifybackendmodel
 * @param names the parameters that the token stands for
 * @throws CloudError 400 IdempotentParameterMismatch when it came with others before
 */
export function once(call: Call, names: readonly string[], run: () => JsonObject): JsonObject {
  const { params, caller, state } = call
  const token = given(params, 'ClientToken')
  if (token === undefined) return run()
  const key = hash('sha256', JSON.stringify([caller.accountId, token]))
  const digest = hash('sha256', JSON.stringify(names.map(name => params[name] ?? null)))
  const before = state.repeatable.get(key)
  if (before === undefined) {
    const answer = run()
    state.repeatable.set(key, { digest, answer })
    forgetOldest(state.repeatable, MOST_TOKENS)
    return answer
  }
  if (before.digest === digest) return before.answer
  throw new CloudError(
    400,
    'IdempotentParameterMismatch',
    'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical.'
  )
}
