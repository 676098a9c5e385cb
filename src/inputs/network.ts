import { readFileSync, statSync } from 'node:fs'
import { NO_ENDPOINT, isServiceHost, regionalEndpoint, stsEndpoint } from '../model/endpoints.ts'
import type { Network, Product } from '../model/endpoints.ts'
import { isLoopback } from '../model/host.ts'
import type { Environment } from '../runtime/github.ts'
import { readProxySettings } from '../runtime/proxy.ts'
import type { ProxyFor } from '../runtime/proxy.ts'
import { oneLine } from '../runtime/text.ts'
import * as parse from './parsers.ts'
import { attempt } from './source.ts'
import type { Rows, Source } from './source.ts'

export const NETWORK = {
  'region-id': { parse: parse.region },
  endpoint: { parse: parse.endpoint },
  'apig-endpoint': { parse: parse.endpoint },
  network: { parse: parse.oneOf('public', 'vpc'), fallback: 'public' },
  'sts-endpoint': { parse: parse.endpoint },
  'request-timeout': { parse: parse.duration, fallback: '10s' },
  'max-attempts': { parse: parse.integer(1, 20), fallback: '5' }
} satisfies Rows

const REGION_VARIABLES = ['ALIBABA_CLOUD_REGION_ID', 'ALICLOUD_REGION', 'ALIBABACLOUD_REGION_ID'] as const

/** The proxy of each request. Variables that turn protection off are refused. */
export function readNetwork(source: Source, env: Environment): ProxyFor {
  const proxies = readProxySettings(env)
  for (const { variable, reason } of proxies.problems) source.report(variable, reason)
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    source.report(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'is 0, which turns certificate verification off: remove it, and add private certificates with NODE_EXTRA_CA_CERTS'
    )
  }
  if (isEndless(env[VARIABLE] ?? '')) {
    source.report(
      VARIABLE,
      'must be a file of certificates in PEM format: it is not a regular file, and Node might wait for it forever'
    )
  }
  return proxies.proxyFor
}

/** How the cloud is reached; `undefined` if a problem was reported. */
export interface Connection {
  readonly requestTimeoutMs: number | undefined
  readonly maxAttempts: number | undefined
  readonly places: Places
  readonly sts: StsEndpoint
}

/** Where the APIs of each region are. */
export interface Places {
  /** The step's region. */
  readonly region: Region
  /** The endpoint of a product in a target's region, by default the step's; reports a missing one. */
  endpointOf(product: Product, regionId: string | undefined): URL | undefined
  /** Whether the endpoint that is set for the product, if any, can serve a region. */
  serves(product: Product, regionId: string): boolean
}

/** @param offline whether no requests are made, so that no region is required */
export function readConnection(source: Source, env: Environment, offline: boolean): Connection {
  const value = source.reader(NETWORK)
  const network = value('network')
  const limits = { requestTimeoutMs: value('request-timeout'), maxAttempts: value('max-attempts') }
  const regionInput = value('region-id')
  const endpoints = readEndpoints(source)
  const region = readRegion(source, regionInput, env)
  let missing = false
  const unserved = new Set<string>()
  const places: Places = {
    region,
    endpointOf(product, other) {
      const { isSet, url } = endpoints.of(product)
      if (isSet) return url
      const regionId = other ?? region.regionId
      if (regionId !== undefined) {
        const found = regionalEndpoint(regionId, network, product)
        const key = `${product.host} ${regionId}`
        if (found === undefined && !unserved.has(key)) {
          unserved.add(key)
          source.report('network', noVpcEndpoint(product.name, regionId, product.endpointInput))
        }
        return found
      }
      if (offline) return NO_ENDPOINT
      if (!region.isSet && !missing) {
        source.report('region-id', `is required, unless one of ${REGION_VARIABLES.join(', ')} is set`)
      }
      missing = true
      return undefined
    },
    serves(product, regionId) {
      const { url } = endpoints.of(product)
      // an endpoint of the service serves one region; any other may serve all of them
      return url === undefined || !isServiceHost(url) || url.hostname.split('.').includes(regionId)
    }
  }
  return { ...limits, places, sts: readStsEndpoint(source, region, network, offline) }
}

const ENDPOINTS = ['endpoint', 'apig-endpoint'] as const

/** The endpoints that are set. */
function readEndpoints(source: Source) {
  const value = source.reader(NETWORK)
  const isSet = ENDPOINTS.some(name => source.raw(name) !== '')
  const local = ENDPOINTS.map(name => value(name)).find(url => url !== undefined && isLoopback(url.hostname))
  return {
    /** Whether there is any, valid or not. */
    isSet,
    /** The first one on loopback. It is the default of the others, so that a rehearsal never reaches the real cloud. */
    local,
    /** The endpoint of a product, and whether one is set, valid or not. */
    of({ endpointInput }: Product): { readonly isSet: boolean; readonly url: URL | undefined } {
      const name = ENDPOINTS.find(input => input === endpointInput)
      const isOwn = name !== undefined && source.raw(name) !== ''
      return isOwn ? { isSet: true, url: value(name) } : { isSet: local !== undefined, url: local }
    }
  }
}

