import type { Cloud } from './cloud/cloud.ts'
import type { Api } from './cloud/state.ts'

export interface RouteRequest {
  /** The Host header, including the port. */
  readonly host: string
  readonly method: string
  /** Without the query. */
  readonly path: string
}

/** The API that a request matches, or the gateway's error. */
export type Route =
  | { readonly api: Api }
  | { readonly api: undefined; readonly code: string; readonly message: string }

/** Finds APIs by their group's domain, then by path and method; the most specific path wins. */
export class Routes {
  readonly #byDomain = new Map<string, readonly ApiRoute[]>()

  constructor(cloud: Cloud) {
    const byGroup = Map.groupBy(
      cloud.apis().map(api => ({ api, segments: segmentsOf(api.path) })),
      ({ api }) => api.groupId
    )
    for (const { id, domains } of cloud.seed.groups) {
      for (const domain of domains) this.#byDomain.set(domain, byGroup.get(id) ?? [])
    }
  }

  find(request: RouteRequest): Route {
    const host = request.host.replace(/:\d+$/, '').toLowerCase()
    const routes = this.#byDomain.get(host)
    if (routes === undefined) {
      return { api: undefined, code: 'I404DO', message: `Invalid Domain \`${host}\`` }
    }
    const segments = segmentsOf(request.path)
    let best: { api: Api; exactness: number } | undefined
    for (const { api, segments: pattern } of routes) {
      if (api.method !== 'ANY' && api.method !== request.method) continue
      const exactness = match(pattern, segments)
      if (exactness > (best?.exactness ?? 0)) best = { api, exactness }
    }
    return best === undefined
      ? { api: undefined, code: 'I404NF', message: 'API not Found' }
      : { api: best.api }
  }
}

interface ApiRoute {
  readonly api: Api
  readonly segments: readonly string[]
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').slice(1)
}

/**
 * How specifically a pattern matches a path, 0 for no match. A literal segment counts most, `[name]` less, and a
 * trailing `*`, which matches any remainder, least.
 */
export function matchPath(pattern: string, path: string): number {
  return match(segmentsOf(pattern), segmentsOf(path))
}

function match(pattern: readonly string[], path: readonly string[]): number {
  let exactness = 1
  for (const [index, segment] of pattern.entries()) {
    if (segment === '*' && index === pattern.length - 1) return path.length >= index ? exactness : 0
    const found = path[index]
    if (found === undefined) return 0
    if (/^\[[^\]]+\]$/.test(segment)) {
      if (found === '') return 0
      exactness += 2
    } else if (segment === found) exactness += 3
    else return 0
  }
  // a pattern without `*` matches the whole path, which takes precedence over any prefix
  return path.length === pattern.length ? exactness + 1000 : 0
}
