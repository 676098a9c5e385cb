import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { generateKeyPair, SignJWT } from 'jose'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { startIssuer } from '../../emulator/oidc/issuer.ts'
import type { Issuer } from '../../emulator/oidc/issuer.ts'
import { subjectOf } from '../../emulator/oidc/subject.ts'
import { parseSeed, SeedError } from '../../emulator/seed.ts'
import { call, ORDERS, send, shopSeed, TestClock } from './support.ts'
import type { TextResponse } from './support.ts'

const ACCOUNT = '1234567890123456'
const PROVIDER = `acs:ram::${ACCOUNT}:oidc-provider/github`
const ROLE = `acs:ram::${ACCOUNT}:role/deploy`

let clock: TestClock
let issuer: Issuer
let emulator: Emulator

beforeEach(async () => {
  clock = new TestClock()
  issuer = await startIssuer({ clock })
  emulator = await startEmulator({ seed: shopSeed(rolesOf(issuer.url)), clock })
})
afterEach(() => Promise.all([issuer.close(), emulator.close()]))

function rolesOf(url: string, more = ''): string {
  const trust = (conditions: string) =>
    `{ Statement: [{ Effect: Allow, Action: 'sts:AssumeRole', Principal: { Federated: ['${PROVIDER}'] }, Condition: ${conditions} }] }`
  return `
oidc-providers:
  - { name: github, issuer: '${url}', client-ids: [sts.aliyuncs.com, other] ${more} }
roles:
  - name: deploy
    allow: ['Describe*']
    trust: ${trust(`{ StringEquals: { 'oidc:iss': '${url}', 'oidc:aud': sts.aliyuncs.com, 'oidc:sub': ['${subjectOf()}', '${subjectOf({ ids: { owner: 1, repository: 2 } })}'] } }`)}
  - name: plan
    max-session-seconds: 43200
    trust: ${trust(`{ StringLike: { 'oidc:sub': 'repo:octo-org/*:ref:?efs/heads/main' } }`)}
`
}

interface StsResponse {
  readonly Code?: string
  readonly Credentials?: {
    AccessKeyId: string
    AccessKeySecret: string
    SecurityToken: string
    Expiration: string
  }
  readonly AssumedRoleUser?: { Arn: string; AssumedRoleId: string }
  readonly OIDCTokenInfo?: { Subject: string }
}

