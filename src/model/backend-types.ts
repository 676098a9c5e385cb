/** What the step knows about one backend type. The keys are those of `config`, or top-level keys if the type has none. */
export interface BackendType {
  /** The sub-configuration with the keys of the type; absent for a type with top-level keys. */
  readonly config?: string
  /** The keys that name the target, of which one group must be set completely; none for a type without a target. */
  readonly target: readonly (readonly string[])[]
  /** Keys that complete definitions have, from the read form and from other clients: a warning if one is missing. */
  readonly expected: readonly string[]
  /** Keys with the address, which a switch is about: the service returns them, empty if unused. */
  readonly address: readonly string[]
  /** The other writable keys that the service returns, empty if unused. */
  readonly returned: readonly string[]
  /** Keys that the service accepts and never returns. */
  readonly unreturned: readonly string[]
  /** Whether the service returns `ServiceTimeout`, a top-level key of every type. */
  readonly returnsTimeout: boolean
  /** Keys that the service adds if the key `from` is set; not written back. */
  readonly derived?: { readonly from: string; readonly keys: readonly string[] }
}

// `DescribeBackendInfo` returns 9 of the 14 writable keys of a function's configuration. The others are accepted, and never
// returned: https://www.alibabacloud.com/help/en/api-gateway/developer-reference/api-cloudapi-2016-07-14-describebackendinfo
const EVENT_FUNCTION: BackendType = {
  config: 'FunctionComputeConfig',
  target: [['FunctionName']],
  expected: ['FcRegionId'],
  address: ['FcRegionId', 'ServiceName', 'FunctionName', 'Qualifier', 'FcBaseUrl'],
  returned: ['FcType', 'RoleArn', 'OnlyBusinessPath', 'TriggerName'],
  unreturned: ['FcVersion', 'Method', 'Path', 'ContentTypeCatagory'],
  returnsTimeout: false
}
const HTTP_FUNCTION: BackendType = { ...EVENT_FUNCTION, target: [['FunctionName'], ['FcBaseUrl']] }

/** One row per documented type; definitions of other types are passed through. */
const TYPES = {
  HTTP: {
    target: [['ServiceAddress']],
    // a missing `ServiceAddress` is an error
    expected: [],
    address: ['ServiceAddress'],
    returned: ['HttpTargetHostName'],
    unreturned: [],
    returnsTimeout: true
  },
  VPC: {
    config: 'VpcConfig',
    target: [['VpcAccessId'], ['VpcId', 'InstanceId', 'Port']],
    expected: ['VpcAccessId'],
    address: ['VpcAccessId'],
    returned: ['VpcScheme', 'VpcTargetHostName'],
    unreturned: [],
    returnsTimeout: true,
    derived: { from: 'VpcAccessId', keys: ['VpcId', 'InstanceId', 'Port', 'Name'] }
  },
  FC_EVENT: EVENT_FUNCTION,
  FC_EVENT_V3: EVENT_FUNCTION,
  FC_HTTP: HTTP_FUNCTION,
  FC_HTTP_V3: HTTP_FUNCTION,
  OSS: {
    config: 'OssConfig',
    target: [['BucketName']],
    expected: ['OssRegionId', 'BucketName'],
    address: ['OssRegionId', 'BucketName'],
    returned: [],
    unreturned: [],
    returnsTimeout: false
  },
  MOCK: {
    config: 'MockConfig',
    target: [],
    expected: ['MockResult'],
    address: ['MockResult', 'MockStatusCode', 'MockHeaders'],
    returned: [],
    unreturned: [],
    returnsTimeout: false
  },
  EVENTBRIDGE: {
    config: 'EventBridgeConfig',
    target: [['EventBus']],
    expected: ['EventBus'],
    address: ['EventBridgeRegionId', 'EventBus'],
    returned: ['EventSource', 'RoleArn'],
    unreturned: [],
    returnsTimeout: false
  }
} satisfies Readonly<Record<string, BackendType>>

export type BackendTypeName = keyof typeof TYPES

/** The names of the documented types. */
export const BACKEND_TYPES = Object.keys(TYPES).filter(isDocumentedType)

/** The documented types, in the order of the table. */
export const TYPE_ROWS: readonly BackendType[] = Object.values(TYPES)

/** Sub-configurations of types whose definition no page describes. */
const UNDOCUMENTED_CONFIGS = ['DiscoveryConfig', 'EdasConfig']

export const ALL_SUB_CONFIGS: readonly string[] = [
  ...new Set(TYPE_ROWS.flatMap(({ config }) => (config === undefined ? [] : [config]))),
  ...UNDOCUMENTED_CONFIGS
]

/** Keys that only HTTP backends use; the read form contains them, empty or derived, for every type. */
export const HTTP_ONLY_KEYS: readonly string[] = [...TYPES.HTTP.address, ...TYPES.HTTP.returned]

/** Sub-configurations without a known target key. */
export const CONFIGS_WITHOUT_TARGET: readonly string[] = [
  ...TYPE_ROWS.flatMap(({ config, target }) => (config !== undefined && target.length === 0 ? [config] : [])),
  ...UNDOCUMENTED_CONFIGS
]

/** Whether the type is in the table. The service reports it, so it may equal an inherited property name. */
export function isDocumentedType(type: string): type is BackendTypeName {
  return Object.hasOwn(TYPES, type)
}

/** The row of a type, unless it is not documented. */
export function rowOf(type: string): BackendType | undefined {
  return isDocumentedType(type) ? TYPES[type] : undefined
}

/** The paths of keys of a type, for example `VpcConfig.VpcAccessId`. */
export function pathsOf({ config }: BackendType, keys: readonly string[]): readonly string[] {
  return config === undefined ? keys : keys.map(key => `${config}.${key}`)
}
