import type { Advice, Policy } from '../errors/action-error.ts'
import { isObject } from '../model/json.ts'
import { oneLine } from '../runtime/text.ts'
import { textOf } from './decode.ts'
import type { Body } from './decode.ts'
import type { OperationRef, CallScope } from './operation.ts'

/** RAM's details of a denial, in either spelling. */
export function denialDetailOf(refusal: Body): unknown {
  return refusal['AccessDeniedDetail'] ?? refusal['accessDeniedDetail']
}

/** The advice that grants a denied permission to the caller. Every field of `AccessDeniedDetail` is optional. */
export function allow(operation: OperationRef, scope: CallScope, refusal: Body): Advice {
  const value = denialDetailOf(refusal)
  const detail = isObject(value) ? value : {}
  const owner = textOf(detail['AuthPrincipalOwnerId'])
  const who = ['AuthPrincipalType', 'AuthPrincipalDisplayName'].map(key => textOf(detail[key])).join(' ')
  const name = oneLine(who, 100)
  const whom = `the RAM user or role of this step${name === '' ? '' : ` (${name})`}`
  if (textOf(detail['NoPermissionType']) === 'ExplicitDeny') {
    return {
      cure: `Remove the action from the statement with "Effect": "Deny" in a policy of ${whom}. No statement that allows the action overrides a denial.`
    }
  }
  if (operation.resource === undefined) return { cure: `Grant the action to ${whom}.` }
  // the caller's account owns the resource, or the call would have failed before RAM checked it
  const accountId = scope.accountId ?? (/^\d{6,20}$/.test(owner) ? owner : undefined)
  return {
    cure: `Grant the action to ${whom}, for example with this policy:`,
    policy: { document: ramStatement([operation], { ...scope, accountId }) }
  }
}

export const TO_ALLOW = 'To allow it, add this to the RAM policy:'

/** The policy that grants these operations, with the text around it. */
export function policyFor(operations: readonly OperationRef[], note?: string): Policy {
  return { intro: TO_ALLOW, document: ramStatement(operations), note }
}

/** A complete RAM policy, with a statement per resource; `*` comes last. */
export function ramStatement(operations: readonly OperationRef[], scope: CallScope = {}): string {
  const actions = operations.flatMap(({ api, action, resource }) =>
    api === undefined ? [] : [{ action: `${api.product}:${action}`, resource: resource?.(scope) ?? '*' }]
  )
  return JSON.stringify({
    Version: '1',
    Statement: [...Map.groupBy(actions, ({ resource }) => resource)]
      .sort(([one], [other]) => Number(one === '*') - Number(other === '*'))
      .map(([resource, allowed]) => ({
        Effect: 'Allow',
        Action: allowed.map(({ action }) => action),
        Resource: resource
      }))
  })
}
