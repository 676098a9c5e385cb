import type { Seed } from '../seed.ts'
import type { Json, JsonObject } from './json.ts'
import { isJsonObject } from './json.ts'
import type { Definition } from './state.ts'

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

/** Every key that the read form has, with the value that it has when unused. */
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
  EdasConfig: strings(
    'EdasAppId',
    'MicroserviceNamespace',
    'MicroserviceNamespaceId',
    'MicroserviceNamespaceName',
    'MseInstanceId',
    'RegistryType',
    'ServiceName'
  )
}

/**
 * BackendConfig of DescribeBackendInfo: all sub-configs, unused ones with empty strings, then what was
 * written, unknown keys included; of a VPC access also where it leads.
 * https://help.aliyun.com/document_detail/400427.html
 */
export function backendConfig(type: string, definition: Definition, seed: Seed): JsonObject {
  const written = overlay(UNUSED, definition)
  const vpcConfig = written['VpcConfig']
  if (!isJsonObject(vpcConfig)) return { Type: type, ...written }
  const access = seed.vpc.find(({ accessId }) => accessId === vpcConfig['VpcAccessId'])
  if (access === undefined) return { Type: type, ...written }
  const { vpcId, instanceId, port, name } = access
  return {
    Type: type,
    ...written,
    VpcConfig: { ...vpcConfig, VpcId: vpcId, InstanceId: instanceId, Port: port, Name: name }
  }
}

function overlay(base: JsonObject, top: JsonObject): JsonObject {
  const result: Record<string, Json | undefined> = { ...base }
  for (const [key, value] of Object.entries(top)) {
    const below = base[key]
    const laid = isJsonObject(below) && isJsonObject(value) ? overlay(below, value) : value
    // own keys only: a written "__proto__" is a key like any other
    if (key === '__proto__') {
      Object.defineProperty(result, key, {
        value: laid,
        enumerable: true,
        configurable: true,
        writable: true
      })
    } else result[key] = laid
  }
  return result
}

function strings(...keys: string[]): JsonObject {
  return Object.fromEntries(keys.map(key => [key, '']))
}
