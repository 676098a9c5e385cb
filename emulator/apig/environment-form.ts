import type { JsonObject } from '../cloud/json.ts'
import type { Domain, Environment, Gateway } from './state.ts'

export const EDITION = 'Professional'
export const ALIAS = 'default'

export function gatewayInfo({ id, name }: Gateway): JsonObject {
  return { gatewayId: id, name, gatewayEdition: EDITION }
}

export function subDomainForms({ subDomains }: Environment): JsonObject[] {
  return subDomains.map(({ domainId, name, networkType }) => ({
    domainId,
    name,
    networkType,
    protocol: 'HTTP'
  }))
}

/** An environment as embedded in routes and APIs. */
export function environmentInfo(gateway: Gateway): JsonObject {
  const { environment } = gateway
  return {
    environmentId: environment.id,
    name: environment.name,
    alias: ALIAS,
    gatewayInfo: gatewayInfo(gateway),
    subDomains: subDomainForms(environment)
  }
}

export function domainInfo({ id, name }: Domain): JsonObject {
  return { domainId: id, name, protocol: 'HTTP' }
}
