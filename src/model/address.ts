import { isIPv4 } from 'node:net'
import { hostProblem } from './host.ts'

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
