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

/** By group host, then by path and method; the more exact path wins. */
export function findRoute(cloud: Cloud, request: RouteRequest): Route {
  const host = request.host.replace(/:\d+$/, '').toLowerCase()
  const group = cloud.seed.groups.find(({ domains }) => domains.includes(host))
  if (group === undefined) return { api: undefined, code: 'I404DO', message: `Invalid Domain \`${host}\`` }
  let best: { api: Api; exactness: number } | undefined
  for (const api of cloud.apis()) {
    if (api.groupId !== group.id) continue
    if (api.method !== 'ANY' && api.method !== request.method) continue
    const exactness = matchPath(api.path, request.path)
    if (exactness > (best?.exactness ?? 0)) best = { api, exactness }
  }
  return best === undefined ? { api: undefined, code: 'I404NF', message: 'API not Found' } : { api: best.api }
}

/**
 * How exactly a path fits a pattern, 0 for not at all: a literal segment counts most, `[name]` less, a
 * `*` at the end, which stands for any rest, least.
 */
export function matchPath(pattern: string, path: string): number {
  const wanted = pattern.split('/').slice(1)
  const got = path.split('/').slice(1)
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
