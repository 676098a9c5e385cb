import type { Seed } from '../seed.ts'
import { EDAS_KEYS, overlay } from './definition.ts'
import type { Json, JsonObject } from './json.ts'
import { isJsonObject } from './json.ts'
import type { Definition } from './state.ts'
import { findVpcAccess } from './vpc.ts'

const NACOS = strings(
  'AccessKey',
  'AuthType',
  'Clusters',
  'GroupName',
  'Namespace',
  'Password',
  'SecretKey',
  'ServerAddress',
  'ServiceName',
  'UserName'
)
const ZOOKEEPER = strings('ConnectString', 'Namespace', 'ServiceName')

/** Every key of the read form, with its value when unused. */
const UNUSED: JsonObject = {
  ServiceAddress: '',
  HttpTargetHostName: '',
  ServiceTimeout: 0,
  VpcConfig: {
    ...strings('VpcAccessId', 'VpcId', 'InstanceId', 'Name', 'VpcScheme', 'VpcTargetHostName'),
    Port: 0
  },
  FunctionComputeConfig: {
    ...strings(
      'FcBaseUrl',
      'FcRegionId',
      'FcType',
      'FunctionName',
      'Qualifier',
      'RoleArn',
      'ServiceName',
      'TriggerName'
    ),
    OnlyBusinessPath: false
  },
  OssConfig: strings('BucketName', 'OssRegionId'),
  MockConfig: { MockHeaders: [], MockResult: '', MockStatusCode: '' },
  EventBridgeConfig: strings('EventBridgeRegionId', 'EventBus', 'EventSource', 'RoleArn'),
  DiscoveryConfig: { RcType: '', NacosConfig: NACOS, ZookeeperConfig: ZOOKEEPER },
  EdasConfig: strings(...EDAS_KEYS)
}

/**
 * BackendConfig of DescribeBackendInfo: all sub-configurations, with empty values where unused, and the written values;
 * for a VPC access also its target. Undocumented keys are returned unless the seed is strict.
 * https://help.aliyun.com/document_detail/400427.html
 */
export function backendConfig(type: string, definition: Definition, seed: Seed): JsonObject {
  let form = overlay(UNUSED, definition)
  if (seed.strict.includes('documented-keys')) form = documentedKeys(form, UNUSED)
  const vpcConfig = form['VpcConfig']
  const access = isJsonObject(vpcConfig) ? findVpcAccess(seed.vpc, vpcConfig) : undefined
  if (access !== undefined && isJsonObject(vpcConfig)) {
    const { accessId, vpcId, instanceId, port, name } = access
    const target = { VpcAccessId: accessId, VpcId: vpcId, InstanceId: instanceId, Port: port, Name: name }
    form = { ...form, VpcConfig: { ...vpcConfig, ...target } }
  }
  if (seed.strict.includes('documented-types')) form = documentedTypes(form, UNUSED)
  for (const path of seed.doubts.unreturnedKeys) form = without(form, path.split('.'))
  return { Type: type, ...form }
}

function documentedKeys(form: JsonObject, known: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(form).flatMap(([key, value]) => {
      if (!Object.hasOwn(known, key)) return []
      const below = known[key]
      if (key === 'MockHeaders' && Array.isArray(value)) return [[key, value.map(headerOf)]]
      return [[key, isJsonObject(below) && isJsonObject(value) ? documentedKeys(value, below) : value]]
    })
  )
}

function headerOf(header: Json): Json {
  if (!isJsonObject(header)) return header
  const { HeaderName = '', HeaderValue = '' } = header
  return { HeaderName, HeaderValue }
}

/** Strings, numbers and Booleans as in the SDK's models, whatever was written. */
function documentedTypes(form: JsonObject, known: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(form).map(([key, value]) => {
      const like = known[key]
      if (isJsonObject(like) && isJsonObject(value)) return [key, documentedTypes(value, like)]
      if (typeof like === 'string' && typeof value === 'number') return [key, String(value)]
      if (typeof like === 'number' && typeof value === 'string') return [key, Number(value)]
      return [key, value ?? like]
    })
  )
}

function without(form: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const value = form[key]
  if (rest.length > 0) return isJsonObject(value) ? { ...form, [key]: without(value, rest) } : form
  return Object.fromEntries(Object.entries(form).filter(([name]) => name !== key))
}

function strings(...keys: string[]): JsonObject {
  return Object.fromEntries(keys.map(key => [key, '']))
}
