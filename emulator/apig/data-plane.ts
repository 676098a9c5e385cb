import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonObject } from '../cloud/json.ts'
import { isJsonObject } from '../cloud/json.ts'
import type { Apig } from './apig.ts'
import { BY_RATIO } from './backend.ts'
import { objectOf, objectsOf, textOf, textsOf } from './operation.ts'
import { newBudget } from './path-regex.ts'
import { compareMatches, matchesTemplate, readMatch } from './route-match.ts'
import type { MatchRequest, RouteMatch } from './route-match.ts'
import type { Gateway, HttpApi, Route, RouteBackend } from './state.ts'

/** Where a request goes. */
export interface NativeTarget {
  readonly protocol: 'http:' | 'https:'
  readonly hostname: string
  readonly port: string
}

/** What the gateway does with a request. */
export type NativeDecision =
  | { readonly kind: 'forward'; readonly target: NativeTarget }
  | {
      readonly kind: 'respond'
      readonly status: number
      readonly body: string
      readonly headers?: JsonObject
    }

const respond = (status: number, body: string): NativeDecision => ({ kind: 'respond', status, body })
/** Worded as by Envoy, on which the gateway is built. */
const NO_ROUTE = respond(404, '')
const NO_HEALTHY = respond(503, 'no healthy upstream')

/** The data plane of Cloud-native API Gateway: selects by Host, route, weight and health. */
export class NativeDataPlane {
  readonly #apig: Apig
  /** Cached per match in effect, which is never mutated. */
  readonly #matches = new WeakMap<JsonObject, RouteMatch>()
  readonly #balances = new WeakMap<RouteBackend, Balance>()
  /** Round-robin position per service ID. */
  readonly #turns = new Map<string, number>()

  constructor(apig: Apig) {
    this.#apig = apig
  }

  /** Decides how to handle a request; undefined if the Host belongs to no gateway of the product. */
  decide(request: IncomingMessage): NativeDecision | undefined {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
    const bound = this.#boundTo(host)
    if (bound === undefined) return undefined
    const [path = '/', query = ''] = (request.url ?? '/').split(/\?([^]*)/, 2)
    const matchRequest = {
      method: request.method ?? 'GET',
      path,
      query: new URLSearchParams(query),
      headers: request.headers
    }
    const backend =
      this.#findRoute(bound.routes, matchRequest) ?? this.#findOperation(bound.apis, matchRequest)
    return backend === undefined ? NO_ROUTE : this.#decideBy(backend, matchRequest)
  }

  /** The routes and Rest APIs that a Host can reach. */
  #boundTo(host: string): { routes: readonly Route[]; apis: readonly HttpApi[] } | undefined {
    const routes: Route[] = []
    const apis: HttpApi[] = []
    let isKnown = false
    for (const api of this.#apig.httpApis()) {
      const isDefault = hasHost(api.gateway, host)
      isKnown ||= isDefault
      if (isDefault || this.#isDomain(api.domainIds, host)) apis.push(api)
      for (const route of api.routes.values()) {
        const live = this.#apig.routeInEffect(route)
        if (live !== undefined && (isDefault || this.#isDomain(live.domainIds, host))) routes.push(route)
      }
    }
    isKnown ||= this.#apig.gateways().some(gateway => hasHost(gateway, host))
    isKnown ||= this.#apig.domains().some(({ name }) => isHostOf(name, host))
    return isKnown ? { routes, apis } : undefined
  }

  #isDomain(domainIds: readonly string[], host: string): boolean {
    return domainIds.some(id => isHostOf(this.#apig.domain(id)?.name ?? '', host))
  }

  #findRoute(routes: readonly Route[], matchRequest: MatchRequest): RouteBackend | undefined {
    const candidates = routes.flatMap(route => {
      const live = this.#apig.routeInEffect(route)
      return live === undefined ? [] : [{ match: this.#matchOf(live.match), backend: live.backend }]
    })
    const budget = newBudget()
    return candidates
      .toSorted((a, b) => compareMatches(a.match, b.match))
      .find(({ match }) => match.matches(matchRequest, budget))?.backend
  }

  #matchOf(match: JsonObject): RouteMatch {
    const known = this.#matches.get(match)
    if (known !== undefined) return known
    const read = readMatch(match)
    this.#matches.set(match, read)
    return read
  }

  #findOperation(apis: readonly HttpApi[], { method, path }: MatchRequest): RouteBackend | undefined {
    for (const api of apis) {
      const base = api.basePath.replace(/\/$/, '')
      if (!path.startsWith(`${base}/`)) continue
      for (const operation of api.operations.values()) {
        if (operation.method !== method || !matchesTemplate(operation.path, path.slice(base.length))) continue
        const live = this.#apig.restInEffect(operation)
        if (live === undefined) continue
        const backend = live.backend ?? this.#apig.restInEffect(api)?.backend
        if (backend !== null && backend !== undefined) return backend
      }
    }
    return undefined
  }

  #decideBy(backend: RouteBackend, matchRequest: MatchRequest): NativeDecision {
    if (backend['scene'] === 'Mock') return mockOf(backend)
    if (backend['scene'] === 'Redirect') return redirectOf(backend)
    const service = this.#serviceOf(backend, matchRequest)
    return service === undefined ? NO_HEALTHY : this.#addressOf(service)
  }

  /** Selects the service of a backend by weight, or by the request's content. */
  #serviceOf(backend: RouteBackend, matchRequest: MatchRequest): JsonObject | undefined {
    const services = objectsOf(backend['services'])
    if (backend['scene'] === BY_RATIO) {
      const balance = this.#balances.get(backend) ?? new Balance(services.map(weightOf))
      this.#balances.set(backend, balance)
      return services[balance.next()]
    }
    if (backend['scene'] !== 'MultiServiceByContent') return services[0]
    const isDefault = (service: JsonObject): boolean => objectOf(service['match'])['default'] === true
    return services.find(one => !isDefault(one) && hasContent(one, matchRequest)) ?? services.find(isDefault)
  }

