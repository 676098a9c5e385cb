import type { Json, JsonObject } from '../cloud/json.ts'
import type { Call } from '../cloud/operation.ts'
import { backendForm } from './backend.ts'
import { readStatus, startDeployment } from './deployment.ts'
import { domainInfo, environmentInfo, gatewayInfo, subDomainForms } from './environment-form.ts'
import {
  matchesFilter,
  matchesPartialFilter,
  findApiOperation,
  findHttpApi,
  findRoute,
  objectOf,
  objectsOf,
  operation,
  ownedBy,
  pageOf,
  refuse,
  refuseLocked,
  refuseWhileDeploying,
  textOf
} from './operation.ts'
import { deployRoute, undeployRoute } from './route-operations.ts'
import type { ApiOperation, HttpApi, RouteBackend } from './state.ts'

export const listHttpApis = operation('ListHttpApis', 'httpapi', undefined, call => {
  const { types = '' } = call.params
  const apis = ownedBy(call.caller.accountId, call.state.apig.httpApis).filter(
    ({ gateway, name, type }) =>
      matchesFilter(call, 'gatewayId', gateway.id) &&
      matchesFilter(call, 'gatewayType', gateway.type) &&
      matchesFilter(call, 'name', name) &&
      matchesPartialFilter(call, 'keyword', name) &&
      (types === '' || types.split(',').includes(type))
  )
  return pageOf(call, apis, api => ({
    name: api.name,
    type: api.type,
    gatewayId: api.gateway.id,
    versionEnabled: false,
    versionedHttpApis: [httpApiForm(call, api)]
  }))
})

export const getHttpApi = operation('GetHttpApi', 'httpapi', 'httpApiId', call =>
  httpApiForm(call, findHttpApi(call))
)

function httpApiForm(call: Call, api: HttpApi): JsonObject {
  const { gateway, type } = api
  const common = {
    httpApiId: api.id,
    name: api.name,
    type,
    basePath: api.basePath,
    description: api.description,
    protocols: ['HTTP'],
    gatewayId: gateway.id
  }
  if (type !== 'Rest') return { ...common, environments: [], deployConfigs: [] }
  const { environmentId, name, alias } = environmentInfo(gateway)
  const shown = api.backend === null ? {} : backendForm(call, api.backend)
  const environment = {
    environmentId,
    name,
    alias,
    deployStatus: readStatus(call.state, api),
    backendScene: shown['scene'] ?? '',
    backendType: 'Service',
    // the port is a string here, and only here
    serviceConfigs: objectsOf(shown['services']).map(({ port, ...service }) => ({
      ...service,
      ...(typeof port === 'number' ? { port: String(port) } : {})
    })),
    gatewayInfo: gatewayInfo(gateway),
    customDomains: domainsOf(call, api),
    subDomains: subDomainForms(gateway.environment)
  }
  return {
    ...common,
    environments: [environment],
    deployConfigs: deployConfigs(call, api, api.backend)
  }
}

function domainsOf({ state }: Call, { domainIds }: HttpApi): JsonObject[] {
  return domainIds.flatMap(id => {
    const domain = state.apig.domains.get(id)
    return domain === undefined ? [] : [domainInfo(domain)]
  })
}

function deployConfigs(call: Call, api: HttpApi, backend: RouteBackend | null): JsonObject[] {
  if (backend === null) return []
  const { scene, services } = backendForm(call, backend)
  return [
    {
      gatewayId: api.gateway.id,
      environmentId: api.gateway.environment.id,
      backendScene: scene,
      serviceConfigs: services,
      customDomainIds: api.domainIds,
      customDomainInfos: domainsOf(call, api),
      autoDeploy: false,
      gatewayInfo: gatewayInfo(api.gateway),
      subDomains: subDomainForms(api.gateway.environment)
    }
  ]
}

export const listHttpApiOperations = operation('ListHttpApiOperations', 'httpapi', 'httpApiId', call => {
  const api = findHttpApi(call)
  const operations = [...api.operations.values()].filter(
    ({ name, method, path }) =>
      matchesFilter(call, 'gatewayId', api.gateway.id) &&
      matchesFilter(call, 'name', name) &&
      matchesFilter(call, 'method', method) &&
      matchesPartialFilter(call, 'nameLike', name) &&
      matchesPartialFilter(call, 'pathLike', path)
  )
  return pageOf(call, operations, found => operationForm(call, api, found))
})

