import { KEY_VARIABLES, keysFromEnvironment } from '../credentials/environment.ts'
import type { KeylessTools } from '../credentials/keyless.ts'
import { staticCredentials } from '../credentials/types.ts'
import type { CredentialsProvider } from '../credentials/types.ts'
import type { Environment } from '../runtime/github.ts'
import { readProxySettings } from '../runtime/proxy.ts'
import type { ProxyFor } from '../runtime/proxy.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { isKeyless, keylessSecrets, readKeyless } from './keyless.ts'
import * as parse from './parsers.ts'
import { attempt } from './source.ts'
import type { Source } from './source.ts'
import type { StsEndpoint } from './sts-endpoint.ts'

const REGION_VARIABLES = ['ALIBABA_CLOUD_REGION_ID', 'ALICLOUD_REGION', 'ALIBABACLOUD_REGION_ID'] as const

/** Registers every secret of the connection, before anything else is looked at. */
export function registerSecrets(source: Source, env: Environment, secrets: Secrets): void {
  const { raw } = source
  secrets.add(raw('access-key-secret'), raw('security-token'), raw('github-token'))
  for (const family of KEY_VARIABLES) {
    secrets.add(env[family.accessKeySecret] ?? '', env[family.securityToken] ?? '')
  }
  secrets.add(...readProxySettings(env).secrets, ...keylessSecrets(source, env))
}

/** Through which proxy a request goes. Variables that switch protection off are refused. */
export function readNetwork(source: Source, env: Environment): ProxyFor {
  const proxies = readProxySettings(env)
  for (const { variable, reason } of proxies.problems) source.report(variable, reason)
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    source.report(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'is 0, which turns the verification of certificates off; remove it and give a private certificate with NODE_EXTRA_CA_CERTS'
    )
  }
  return proxies.proxyFor
}

/** The region of the input or of the environment. */
export function readRegion(
  source: Source,
  input: string | undefined,
  env: Environment
): { readonly regionId: string | undefined; readonly given: boolean } {
  if (source.raw('region-id') !== '') return { regionId: input, given: true }
  const variable = REGION_VARIABLES.find(name => (env[name] ?? '').trim() !== '')
  if (variable === undefined) return { regionId: undefined, given: false }
  const regionId = attempt(() => parse.region((env[variable] ?? '').trim()), source, variable)
  return { regionId, given: true }
}

/** The endpoint of the region's API Gateway; for the input's own see the parser. */
export function defaultEndpoint(
  source: Source,
  region: { readonly regionId: string | undefined; readonly given: boolean },
  network: 'public' | 'vpc' | undefined
): URL | undefined {
  if (source.raw('endpoint') !== '') return undefined
  if (region.regionId === undefined) {
    return region.given
      ? undefined
      : source.report('region-id', `is needed: the input, or one of ${REGION_VARIABLES.join(', ')}`)
  }
  return new URL(`https://apigateway${network === 'vpc' ? '-vpc' : ''}.${region.regionId}.aliyuncs.com`)
}

/** The credentials of a role, of the inputs, or of one family of the environment; a source is taken whole. */
export function readCredentials(
  source: Source,
  env: Environment,
  sts: StsEndpoint,
  tools: KeylessTools
): CredentialsProvider | undefined {
  if (isKeyless(source)) return readKeyless(source, env, sts, tools)
  const { raw, report } = source
  const inputs = ['access-key-id', 'access-key-secret', 'security-token'] as const
  if (inputs.some(name => raw(name) !== '')) {
    const value = (name: (typeof inputs)[number]): string | undefined =>
      raw(name) === '' ? undefined : attempt(() => parse.credential(raw(name)), source, name)
    // what is missing is never filled in from the environment
    for (const name of ['access-key-id', 'access-key-secret'] as const) {
      if (raw(name) !== '') continue
      report(
        name,
        'is missing: access-key-id and access-key-secret belong together; is a secret misspelt or not set?'
      )
    }
    const accessKeyId = value('access-key-id')
    const accessKeySecret = value('access-key-secret')
    const securityToken = value('security-token')
    if (accessKeyId === undefined || accessKeySecret === undefined) return undefined
    const keys = { accessKeyId, accessKeySecret, ...(securityToken === undefined ? {} : { securityToken }) }
    return staticCredentials(keys, 'the inputs')
  }
  const found = keysFromEnvironment(env)
  if (found === undefined) {
    return report(
      'access-key-id',
      'and access-key-secret were not given, and no credentials are in the environment. Give one of: ' +
        'role-to-assume with oidc-provider-arn, which needs no keys at all (and permissions: id-token: write); ' +
        'these inputs (with security-token for temporary keys); or ' +
        KEY_VARIABLES.map(family => `${family.accessKeyId} with ${family.accessKeySecret}`).join('; or ')
    )
  }
  if ('problem' in found) return report(found.variable, found.problem)
  return staticCredentials(found.keys, `the environment (${found.variable})`)
}