async function assume(
  token: string,
  params: Record<string, string> = {}
): Promise<{ status: number; body: StsResponse }> {
  const response = await send(`http://${emulator.endpoint}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'AssumeRoleWithOIDC',
      Version: '2015-04-01',
      OIDCProviderArn: PROVIDER,
      RoleArn: ROLE,
      RoleSessionName: 'a-session',
      OIDCToken: token,
      ...params
    }).toString()
  })
  return { status: response.status, body: JSON.parse(response.text) as StsResponse }
}

const noKeys = { AccessKeyId: '', AccessKeySecret: '', SecurityToken: '' }

/** Opens a session and calls with its credentials. */
async function sessionWith(policy?: object): Promise<{
  ask: (
    action: string,
    params?: Record<string, string>,
    headers?: Record<string, string>
  ) => Promise<TextResponse>
}> {
  const token = await issuer.issue('sts.aliyuncs.com')
  const { body } = await assume(token, policy === undefined ? {} : { Policy: JSON.stringify(policy) })
  const {
    AccessKeyId: accessKeyId,
    AccessKeySecret: accessKeySecret,
    SecurityToken
  } = body.Credentials ?? noKeys
  const session = { ...emulator, accessKeyId, accessKeySecret }
  return {
    ask: (action, params = {}, headers = {}) =>
      call(session, action, params, undefined, undefined, {
        'x-acs-security-token': SecurityToken,
        ...headers
      })
  }
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: '1', Statement: [statement] })
}

async function codeOf(token: string, params: Record<string, string> = {}): Promise<string> {
  const { status, body } = await assume(token, params)
  return `${status} ${body.Code ?? ''}`
}

describe('the issuer', () => {
  const ask = (query: string, authorization: string) =>
    send(`${issuer.url}/actions/id-token?api-version=2.0${query}`, { headers: { authorization } })

  test('issues a token for an audience', async () => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = issuer.env
    expect(url).toBe(`${issuer.url}/actions/id-token?api-version=2.0`)
    const response = await ask('&audience=sts.aliyuncs.com', `Bearer ${bearer}`)
    const { value } = JSON.parse(response.text) as { value: string }
    expect(issuer.tokens).toEqual([value])
    const claims = JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()) as object
    expect(claims).toMatchObject({
      iss: issuer.url,
      aud: 'sts.aliyuncs.com',
      sub: 'repo:octo-org/octo-shop:environment:production',
      repository: 'octo-org/octo-shop',
      environment: 'production'
    })
  })

  test('requires the bearer token, and serves three paths', async () => {
    expect((await ask('', 'Bearer another')).status).toBe(401)
    expect((await send(`${issuer.url}/elsewhere`)).status).toBe(404)
    expect((await send(`${issuer.url}/.well-known/jwks`)).text).not.toContain('"d"')
    expect(issuer.requests.map(({ operation, status }) => [operation, status])).toEqual([
      ['id-token', 401],
      ['', 404],
      ['jwks', 200]
    ])
  })

  test('applies faults', async () => {
    issuer.faults.add({ kind: 'error-before-commit', action: 'id-token', status: 502, body: 'html' })
    issuer.faults.add({ kind: 'empty-object', action: 'id-token', nth: 2 })
    const bearer = `Bearer ${issuer.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}`
    expect(await ask('', bearer)).toMatchObject({ status: 502, text: expect.stringContaining('<html>') })
    expect(await ask('', bearer)).toMatchObject({ status: 200, text: '{}' })
  })

  test('supports both subject formats', () => {
    expect(subjectOf({ repository: 'o/r', environment: 'e' })).toBe('repo:o/r:environment:e')
    expect(subjectOf({ repository: 'o/r', environment: 'e', ids: { owner: 12, repository: 34 } })).toBe(
      'repo:o@12/r@34:environment:e'
    )
  })
})

describe('AssumeRoleWithOIDC', () => {
  test('returns credentials that are valid until they expire', async () => {
    const { status, body } = await assume(await issuer.issue('sts.aliyuncs.com'), { DurationSeconds: '900' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      Credentials: { Expiration: '2026-01-02T03:19:05Z' },
      AssumedRoleUser: {
        Arn: `acs:ram::${ACCOUNT}:role/deploy/a-session`,
        AssumedRoleId: expect.stringMatching(/^3\d{17}:a-session$/)
      },
      OIDCTokenInfo: { Subject: issuer.subject }
    })
    const { AccessKeyId, AccessKeySecret, SecurityToken } = body.Credentials ?? noKeys
    const session = { ...emulator, accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret }
    const ask = (action: string) =>
      call(session, action, {}, undefined, undefined, { 'x-acs-security-token': SecurityToken })
    const read = () => ask('DescribeBackendList')
    expect((await read()).status).toBe(200)
    expect((await ask('DeleteBackend')).text).toContain('NoPermission')
    expect((await call(session, 'DescribeBackendList', {})).text).toContain('MissingSecurityToken')
    clock.time += 900_000
    expect((await read()).text).toContain('InvalidSecurityToken.Expired')
  })

  test("fetches the issuer's keys once, and again after a rotation", async () => {
    const token = await issuer.issue('sts.aliyuncs.com')
    expect(await codeOf(token)).toBe('200 ')
    expect(await codeOf(token)).toBe('200 ')
    expect(issuer.requests.map(({ operation }) => operation)).toEqual(['openid-configuration', 'jwks'])
    const { privateKey } = await generateKeyPair('RS256')
    const forged = new SignJWT({ sub: issuer.subject, iss: issuer.url, aud: 'sts.aliyuncs.com', exp: 4e9 })
    const other = await forged.setProtectedHeader({ alg: 'RS256', kid: 'another' }).sign(privateKey)
    expect(await codeOf(other)).toBe('401 AuthenticationFail.OIDCToken.InvalidSignature')
    expect(issuer.requests).toHaveLength(4)
  })

  test('does not fetch keys that the seed contains', async () => {
    const seed = shopSeed(rolesOf(issuer.url, `, jwks: ${JSON.stringify(issuer.jwks)}`))
    await emulator.close()
    emulator = await startEmulator({ seed, clock })
    expect(await codeOf(await issuer.issue('sts.aliyuncs.com'))).toBe('200 ')
    expect(issuer.requests).toEqual([])
  })

  test('rejects invalid tokens', async () => {
    const good = await issuer.issue('sts.aliyuncs.com')
    const [head, , signature] = good.split('.')
    const claims = Buffer.from(JSON.stringify({ sub: 'x', iss: issuer.url, exp: 4e9 })).toString('base64url')
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`
    expect(await codeOf(`${head}.${claims}.${signature}`)).toBe(
      '401 AuthenticationFail.OIDCToken.InvalidSignature'
    )
    expect(await codeOf(unsigned)).toMatch(/^401 AuthenticationFail\.OIDCToken\.Invalid/)
    expect(await codeOf('no token')).toBe('401 AuthenticationFail.OIDCToken.Invalid')
    expect(await codeOf('x'.repeat(20_001))).toBe('401 AuthenticationFail.OIDCToken.Invalid')
    expect(await codeOf(await issuer.issue('nobody'))).toBe(
      '401 AuthenticationFail.OIDCToken.AudienceNotMatch'
    )
    expect(await codeOf(await issuer.issue('sts.aliyuncs.com', { iss: 'https://else' }))).toBe(
      '401 AuthenticationFail.OIDCToken.Invalid'
    )
    clock.time += 301_000
    expect(await codeOf(good)).toBe('401 AuthenticationFail.OIDCToken.Expired')
    await issuer.close()
    emulator.faults.clear()
    const elsewhere = { OIDCProviderArn: `${PROVIDER}-2` }
    expect(await codeOf(good, elsewhere)).toBe('401 AuthenticationFail.NoPermission')
  })

  test('rejects tokens if the issuer does not respond', async () => {
    const token = await issuer.issue('sts.aliyuncs.com')
    await issuer.close()
    expect(await codeOf(token)).toBe('401 AuthenticationFail.OIDCToken.HttpsUrlInvalid')
  })

  test('evaluates the trust policy', async () => {
    const refused = '401 AuthenticationFail.NoPermission'
    const code = async (subject: string, role: string, audience = 'sts.aliyuncs.com') =>
      codeOf(await issuer.issue(audience, { sub: subject }), { RoleArn: `acs:ram::${ACCOUNT}:role/${role}` })
    expect(await code(subjectOf({ ids: { owner: 1, repository: 2 } }), 'deploy')).toBe('200 ')
    expect(await code(subjectOf({ ids: { owner: 1, repository: 3 } }), 'deploy')).toBe(refused)
    expect(await code(subjectOf({ environment: 'staging' }), 'deploy')).toBe(refused)
    expect(await code('repo:octo-org/octo-shop:pull_request', 'deploy')).toBe(refused)
    expect(await code(subjectOf(), 'deploy', 'other')).toBe(refused)
    expect(await code('repo:octo-org/x:ref:refs/heads/main', 'plan')).toBe('200 ')
    expect(await code('repo:octo-org/x:ref:refs/heads/mainly', 'plan')).toBe(refused)
    expect(await code(subjectOf(), 'nobody')).toBe(refused)
  })

  test('a session policy restricts the session to what both it and the role allow', async () => {
    const { ask } = await sessionWith({
      Version: '1',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['apigateway:DescribeBackendInfo', 'apigateway:DeleteBackend'],
          Resource: '*'
        },
        { Effect: 'Allow', Action: 'apigateway:DescribeBackendList', Resource: ['*'] },
        { Effect: 'Deny', Action: 'apigateway:*List', Resource: '*' }
      ]
    })
    const detail = async (action: string): Promise<unknown> =>
      (JSON.parse((await ask(action, { BackendId: ORDERS })).text) as { AccessDeniedDetail?: unknown })
        .AccessDeniedDetail
    expect((await ask('DescribeBackendInfo', { BackendId: ORDERS })).status).toBe(200)
    // allowed by the session policy but not by the role
    expect(await detail('DeleteBackend')).toMatchObject({
      NoPermissionType: 'ImplicitDeny',
      PolicyType: 'AccountLevelIdentityBasedPolicy'
    })
    // allowed by the role; the session policy denies one and omits the other
    expect(await detail('DescribeBackendList')).toMatchObject({
      NoPermissionType: 'ExplicitDeny',
      PolicyType: 'SessionPolicy'
    })
    expect(await detail('DescribeApisByBackend')).toMatchObject({
      NoPermissionType: 'ImplicitDeny',
      PolicyType: 'SessionPolicy'
    })
  })

  test.each([
    ['NotAction', { Effect: 'Allow', NotAction: 'apigateway:*List', Resource: '*' }, [200, 403]],
    [
      'NotAction with a list',
      { Effect: 'Allow', NotAction: ['apigateway:*Info'], Resource: '*' },
      [403, 200]
    ],
    ['NotResource', { Effect: 'Allow', Action: '*', NotResource: 'acs:oss:*' }, [200, 200]],
    ['NotResource for all', { Effect: 'Allow', Action: '*', NotResource: '*' }, [403, 403]]
  ])('a session policy with %s', async (_, statement, statuses) => {
    const { ask } = await sessionWith({ Version: '1', Statement: [statement] })
    const info = await ask('DescribeBackendInfo', { BackendId: ORDERS })
    expect([info.status, (await ask('DescribeBackendList')).status]).toEqual(statuses)
  })

  test.each([
    [
      'Action and NotAction',
      policyOf({ Effect: 'Allow', Action: '*', NotAction: 'a:B', Resource: '*' }),
      'PolicyGrammar'
    ],
    ['invalid JSON', '{', 'PolicyGrammar'],
    ['no version', '{ "Statement": [] }', 'PolicyGrammar'],
    ['no statement', '{ "Version": "1" }', 'PolicyGrammar'],
    ['an unknown effect', policyOf({ Effect: 'Permit', Action: '*', Resource: '*' }), 'PolicyGrammar'],
    ['no action', policyOf({ Effect: 'Allow', Resource: '*' }), 'PolicyGrammar'],
    ['no resource', policyOf({ Effect: 'Allow', Action: '*', Resource: [''] }), 'PolicyGrammar'],
    [
      'a condition, which is not evaluated',
      policyOf({ Effect: 'Allow', Action: '*', Resource: '*', Condition: {} }),
      'PolicyGrammar'
    ],
    ['too long', policyOf({ Effect: 'Allow', Action: '*'.repeat(2048), Resource: '*' }), 'PolicySize']
  ])('rejects an invalid session policy: %s', async (_, policy, code) => {
    const token = await issuer.issue('sts.aliyuncs.com')
    expect(await codeOf(token, { Policy: policy })).toBe(`400 InvalidParameter.${code}`)
    expect(emulator.cloud.sessions()).toEqual([])
  })

  test("credentials and IDs have the real service's format", async () => {
    const token = await issuer.issue('sts.aliyuncs.com')
    const [first, second] = [(await assume(token)).body, (await assume(token)).body]
    const { AccessKeyId, AccessKeySecret, SecurityToken } = first.Credentials ?? noKeys
    expect(AccessKeyId).toMatch(/^STS\.N[1-9A-HJ-NP-Za-km-z]{24}$/)
    expect(AccessKeySecret).toMatch(/^[1-9A-HJ-NP-Za-km-z]{44}$/)
    expect(SecurityToken).toMatch(/^CAIS[\w+/]{600,}==$/)
    expect(SecurityToken).toContain('+')
    expect(SecurityToken).toContain('/')
    expect(second.Credentials?.SecurityToken).not.toBe(SecurityToken)
    expect(first).toEqual({
      RequestId: expect.stringMatching(/^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/),
      Credentials: expect.anything(),
      AssumedRoleUser: expect.anything(),
      OIDCTokenInfo: {
        Issuer: issuer.iss,
        Subject: issuer.subject,
        ClientIds: 'sts.aliyuncs.com',
        IssuanceTime: '2026-01-02T03:04:05Z',
        ExpirationTime: '2026-01-02T03:09:05Z',
        VerificationInfo: 'Success'
      }
    })
    // the role ID is the same in the session and in GetCallerIdentity
    const { ask } = await sessionWith()
    const identity = JSON.parse(
      (await ask('GetCallerIdentity', {}, { 'x-acs-version': '2015-04-01' })).text
    ) as Record<string, string>
    expect(identity['PrincipalId']).toBe(first.AssumedRoleUser?.AssumedRoleId)
    expect(Object.keys(identity).sort()).toEqual([
      'AccountId',
      'Arn',
      'IdentityType',
      'PrincipalId',
      'RequestId',
      'RoleId'
    ])
  })

  test('validates its parameters', async () => {
    const token = await issuer.issue('sts.aliyuncs.com', { exp: 4e9 })
    expect(await codeOf(token, { RoleArn: '' })).toBe('400 MissingRoleArn')
    expect(await codeOf(token, { OIDCToken: '' })).toBe('400 MissingOIDCToken')
    expect(await codeOf(token, { RoleSessionName: 'a b' })).toBe('400 InvalidParameter.RoleSessionName')
    for (const seconds of ['899', '3601', 'x']) {
      expect(await codeOf(token, { DurationSeconds: seconds })).toBe('400 InvalidParameter.DurationSeconds')
    }
    expect(emulator.cloud.sessions()).toEqual([])
  })

  test('applies faults to it', async () => {
    emulator.faults.add({ kind: 'error-before-commit', action: 'AssumeRoleWithOIDC' })
    const token = await issuer.issue('sts.aliyuncs.com')
    expect(await codeOf(token)).toBe('503 ServiceUnavailable')
    expect(await codeOf(token)).toBe('200 ')
  })
})