export const getHttpApiOperation = operation('GetHttpApiOperation', 'httpapi', 'httpApiId', call =>
  operationForm(call, findHttpApi(call), findApiOperation(call))
)

function operationForm(call: Call, api: HttpApi, found: ApiOperation): JsonObject {
  return {
    operationId: found.id,
    name: found.name,
    method: found.method,
    path: found.path,
    description: '',
    status: readStatus(call.state, found),
    deployConfigs: deployConfigs(call, api, found.backend),
    createTimestamp: found.createdAt
  }
}

/** A route by `routeId`, several by `httpApiConfig`, or a Rest API by `restApiConfig`. */
export const deployHttpApi = operation('DeployHttpApi', 'httpapi', 'httpApiId', call => {
  const api = findHttpApi(call)
  const { body } = call
  const routes = routeIdsOf(body).map(id => findRoute(call, id))
  if (routes.length > 0) {
    for (const route of routes) refuseLocked(call, route)
    refuseWhileDeploying(call, api.gateway.id)
    for (const route of routes) deployRoute(call, route)
    return { httpApiId: api.id }
  }
  const config = objectOf(body['restApiConfig'])
  const environment = objectOf(config['environment'])
  if ([config['gatewayId'], config['environment'], config['revisionId']].every(part => part === undefined)) {
    throw refuse(call, 'InvalidParameter.IsEmpty', 'restApiConfig')
  }
  const gatewayId = config['gatewayId'] ?? api.gateway.id
  if (gatewayId !== api.gateway.id) throw refuse(call, 'NotFound.GatewayNotFound', textOf(gatewayId))
  const environmentId = environment['environmentId'] ?? api.gateway.environment.id
  if (environmentId !== api.gateway.environment.id) {
    throw refuse(call, 'NotFound.EnvironmentNotFound', textOf(environmentId))
  }
  if (config['revisionId'] !== undefined) throw refuse(call, 'InvalidParameter', 'restApiConfig.revisionId')
  // validate everything before anything changes
  const requested = objectsOf(config['operationDeployments']).map(({ operationId, action }) => ({
    operation: findApiOperation(call, textOf(operationId)),
    isPublished: action !== 'Unpublish'
  }))
  const all = [...api.operations.values()].map(found => ({ operation: found, isPublished: true }))
  refuseWhileDeploying(call, api.gateway.id)
  const { state, effects } = call
  const named = (thing: HttpApi | ApiOperation) => (name: string) => name === thing.id || name === thing.name
  startDeployment(state, api, { backend: api.backend }, effects, named(api))
  for (const { operation: found, isPublished } of requested.length > 0 ? requested : all) {
    const live = isPublished ? { backend: found.backend } : undefined
    startDeployment(state, found, live, effects, named(found))
  }
  return { httpApiId: api.id }
})

function routeIdsOf(body: JsonObject): string[] {
  const { routeId } = body
  if (routeId !== undefined && routeId !== null && routeId !== '') return [textOf(routeId)]
  const { routeIds } = objectOf(body['httpApiConfig'])
  return Array.isArray(routeIds) ? routeIds.map((id: Json) => textOf(id)) : []
}

export const undeployHttpApi = operation('UndeployHttpApi', 'httpapi', 'httpApiId', call => {
  const api = findHttpApi(call)
  const { state, body, effects } = call
  const routeId = textOf(body['routeId'])
  const operationId = textOf(body['operationId'])
  refuseWhileDeploying(call, api.gateway.id)
  if (routeId !== '') undeployRoute(call, findRoute(call, routeId))
  else if (operationId !== '') {
    startDeployment(state, findApiOperation(call, operationId), undefined, effects, () => false)
  } else {
    for (const thing of [api, ...api.operations.values()]) {
      startDeployment(state, thing, undefined, effects, () => false)
    }
  }
  return undefined
})
