import { BlockList, isIP } from 'node:net'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** Whether a URL's host is this machine: `localhost`, 127.0.0.0/8 or ::1, taken literally. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname)
  return /^localhost\.?$/i.test(host) || isIn(LOOPBACK, host)
}

// link-local, and the addresses at which clouds answer a machine's own credentials
const LINK_LOCAL = new BlockList()
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4')
LINK_LOCAL.addAddress('100.100.100.200', 'ipv4')
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6')
LINK_LOCAL.addSubnet('fd00:ec2::', 32, 'ipv6')
// the same through a translating gateway
LINK_LOCAL.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')

/** Whether an address, as it is connected to, is link-local or a cloud's metadata service. */
export function isLinkLocal(address: string): boolean {
  return isIn(LINK_LOCAL, bare(address).replace(/%.*$/, ''))
}

/** An IPv4 address is found in its IPv6 form, too. */
function isIn(addresses: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && addresses.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
