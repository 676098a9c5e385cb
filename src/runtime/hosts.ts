import { BlockList, isIP } from 'node:net'

// as a URL spells them: lower case, an IPv4 address with its four numbers, also in its IPv6 form
const LOOPBACK = /^(localhost\.?|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/

/** Whether a URL's host is this machine: `localhost`, 127.0.0.0/8 or ::1, taken literally. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname)
}

let linkLocal: BlockList | undefined

/** Whether an address, as it is connected to, is link-local or a cloud's metadata service. */
export function isLinkLocal(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = isIP(bare)
  linkLocal ??= linkLocalAddresses()
  // an IPv4 address is found in its IPv6 form, too
  return family !== 0 && linkLocal.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}

/** Link-local, and the addresses at which clouds answer a machine's own credentials. */
function linkLocalAddresses(): BlockList {
  const addresses = new BlockList()
  addresses.addSubnet('169.254.0.0', 16, 'ipv4')
  addresses.addAddress('100.100.100.200', 'ipv4')
  addresses.addSubnet('fe80::', 10, 'ipv6')
  addresses.addSubnet('fd00:ec2::', 32, 'ipv6')
  // the same through a translating gateway
  addresses.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')
  return addresses
}
