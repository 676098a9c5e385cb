import type { Backend, ListedBackend, AffectedApi, TaskEntry } from '../model/backend.ts'
import { secretsOf } from '../model/redact.ts'
import {
  decodeApis,
  decodeBackend,
  decodeBackendList,
  decodeCredentials,
  decodeTask,
  labelOf,
  requestIdOf
} from './decode.ts'
import type {
  Api,
  ListOperation,
  PageRequest,
  ReadOperation,
  CallScope,
  WriteOperation,
  Accepted,
  Modification
} from './operation.ts'

export const CLOUD_API: Api = { product: 'apigateway', version: '2016-07-14', style: 'RPC' }
export const STS: Api = { product: 'sts', version: '2015-04-01', style: 'RPC' }

/** The reads support no other resource: a statement for a backend's ARN would not allow them. */
const anyResource = (): string => '*'

const backendArn = (
  { regionId = '*', accountId = '*' }: CallScope,
  { backendId = '*' }: Partial<Modification> = {}
): string => `acs:apigateway:${regionId}:${accountId}:backend/${backendId}`

function pageOf({ page, size }: PageRequest): Readonly<Record<string, string>> {
  return { PageNumber: String(page), ...(size === undefined ? {} : { PageSize: String(size) }) }
}

const describeBackend: ReadOperation<string, Backend> = {
  api: CLOUD_API,
  action: 'DescribeBackendInfo',
  writes: false,
  resource: anyResource,
  encode: backendId => ({ form: { BackendId: backendId } }),
  decode: decodeBackend,
  secretsIn: ({ models }) => models.flatMap(({ config }) => secretsOf(config)),
  // one response has all stages
  shareKey: backendId => backendId
}

const listBackends: ListOperation<Record<string, never>, ListedBackend> = {
  api: CLOUD_API,
  action: 'DescribeBackendList',
  writes: false,
  resource: anyResource,
  // no limit is documented; Terraform's provider uses this size
  pageSize: 50,
  encode: (_, page) => ({ form: pageOf(page) }),
  decode: decodeBackendList,
  items: 'backends',
  keyOf: ({ backendId }) => backendId
}

const listPublishedApis: ListOperation<
  { readonly backendId: string; readonly stageName: string },
  AffectedApi
> = {
  api: CLOUD_API,
  action: 'DescribeApisByBackend',
  writes: false,
  resource: anyResource,
  pageSize: 100,
  // without a stage, the service lists drafts
  encode: ({ backendId, stageName }, page) => ({
    form: { BackendId: backendId, StageName: stageName, ...pageOf(page) }
  }),
  decode: decodeApis,
  items: 'APIs',
  keyOf: ({ apiId, group, name }) => apiId || `${group}/${name}`
}

const describeTask: ReadOperation<string, TaskEntry[]> = {
  api: CLOUD_API,
  action: 'DescribeUpdateBackendTask',
  writes: false,
  resource: anyResource,
  encode: operationId => ({ form: { OperationUid: operationId } }),
  decode: decodeTask
}

const modifyBackend: WriteOperation<Modification, Accepted> = {
  api: CLOUD_API,
  action: 'ModifyBackendModel',
  writes: true,
  resource: backendArn,
  encode: ({ description, ...modification }) => ({
    form: {
      BackendId: modification.backendId,
      StageName: modification.stageName,
      BackendType: modification.backendType,
      BackendModelId: modification.backendModelId,
      BackendModelData: modification.backendModelData,
      ...(description === undefined ? {} : { Description: description })
    }
  }),
  decode: body => ({ requestId: requestIdOf(body), operationId: labelOf(body['OperationId']) })
}

// https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-getcalleridentity
const getAccountId: ReadOperation<Record<string, never>, string> = {
  api: STS,
  action: 'GetCallerIdentity',
  writes: false,
  encode: () => ({ form: {} }),
  decode: body => /^\d+$/.exec(labelOf(body['AccountId']))?.[0]
}

// https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
const assumeRole = {
  api: STS,
  action: 'AssumeRoleWithOIDC',
  writes: false,
  encode: (session: {
    providerArn: string
    roleArn: string
    sessionName: string
    sessionSeconds: number
    token: string
  }) => ({
    form: {
      OIDCProviderArn: session.providerArn,
      RoleArn: session.roleArn,
      RoleSessionName: session.sessionName,
      DurationSeconds: String(session.sessionSeconds),
      OIDCToken: session.token
    }
  }),
  decode: decodeCredentials
} as const

/** Every operation on backends and on the caller's identity. To add one, add its row. */
export const OPERATIONS = {
  describeBackend,
  listBackends,
  listPublishedApis,
  describeTask,
  modifyBackend,
  getAccountId,
  assumeRole
}
