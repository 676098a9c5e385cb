import { readFileSync, statSync } from 'node:fs'
import { NO_ENDPOINT, isServiceHost, regionalEndpoint, stsEndpoint } from '../model/endpoints.ts'
import type { Network, Product } from '../model/endpoints.ts'
import type { Environment } from '../runtime/github.ts'
import { isLoopback } from '../runtime/hosts.ts'
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
  if (isEndless(env[VARIABLE] ?? '')) {
    source.report(
      VARIABLE,
      'is neither a regular file nor a folder: Node would read it at the first request, and that may never end; it must be a file of certificates in PEM form'
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

/** Where the APIs of each region are. */
export interface Places {
  /** The step's region. */
  readonly region: Region
  /** Of a product's API in the step's region, or in one of its own; reports when there is none. */
  endpointOf(product: Product, regionId: string | undefined): URL | undefined
  /** Whether the product's endpoint that was set, if one was, can be that of a region. */
  serves(product: Product, regionId: string): boolean
}

/** @param offline without requests no region is needed */
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
        source.report('region-id', `is required: the input, or one of ${REGION_VARIABLES.join(', ')}`)
      }
      missing = true
      return undefined
    },
    serves(product, regionId) {
      const { url } = endpoints.of(product)
      // those of the service are of one region each; others are the author's, and may serve any
      return url === undefined || !isServiceHost(url) || url.hostname.split('.').includes(regionId)
    }
  }
  return { ...limits, places, sts: readStsEndpoint(source, region, network, offline) }
}

const ENDPOINTS = ['endpoint', 'apig-endpoint'] as const

/** The endpoints that were set. */
function readEndpoints(source: Source) {
  const value = source.reader(NETWORK)
  const isSet = ENDPOINTS.some(name => source.raw(name) !== '')
  const local = ENDPOINTS.map(name => value(name)).find(url => url !== undefined && isLoopback(url.hostname))
  return {
    /** Whether there is any, right or wrong. */
    isSet,
    /** The first one that is this machine's: where a rehearsal is, which never reaches the real cloud. */
    local,
    /** That of a product, and whether one was set, right or wrong. */
    of({ endpointInput }: Product): { readonly isSet: boolean; readonly url: URL | undefined } {
      const name = ENDPOINTS.find(input => input === endpointInput)
      const isOwn = name !== undefined && source.raw(name) !== ''
      return isOwn ? { isSet: true, url: value(name) } : { isSet: local !== undefined, url: local }
    }
  }
}

function noVpcEndpoint(product: string, regionId: string, input: string): string {
  return `is vpc, and ${product} has no endpoint inside VPCs in ${regionId}: set ${input}, or network: public`
}

export interface Region {
  readonly regionId: string | undefined
  /** Whether anything was set, right or wrong. */
  readonly isSet: boolean
}

/** The region of the input or of the environment. */
export function readRegion(source: Source, input: string | undefined, env: Environment): Region {
  if (source.raw('region-id') !== '') return { regionId: input, isSet: true }
  const variable = REGION_VARIABLES.find(name => (env[name] ?? '').trim() !== '')
  if (variable === undefined) return { regionId: undefined, isSet: false }
  const regionId = attempt(() => parse.region((env[variable] ?? '').trim()), source, variable)
  return { regionId, isSet: true }
}

/** The endpoint of the Security Token Service, for what asks it. */
export interface StsEndpoint {
  /** It; `undefined` with the reason reported. From then on it is in `used`. */
  needed(): URL | undefined
  /** It, where something asks it. */
  readonly used: URL | undefined
}

/** @param offline without requests no region is needed */
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
    // a region that is needed for the endpoint as well is asked for there
    if (!offline && !region.isSet && !reported && endpoints.isSet) {
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

const VARIABLE = 'NODE_EXTRA_CA_CERTS'
const CERTIFICATE = /-----BEGIN (?:X509 )?CERTIFICATE-----[^]*?(?:-----END (?:X509 )?CERTIFICATE-----|$)/g

/**
 * What is wrong with the file of `NODE_EXTRA_CA_CERTS`; `undefined` where the variable is not set, or the file is good. Node
 * ignores a file that it cannot use, with a line on stderr at most, and then trusts nobody of it.
 */
export function extraAuthoritiesProblem(env: Environment): string | undefined {
  const path = env[VARIABLE] ?? ''
  if (path === '') return undefined
  const reason = reasonOf(path)
  return (
    reason &&
    `${VARIABLE} names "${oneLine(path, 300)}", which ${reason}: its authorities are not trusted. It must be a file of certificates in PEM form that this step may read.`
  )
}

/** Whether the file may have no end. Node reads it in a thread of its own, and not even the end of the process stops that. */
function isEndless(path: string): boolean {
  try {
    const stats = statSync(path)
    return !stats.isFile() && !stats.isDirectory() && path !== '/dev/null'
  } catch {
    // warned of by extraAuthoritiesProblem
    return false
  }
}

/** More than any collection of authorities; the largest ones have 1 MiB. */
const MAX_AUTHORITIES_BYTES = 16 * 1024 * 1024

function reasonOf(path: string): string | undefined {
  let text: string
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) return 'is a folder'
    // a named pipe or a device: reported as an input error, because to read it may never end
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
    // OpenSSL's own form, with the uses that a certificate is trusted for
    return text.includes('-----BEGIN TRUSTED CERTIFICATE-----')
      ? 'holds certificates with the label TRUSTED CERTIFICATE only, which Node ignores'
      : 'holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)'
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
  return bad < 0
    ? undefined
    : `holds a certificate that is damaged (number ${bad + 1} of ${certificates.length})`
}
