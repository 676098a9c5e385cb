import {
  decodeApis,
  decodeBackend,
  decodeBackendList,
  decodeCredentials,
  decodeTask,
  labelOf,
  requestIdOf
} from './decode.ts'
import type { Body, Scrub } from './decode.ts'
import type { Modification } from './types.ts'

/** One version of a product's API. */
export interface Api {
  /** As RAM names it. */
  readonly product: string
  /** A client is connected to one. */
  readonly version: string
  readonly style: 'RPC'
}

export const CLOUD_API: Api = { product: 'apigateway', version: '2016-07-14', style: 'RPC' }
export const STS: Api = { product: 'sts', version: '2015-04-01', style: 'RPC' }

/** Where a call went, as far as it is known. */
export interface Where {
  readonly regionId?: string | undefined
  readonly accountId?: string | undefined
  readonly backendId?: string | undefined
}

/** All that the client, the retries and the RAM statements know of an operation. */
export interface Operation<P, T> {
  readonly api: Api
  readonly action: string
  /** A read is retried; a write is sent once, and only `writer.ts` sends it. */
  readonly writes: boolean
  /** What a RAM statement that allows it names; not set if no statement is needed. */
  readonly resource?: (where: Where) => string
  readonly encode: (parameters: P) => Readonly<Record<string, string>>
  /** @returns `undefined` for an answer without what it should hold */
  readonly decode: (body: Body, scrub?: Scrub) => T | undefined
}

export type ReadOperation<P, T> = Operation<P, T> & { readonly writes: false }

/** The reads take no other resource: scoped to a backend's ARN they would not be allowed at all. */
const anyResource = (): string => '*'

const backendArn = ({ regionId = '*', accountId = '*', backendId = '*' }: Where): string =>
  `acs:apigateway:${regionId}:${accountId}:backend/${backendId}`

/** One page of a list, from 1. Without a size the service decides. */
export interface PageRequest {
  readonly page: number
  readonly pageSize: number | undefined
}

function pageOf({ page, pageSize }: PageRequest): Readonly<Record<string, string>> {
  return { PageNumber: String(page), ...(pageSize === undefined ? {} : { PageSize: String(pageSize) }) }
}

/** Every operation that this action calls. To add one, add its row. */
export const OPERATIONS = {
  describeBackend: {
    api: CLOUD_API,
    action: 'DescribeBackendInfo',
    writes: false,
    resource: anyResource,
    encode: (backendId: string) => ({ BackendId: backendId }),
    decode: decodeBackend
  },
  listBackends: {
    api: CLOUD_API,
    action: 'DescribeBackendList',
    writes: false,
    resource: anyResource,
    encode: pageOf,
    decode: decodeBackendList
  },
  listPublishedApis: {
    api: CLOUD_API,
    action: 'DescribeApisByBackend',
    writes: false,
    resource: anyResource,
    // without a stage the service lists drafts
    encode: ({ backendId, stageName, ...page }: PageRequest & { backendId: string; stageName: string }) => ({
      BackendId: backendId,
      StageName: stageName,
      ...pageOf(page)
    }),
    decode: decodeApis
  },
  describeTask: {
    api: CLOUD_API,
    action: 'DescribeUpdateBackendTask',
    writes: false,
    resource: anyResource,
    encode: (operationId: string) => ({ OperationUid: operationId }),
    decode: decodeTask
  },
  modifyBackend: {
    api: CLOUD_API,
    action: 'ModifyBackendModel',
    writes: true,
    resource: backendArn,
    encode: ({ description, ...modification }: Modification) => ({
      BackendId: modification.backendId,
      StageName: modification.stageName,
      BackendType: modification.backendType,
      BackendModelId: modification.backendModelId,
      BackendModelData: modification.backendModelData,
      ...(description === undefined ? {} : { Description: description })
    }),
    decode: body => ({ requestId: requestIdOf(body), operationId: labelOf(body['OperationId']) })
  },
  // https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-getcalleridentity
  getAccountId: {
    api: STS,
    action: 'GetCallerIdentity',
    writes: false,
    encode: () => ({}),
    decode: body => /^\d+$/.exec(labelOf(body['AccountId']))?.[0]
  },
  // https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
  assumeRole: {
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
      OIDCProviderArn: session.providerArn,
      RoleArn: session.roleArn,
      RoleSessionName: session.sessionName,
      DurationSeconds: String(session.sessionSeconds),
      OIDCToken: session.token
    }),
    decode: decodeCredentials
  }
} as const satisfies Readonly<Record<string, Operation<never, unknown>>>

export function operationOf(action: string): Operation<never, unknown> | undefined {
  return Object.values(OPERATIONS).find(operation => operation.action === action)
}
