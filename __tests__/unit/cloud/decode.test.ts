import { describe, expect, test } from '@jest/globals'
import { readResponse } from '../../../src/cloud/response.ts'
import { createReader } from '../../../src/cloud/client.ts'
import { decodeApis, decodeBackend, decodeTask } from '../../../src/cloud/decode.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createRetryBudget } from '../../../src/cloud/retry.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const HOSTILE = 'a\n::error::b\r##[error]c\u202e'
const HARMLESS = 'a ::error::b # #[error]c'

test('names and IDs are single-line labels', () => {
  const api = { ApiId: HOSTILE, ApiName: HOSTILE, GroupName: HOSTILE, Method: HOSTILE, Path: HOSTILE }
  expect(decodeApis({ ApiInfoList: [api] })?.items).toEqual([
    { apiId: HARMLESS, name: HARMLESS, group: HARMLESS, method: HARMLESS, path: HARMLESS }
  ])
  const row = {
    ApiUid: HOSTILE,
    ApiName: HOSTILE,
    GroupId: HOSTILE,
    UpdateStatus: HOSTILE,
    ErrorMsg: HOSTILE
  }
  expect(decodeTask({ ApiUpdateBackendResults: { ApiUpdateBackendResult: [row] } })).toEqual([
    { apiId: HARMLESS, name: HARMLESS, group: HARMLESS, status: HARMLESS, message: HARMLESS }
  ])
})

test('a name of a megabyte is cut', () => {
  const name = 'x'.repeat(1_000_000)
  const [row] = decodeTask({ ApiUpdateBackendResults: [{ ApiName: name, ErrorMsg: name }] })
  expect(row?.name.length).toBeLessThan(1_000)
  expect(row?.message.length).toBeLessThan(2_000)
})

test('values that are compared or sent back are kept unchanged', () => {
  const model = { StageName: 'TEST', Description: HOSTILE, BackendConfig: { ServiceAddress: HOSTILE } }
  const backend = decodeBackend({ BackendInfo: { BackendName: HOSTILE, BackendModels: [model] } })
  expect(backend?.name).toBe(HARMLESS)
  expect(backend?.models[0]).toMatchObject({ description: HOSTILE, config: { ServiceAddress: HOSTILE } })
})

describe('the definition of a stage', () => {
  const read = (config: unknown): unknown =>
    decodeBackend({ BackendInfo: { BackendModels: [{ StageName: 'TEST', BackendConfig: config }] } })
  const config = { ServiceAddress: 'http://a', ServiceTimeout: 10_000 }
  test.each([
    ['a mapping', config, config],
    ['the JSON text of a mapping, as in a write', JSON.stringify(config), config],
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['an empty text', '', {}]
  ])('%s', (_form, found, decoded) => {
    expect(read(found)).toMatchObject({ models: [{ config: decoded }] })
  })
  // read as empty, it would be reported, replaced and restored as a definition without keys
  test.each([
    ['a text that is not JSON', 'ServiceAddress=http://a'],
    ['the JSON text of a list', '[]'],
    ['a list', [config]],
    ['a number', 1],
    ['true', true],
    ['JSON text that is nested too deeply', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`]
  ])('%s is not read as an empty definition', (_form, found) => {
    expect(read(found)).toBeUndefined()
  })
})

test.each([
  [90, true],
  [200, false],
  [200_000, false]
])('a response of %d levels is accepted: %s', (levels, read) => {
  const body = `{"RequestId":"R","A":${'['.repeat(levels)}${']'.repeat(levels)}}`
  const response = (): unknown => readResponse({ action: 'X' }, { status: 200, headers: {}, body })
  if (read) expect(response()).toMatchObject({ RequestId: 'R' })
  else expect(response).toThrow(expect.objectContaining({ code: 'MalformedResponse' }))
})

test('reading stops at a list without an end', async () => {
  let asked = 0
  const reader = createReader({
    send: () => {
      const body = JSON.stringify({ RequestId: 'R', ApiInfoList: [{ ApiId: String(asked++) }] })
      return Promise.resolve({ status: 200, headers: {}, body })
    },
    clock: new FakeClock(),
    rateLimiter: createRateLimiter(new FakeClock()),
    log: createMemoryLog(),
    budget: createRetryBudget(),
    requestTimeoutMs: 1000,
    maxAttempts: 1
  })
  await expect(
    reader.list(OPERATIONS.listPublishedApis, { backendId: 'b', stageName: 'TEST' })
  ).rejects.toMatchObject({ code: 'IncompleteList' })
  expect(asked).toBe(10_000)
})