function noVpcEndpoint(product: string, regionId: string, input: string): string {
  return `is vpc, but ${product} has no VPC endpoint in ${regionId}: set ${input}, or network: public`
}

export interface Region {
  readonly regionId: string | undefined
  /** Whether it is set, valid or not. */
  readonly isSet: boolean
}

/** The region from the input or the environment. */
export function readRegion(source: Source, input: string | undefined, env: Environment): Region {
  if (source.raw('region-id') !== '') return { regionId: input, isSet: true }
  const variable = REGION_VARIABLES.find(name => (env[name] ?? '').trim() !== '')
  if (variable === undefined) return { regionId: undefined, isSet: false }
  const regionId = attempt(() => parse.region((env[variable] ?? '').trim()), source, variable)
  return { regionId, isSet: true }
}

/** The endpoint of the Security Token Service, if anything requires it. */
export interface StsEndpoint {
  /** Returns it and sets `used`; `undefined` if a problem was reported. */
  needed(): URL | undefined
  /** Set once something requires it. */
  readonly used: URL | undefined
}

/** @param offline whether no requests are made, so that no region is required */
export function readStsEndpoint(
  source: Source,
  region: Region,
  network: Network | undefined,
  offline = false
): StsEndpoint {
  const value = source.reader(NETWORK)
  const own = value('sts-endpoint')
  const endpoints = readEndpoints(source)
  let reported = false
  let used: URL | undefined
  const byRegion = (): URL | undefined => {
    if (endpoints.local !== undefined) return endpoints.local
    if (region.regionId !== undefined) {
      const found = stsEndpoint(region.regionId, network)
      if (found === undefined && !reported) {
        source.report('network', noVpcEndpoint('STS', region.regionId, 'sts-endpoint'))
      }
      reported ||= found === undefined
      return found
    }
    // a region that the API endpoint requires as well is reported there
    if (!offline && !region.isSet && !reported && endpoints.isSet) {
      source.report('sts-endpoint', 'is required unless region-id is set')
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

const VARIABLE = 'NODE_EXTRA_CA_CERTS'
const CERTIFICATE = /-----BEGIN (?:X509 )?CERTIFICATE-----[^]*?(?:-----END (?:X509 )?CERTIFICATE-----|$)/g

/**
 * The problem with the file of `NODE_EXTRA_CA_CERTS`; `undefined` if the variable is not set, or the file is valid. Node
 * ignores a file that it cannot use, with at most a line on stderr, and does not trust its authorities.
 */
export function extraAuthoritiesProblem(env: Environment): string | undefined {
  const path = env[VARIABLE] ?? ''
  if (path === '') return undefined
  const reason = reasonOf(path)
  return (
    reason &&
    `${VARIABLE} names "${oneLine(path, 300)}", which ${reason}: its authorities are not trusted. Set it to a readable file of certificates in PEM format.`
  )
}

/** Whether reading the file may never end. Node reads it in a thread of its own, which keeps the process alive. */
function isEndless(path: string): boolean {
  try {
    const stats = statSync(path)
    return !stats.isFile() && !stats.isDirectory() && path !== '/dev/null'
  } catch {
    // extraAuthoritiesProblem warns about it
    return false
  }
}

/** Larger than any bundle of authorities; the largest ones have 1 MiB. */
const MAX_AUTHORITIES_BYTES = 16 * 1024 * 1024

function reasonOf(path: string): string | undefined {
  let text: string
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) return 'is a folder'
    // a named pipe or a device is an input error, because reading it may never end
    if (!stats.isFile()) return undefined
    if (stats.size > MAX_AUTHORITIES_BYTES) return `is larger than ${MAX_AUTHORITIES_BYTES / 1024 / 1024} MiB`
    text = readFileSync(path, 'latin1')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no code'
    if (code === 'ENOENT') return 'does not exist'
    return `cannot be read (${code})`
  }
  const certificates = text.match(CERTIFICATE) ?? []
  if (certificates.length === 0) {
    // OpenSSL's own format, which adds the purposes that a certificate is trusted for
    return text.includes('-----BEGIN TRUSTED CERTIFICATE-----')
      ? 'contains only certificates labeled TRUSTED CERTIFICATE, which Node ignores'
      : 'contains no certificate in PEM format (-----BEGIN CERTIFICATE-----)'
  }
  // loaded here, because few steps have such a file
  const { X509Certificate } = process.getBuiltinModule('node:crypto')
  const bad = certificates.findIndex(certificate => {
    try {
      return new X509Certificate(certificate).raw.length === 0
    } catch {
      return true
    }
  })
  return bad < 0 ? undefined : `contains a damaged certificate (number ${bad + 1} of ${certificates.length})`
}
