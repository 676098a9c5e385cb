import type { Json } from './json.ts'

export type Scalar = null | boolean | number | string

/**
 * The keys that the service models as numbers: there 0 stands for "not set", as "" does elsewhere. Under any
 * other key a 0 is a value like any other.
 */
const NUMBER_KEYS: ReadonlySet<string> = new Set([
  // `number` in the SDK's model of BackendConfig; milliseconds, so that 0 can be no limit that somebody set
  'ServiceTimeout',
  // `number` in the SDK's model of VpcConfig; there is no port 0
  'Port',
  // a string in the SDK's model of MockConfig, a number to other writers of it; there is no status 0
  'MockStatusCode'
])

/** Keys whose values are URLs: `ServiceAddress`, `FcBaseUrl` and what is named like them. Any other text is compared as it is. */
const URL_KEY = /(?:ur[il]|address|endpoint)$/i

/** Whether a scalar says no more than the absence of its key. A given `false` does say more. */
export function isEmptyScalar(value: Scalar, key: string): boolean {
  if (value === null || value === '') return true
  return NUMBER_KEYS.has(key) && String(value) === '0'
}

/**
 * The text by which a scalar is compared. The service answers `"200"` where `200` was written and the other
 * way round; scheme and host of a URL mean the same in either case, and an empty path is the path `/`
 * (RFC 3986, 6.2.2.1 and 6.2.3).
 */
export function scalarText(value: Exclude<Scalar, null>, key: string): string {
  const text = String(value)
  return URL_KEY.test(key) ? urlText(text) : text
}

function urlText(text: string): string {
  const [, scheme, authority = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(text) ?? []
  if (scheme === undefined) return text
  const host = authority.lastIndexOf('@') + 1
  const server = authority.slice(0, host) + authority.slice(host).toLowerCase()
  return `${scheme.toLowerCase()}://${server}${server === '' ? rest : rest.replace(/^\/(?=$|[?#])/, '')}`
}

export function isScalar(value: Json): value is Scalar {
  return typeof value !== 'object' || value === null
}
