import { BlockList, isIP } from 'node:net'

const LOOPBACK = /^(localhost\.?|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/

/**
 * Whether a host is this machine: `localhost`, 127.0.0.0/8, also in its IPv6 form, or ::1, taken literally.
 * @param hostname as an http(s) URL spells it: in lower case, IPv4 with its four numbers, IPv6 in brackets
 */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname)
}

/** Made when the first probe is sent; most steps have none. */
let linkLocal: BlockList | undefined

/** Whether an address, as it is connected to, is link-local or a cloud's metadata service. */
export function isLinkLocal(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = isIP(bare)
  if (family === 0) return false
  linkLocal ??= linkLocalAddresses()
  // an IPv4 address is found in its IPv6 form, too
  return linkLocal.check(bare, family === 4 ? 'ipv4' : 'ipv6')
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
