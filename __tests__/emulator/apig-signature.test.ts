import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { ReceivedRequest } from '../../emulator/signature.ts'
import { canonicalRequest, signV3 } from '../../emulator/signature.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const COMMON = {
  host: 'apig.cn-hangzhou.aliyuncs.com',
  'x-acs-version': '2024-03-27',
  'x-acs-date': '2026-01-02T03:04:05Z',
  'x-acs-signature-nonce': '0123456789abcdef0123456789abcdef'
}

const BODY =
  '{"backendConfig":{"scene":"MultiServiceByRatio","services":[{"serviceId":"svc-a","weight":90},{"serviceId":"svc-b","weight":10}]},"description":"é"}'

const UPDATE: ReceivedRequest = {
  method: 'PUT',
  path: '/v1/http-apis/api-1/routes/hr-1',
  query: [],
  form: [],
  headers: {
    ...COMMON,
    'x-acs-action': 'UpdateHttpApiRoute',
    'x-acs-content-sha256': sha256(BODY),
    'content-type': 'application/json; charset=utf-8'
  },
  body: Buffer.from(BODY)
}

// made by @alicloud/openapi-util and by plain node:crypto; no vectors of the ROA style are published
test.each<[string, ReceivedRequest, string, string]>([
  [
    'a body',
    UPDATE,
    '12357c27d58aac4cf876593bf62e117b87cf7d517bec4d2aaa0bb920b51eed50',
    '7689c9669f2ebef20460f19b0d3fd3909429a9f653d72c2c268314f373cd01e1'
  ],
  [
    'a body, temporary credentials',
    {
      ...UPDATE,
      headers: {
        ...UPDATE.headers,
        'x-acs-accesskey-id': 'testid',
        'x-acs-security-token': 'testtoken',
        'x-acs-credentials-provider': 'static_sts'
      }
    },
    '087cd15ed848e254829dfec8253b4189e09d4276b6f13f5d5f72435fc36b9486',
    '691c9e4b1378fd66bc40cd1a7cc88f79e0c0bcf08d908e04529958441abf68ef'
  ],
  [
    'a query with what is encoded in one way and in another',
    {
      method: 'GET',
      path: '/v1/http-apis/api-1/routes',
      query: [
        ['pageNumber', '1'],
        ['pageSize', '100'],
        ['nameLike', "a b*~'(é)"]
      ],
      form: [],
      headers: { ...COMMON, 'x-acs-action': 'ListHttpApiRoutes', 'x-acs-content-sha256': sha256('') },
      body: Buffer.alloc(0)
    },
    '0062111cd618943012070ac42c434e2341974ff53a709f237e223ae777f709f8',
    '493bbd517768274cd91f9e9f960bd646fec4ef8bd0bd3547ebc200a1a0d4a42c'
  ]
])('the signature of a request in the ROA style: %s', (_, request, canonical, signature) => {
  const names = Object.keys(request.headers)
  expect(sha256(canonicalRequest(request, names))).toBe(canonical)
  expect(signV3(request, names, 'testsecret')).toBe(signature)
})
