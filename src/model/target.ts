import type { Definition } from './definition.ts'

/** What is switched, and what it is to be. */
export type Target = BackendTarget | ServiceTarget | RouteTarget

export type KindName = Target['kind']

interface AnyTarget {
  /** For people: the id or the name in the manifest, and the stage. */
  readonly name: string
  /** Where it lives; `undefined` when only an endpoint was set. */
  readonly regionId: string | undefined
  /** Of the product's API in that region. */
  readonly endpoint: URL
  readonly definition: Definition
  /** Sent with the definition, where the kind has one. A difference is a change only if the author gave it. */
  readonly description: { readonly text: string; readonly setByAuthor: boolean } | undefined
  /** Requested before the write: the new backend itself. */
  readonly preflightUrls: readonly URL[]
  /** Requested after the switch, through the gateway. */
  readonly probeUrls: readonly URL[]
}

/** The definition of a backend service in a stage of API Gateway (Traditional). */
export interface BackendTarget extends AnyTarget {
  readonly kind: 'backend'
  readonly backendId: string
  readonly stageName: string
  /** `full`: the definition as it is to be. `patch`: keys laid over live, `null` removes one. */
  readonly form: 'full' | 'patch'
  /** What the author expects the live backend to be; `undefined` takes it as it is. */
  readonly backendType: string | undefined
  readonly backendModelId: string | undefined
}

/** The addresses of a service of Cloud-native API Gateway: `{addresses: ["host:port"]}`. */
export interface ServiceTarget extends AnyTarget {
  readonly kind: 'service'
  readonly serviceId: string
  /** The author's own name of the manifest's stage; `undefined` without a manifest. */
  readonly stageName: string | undefined
  /** The gateway that it must belong to; `undefined` for any. */
  readonly gatewayId: string | undefined
}

/** The backend of a route of Cloud-native API Gateway: `{serviceId, port, protocol, version}`, or `{services: [{…, weight}]}`. */
export interface RouteTarget extends AnyTarget {
  readonly kind: 'route'
  readonly httpApiId: string
  readonly routeId: string
  readonly stageName: string | undefined
  readonly gatewayId: string | undefined
  /** The percentages that the desired service gets, step by step, rising, the last one 100; empty for all at once. */
  readonly weightSteps: readonly number[]
}

/** What tells a backend from all others of a step. */
export function backendKey({ endpoint, backendId }: Pick<BackendTarget, 'endpoint' | 'backendId'>): string {
  return `${endpoint.href} ${backendId}`
}

/** What tells a target from all others in one place. It is part of fingerprints: it never changes. */
export function identityOf(target: Target): readonly string[] {
  switch (target.kind) {
    case 'backend':
      return [target.backendId, target.stageName]
    case 'service':
      return ['service', target.serviceId]
    case 'route':
      return ['route', target.httpApiId, target.routeId]
  }
}

/** The id of what is switched, and what it is: `backend`, `20bcdc94…`. */
export function idOf(target: Target): { readonly noun: string; readonly id: string } {
  switch (target.kind) {
    case 'backend':
      return { noun: 'backend', id: target.backendId }
    case 'service':
      return { noun: 'service', id: target.serviceId }
    case 'route':
      return { noun: 'route', id: target.routeId }
  }
}

/** What a target has beside it under one roof, as a backend's stages: a key of the whole, and the target's own name in it. */
export function siblingsOf(target: Target): { readonly key: string; readonly name: string } {
  return target.kind === 'backend'
    ? { key: backendKey(target), name: target.stageName }
    : { key: [target.endpoint.href, ...identityOf(target)].join(' '), name: target.name }
}

/** The id by which targets are dealt out to shards: those that share one stay together. */
export function shardIdOf(target: TargetIds): string {
  switch (target.kind) {
    case 'backend':
      return target.backendId
    case 'service':
      return target.serviceId
    case 'route':
      return target.httpApiId
  }
}

/** What tells which shard a target belongs to. */
export type TargetIds =
  | Pick<BackendTarget, 'kind' | 'backendId'>
  | Pick<ServiceTarget, 'kind' | 'serviceId'>
  | Pick<RouteTarget, 'kind' | 'httpApiId'>

/** Whether the desired service gets its traffic step by step. Such a target is always rolled back when it fails. */
export function isLadder(target: Target): target is RouteTarget {
  return target.kind === 'route' && target.weightSteps.length > 0
}
