/** The version of Cloud-native API Gateway's API. */
export const APIG = '2024-03-27'

/** The method and path of each operation; `{httpApiId}` is a parameter. */
const PATHS = {
  ListGateways: 'GET /v1/gateways',
  GetGateway: 'GET /v1/gateways/{gatewayId}',
  ListServices: 'GET /v1/services',
  CreateService: 'POST /v1/services',
  GetService: 'GET /v1/services/{serviceId}',
  UpdateService: 'PUT /v1/services/{serviceId}',
  DeleteService: 'DELETE /v1/services/{serviceId}',
  ListHttpApis: 'GET /v1/http-apis',
  GetHttpApi: 'GET /v1/http-apis/{httpApiId}',
  ListHttpApiRoutes: 'GET /v1/http-apis/{httpApiId}/routes',
  CreateHttpApiRoute: 'POST /v1/http-apis/{httpApiId}/routes',
  GetHttpApiRoute: 'GET /v1/http-apis/{httpApiId}/routes/{routeId}',
  UpdateHttpApiRoute: 'PUT /v1/http-apis/{httpApiId}/routes/{routeId}',
  DeleteHttpApiRoute: 'DELETE /v1/http-apis/{httpApiId}/routes/{routeId}',
  ListHttpApiOperations: 'GET /v1/http-apis/{httpApiId}/operations',
  GetHttpApiOperation: 'GET /v1/http-apis/{httpApiId}/operations/{operationId}',
  DeployHttpApi: 'POST /v1/http-apis/{httpApiId}/deploy',
  UndeployHttpApi: 'POST /v1/http-apis/{httpApiId}/undeploy',
  ListEnvironments: 'GET /v1/environments',
  GetEnvironment: 'GET /v1/environments/{environmentId}',
  ListDomains: 'GET /v1/domains',
  GetDomain: 'GET /v1/domains/{domainId}'
} as const

export type ApigAction = keyof typeof PATHS

export const APIG_ACTIONS = Object.keys(PATHS) as readonly ApigAction[]

interface Template {
  readonly action: ApigAction
  readonly method: string
  readonly segments: readonly string[]
}

const TEMPLATES: readonly Template[] = APIG_ACTIONS.map(action => {
  const [method = '', path = ''] = PATHS[action].split(' ')
  return { action, method, segments: path.split('/') }
})

export interface PathMatch {
  readonly action: ApigAction
  /** Decoded path parameters by name. */
  readonly params: Readonly<Record<string, string>>
}

/** Finds the operation for a method and a path without its query; undefined if there is none. */
export function findPath(method: string, path: string): PathMatch | undefined {
  // no path of the product is this long
  const segments = path.slice(0, 4_096).split('/')
  for (const { action, method: own, segments: template } of TEMPLATES) {
    if (own !== method || template.length !== segments.length) continue
    const params: Record<string, string> = {}
    const fits = template.every((segment, index) => {
      const found = segments[index] ?? ''
      const [, name] = /^\{(\w+)\}$/.exec(segment) ?? []
      if (name === undefined) return segment === found
      params[name] = decoded(found)
      return found !== ''
    })
    if (fits) return { action, params }
  }
  return undefined
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