  /** Rotates through a service's healthy addresses. */
  #addressOf(target: JsonObject): NativeDecision {
    const service = this.#apig.service(textOf(target['serviceId']))
    if (service === undefined) return NO_HEALTHY
    const fields = this.#apig.serviceInEffect(service) ?? {}
    const unhealthy = this.#apig.unhealthy(service)
    const healthy = textsOf(fields['addresses']).filter(address => !unhealthy.includes(address))
    if (healthy.length === 0) return NO_HEALTHY
    const turn = this.#turns.get(service.id) ?? 0
    this.#turns.set(service.id, (turn + 1) % 1_000_000)
    const [, hostname = '', port = ''] =
      /^\[?(.*?)\]?:(\d+)$/.exec(healthy[turn % healthy.length] ?? '') ?? []
    const protocol = target['protocol'] ?? fields['protocol']
    return {
      kind: 'forward',
      target: { protocol: protocol === 'HTTPS' ? 'https:' : 'http:', hostname, port }
    }
  }
}

/** Smooth weighted round robin. */
export class Balance {
  readonly #weights: readonly number[]
  readonly #current: number[]

  constructor(weights: readonly number[]) {
    this.#weights = weights
    this.#current = weights.map(() => 0)
  }

  /** The next index; -1 if no weight is positive. */
  next(): number {
    const total = this.#weights.reduce((sum, weight) => sum + weight, 0)
    let best = -1
    for (const [index, weight] of this.#weights.entries()) {
      const current = (this.#current[index] ?? 0) + weight
      this.#current[index] = current
      if (weight > 0 && (best < 0 || current > (this.#current[best] ?? 0))) best = index
    }
    if (best >= 0) this.#current[best] = (this.#current[best] ?? 0) - total
    return best
  }
}

function weightOf({ weight }: JsonObject): number {
  return typeof weight === 'number' && weight > 0 ? weight : 0
}

function hasHost({ environment }: Gateway, host: string): boolean {
  return environment.subDomains.some(({ name }) => name === host)
}

/** `*.example.com` matches any host below it. */
function isHostOf(domain: string, host: string): boolean {
  if (domain.startsWith('*.')) return host.endsWith(domain.slice(1)) && host.length > domain.length - 1
  return domain !== '' && domain === host
}

function hasContent({ match }: JsonObject, { query, headers }: MatchRequest): boolean {
  const conditions = objectsOf(objectOf(match)['conditions'])
  const budget = newBudget()
  const kinds: Readonly<Record<string, string>> = { equal: 'Exact', prefix: 'Prefix', regex: 'Regex' }
  return conditions.every(({ type, key, operator, value }) => {
    const condition = { name: key, type: kinds[textOf(operator)] ?? 'Exact', value }
    const field = type === 'Header' ? 'headers' : 'queryParams'
    return readMatch({ [field]: [condition] }).matches({ method: '', path: '', query, headers }, budget)
  })
}

function mockOf(backend: RouteBackend): NativeDecision {
  const { responseCode, responseContent } = objectOf(backend['mock'])
  const status = Number(responseCode)
  const isStatus = Number.isInteger(status) && status >= 200 && status <= 599
  return respond(isStatus ? status : 200, textOf(responseContent))
}

function redirectOf(backend: RouteBackend): NativeDecision {
  const { code, location } = isJsonObject(backend['redirect']) ? backend['redirect'] : {}
  const status = [301, 302, 303, 307, 308].find(known => known === code) ?? 301
  // skip what Node rejects as a header; the gateway would not send it either
  const to = /^[\x21-\x7e]+$/.test(textOf(location)) ? textOf(location) : '/'
  return { kind: 'respond', status, body: '', headers: { location: to } }
}

/** Sends a response of the gateway itself. */
export function sendNative(
  response: ServerResponse,
  { status, body, headers = {} }: Extract<NativeDecision, { kind: 'respond' }>
): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, textOf(value))
  if (body !== '') response.setHeader('content-type', 'text/plain')
  response.end(body)
}

/** The response to a request whose backend connection failed. */
export function upstreamFailure(
  thrown: unknown,
  isTimeout: boolean
): Extract<NativeDecision, { kind: 'respond' }> {
  if (isTimeout) return { kind: 'respond', status: 504, body: 'upstream request timeout' }
  const { code = '' } = thrown as NodeJS.ErrnoException
  const reason =
    code === 'ECONNRESET' || code === 'EPIPE'
      ? 'connection termination'
      : `remote connection failure, transport failure reason: delayed connect error: ${code}`
  return {
    kind: 'respond',
    status: 503,
    body: `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`
  }
}
