import { isIPv4, isIPv6, BlockList, isIP } from 'node:net'
import { isPrintableAscii, lazyPattern } from './lazy-pattern.ts'

// Detects host names that were damaged: masked, truncated or duplicated values, and unreplaced placeholders. Follows
// RFC 1123, 2.1 and RFC 3986, 3.2.2, except for underscores, which internal names contain, and for the product's
// API variables, such as `#host#`.

/** An API variable, which the gateway replaces for each stage. */
const API_VARIABLE = /#[A-Za-z_][\w.-]{0,63}#/g
/** An unreplaced placeholder or a mask: `${HOST}`, `{{host}}`, `<host>`, `***`. */
const LEFTOVER = /\$\{|\{\{|\}\}|\*\*\*/
const QUOTE = /["'`\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\uff02\uff07]/
/** Control and format characters, including zero-width ones, and every kind of space. */
const INVISIBLE = lazyPattern(
  String.raw`[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`,
  'u'
)
const LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/
const ANY_LABEL = lazyPattern(String.raw`^(?!-)[\p{L}\p{M}\p{N}_-]{1,63}(?<!-)$`, 'u')

/**
 * Why a text is damaged: it contains a placeholder, a mask, quotation marks or invisible characters.
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
export function damageOf(text: string): string | undefined {
  return leftoverOf(text) ?? (QUOTE.test(text) ? 'contains a quotation mark' : unseenOf(text))
}

function leftoverOf(text: string): string | undefined {
  if (text.includes('***')) return 'contains ***, which is a masked secret'
  if (text.includes('${{')) return 'contains an expression (${{ … }}) that was not evaluated'
  if (LEFTOVER.test(text)) {
    return 'contains a placeholder (${…} or {{…}}) that was not replaced; ${NAME} is replaced only if the input variables is set'
  }
  return undefined
}

/** Whether a text contains a control, format or space character other than a plain space. */
export function hasInvisible(text: string): boolean {
  return !isPrintableAscii(text) && INVISIBLE().test(text.replaceAll(' ', ''))
}

function unseenOf(text: string): string | undefined {
  const isSeen = !text.includes(' ') && (isPrintableAscii(text) || !INVISIBLE().test(text))
  return isSeen ? undefined : 'contains white space or an invisible character'
}

/**
 * Why a text is not an http(s) URL of a backend.
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
export function urlProblem(text: string): string | undefined {
  const damage = leftoverOf(text) ?? unseenOf(text)
  if (damage !== undefined) return damage
  const [, scheme, rest = ''] = /^(https?):\/\/([^]*)$/i.exec(text.replaceAll(API_VARIABLE, 'x')) ?? []
  if (scheme === undefined && QUOTE.test(text.slice(0, 1))) return 'begins with a quotation mark'
  if (scheme === undefined)
    return 'must be a URL that begins with http:// or https://, for example http://10.0.0.1:8080'
  // also without the second colon: http://http//
  if (/^(?:[a-z][a-z0-9+.-]*:|https?)\/\//i.test(rest)) return 'has two schemes, such as http://http://'
  const [authority = ''] = /^[^/?#]*/.exec(rest) ?? []
  return hostProblem(authority.slice(authority.lastIndexOf('@') + 1))
}

/**
 * Why a text is not `host` or `host:port`, with a host name or an IP address (IPv6 in brackets).
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
export function hostProblem(text: string): string | undefined {
  const damage = damageOf(text)
  if (damage !== undefined) return damage
  const [, bracketed, name = '', port] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::([^]*))?$/.exec(text.replaceAll(API_VARIABLE, 'x')) ?? []
  if (
    port !== undefined &&
    port !== 'x' &&
    !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)
  ) {
    return 'has a port that is not a number from 1 to 65535'
  }
  if (bracketed !== undefined)
    return isIPv6(bracketed) ? undefined : 'has brackets around a value that is not an IPv6 address'
  return nameProblem(name)
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'has no host'
  if (name.includes('$')) return 'has a host that contains $; is a shell variable not expanded?'
  // full-width digits and dots look like ASCII, but are a different name
  if (name !== name.normalize('NFKC')) return 'has a host with full-width or other look-alike characters'
  const labels = name.replace(/\.$/, '').split('.')
  if (labels.includes('')) return 'has a host with an empty label: an extra dot, or an empty value'
  const isNumeric = /^(?:\d+|0x[\da-f]*)$/i.test(labels.at(-1) ?? '')
  if (isNumeric)
    return isIPv4(labels.join('.')) ? undefined : 'has a host that is neither an IPv4 address nor a host name'
  if (name.length > 254 || !labels.every(label => LABEL.test(label) || ANY_LABEL().test(label))) {
    return 'has an invalid host name: labels must be letters, digits, - and _, without - at the start or end'
  }
  return undefined
}

// The addresses of a service in Cloud-native API Gateway: `host:port`.

/** A VIP service takes IP addresses, a DNS service names. */
export type HostKind = 'ip' | 'name'

/**
 * Why a text is not `host:port` with an IPv4 address, an IPv6 address in brackets, or a host name.
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
export function addressProblem(text: string): string | undefined {
  if (text.includes('://')) return 'is a URL: an address is host:port, such as 10.0.0.1:8080'
  if (text.includes('/')) return 'has a path: an address is host:port, such as 10.0.0.1:8080'
  // only the Traditional product replaces them
  if (/#[\w.-]+#/.test(text)) return 'contains an API variable (#name#), which this product does not have'
  if (/:\d+[\s;|\u3001\uff0c\uff1b]+[\w[]/.test(text)) {
    return 'contains several addresses: separate them with commas or line breaks'
  }
  if (!text.startsWith('[') && (text.match(/:/g) ?? []).length > 1) {
    return 'has more than one colon: an IPv6 address is written in brackets, such as [2001:db8::1]:8080'
  }
  // placeholders have already been replaced
  const problem = hostProblem(text)?.replace(/; \$\{NAME\}.*$/, '')
  if (problem !== undefined) return problem
  const [, port] = /:(\d+)$/.exec(text.replace(/^\[[^\]]*\]/, '')) ?? []
  if (port === undefined) return 'has no port: an address is host:port, such as 10.0.0.1:8080'
  return port.startsWith('0') ? 'has a port that begins with 0' : undefined
}

/** The canonical text of an address: equal texts are the same address. */
export function canonicalAddress(address: string): string {
  const [, host = address, port = ''] = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(address) ?? []
  const isIPv6 = host.startsWith('[')
  return `${(isIPv6 ? URL.parse(`http://${host}`)?.hostname : undefined) ?? host.toLowerCase()}${port}`
}

/** The kind of an address's host. */
export function hostKindOf(address: string): HostKind {
  return address.startsWith('[') || isIPv4(address.replace(/:\d*$/, '')) ? 'ip' : 'name'
}

const LOOPBACK = /^(localhost\.?|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/

/**
 * Whether a host is this machine: `localhost`, 127.0.0.0/8, also in its IPv6 form, or ::1. Names are not resolved.
 * @param hostname as in an http(s) URL: lower case, IPv4 with four numbers, IPv6 in brackets
 */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname)
}

/** Created when the first probe is sent; most steps have none. */
let linkLocal: BlockList | undefined

/** Whether the address of a connection is link-local or a cloud's metadata service. */
export function isLinkLocal(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = isIP(bare)
  if (family === 0) return false
  linkLocal ??= linkLocalAddresses()
  // this also finds an IPv4 address in its IPv6 form
  return linkLocal.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}

/** Link-local addresses, and the addresses where clouds serve a machine's own credentials. */
function linkLocalAddresses(): BlockList {
  const addresses = new BlockList()
  addresses.addSubnet('169.254.0.0', 16, 'ipv4')
  addresses.addAddress('100.100.100.200', 'ipv4')
  addresses.addSubnet('fe80::', 10, 'ipv6')
  addresses.addSubnet('fd00:ec2::', 32, 'ipv6')
  // the same through a NAT64 gateway
  addresses.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')
  return addresses
}
