import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import cloudApi from '@alicloud/cloudapi20160714'
import credentialsSdk from '@alicloud/credentials'
import openApiCore from '@alicloud/openapi-core'
import PopCore from '@alicloud/pop-core'
import stsSdk from '@alicloud/sts20150401'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { startIssuer } from '../../emulator/oidc/issuer.ts'
import type { Issuer } from '../../emulator/oidc/issuer.ts'
import { subjectOf } from '../../emulator/oidc/subject.ts'
import { sharedAuthority } from '../support/certificates.ts'
import { startTlsFront } from '../support/tls-front.ts'
import type { TlsFront } from '../support/tls-front.ts'
import { ORDERS, shopSeed } from './support.ts'

const ACCOUNT = '1234567890123456'
const PROVIDER = `acs:ram::${ACCOUNT}:oidc-provider/github`
const ROLE = `acs:ram::${ACCOUNT}:role/deploy`

let issuer: Issuer
let emulator: Emulator
beforeAll(async () => {
  issuer = await startIssuer()
  const statement = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Federated: [PROVIDER] },
    Condition: { StringEquals: { 'oidc:sub': subjectOf() } }
  }
  emulator = await startEmulator({
    seed: shopSeed(`
oidc-providers: [{ name: github, issuer: '${issuer.url}', client-ids: [sts.aliyuncs.com] }]
roles: [{ name: deploy, allow: ['Describe*'], trust: ${JSON.stringify({ Statement: [statement] })} }]
`)
  })
})
afterAll(() => Promise.all([emulator.close(), issuer.close()]))

const ROOT = { accessKeyId: 'root', accessKeySecret: 'root-secret' }

describe('pop-core, which signs with HMAC-SHA1', () => {
  interface PopError {
    readonly code: string
    readonly data: { readonly Message: string }
  }
  interface PopResponse {
    readonly RequestId: string
    readonly BackendId: string
    readonly BackendModelId: string
    readonly OperationId: string
    readonly BackendInfo: {
      BackendModels: { StageName: string; BackendConfig: { ServiceAddress: string } }[]
    }
    readonly ApiUpdateBackendResults: { ApiUpdateBackendResult: { UpdateStatus: string }[] }
  }

  function clientOf(
    keys: { accessKeyId: string; accessKeySecret: string; securityToken?: string },
    more = {}
  ) {
    const client = new PopCore({
      endpoint: `http://${emulator.endpoint}`,
      apiVersion: '2016-07-14',
      ...keys,
      ...more
    })
    return (action: string, params: object, method: 'GET' | 'POST' = 'POST') =>
      client.request<PopResponse>(action, params, { method })
  }

  test.each(['GET', 'POST'] as const)('calls every operation by %s', async method => {
    const ask = clientOf(ROOT)
    const name = `pop-${method}`
    const { BackendId } = await ask('CreateBackend', { BackendName: name, BackendType: 'HTTP' }, method)
    // characters that encoders treat differently
    const address = `http://10.0.0.1:8080/a b*~'(é)!`
    const stage = { BackendId, StageName: 'TEST' }
    const data = (ServiceAddress: string) => ({ BackendModelData: JSON.stringify({ ServiceAddress }) })
    const created = await ask(
      'CreateBackendModel',
      { ...stage, BackendType: 'HTTP', ...data('http://a') },
      method
    )
    const { OperationId } = await ask('ModifyBackendModel', { ...stage, ...data(address) }, method)
    const { BackendInfo } = await ask('DescribeBackendInfo', { BackendId }, method)
    expect(BackendInfo.BackendModels[0]).toMatchObject({
      StageName: 'TEST',
      BackendConfig: { ServiceAddress: address }
    })
    expect(await ask('DescribeUpdateBackendTask', { OperationUid: OperationId }, method)).toMatchObject({
      ApiUpdateBackendResults: { ApiUpdateBackendResult: [] }
    })
    expect(await ask('DescribeBackendList', { BackendName: 'pop-*' }, method)).toMatchObject({
      BackendInfoList: expect.arrayContaining([expect.objectContaining({ BackendId })])
    })
    expect(
      await ask('DescribeApisByBackend', { BackendId: ORDERS, StageName: 'RELEASE' }, method)
    ).toMatchObject({
      TotalCount: 3
    })
    await ask('ModifyBackend', { BackendId, BackendName: `${name}-2`, BackendType: 'HTTP' }, method)
    await ask('DeleteBackendModel', { ...stage, BackendModelId: created.BackendModelId }, method)
    await ask('DeleteBackend', { BackendId }, method)
    await expect(ask('DescribeBackendInfo', { BackendId }, method)).rejects.toMatchObject({
      code: 'NotFoundBackend'
    })
  })

  test("a wrong secret returns the client's own string to sign", async () => {
    const ask = clientOf({ ...ROOT, accessKeySecret: 'guess' })
    const error = await ask('DescribeBackendInfo', { BackendId: ORDERS }, 'GET').catch(
      (thrown: unknown) => thrown as PopError
    )
    expect(error).toMatchObject({ code: 'SignatureDoesNotMatch' })
    const { data } = error as PopError
    const signed = data.Message.split('server string to sign is:')[1]
    const query = new URLSearchParams(emulator.requests.at(-1)?.url.split('?')[1])
    query.delete('Signature')
    const encoded = [...query].map(pair => pair.map(encodeURIComponent).join('='))
    expect(signed).toBe(`GET&%2F&${encodeURIComponent(encoded.toSorted().join('&'))}`)
  })

  test('an STS key requires its token', async () => {
    const keys = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret' }
    await clientOf({ ...keys, securityToken: 'role-token' })('DescribeBackendInfo', { BackendId: ORDERS })
    await expect(clientOf(keys)('DescribeBackendInfo', { BackendId: ORDERS })).rejects.toMatchObject({
      code: 'MissingSecurityToken'
    })
  })

  test('STS has its own version; an unknown action is a 404', async () => {
    const sts = clientOf(ROOT, { apiVersion: '2015-04-01' })
    expect(await sts('GetCallerIdentity', {})).toMatchObject({ AccountId: ACCOUNT })
    await expect(clientOf(ROOT)('GetCallerIdentity', {})).rejects.toMatchObject({
      code: 'InvalidAction.NotFound'
    })
  })
})

