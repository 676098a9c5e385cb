import { BlockList, isIP } from 'node:net'

/** Whether a URL's host is this machine: `localhost`, 127.0.0.0/8 or ::1, taken literally. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase()
  return (
    host === 'localhost' ||
    host === '[::1]' ||
    host === '::1' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  )
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
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = isIP(bare)
  return family !== 0 && LINK_LOCAL.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}
