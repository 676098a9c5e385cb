import { isObject } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import type {
  NativeApi,
  NativeApiEntry,
  NativeOperation,
  NativeRoute,
  NativeService,
  NativeServiceUse
} from '../model/native.ts'
import { labelOf, textOf } from './decode.ts'
import type { Body, Page } from './decode.ts'

// As in decode.ts. In addition, booleans and numbers are accepted as text, because the service returns both.

type Fields = Readonly<Record<string, unknown>>

// What a write sends back or restores must not be guessed: a response with such a field in another form is not readable.

/** @returns `undefined` if the response has no service that is readable */
export function decodeService(body: Body): NativeService | undefined {
  const data = dataOf(body)
  const serviceId = labelOf(data?.['serviceId'])
  if (data === undefined || serviceId === '') return undefined
  if (!isListOf(data['addresses'], address => typeof address === 'string')) return undefined
  return {
    serviceId,
    name: labelOf(data['name']),
    gatewayId: labelOf(data['gatewayId']),
    sourceType: labelOf(data['sourceType']),
    protocol: labelOf(data['protocol']),
    addresses: textsOf(data['addresses']),
    healthStatus: labelOf(data['healthStatus']),
    raw: data as JsonObject
  }
}

/** @returns `undefined` if the response has no route that is readable */
export function decodeRoute(body: Body): NativeRoute | undefined {
  const data = dataOf(body)
  return data && isReadableRoute(data) ? routeOf(data) : undefined
}

function isReadableRoute({ backend, match, domainInfos }: Fields): boolean {
  return (
    isFields(backend) &&
    isListOf(fieldsOf(backend)['services'], isObject) &&
    isFields(match) &&
    isListOf(domainInfos, domain => isObject(domain) && labelOf(domain['domainId']) !== '')
  )
}

/** @returns `undefined` if the response has no list */
export function decodeRoutes(body: Body): Page<NativeRoute> | undefined {
  return pageOf(body, routeOf)
}

function routeOf(data: Fields): NativeRoute | undefined {
  const routeId = labelOf(data['routeId'])
  if (routeId === '') return undefined
  const backend = fieldsOf(data['backend'])
  const environment = fieldsOf(data['environmentInfo'])
  const { match } = data
  return {
    routeId,
    name: labelOf(data['name']),
    description: textOf(data['description']),
    deployStatus: labelOf(data['deployStatus']),
    isBuiltin: isTrue(data['builtin']),
    hasMcpServer: Object.keys(fieldsOf(data['mcpServerInfo'])).length > 0,
    scene: labelOf(backend['scene']),
    services: servicesOf(backend['services']),
    environmentId: labelOf(environment['environmentId']),
    gatewayId: labelOf(fieldsOf(environment['gatewayInfo'])['gatewayId']),
    domainIds: listOf(data['domainInfos']).flatMap(domain => labelOf(domain['domainId']) || []),
    match: isObject(match) ? (match as JsonObject) : undefined,
    updateTimestamp: numberOf(data['updateTimestamp']),
    raw: data as JsonObject
  }
}

/** @returns `undefined` if the response has no API */
export function decodeApi(body: Body): NativeApi | undefined {
  const data = dataOf(body)
  return data && apiOf(data)
}

/** @returns `undefined` if the response has no list */
export function decodeNativeApis(body: Body): Page<NativeApiEntry> | undefined {
  return pageOf(body, entry => {
    // an entry without versions may be the API itself
    const versions = listOf(entry['versionedHttpApis'])
    const inherited = { name: entry['name'], type: entry['type'], gatewayId: entry['gatewayId'] }
    return {
      name: labelOf(entry['name']),
      versions: (versions.length === 0 ? [entry] : versions).flatMap(
        version => apiOf({ ...inherited, ...version }) ?? []
      )
    }
  })
}

function apiOf(data: Fields): NativeApi | undefined {
  const httpApiId = labelOf(data['httpApiId'])
  if (httpApiId === '') return undefined
  return {
    httpApiId,
    name: labelOf(data['name']),
    type: labelOf(data['type']),
    gatewayId: labelOf(data['gatewayId']),
    services: [...listOf(data['deployConfigs']), ...listOf(data['environments'])].flatMap(config =>
      servicesOf(config['serviceConfigs'])
    ),
    raw: data as JsonObject
  }
}

/** @returns `undefined` if the response has no list */
export function decodeNativeOperations(body: Body): Page<NativeOperation> | undefined {
  return pageOf(body, data => {
    const operationId = labelOf(data['operationId'])
    if (operationId === '') return undefined
    return {
      operationId,
      name: labelOf(data['name']),
      method: labelOf(data['method']),
      path: labelOf(data['path']),
      status: labelOf(data['status']),
      services: listOf(data['deployConfigs']).flatMap(config => servicesOf(config['serviceConfigs'])),
      raw: data as JsonObject
    }
  })
}

function servicesOf(value: unknown): NativeServiceUse[] {
  return listOf(value).map(service => ({
    serviceId: labelOf(service['serviceId']),
    name: labelOf(service['name']),
    protocol: labelOf(service['protocol']),
    port: numberOf(service['port']),
    version: labelOf(service['version']),
    weight: numberOf(service['weight'])
  }))
}

/** The content of the envelope. */
function dataOf(body: Body): Fields | undefined {
  const data = body['data']
  return isObject(data) ? data : undefined
}

/** A page of a list. Invalid items are left out, so that the list does not match its count and is treated as incomplete. */
function pageOf<T>(body: Body, decode: (item: Fields) => T | undefined): Page<T> | undefined {
  const data = dataOf(body)
  const totalCount = numberOf(data?.['totalSize'])
  // the service may omit the list if there are no items
  const items = data?.['items'] ?? (totalCount === 0 ? [] : undefined)
  if (!Array.isArray(items)) return undefined
  return { totalCount, items: listOf(items).flatMap(item => decode(item) ?? []) }
}

/** Also true if it is absent. */
function isFields(value: unknown): boolean {
  return isAbsent(value) || isObject(value)
}

/** Also true if it is absent. */
function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return isAbsent(value) || (Array.isArray(value) && value.every(isItem))
}

function isAbsent(value: unknown): boolean {
  return (value ?? '') === ''
}

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {}
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf).filter(text => text !== '') : []
}

function numberOf(value: unknown): number | undefined {
  const number = Number(textOf(value) || NaN)
  return Number.isFinite(number) ? number : undefined
}

function isTrue(value: unknown): boolean {
  return value === true || /^true$/i.test(textOf(value))
}
