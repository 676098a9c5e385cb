import type { JsonObject } from './json.ts'

// The responses of Cloud-native API Gateway, as far as this action reads them. A missing text is "". `raw` is the data of
// the response, to be compared or sent back; it may contain secrets.

/** A backend of one gateway. */
export interface NativeService {
  readonly serviceId: string
  readonly name: string
  readonly gatewayId: string
  /** `VIP`, `DNS`, `K8S`, `FC3`, … */
  readonly sourceType: string
  readonly protocol: string
  /** `host:port` each. */
  readonly addresses: readonly string[]
  /** `Healthy`, `Unhealthy`; the values are not documented. */
  readonly healthStatus: string
  readonly raw: JsonObject
}

/** A service as a route, an API or an operation uses it. */
export interface NativeServiceUse {
  readonly serviceId: string
  readonly name: string
  readonly protocol: string
  readonly port: number | undefined
  /** A subset of the service, by labels. */
  readonly version: string
  /** In percent. */
  readonly weight: number | undefined
}

export interface NativeRoute {
  readonly routeId: string
  readonly name: string
  readonly description: string
  /** `Deployed`, `DeployedWithChanges`, `Deploying`, `DeployFailed`, `NotDeployed`, … */
  readonly deployStatus: string
  readonly isBuiltin: boolean
  readonly hasMcpServer: boolean
  /** As returned: `Single` and `SingleService` mean the same. */
  readonly scene: string
  readonly services: readonly NativeServiceUse[]
  readonly environmentId: string
  readonly gatewayId: string
  readonly domainIds: readonly string[]
  readonly match: JsonObject | undefined
  /** Milliseconds since 1970. */
  readonly updateTimestamp: number | undefined
  readonly raw: JsonObject
}

export interface NativeApi {
  readonly httpApiId: string
  readonly name: string
  /** `Http`, `Rest`, `HttpIngress`, … */
  readonly type: string
  /** Empty if several gateways can share it. */
  readonly gatewayId: string
  /** The services that its operations inherit; empty for an API with routes. */
  readonly services: readonly NativeServiceUse[]
  readonly raw: JsonObject
}

/** An API in a list, with its versions, which have their own ids. */
export interface NativeApiEntry {
  readonly name: string
  readonly versions: readonly NativeApi[]
}

/** A path and method of a Rest API. */
export interface NativeOperation {
  readonly operationId: string
  readonly name: string
  readonly method: string
  readonly path: string
  readonly status: string
  /** Its own services, instead of those of the API; empty if it inherits them. */
  readonly services: readonly NativeServiceUse[]
  readonly raw: JsonObject
}
