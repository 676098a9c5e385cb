import type { Role, TrustCondition } from '../seed.ts'
import { matchesWildcards } from './pattern.ts'
import type { VerifiedToken } from './permission.ts'

/** Whether a role's trust policy lets the bearer of a token assume it. */
export function trusts({ trust }: Role, token: VerifiedToken): boolean {
  const matching = trust.filter(
    ({ federated, conditions }) =>
      federated.includes(token.provider.arn) && conditions.every(condition => holds(condition, token))
  )
  return (
    matching.some(({ effect }) => effect === 'Allow') && !matching.some(({ effect }) => effect === 'Deny')
  )
}

function holds({ operator, key, values }: TrustCondition, token: VerifiedToken): boolean {
  const actual = { 'oidc:iss': [token.issuer], 'oidc:aud': token.audiences, 'oidc:sub': [token.subject] }[key]
  return actual.some(text =>
    values.some(value => (operator === 'StringEquals' ? value === text : matchesWildcards(value, text)))
  )
}
