import type { Definition } from './definition.ts'

/** What a step switches, and to what. */
export type Target = BackendTarget | ServiceTarget | RouteTarget

export type KindName = Target['kind']

interface AnyTarget {
  /** For messages: its name in the manifest, or its name in the console, which is known once it was read; until then, its IDs. With the stage. */
  readonly name: string
  /** What approvals, the journal and reports identify it by, if that is not its name. */
  readonly key?: string
  /** Its region; `undefined` if only an endpoint is set. */
  readonly regionId: string | undefined
  /** The endpoint of the product's API in that region. */
  readonly endpoint: URL
  readonly definition: Definition
  /** Sent with the definition, if the kind has one. A difference counts as a change only if the author set it. */
  readonly description: { readonly text: string; readonly setByAuthor: boolean } | undefined
  /** URLs of the new backend, requested before the write. */
  readonly preflightUrls: readonly URL[]
  /** URLs of the gateway, requested after the switch. */
  readonly probeUrls: readonly URL[]
}

/** The definition of a backend service in a stage of API Gateway (Traditional). */
export interface BackendTarget extends AnyTarget {
  readonly kind: 'backend'
  readonly backendId: string
  readonly stageName: string
  /** `full`: the whole definition. `patch`: merged into live, `null` removes a key. */
  readonly form: 'full' | 'patch'
  /** The expected type of the live backend; `undefined` for any. */
  readonly backendType: string | undefined
  readonly backendModelId: string | undefined
}

/** The addresses of a service of Cloud-native API Gateway: `{addresses: ["host:port"]}`. */
export interface ServiceTarget extends AnyTarget {
  readonly kind: 'service'
  readonly serviceId: string
  /** The stage in the manifest, a name of the author's choice; `undefined` without a manifest. */
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
  /** The ascending percentages of the traffic for the desired service, up to 100; empty to switch at once. */
  readonly weightSteps: readonly number[]
}

/** Identifies a target in approvals, the journal and reports: never changes, whatever messages call it. */
export function keyOf({ name, key = name }: Pick<Target, 'name' | 'key'>): string {
  return key
}

/** Identifies a backend within a step. */
export function backendKey({ endpoint, backendId }: Pick<BackendTarget, 'endpoint' | 'backendId'>): string {
  return `${endpoint.href} ${backendId}`
}

/** Identifies a target at one endpoint. Part of fingerprints, so it must never change. */
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

/** The ID of what is switched, and a noun for it: `backend`, `20bcdc94…`. */
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

/** Groups targets that belong to one object, such as a backend's stages: the key of the object, and the target's name in it. */
export function siblingsOf(target: Target): { readonly key: string; readonly name: string } {
  return target.kind === 'backend'
    ? { key: backendKey(target), name: target.stageName }
    : { key: [target.endpoint.href, ...identityOf(target)].join(' '), name: keyOf(target) }
}

/** The ID by which targets are assigned to shards: targets with the same ID share a shard. */
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

/** The part of a target that determines its shard. */
export type TargetIds =
  | Pick<BackendTarget, 'kind' | 'backendId'>
  | Pick<ServiceTarget, 'kind' | 'serviceId'>
  | Pick<RouteTarget, 'kind' | 'httpApiId'>

/** Whether the desired service gets its traffic step by step. Such a target is always rolled back if it fails. */
export function isLadder(target: Target): target is RouteTarget {
  return target.kind === 'route' && target.weightSteps.length > 0
}
