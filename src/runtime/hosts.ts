import { BlockList, isIP } from 'node:net'

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