describe('the STS SDK', () => {
  function clientOf(keys: { accessKeyId: string; accessKeySecret: string; securityToken?: string }) {
    const settings = { ...keys, endpoint: emulator.endpoint, protocol: 'http', regionId: 'cn-hangzhou' }
    return new stsSdk.default(new openApiCore.$OpenApiUtil.Config(settings))
  }
  const assume = (token: string, more: Record<string, unknown> = {}) =>
    clientOf(ROOT).assumeRoleWithOIDC(
      new stsSdk.AssumeRoleWithOIDCRequest({
        OIDCProviderArn: PROVIDER,
        roleArn: ROLE,
        OIDCToken: token,
        roleSessionName: 'sdk',
        durationSeconds: 900,
        ...more
      })
    )

  test('assumes a role and identifies its caller', async () => {
    const { body } = await assume(await issuer.issue('sts.aliyuncs.com'))
    expect(body?.OIDCTokenInfo?.subject).toBe(issuer.subject)
    const { accessKeyId = '', accessKeySecret = '', securityToken = '' } = body?.credentials ?? {}
    const identity = await clientOf({ accessKeyId, accessKeySecret, securityToken }).getCallerIdentity()
    expect(identity.body).toMatchObject({
      accountId: ACCOUNT,
      arn: `acs:ram::${ACCOUNT}:assumed-role/deploy/sdk`,
      identityType: 'AssumedRoleUser'
    })
  })

  test.each([
    ['a wrong audience', 'another', {}, 401, 'AuthenticationFail.OIDCToken.AudienceNotMatch'],
    ['an unknown role', 'sts.aliyuncs.com', { roleArn: `${ROLE}x` }, 401, 'AuthenticationFail.NoPermission'],
    [
      'a duration that is too short',
      'sts.aliyuncs.com',
      { durationSeconds: 1 },
      400,
      'InvalidParameter.DurationSeconds'
    ]
  ])('%s', async (_, audience, more, statusCode, code) => {
    const token = await issuer.issue(audience)
    await expect(assume(token, more)).rejects.toMatchObject({ statusCode, code })
  })

  test('rejects a wrong secret', async () => {
    await expect(clientOf({ ...ROOT, accessKeySecret: 'guess' }).getCallerIdentity()).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
      message: expect.stringContaining('server CanonicalRequest is [POST\n/\n')
    })
  })
})

describe('the credentials SDK, which only supports HTTPS', () => {
  let front: TlsFront
  let folder: string
  const trusted = getCACertificates('default')
  beforeAll(async () => {
    const authority = await sharedAuthority()
    setDefaultCACertificates([...trusted, authority.certificate])
    front = await startTlsFront(Number(emulator.endpoint.split(':')[1]), await authority.issue(['localhost']))
    folder = await mkdtemp(join(tmpdir(), 'token-'))
  })
  afterAll(async () => {
    setDefaultCACertificates(trusted)
    await front.close()
    await rm(folder, { recursive: true })
  })

  async function credentialOf(token: string) {
    const oidcTokenFilePath = join(folder, 'token')
    await writeFile(oidcTokenFilePath, token)
    const settings = {
      type: 'oidc_role_arn',
      roleArn: ROLE,
      oidcProviderArn: PROVIDER,
      oidcTokenFilePath,
      roleSessionName: 'credentials',
      stsEndpoint: `localhost:${front.port}`
    }
    return new credentialsSdk.default(new credentialsSdk.Config(settings))
  }

  test("assumes a role with the job's ID token, for the product SDK", async () => {
    const credential = await credentialOf(await issuer.issue('sts.aliyuncs.com'))
    const { accessKeyId = '', securityToken } = await credential.getCredential()
    expect(accessKeyId).toMatch(/^STS\./)
    expect(emulator.cloud.session(accessKeyId)?.key.securityToken).toBe(securityToken)
    const settings = { credential, endpoint: emulator.endpoint, protocol: 'http' }
    const client = new cloudApi.default(new openApiCore.$OpenApiUtil.Config(settings))
    const request = new cloudApi.DescribeBackendInfoRequest({ backendId: ORDERS })
    expect((await client.describeBackendInfo(request)).body?.backendInfo?.backendName).toBe('orders')
    const write = new cloudApi.DeleteBackendRequest({ backendId: ORDERS })
    await expect(client.deleteBackend(write)).rejects.toMatchObject({
      statusCode: 403,
      code: 'NoPermission',
      accessDeniedDetail: { NoPermissionType: 'ImplicitDeny' }
    })
  })

  test("an error for a wrong audience contains STS's response", async () => {
    const credential = await credentialOf(await issuer.issue('another'))
    await expect(credential.getCredential()).rejects.toThrow(
      /get sts token failed with OIDC: \{.*"Code":"AuthenticationFail\.OIDCToken\.AudienceNotMatch"/
    )
  })
})
