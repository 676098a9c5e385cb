import type { Seed } from '../seed.ts'
import { CloudError, invalid } from './cloud-error.ts'
import type { Doubts, StrictRule } from './doubts.ts'
import type { Json, JsonObject } from './json.ts'
import { isJsonObject } from './json.ts'
import type { Definition } from './state.ts'
import { findVpcAccess } from './vpc.ts'

/** The keys of an `EdasConfig`, in writes and reads. */
export const EDAS_KEYS = [
  'EdasAppId',
  'MicroserviceNamespace',
  'MicroserviceNamespaceId',
  'MicroserviceNamespaceName',
  'MseInstanceId',
  'RegistryType',
  'ServiceName'
]

/** The type of a value; `count` is a whole number or a string of digits. */
type Kind = 'text' | 'count' | 'flag' | 'headers' | Shape
interface Shape {
  readonly [key: string]: Kind
}

const texts = (...keys: string[]): Shape => Object.fromEntries(keys.map(key => [key, 'text']))

/** Every key that a page, the SDK or Terraform knows. */
const SHAPE: Shape = {
  Type: 'text',
  ServiceAddress: 'text',
  HttpTargetHostName: 'text',
  ServiceTimeout: 'count',
  VpcConfig: {
    ...texts('VpcAccessId', 'VpcId', 'InstanceId', 'Name', 'VpcScheme', 'VpcTargetHostName'),
    ...texts('ServiceHttpMethod', 'ServicePath'),
    Port: 'count'
  },
  FunctionComputeConfig: {
    ...texts(
      'FcRegionId',
      'FcType',
      'ServiceName',
      'FunctionName',
      'RoleArn',
      'Qualifier',
      'FcVersion',
      'Path'
    ),
    ...texts('FcBaseUrl', 'Method', 'ContentTypeCatagory', 'ContentTypeValue', 'TriggerName'),
    OnlyBusinessPath: 'flag'
  },
  OssConfig: texts('OssRegionId', 'BucketName', 'Key', 'Action'),
  MockConfig: { MockResult: 'text', MockStatusCode: 'count', MockHeaders: 'headers' },
  EventBridgeConfig: texts('EventBridgeRegionId', 'EventBus', 'EventSource', 'RoleArn'),
  DiscoveryConfig: {
    RcType: 'text',
    NacosConfig: {
      ...texts('ServerAddress', 'Namespace', 'GroupName', 'ServiceName', 'Clusters', 'AuthType'),
      ...texts('UserName', 'Password', 'AccessKey', 'SecretKey')
    },
    ZookeeperConfig: texts('ConnectString', 'Namespace', 'ServiceName')
  },
  EdasConfig: texts(...EDAS_KEYS)
}

/** Keys that are valid for every type. */
const COMMON = ['Type', 'ServiceTimeout']

/** The keys of each type, and groups of keys of which one must be complete. Other types are not checked. */
const TYPES: Readonly<Record<string, { keys: readonly string[]; needs: readonly (readonly string[])[] }>> = {
  HTTP: { keys: ['ServiceAddress', 'HttpTargetHostName'], needs: [['ServiceAddress']] },
  VPC: {
    keys: ['VpcConfig'],
    needs: [
      ['VpcConfig.VpcAccessId'],
      ['VpcConfig.VpcId', 'VpcConfig.InstanceId', 'VpcConfig.Port'],
      ['VpcConfig.Name']
    ]
  },
  FC_EVENT: functions(['FunctionComputeConfig.FunctionName']),
  FC_EVENT_V3: functions(['FunctionComputeConfig.FunctionName']),
  FC_HTTP: functions(['FunctionComputeConfig.FunctionName'], ['FunctionComputeConfig.FcBaseUrl']),
  FC_HTTP_V3: functions(['FunctionComputeConfig.FunctionName'], ['FunctionComputeConfig.FcBaseUrl']),
  OSS: { keys: ['OssConfig'], needs: [['OssConfig.BucketName']] },
  MOCK: { keys: ['MockConfig'], needs: [['MockConfig']] },
  EVENTBRIDGE: { keys: ['EventBridgeConfig'], needs: [['EventBridgeConfig.EventBus']] }
}

function functions(...needs: string[][]): (typeof TYPES)[string] {
  return { keys: ['FunctionComputeConfig'], needs }
}

/** The definition that the service stores for a request, according to the seed's doubts. */
export function storedForm(sent: Definition, live: Definition, doubts: Doubts): Definition {
  const written = doubts.merge ? overlay(live, sent) : sent
  return overlay(doubts.defaults, normalized(written, doubts))
}

/**
 * Rejects definitions that are invalid for the type, according to the seed's strict rules.
 * @throws CloudError 400 InvalidBackendModelData, NotFoundVpc
 */
