import { BlockList, isIP } from 'node:net'

/** Whether a request goes direct. */
export type NoProxy = (url: URL) => boolean

type Rule = (host: string, port: string) => boolean

/**
 * Reads `NO_PROXY` as curl does, and what is written for other programs beside it: names that stand for
 * themselves and what is below them, with or without a dot or `*.` before them; addresses, with or without
 * brackets; networks (`10.0.0.0/8`, `fd00::/8`); each with a port or without; `*` for everything. Between them
 * stand commas or white space. https://curl.se/docs/manpage.html#--noproxy
 */
export function readNoProxy(list: string): NoProxy {
  const rules = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .map(readRule)
  return url => {
    const host = bare(url.hostname)
    const port = url.port || (url.protocol === 'https:' ? '443' : '80')
    return rules.some(rule => rule(host, port))
  }
}

function readRule(entry: string): Rule {
  if (entry === '*') return () => true
  const { host, port } = splitPort(entry)
  const matches = readNetwork(host) ?? readAddress(host) ?? readName(host)
  return (candidate, candidatePort) => (port === undefined || port === candidatePort) && matches(candidate)
}

/** `[::1]:443` and `host:443`; an IPv6 address without brackets has colons and no port. */
function splitPort(entry: string): { host: string; port: string | undefined } {
  const [, inBrackets, bracketPort] = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry) ?? []
  if (inBrackets !== undefined) return { host: inBrackets, port: bracketPort }
  const [, host, port] = /^([^:]*):(\d+)$/.exec(entry) ?? []
  return host === undefined ? { host: entry, port: undefined } : { host, port }
}

type Matcher = (host: string) => boolean

function readNetwork(text: string): Matcher | undefined {
  const [, address = '', prefix] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const family = isIP(address)
  if (prefix === undefined || family === 0 || Number(prefix) > (family === 4 ? 32 : 128)) return undefined
  const network = new BlockList()
  network.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6')
  return host => isIn(network, host)
}

function readAddress(text: string): Matcher | undefined {
  const family = isIP(text)
  if (family === 0) return undefined
  const only = new BlockList()
  only.addAddress(text, family === 4 ? 'ipv4' : 'ipv6')
  return host => isIn(only, host)
}

function isIn(list: BlockList, host: string): boolean {
  const family = isIP(host)
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

/** A name is matched on whole labels; an address is never taken for a name. */
function readName(text: string): Matcher {
  const name = bare(text.replace(/^\*?\./, ''))
  return host => name !== '' && isIP(host) === 0 && (host === name || host.endsWith(`.${name}`))
}

/** Without brackets, and without the dot that ends a name that is complete. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}
