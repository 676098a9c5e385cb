import * as parse from './parsers.ts'
import { KEY_VARIABLES, keysFromEnvironment } from '../credentials/environment.ts'
import type { KeylessTools } from '../credentials/keyless.ts'
import { staticCredentials } from '../credentials/types.ts'
import type { CredentialsProvider } from '../credentials/types.ts'
import { secretsOf } from '../model/redact.ts'
import { NO_ENDPOINT, regionalEndpoint } from '../model/target.ts'
import type { Environment } from '../runtime/github.ts'
import { readProxySettings } from '../runtime/proxy.ts'
import type { ProxyFor } from '../runtime/proxy.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { checkRole, isKeyless, keylessSecrets, readKeyless } from './keyless.ts'
import { attempt } from './source.ts'
import type { Source } from './source.ts'
import type { StsEndpoint } from './sts-endpoint.ts'

const REGION_VARIABLES = ['ALIBABA_CLOUD_REGION_ID', 'ALICLOUD_REGION', 'ALIBABACLOUD_REGION_ID'] as const

/** Registers every secret of the connection and of the probes, before anything else is looked at. */
export function registerSecrets(source: Source, env: Environment, secrets: Secrets): void {
  const { raw } = source
  secrets.add(raw('access-key-secret'), raw('security-token'), raw('github-token'))
  for (const family of KEY_VARIABLES) {
    secrets.add(env[family.accessKeySecret] ?? '', env[family.securityToken] ?? '')
  }
  secrets.add(...readProxySettings(env).secrets, ...keylessSecrets(source, env))
  secrets.add(...secretsOfProbes(source))
}

/** The values of headers, and what of the URLs is secret, in either spelling; of lines that are none, too. */
function secretsOfProbes({ raw }: Source): string[] {
  const lines = (input: string): string[] => raw(input).split(/[\r\n]+/)
  return [
    // the stage is no secret, and stands in names and fingerprints
    ...lines('probe-headers')
      .filter(line => !/^\s*x-ca-stage\s*:/i.test(line))
      .map(line => line.replace(/^[^:]*:/, '').trim())
      // `Bearer TOKEN`: the token alone, too
      .flatMap(value => [value, value.replace(/^[\w-]+\s+/, '')]),
    ...lines('probe-url')
      .flatMap(line => [line, URL.parse(line.trim())?.href ?? ''])
      .flatMap(text => secretsOf(text))
  ]
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

/** Where the API of each region is. */
export interface Places {
  /** The step's region. */
  readonly region: Region
  /** Of the API in the step's region, or in one of its own; reports when there is none. */
  endpointOf(regionId: string | undefined): URL | undefined
  /** Whether the endpoint that was given, if one was, can be that of a region. */
  serves(regionId: string): boolean
}

/** @param given as parsed; `undefined` is not given, or reported already */
export function readPlaces(
  source: Source,
  env: Environment,
  given: {
    readonly region: string | undefined
    readonly endpoint: URL | undefined
    readonly network: 'public' | 'vpc' | undefined
    /** Without requests no region is needed. */
    readonly offline: boolean
  }
): Places {
  const region = readRegion(source, given.region, env)
  const own = source.raw('endpoint') !== ''
  let missing = false
  return {
    region,
    endpointOf(other) {
      if (own) return given.endpoint
      const regionId = other ?? region.regionId
      if (regionId !== undefined) return regionalEndpoint(regionId, given.network)
      if (given.offline) return NO_ENDPOINT
      if (!region.given && !missing) {
        source.report('region-id', `is needed: the input, or one of ${REGION_VARIABLES.join(', ')}`)
      }
      missing = true
      return undefined
    },
    serves(regionId) {
      // those of the service are of one region each; others are the author's, and may serve any
      const { hostname } = given.endpoint ?? NO_ENDPOINT
      return !hostname.endsWith('.aliyuncs.com') || hostname.split('.').includes(regionId)
    }
  }
}

export interface Region {
  readonly regionId: string | undefined
  /** Whether anything was given, right or wrong. */
  readonly given: boolean
}

/** The region of the input or of the environment. */
export function readRegion(source: Source, input: string | undefined, env: Environment): Region {
  if (source.raw('region-id') !== '') return { regionId: input, given: true }
  const variable = REGION_VARIABLES.find(name => (env[name] ?? '').trim() !== '')
  if (variable === undefined) return { regionId: undefined, given: false }
  const regionId = attempt(() => parse.region((env[variable] ?? '').trim()), source, variable)
  return { regionId, given: true }
}

/**
 * The credentials of a role, of the inputs, or of one family of the environment; a source is taken whole.
 * @param offline needs none and gets none: whatever comes after it, no request can be signed
 */
export function readCredentials(
  source: Source,
  env: Environment,
  sts: StsEndpoint,
  tools: KeylessTools,
  offline = false
): CredentialsProvider | undefined {
  if (offline && isKeyless(source)) return checkRole(source) ? NO_CREDENTIALS : undefined
  const found = isKeyless(source) ? readKeyless(source, env, sts, tools) : findKeys(source, env, offline)
  return offline && found !== undefined ? NO_CREDENTIALS : found
}

const NO_CREDENTIALS: CredentialsProvider = {
  identity: 'none',
  description: 'nowhere: none are needed',
  keys: () => Promise.reject(new Error('mode: validate makes no requests'))
}

function findKeys(source: Source, env: Environment, offline: boolean): CredentialsProvider | undefined {
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
    if (offline) return NO_CREDENTIALS
    return report(
      'access-key-id',
      'is not given, nor is access-key-secret, and no credentials are in the environment. Give one of: ' +
        'role-to-assume with oidc-provider-arn, which needs no keys at all (and permissions: id-token: write); ' +
        'these inputs (with security-token for temporary keys); or ' +
        KEY_VARIABLES.map(family => `${family.accessKeyId} with ${family.accessKeySecret}`).join('; or ')
    )
  }
  if ('problem' in found) return report(found.variable, found.problem)
  return staticCredentials(found.keys, `the environment (${found.variable})`)
}
