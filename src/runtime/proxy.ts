import { isLoopback } from './hosts.ts'
import { readNoProxy } from './no-proxy.ts'
import type { Environment } from './github.ts'

/** The proxy that a request goes through, or `undefined` when it goes direct. */
export type ProxyFor = (url: URL) => URL | undefined

export interface ProxySettings {
  readonly proxyFor: ProxyFor
  /** What the runner must mask: user and password of the proxies. */
  readonly secrets: readonly string[]
  /** The variables that cannot be used, each with the reason. The value is not in it: it may hold a password. */
  readonly problems: readonly { readonly variable: string; readonly reason: string }[]
}

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, the lower-case spelling first, as curl does.
 * Node itself goes direct without a word when a proxy's URL is not what it expects, and puts the URL
 * with its password into an error's message when it is malformed: so they are checked here first.
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
      problems.push({ variable, reason: 'is not a URL; give http://[user:password@]host[:port]' })
      return undefined
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      problems.push({
        variable,
        reason: `has the scheme ${url.protocol.slice(0, -1)}; only http and https proxies work`
      })
      return undefined
    }
    for (const part of [url.username, url.password]) {
      if (part === '') continue
      const decoded = decode(part)
      secrets.push(part, ...(decoded === undefined ? [] : [decoded]))
      if (decoded === undefined) {
        problems.push({ variable, reason: 'has a % in its user or password that is not written %25' })
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
