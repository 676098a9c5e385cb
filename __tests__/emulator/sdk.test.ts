import { afterAll, beforeAll, expect, test } from '@jest/globals'
import cloudApi from '@alicloud/cloudapi20160714'
import openApi from '@alicloud/openapi-client'
import openApiCore from '@alicloud/openapi-core'
import teaUtil from '@alicloud/tea-util'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { createHmac, randomUUID } from 'node:crypto'
import { ORDERS, send, shopSeed } from './support.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ seed: shopSeed() })
})
afterAll(() => emulator.close())

interface Keys {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string
}
const ROOT = { accessKeyId: 'root', accessKeySecret: 'root-secret' }

function settings(keys: Keys) {
  return { ...keys, endpoint: emulator.endpoint, protocol: 'http', regionId: 'cn-hangzhou' }
}

/** The generic client, with parameters in a form body like the action's. */
async function generic(
  keys: Keys,
  action: string,
  parameters: Record<string, string>,
  where: 'body' | 'query' = 'body'
) {
  const client = new openApi.default(new openApi.Config(settings(keys)))
  const params = new openApi.Params({
    action,
    version: '2016-07-14',
    protocol: 'http',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json'
  })
  const request = new openApi.OpenApiRequest({ [where]: parameters })
  const response: unknown = await client.callApi(params, request, new teaUtil.RuntimeOptions({}))
  return response as { statusCode: number; body: Record<string, unknown> }
}

test('the product SDK: modify, read, list, follow', async () => {
  const client = new cloudApi.default(new openApiCore.$OpenApiUtil.Config(settings(ROOT)))
  const data = '{"ServiceAddress":"http://127.0.0.1:8080/a b*~\'(é)"}'
  const target = { backendId: ORDERS, stageName: 'RELEASE' }
  const modified = await client.modifyBackendModel(
    new cloudApi.ModifyBackendModelRequest({ ...target, backendType: 'HTTP', backendModelData: data })
  )
  const operationUid = modified.body?.operationId
  expect(operationUid).toMatch(/^[0-9a-f]{32}$/)
  expect(modified.body?.requestId).toMatch(/^[0-9A-F-]{36}$/)
  const info = await client.describeBackendInfo(
    new cloudApi.DescribeBackendInfoRequest({ backendId: ORDERS })
  )
  const release = info.body?.backendInfo?.backendModels?.find(model => model.stageName === 'RELEASE')
  expect(release?.backendConfig?.serviceAddress).toBe("http://127.0.0.1:8080/a b*~'(é)")
  expect(release?.backendConfig?.discoveryConfig?.nacosConfig?.serverAddress).toBe('')
  const apis = await client.describeApisByBackend(
    new cloudApi.DescribeApisByBackendRequest({ ...target, pageSize: 2 })
  )
  expect(apis.body?.apiInfoList?.apiInfo?.map(api => api.apiName)).toEqual(['a', 'b'])
  expect(apis.body?.totalCount).toBe(3)
  const task = await client.describeUpdateBackendTask(
    new cloudApi.DescribeUpdateBackendTaskRequest({ operationUid: operationUid ?? '' })
  )
  expect(task.body?.apiUpdateBackendResults?.apiUpdateBackendResult?.map(row => row.updateStatus)).toEqual([
    'OVER',
    'OVER',
    'OVER'
  ])
  const list = await client.describeBackendList(
    new cloudApi.DescribeBackendListRequest({ backendName: 'ord*' })
  )
  expect(list.body?.backendInfoList?.map(backend => backend.backendId)).toEqual([ORDERS])
  // this SDK sends everything in the URL, which is logged
  expect(emulator.requests[0]?.url).toContain('BackendModelData=')
})

test.each(['body', 'query'] as const)('the generic SDK, parameters in the %s', async where => {
  const parameters = {
    BackendId: ORDERS,
    StageName: 'TEST',
    BackendModelData: '{"ServiceAddress":"http://x y"}'
  }
  const response = await generic(ROOT, 'ModifyBackendModel', parameters, where)
  expect(response).toMatchObject({ statusCode: 200, body: { OperationId: expect.any(String) } })
  const last = emulator.requests.at(-1)
  expect(last?.params['BackendModelData']).toBe('{"ServiceAddress":"http://x y"}')
  expect(last?.url.includes('BackendModelData')).toBe(where === 'query')
})

test('an STS key requires its token', async () => {
  const keys = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' }
  const read = { BackendId: ORDERS }
  expect(await generic(keys, 'DescribeBackendInfo', read)).toMatchObject({ statusCode: 200 })
  const without = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret' }
  await expect(generic(without, 'DescribeBackendInfo', read)).rejects.toMatchObject({
    code: 'MissingSecurityToken'
  })
})

test.each([
  [ROOT, 'DescribeBackendInfo', { BackendId: 'x' }, 400, 'NotFoundBackend'],
  [{ ...ROOT, accessKeySecret: 'guess' }, 'DescribeBackendInfo', {}, 400, 'SignatureDoesNotMatch'],
  [{ ...ROOT, accessKeyId: 'nobody' }, 'DescribeBackendInfo', {}, 404, 'InvalidAccessKeyId.NotFound'],
  [ROOT, 'DescribeRegions', {}, 404, 'InvalidAction.NotFound'],
  [
    { accessKeyId: 'reader', accessKeySecret: 'reader-secret' },
    'ModifyBackendModel',
    { BackendId: ORDERS },
    403,
    'NoPermission'
  ]
])('errors as the SDK parses them: %j %s', async (keys, action, parameters, statusCode, code) => {
  await expect(generic(keys, action, parameters)).rejects.toMatchObject({
    statusCode,
    code,
    data: { RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/), HostId: emulator.endpoint, Code: code },
    ...(code === 'NoPermission' ? { accessDeniedDetail: { NoPermissionType: 'ImplicitDeny' } } : {})
  })
})

test('accepts the older RPC signature; rejects other methods', async () => {
  const params = new URLSearchParams({
    AccessKeyId: 'root',
    Action: 'DescribeBackendInfo',
    BackendId: ORDERS,
    Format: 'JSON',
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: randomUUID(),
    SignatureVersion: '1.0',
    Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
    Version: '2016-07-14'
  })
  const encode = (text: string) => encodeURIComponent(text)
  const sorted = [...params].sort(([a], [b]) => (a < b ? -1 : 1))
  const query = sorted.map(([name, value]) => `${name}=${encode(value)}`).join('&')
  const signature = createHmac('sha1', 'root-secret&')
    .update(`GET&%2F&${encode(query)}`)
    .digest('base64')
  const url = `http://${emulator.endpoint}/?${query}&Signature=${encode(signature)}`
  expect(JSON.parse((await send(url)).text)).toMatchObject({ BackendInfo: { BackendId: ORDERS } })
  expect(JSON.parse((await send(url)).text)).toMatchObject({ Code: 'SignatureNonceUsed' })
  expect(JSON.parse((await send(url, { method: 'PUT' })).text)).toMatchObject({
    Code: 'UnsupportedHTTPMethod'
  })
})
