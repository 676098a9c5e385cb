import type { SessionPolicy, Statement } from '../seed.ts'
import { CloudError } from './cloud-error.ts'
import type { Json, JsonObject } from './json.ts'
import { isJsonObject } from './json.ts'

const MAX_LENGTH = 2048

/**
 * Parses the Policy parameter of `AssumeRoleWithOIDC`: a RAM policy that restricts the session to what both it and the
 * role allow.
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
 * @throws CloudError 400 InvalidParameter.PolicySize, InvalidParameter.PolicyGrammar
 */
export function readSessionPolicy(text: string): SessionPolicy {
  if (text.length > MAX_LENGTH) {
    const message = `The size of Policy must be smaller than ${MAX_LENGTH} bytes.`
    throw new CloudError(400, 'InvalidParameter.PolicySize', message)
  }
  const policy = parsed(text)
  if (!isJsonObject(policy) || policy['Version'] !== '1') throw grammar('Version must be "1"')
  const node = policy['Statement']
  const statements = (Array.isArray(node) ? node : [node]).map(readStatement)
  return {
    allow: statements.flatMap(({ effect, ...statement }) => (effect === 'Allow' ? [statement] : [])),
    deny: statements.flatMap(({ effect, ...statement }) => (effect === 'Deny' ? [statement] : []))
  }
}

function readStatement(node: Json | undefined): Statement & { readonly effect: 'Allow' | 'Deny' } {
  if (!isJsonObject(node)) throw grammar('Statement must be a list of statements')
  const { Effect: effect } = node
  if (effect !== 'Allow' && effect !== 'Deny') throw grammar('Effect must be Allow or Deny')
  for (const name of Object.keys(node)) {
    // a condition that is not evaluated must not be treated as met
    if (!['Effect', 'Action', 'NotAction', 'Resource', 'NotResource'].includes(name)) {
      throw grammar(`the emulator does not evaluate ${name}`)
    }
  }
  const action = oneOf(node, 'Action', 'NotAction')
  const resource = oneOf(node, 'Resource', 'NotResource')
  return {
    effect,
    actions: texts(node, action),
    resources: texts(node, resource),
    exceptActions: action === 'NotAction',
    exceptResources: resource === 'NotResource'
  }
}

function oneOf(statement: JsonObject, name: string, negated: string): string {
  const isNegated = Object.hasOwn(statement, negated)
  if (isNegated && Object.hasOwn(statement, name))
    throw grammar(`${name} and ${negated} are mutually exclusive`)
  return isNegated ? negated : name
}

/** A string, or a list of strings. */
function texts(statement: JsonObject, name: string): string[] {
  const node = statement[name]
  const list = Array.isArray(node) ? node : [node]
  return list.map(item => {
    if (typeof item !== 'string' || item === '')
      throw grammar(`${name} must be a string or a list of strings`)
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
