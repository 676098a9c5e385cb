import type { SessionPolicy, Statement } from '../seed.ts'
import { CloudError } from './cloud-error.ts'
import type { Json, JsonObject } from './json.ts'
import { isJsonObject } from './json.ts'

const MAX_LENGTH = 2048

/**
 * Reads the parameter Policy of `AssumeRoleWithOIDC`: a RAM policy, which limits the session to what it and the role
 * both allow.
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
 * @throws CloudError 400 InvalidParameter.PolicySize, InvalidParameter.PolicyGrammar
 */
export function readSessionPolicy(text: string): SessionPolicy {
  if (text.length > MAX_LENGTH) {
    const message = `The size of Policy must be smaller than ${MAX_LENGTH} bytes.`
    throw new CloudError(400, 'InvalidParameter.PolicySize', message)
  }
  const policy = parsed(text)
  if (!isJsonObject(policy) || policy['Version'] !== '1') throw grammar('Version is "1"')
  const given = policy['Statement']
  const statements = (Array.isArray(given) ? given : [given]).map(readStatement)
  return {
    allow: statements.flatMap(({ effect, ...statement }) => (effect === 'Allow' ? [statement] : [])),
    deny: statements.flatMap(({ effect, ...statement }) => (effect === 'Deny' ? [statement] : []))
  }
}

function readStatement(given: Json | undefined): Statement & { readonly effect: 'Allow' | 'Deny' } {
  if (!isJsonObject(given)) throw grammar('Statement is a list of statements')
  const { Effect: effect } = given
  if (effect !== 'Allow' && effect !== 'Deny') throw grammar('Effect is Allow or Deny')
  for (const name of Object.keys(given)) {
    // a condition that is not judged must not pass for one that holds
    if (!['Effect', 'Action', 'NotAction', 'Resource', 'NotResource'].includes(name)) {
      throw grammar(`the emulator does not evaluate ${name}`)
    }
  }
  const action = oneOf(given, 'Action', 'NotAction')
  const resource = oneOf(given, 'Resource', 'NotResource')
  return {
    effect,
    actions: texts(given, action),
    resources: texts(given, resource),
    exceptActions: action === 'NotAction',
    exceptResources: resource === 'NotResource'
  }
}

function oneOf(statement: JsonObject, name: string, negated: string): string {
  const isNegated = Object.hasOwn(statement, negated)
  if (isNegated && Object.hasOwn(statement, name)) throw grammar(`${name} and ${negated} exclude each other`)
  return isNegated ? negated : name
}

/** One text, or a list of them. */
function texts(statement: JsonObject, name: string): string[] {
  const given = statement[name]
  const list = Array.isArray(given) ? given : [given]
  return list.map(item => {
    if (typeof item !== 'string' || item === '') throw grammar(`${name} is a text or a list of texts`)
    return item
  })
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function grammar(rule: string): CloudError {
  const message = `The parameter Policy has not passed grammar check. (${rule})`
  return new CloudError(400, 'InvalidParameter.PolicyGrammar', message)
}
