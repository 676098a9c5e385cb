import type { JsonObject } from '../cloud/json.ts'
import type { Call } from '../cloud/operation.ts'
import { ALIAS, EDITION, gatewayInfo, subDomainForms } from './environment-form.ts'
import {
  matchesFilter,
  matchesPartialFilter,
  environmentsOf,
  findGateway,
  operation,
  ownedBy,
  pageOf,
  refuse
} from './operation.ts'
import type { Domain, Environment, Gateway } from './state.ts'

export const listGateways = operation('ListGateways', 'gateway', undefined, call => {
  const gateways = ownedBy(call.caller.accountId, call.state.apig.gateways).filter(
    ({ id, name, type }) =>
      matchesFilter(call, 'gatewayId', id) &&
      matchesFilter(call, 'name', name) &&
      matchesFilter(call, 'gatewayType', type) &&
      matchesPartialFilter(call, 'keyword', name)
  )
  return pageOf(call, gateways, gateway => ({
    ...gatewayForm(gateway),
    subDomainInfos: subDomainForms(gateway.environment)
  }))
})

export const getGateway = operation('GetGateway', 'gateway', 'gatewayId', call => {
  const gateway = findGateway(call)
  const { id, name } = gateway.environment
  return { ...gatewayForm(gateway), environments: [{ environmentId: id, name, alias: ALIAS }] }
})

function gatewayForm({ id, name, type, status, createdAt }: Gateway): JsonObject {
  return {
    gatewayId: id,
    name,
    gatewayType: type,
    gatewayEdition: EDITION,
    status,
    createTimestamp: createdAt,
    updateTimestamp: createdAt
  }
}

export const listEnvironments = operation('ListEnvironments', 'environment', undefined, call => {
  const environments = environmentsOf(call).filter(({ gatewayId, name }) => {
    const { type = '', name: gatewayName = '' } = call.state.apig.gateways.get(gatewayId) ?? {}
    return (
      matchesFilter(call, 'gatewayId', gatewayId) &&
      matchesFilter(call, 'gatewayType', type) &&
      matchesPartialFilter(call, 'gatewayNameLike', gatewayName) &&
      matchesPartialFilter(call, 'nameLike', name) &&
      matchesPartialFilter(call, 'aliasLike', ALIAS)
    )
  })
  return pageOf(call, environments, environment => environmentForm(call, environment))
})

export const getEnvironment = operation('GetEnvironment', 'environment', 'environmentId', call => {
  const { environmentId = '' } = call.params
  const environment = environmentsOf(call).find(({ id }) => id === environmentId)
  if (environment === undefined) throw refuse(call, 'NotFound.EnvironmentNotFound', environmentId)
  return environmentForm(call, environment)
})

function environmentForm({ state }: Call, environment: Environment): JsonObject {
  const gateway = state.apig.gateways.get(environment.gatewayId)
  const { id, name } = environment
  return {
    environmentId: id,
    name,
    alias: ALIAS,
    default: true,
    description: '',
    ...(gateway === undefined ? {} : { gatewayInfo: gatewayInfo(gateway) }),
    subDomainInfos: subDomainForms(environment),
    createTimestamp: gateway?.createdAt ?? 0,
    updateTimestamp: gateway?.createdAt ?? 0
  }
}

export const listDomains = operation('ListDomains', 'domain', undefined, call => {
  const domains = ownedBy(call.caller.accountId, call.state.apig.domains).filter(({ name }) =>
    matchesPartialFilter(call, 'nameLike', name)
  )
  return pageOf(call, domains, domain => ({
    ...domainForm(domain),
    updateTimestamp: domain.createdAt
  }))
})

export const getDomain = operation('GetDomain', 'domain', 'domainId', call => {
  const { domainId = '' } = call.params
  const domain = call.state.apig.domains.get(domainId)
  if (domain?.accountId !== call.caller.accountId) throw refuse(call, 'NotFound.DomainNotFound', domainId)
  // spelled this way in the SDK's model
  return { ...domainForm(domain), updatetimestamp: domain.createdAt }
})

function domainForm({ id, name, createdAt }: Domain): JsonObject {
  return { domainId: id, name, protocol: 'HTTP', forceHttps: false, createTimestamp: createdAt }
}
