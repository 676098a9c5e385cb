import { describe, expect, test } from '@jest/globals'
import { readResponse } from '../../../src/cloud/response.ts'
import { CallError } from '../../../src/cloud/call-error.ts'
import { callOf } from '../../../src/cloud/operation.ts'
import type { OperationRef } from '../../../src/cloud/operation.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { createWriter } from '../../../src/cloud/writer.ts'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { connect } from '../../../src/cloud/connect.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const WHERE = { regionId: 'cn-hangzhou' }
const WRITE = callOf(OPERATIONS.modifyBackend, { backendId: 'b1' })

interface Refused {
  readonly operation?: OperationRef
  readonly code?: string
  readonly status?: number
}

function hintOf(
  { operation = WRITE, code = 'NoPermission', status = 403 }: Refused = {},
  detail?: unknown,
  where = {}
): string {
  const body = JSON.stringify({ RequestId: 'R', Code: code, Message: 'why', AccessDeniedDetail: detail })
  try {
    readResponse(operation, { status, headers: {}, body }, where)
  } catch (error) {
    if (error instanceof CallError) return error.hint ?? ''
  }
  throw new Error('no CallError')
}

/** The policy at the end of a hint. */
function policyIn(hint: string): unknown {
  return JSON.parse(/\{"Version.*$/.exec(hint)?.[0] ?? 'null')
}

const policy = (action: string, resource: string): object => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: [`apigateway:${action}`], Resource: resource }]
})

describe('the error of a denied call has the complete policy', () => {
  const detail = {
    AuthPrincipalOwnerId: '1234567890123456',
    AuthPrincipalType: 'AssumedRoleUser',
    AuthPrincipalDisplayName: 'deployer:run-1',
    NoPermissionType: 'ImplicitDeny'
  }

  test('for the write, with account, region and backend filled in', () => {
    const hint = hintOf({}, detail, WHERE)
    expect(policyIn(hint)).toEqual(
      policy('ModifyBackendModel', 'acs:apigateway:cn-hangzhou:1234567890123456:backend/b1')
    )
    expect(hint).toContain('AssumedRoleUser deployer:run-1')
  })

  test('for the write, with * for unknown parts', () => {
    expect(policyIn(hintOf({ operation: OPERATIONS.modifyBackend }))).toEqual(
      policy('ModifyBackendModel', 'acs:apigateway:*:*:backend/*')
    )
  })

  test.each([OPERATIONS.describeBackend, OPERATIONS.listPublishedApis, OPERATIONS.describeTask])(
    'for $action, with the resource *',
    operation => {
      expect(policyIn(hintOf({ operation }, detail, WHERE))).toEqual(policy(operation.action, '*'))
    }
  )

  test('a 403 with an unknown code and a denial detail is a denial', () => {
    expect(policyIn(hintOf({ code: 'Whatever' }, detail, WHERE))).not.toBeNull()
    expect(policyIn(hintOf({ code: 'Whatever' }, undefined, WHERE))).toBeNull()
  })

  test('an explicit denial has no policy to add', () => {
    const hint = hintOf({}, { ...detail, NoPermissionType: 'ExplicitDeny' }, WHERE)
    expect(policyIn(hint)).toBeNull()
    expect(hint).toContain('"Effect": "Deny"')
  })

  test('an action of another product has no policy', () => {
    expect(policyIn(hintOf({ operation: OPERATIONS.assumeRole }, detail, WHERE))).toBeNull()
  })

  test.each([{ AuthPrincipalOwnerId: '*:backend/*"' }, { AuthPrincipalOwnerId: ['1'] }, 'text', [], null])(
    'hostile details %j do not get into the policy',
    hostile => {
      expect(policyIn(hintOf({}, hostile, WHERE))).toEqual(
        policy('ModifyBackendModel', 'acs:apigateway:cn-hangzhou:*:backend/b1')
      )
    }
  )
})

test('an unknown code has a general cure', () => {
  expect(hintOf({ code: 'Whatever', status: 400 })).toContain('Search for the code')
  expect(hintOf({ code: 'Whatever', status: 500 })).toContain('the fault is in the service')
})

test('the region defaults to the endpoint’s', async () => {
  const refused = { status: 403, headers: {}, body: '{"RequestId":"R","Code":"NoPermission"}' }
  const clock = new FakeClock()
  const options = connect(
    {
      endpoint: new URL('https://apigateway-vpc.cn-beijing.aliyuncs.com'),
      credentials: { identity: 'i', description: 'd', keys: () => Promise.reject(new Error('not asked')) },
      proxyFor: () => undefined,
      requestTimeoutMs: 1000,
      maxAttempts: 1
    },
    { clock, log: createMemoryLog(), rateLimiter: createRateLimiter(clock) }
  )
  const writer = createWriter({ ...options, send: () => Promise.resolve(refused) })
  const written = writer.write(OPERATIONS.modifyBackend, {
    backendId: 'b1',
    stageName: 'TEST',
    backendType: 'HTTP',
    backendModelId: 'm',
    backendModelData: '{}',
    description: undefined
  })
  await expect(written).rejects.toMatchObject({
    hint: expect.stringContaining('acs:apigateway:cn-beijing:*:backend/b1')
  })
})

test('a request that arrived twice is ambiguous', () => {
  const body = '{"RequestId":"R","Code":"SignatureNonceUsed","Message":"m"}'
  expect(() => readResponse(OPERATIONS.modifyBackend, { status: 400, headers: {}, body })).toThrow(
    expect.objectContaining({ fault: 'client', ambiguous: true })
  )
})