test("the emulator's provider issues tokens of the seed's issuer, whose keys are not fetched", async () => {
  const iss = 'https://token.actions.githubusercontent.com'
  const own = await startEmulator({
    seed: shopSeed(rolesOf(iss)),
    clock,
    oidc: { subject: 'repo:octo-org/octo-shop:environment:production', requestToken: 'asked' }
  })
  try {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } =
      own.issuer?.env ?? {}
    expect(bearer).toBe('asked')
    const response = await send(`${url}&audience=sts.aliyuncs.com`, {
      headers: { authorization: `Bearer ${bearer}` }
    })
    const { value } = JSON.parse(response.text) as { value: string }
    const other = emulator
    emulator = own
    expect(await codeOf(value)).toBe('200 ')
    emulator = other
    expect(own.issuer?.requests.map(({ operation }) => operation)).toEqual(['id-token'])
  } finally {
    await own.close()
  }
})

test('fails to start a provider if the seed has none', async () => {
  await expect(startEmulator({ seed: shopSeed(), oidc: {} })).rejects.toThrow(
    'oidc: the seed has no oidc-providers entry without jwks; add one with the issuer https://token.actions.githubusercontent.com'
  )
})

test('reports problems in roles', () => {
  const seed = `
oidc-providers: [{ name: a b, issuer: 'x', client-ids: [] }]
roles:
  - { name: deploy, account: 7, max-session-seconds: 60, trust: { Statement: [{ Effect: Maybe, Action: x, Principal: {}, Condition: { Bool: {} } }] } }
`
  expect(() => parseSeed(shopSeed(seed))).toThrow(SeedError)
  try {
    parseSeed(shopSeed(seed))
  } catch (thrown) {
    const { message } = thrown as SeedError
    for (const part of [
      'oidc-providers[0].name',
      'issuer',
      'account',
      'max-session-seconds',
      'Effect',
      'Action',
      'Federated',
      'Bool'
    ]) {
      expect(message).toContain(part)
    }
  }
})
