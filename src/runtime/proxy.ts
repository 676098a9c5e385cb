import { BlockList, isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { isLoopback } from '../model/host.ts'
import type { Environment } from './github.ts'

/** The proxy for a request, or `undefined` for a direct connection. */
export type ProxyFor = (url: URL) => URL | undefined

export interface ProxySettings {
  readonly proxyFor: ProxyFor
  /** User names and passwords of the proxies, which the runner must mask. */
  readonly secrets: readonly string[]
  /** Variables that cannot be used, with the reason. The value is left out, because it may contain a password. */
  readonly problems: readonly { readonly variable: string; readonly reason: string }[]
}

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; the lower-case spelling takes precedence, as in curl. They are checked here,
 * because Node silently connects directly if the URL of a proxy is not supported, and writes the URL with its password into the
 * error message if it is malformed.
 */
export function readProxySettings(env: Environment): ProxySettings {
  const problems: { variable: string; reason: string }[] = []
  const secrets: string[] = []

  const read = (name: string): URL | undefined => {
    const variable = [name.toLowerCase(), name].find(spelling => (env[spelling] ?? '') !== '')
    const value = variable === undefined ? '' : (env[variable] ?? '').trim()
    if (variable === undefined || value === '') return undefined
    const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`)
    if (url === null || url.hostname === '') {
      problems.push({ variable, reason: 'is not a URL; must be http://[user:password@]host[:port]' })
      return undefined
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      problems.push({
        variable,
        reason: `has the scheme ${url.protocol.slice(0, -1)}; only http and https proxies are supported`
      })
      return undefined
    }
    for (const part of [url.username, url.password]) {
      if (part === '') continue
      const decoded = decode(part)
      secrets.push(part, ...(decoded === undefined ? [] : [decoded]))
      if (decoded === undefined) {
        problems.push({ variable, reason: 'has a % in its user name or password that is not encoded as %25' })
        return undefined
      }
    }
    return url
  }

  const proxies = { 'https:': read('HTTPS_PROXY'), 'http:': read('HTTP_PROXY') }
  const noProxy = [env['no_proxy'], env['NO_PROXY']].find(value => (value ?? '') !== '') ?? ''
  const exempt = readNoProxy(noProxy)
  return {
    secrets,
    problems,
    proxyFor: url => {
      const proxy = url.protocol === 'https:' ? proxies['https:'] : proxies['http:']
      return proxy === undefined || isLoopback(url.hostname) || exempt(url) ? undefined : proxy
    }
  }
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/** Whether requests to a URL bypass the proxy. */
export type Exempt = (url: URL) => boolean

interface Host {
  /** Lower case, without brackets and without a trailing dot. */
  readonly name: string
  /** 0 for a name. */
  readonly family: number
}

type Rule = (host: Host) => boolean

/**
 * Reads the value of `NO_PROXY`: entries separated by commas or whitespace, in the forms that curl supports
 * (https://curl.se/docs/manpage.html#--noproxy), and unambiguous forms of other tools.
 *
 * - `*`: everything
 * - `example.com`, `.example.com`: the host and every host below it
 * - `*.example.com`: every host below it
 * - `192.0.2.1`, `2001:db8::1`, `[2001:db8::1]`: the address, as written in a URL
 * - `192.0.2.0/24`, `2001:db8::/32`: every address of the network
 * - any of these with `:port`; an IPv6 address must then be in brackets
 *
 * Names are not resolved. An entry in another form exempts nothing.
 */
export function readNoProxy(list: string): Exempt {
  const rules = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .flatMap(entry => readEntry(entry) ?? [])
  return url => {
    const name = url.hostname
      .toLowerCase()
      .replace(/^\[|\]$/g, '')
      .replace(/\.$/, '')
    const host = { name, family: isIP(name) }
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
    return rules.some(rule => (rule.port === undefined || rule.port === port) && rule.covers(host))
  }
}

function readEntry(entry: string): { covers: Rule; port: number | undefined } | undefined {
  // none of the colons in a bare IPv6 address starts a port
  const [, place = entry, port] = isIP(entry) === 6 ? [] : (/^(.+):(\d{1,5})$/.exec(entry) ?? [])
  const covers = readPlace(place)
  return covers && { covers, port: port === undefined ? undefined : Number(port) }
}

function readPlace(place: string): Rule | undefined {
  if (place === '*') return () => true
  const [, bare, bracketed, bits] = /^(?:([^[\]/%]+)|\[([^[\]/%]+)\])(?:\/(\d{1,3}))?$/.exec(place) ?? []
  const address = bare ?? bracketed ?? ''
  const family = isIP(address)
  if (family !== 0) return readNetwork(address, family, bits)
  const wildcard = place.startsWith('*.')
  const name = toAscii(place.replace(/^\*?\.+/, '').replace(/\.+$/, ''))
  // invalid networks, and patterns that no tool supports
  if (name === '' || /[*/[\]:]/.test(name)) return undefined
  return host => host.family === 0 && (host.name.endsWith(`.${name}`) || (!wildcard && host.name === name))
}

function readNetwork(address: string, family: number, bits: string | undefined): Rule | undefined {
  const length = family === 4 ? 32 : 128
  const prefix = bits === undefined ? length : Number(bits)
  if (prefix > length) return undefined
  const network = new BlockList()
  network.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6')
  return host => {
    if (host.family === 6) return network.check(host.name, 'ipv6')
    // `::/0` would also contain every IPv4 address
    return host.family === 4 && family === 4 && network.check(host.name, 'ipv4')
  }
}

/** The host of a URL is always ASCII. */
function toAscii(name: string): string {
  return /^[\x21-\x7e]*$/.test(name) ? name : domainToASCII(name)
}
