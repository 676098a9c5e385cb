import type { Cloud } from './cloud/cloud.ts'
import type { Api } from './cloud/state.ts'

export interface RouteRequest {
  /** The Host header, a port included. */
  readonly host: string
  readonly method: string
  /** Without the query. */
  readonly path: string
}

/** The API that a request is for, or what the gateway says instead. */
export type Route =
  | { readonly api: Api }
  | { readonly api: undefined; readonly code: string; readonly message: string }

/** The APIs by the group's domain, then by path and method; the more exact path wins. */
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
 * How exactly a path fits a pattern, 0 for not at all: a literal segment counts most, `[name]` less, a
 * `*` at the end, which stands for any rest, least.
 */
export function matchPath(pattern: string, path: string): number {
  return match(segmentsOf(pattern), segmentsOf(path))
}

function match(wanted: readonly string[], got: readonly string[]): number {
  let exactness = 1
  for (const [index, segment] of wanted.entries()) {
    if (segment === '*' && index === wanted.length - 1) return got.length >= index ? exactness : 0
    const found = got[index]
    if (found === undefined) return 0
    if (/^\[[^\]]+\]$/.test(segment)) {
      if (found === '') return 0
      exactness += 2
    } else if (segment === found) exactness += 3
    else return 0
  }
  // without a `*` the whole path was asked for, which beats any prefix
  return got.length === wanted.length ? exactness + 1000 : 0
}