export function checkDefinition(type: string, definition: Definition, { strict, doubts, vpc }: Seed): void {
  const refuse = (rule: StrictRule, why: string | undefined) => {
    if (why !== undefined && strict.includes(rule)) throw invalid('BackendModelData', why)
  }
  refuse('data-types', wrongKind(definition, SHAPE, ''))
  if (doubts.unknownKeys === 'refuse') {
    const unknown = unknownKey(definition, SHAPE, '')
    if (unknown !== undefined) throw invalid('BackendModelData', `${unknown} is not a known key.`)
  }
  const own = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
  if (own === undefined) return
  const foreign = Object.entries(definition).find(
    ([key, value]) => Object.hasOwn(SHAPE, key) && ![...COMMON, ...own.keys].includes(key) && !isUnused(value)
  )
  refuse('foreign-keys', foreign && `${foreign[0]} does not belong to a backend of the type ${type}.`)
  const filled = own.needs.some(group => group.every(path => !isUnused(valueAt(definition, path))))
  refuse('required-keys', filled ? undefined : `${own.needs.map(listed).join(', or ')} is missing.`)
  const address = definition['ServiceAddress']
  if (type === 'HTTP' && typeof address === 'string' && !isAddress(address)) {
    refuse('data-types', 'ServiceAddress is not an http or https URL.')
  }
  const config = definition['VpcConfig']
  if (type !== 'VPC' || !strict.includes('vpc-access') || !isJsonObject(config)) return
  if (findVpcAccess(vpc, config) === undefined) {
    throw new CloudError(400, 'NotFoundVpc', 'Cannot find resource according to your specified Vpc.')
  }
}

/** An http or https URL; its host can be an API variable, such as `http://#host#:8080`. */
function isAddress(text: string): boolean {
  return /^https?:\/\/(?:[^/?#]|#[a-z_][\w.-]*#)/i.test(text)
}

/** The limit for the description of an API (ModifyApi); no page documents one for backends. */
const MAX_DESCRIPTION_LENGTH = 180

/** @throws CloudError 400 InvalidDescription */
export function checkDescription(description: string | undefined, { strict }: Seed): void {
  if (!strict.includes('description-length')) return
  if ((description?.length ?? 0) > MAX_DESCRIPTION_LENGTH) throw invalid('Description')
}

/** Whether a value is unset in the read form: "", 0, false, and empty lists and objects. */
export function isUnused(value: Json | undefined): boolean {
  if (isJsonObject(value)) return Object.values(value).every(isUnused)
  return Array.isArray(value) ? value.length === 0 : !value
}

/** Merges `top` into `base`, recursively. */
export function overlay(base: JsonObject, top: JsonObject): JsonObject {
  const result: Record<string, Json | undefined> = { ...base }
  for (const [key, value] of Object.entries(top)) {
    const below = Object.hasOwn(base, key) ? base[key] : undefined
    setOwn(result, key, isJsonObject(below) && isJsonObject(value) ? overlay(below, value) : value)
  }
  return result
}

/** Sets an own property, so that "__proto__" is a key like any other. */
function setOwn(target: Record<string, Json | undefined>, key: string, value: Json | undefined): void {
  if (key !== '__proto__') target[key] = value
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

function normalized(definition: Definition, { normalize }: Doubts): Definition {
  if (normalize.length === 0) return definition
  const rewrite = (value: Json | undefined, key: string): Json | undefined => {
    if (Array.isArray(value)) return value.map((item: Json) => rewrite(item, '') ?? null)
    if (isJsonObject(value)) {
      const result: Record<string, Json | undefined> = {}
      for (const [name, child] of Object.entries(value)) setOwn(result, name, rewrite(child, name))
      return result
    }
    if (typeof value === 'number') return normalize.includes('numbers') ? String(value) : value
    if (typeof value !== 'string') return value
    const text = normalize.includes('spaces') ? value.trim() : value
    return key === 'ServiceAddress' && normalize.includes('addresses') ? canonicalAddress(text) : text
  }
  return rewrite(definition, '') as Definition
}

/** Lower-case scheme and host, without the scheme's default port and a trailing slash. */
function canonicalAddress(address: string): string {
  return URL.parse(address)?.href.replace(/\/$/, '') ?? address
}

function wrongKind(value: Json | undefined, kind: Kind, path: string): string | undefined {
  // null is allowed for every type; its meaning is not documented
  if (value === null || value === undefined) return undefined
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? undefined : `${path} is not a string.`
    case 'count':
      return /^\d*$/.test(typeof value === 'object' ? '-' : String(value))
        ? undefined
        : `${path} is not a whole number.`
    case 'flag':
      return typeof value === 'boolean' ? undefined : `${path} is not a Boolean.`
    case 'headers':
      if (!Array.isArray(value)) return `${path} is not a list.`
      return (value as readonly Json[])
        .map((item, index) => wrongKind(item, texts('HeaderName', 'HeaderValue'), `${path}[${index}]`))
        .find(problem => problem !== undefined)
    default:
      if (!isJsonObject(value)) return `${path} is not an object.`
      return Object.entries(value)
        .map(([key, child]) => {
          const known = Object.hasOwn(kind, key) ? kind[key] : undefined
          return known && wrongKind(child, known, path === '' ? key : `${path}.${key}`)
        })
        .find(problem => problem !== undefined)
  }
}

function unknownKey(value: JsonObject, shape: Shape, path: string): string | undefined {
  for (const [key, child] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`
    const kind = Object.hasOwn(shape, key) ? shape[key] : undefined
    if (kind === undefined) return at
    const below = typeof kind === 'object' && isJsonObject(child) ? unknownKey(child, kind, at) : undefined
    if (below !== undefined) return below
  }
  return undefined
}

function valueAt(definition: Definition, path: string): Json | undefined {
  let value: Json | undefined = definition
  for (const key of path.split('.'))
    value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

function listed(group: readonly string[]): string {
  return group.join(' with ')
}
