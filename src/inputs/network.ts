import { NO_ENDPOINT, regionalEndpoint } from '../model/target.ts'
import type { Environment } from '../runtime/github.ts'
import { readProxySettings } from '../runtime/proxy.ts'
import type { ProxyFor } from '../runtime/proxy.ts'
import * as parse from './parsers.ts'
import { attempt } from './source.ts'
import type { Rows, Source } from './source.ts'

export const NETWORK = {
  'region-id': { parse: parse.region },
  endpoint: { parse: parse.endpoint },
  network: { parse: parse.oneOf('public', 'vpc'), fallback: 'public' },
  'sts-endpoint': { parse: parse.endpoint },
  'request-timeout': { parse: parse.duration, fallback: '10s' },
  'max-attempts': { parse: parse.integer(1, 20), fallback: '5' }
} satisfies Rows

const REGION_VARIABLES = ['ALIBABA_CLOUD_REGION_ID', 'ALICLOUD_REGION', 'ALIBABACLOUD_REGION_ID'] as const

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

/** How the cloud is reached; `undefined` where a problem was reported. */
export interface Connection {
  readonly requestTimeoutMs: number | undefined
  readonly maxAttempts: number | undefined
  readonly places: Places
  readonly sts: StsEndpoint
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

/** @param offline without requests no region is needed */
export function readConnection(source: Source, env: Environment, offline: boolean): Connection {
  const value = source.reader(NETWORK)
  const network = value('network')
  const limits = { requestTimeoutMs: value('request-timeout'), maxAttempts: value('max-attempts') }
  const regionInput = value('region-id')
  const own = value('endpoint')
  const region = readRegion(source, regionInput, env)
  let missing = false
  const places: Places = {
    region,
    endpointOf(other) {
      if (source.raw('endpoint') !== '') return own
      const regionId = other ?? region.regionId
      if (regionId !== undefined) return regionalEndpoint(regionId, network)
      if (offline) return NO_ENDPOINT
      if (!region.given && !missing) {
        source.report('region-id', `is required: the input, or one of ${REGION_VARIABLES.join(', ')}`)
      }
      missing = true
      return undefined
    },
    serves(regionId) {
      // those of the service are of one region each; others are the author's, and may serve any
      const { hostname } = own ?? NO_ENDPOINT
      return !hostname.endsWith('.aliyuncs.com') || hostname.split('.').includes(regionId)
    }
  }
  return { ...limits, places, sts: readStsEndpoint(source, region, network) }
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

/** The endpoint of the Security Token Service, for what asks it. */
export interface StsEndpoint {
  /** It; `undefined` with the reason reported. From then on it is in `used`. */
  needed(): URL | undefined
  /** It, where something asks it. */
  readonly used: URL | undefined
}

export function readStsEndpoint(
  source: Source,
  region: Region,
  network: 'public' | 'vpc' | undefined
): StsEndpoint {
  const own = source.reader(NETWORK)('sts-endpoint')
  let reported = false
  let used: URL | undefined
  const byRegion = (): URL | undefined => {
    if (region.regionId !== undefined) {
      return new URL(`https://sts${network === 'vpc' ? '-vpc' : ''}.${region.regionId}.aliyuncs.com`)
    }
    // a region that is needed for the endpoint as well is asked for there
    if (!region.given && !reported && source.raw('endpoint') !== '') {
      source.report('sts-endpoint', 'is required if there is no region-id')
    }
    reported = true
    return undefined
  }
  return {
    needed: () => (used ??= source.raw('sts-endpoint') === '' ? byRegion() : own),
    get used() {
      return used
    }
  }
}
