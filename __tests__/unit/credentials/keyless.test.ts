import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startEmulator } from '../../../emulator/emulator.ts'
import type { Emulator } from '../../../emulator/emulator.ts'
import type { TransportFault } from '../../../emulator/faults.ts'
import { startIssuer } from '../../../emulator/oidc/issuer.ts'
import type { Issuer } from '../../../emulator/oidc/issuer.ts'
import { keylessCredentials } from '../../../src/credentials/keyless.ts'
import type { KeylessSettings, KeylessTools } from '../../../src/credentials/keyless.ts'
import type { CredentialsProvider } from '../../../src/credentials/keys.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { watchClients } from '../../support/client-bytes.ts'
import { holdTimers } from '../../support/held-timers.ts'
import type { HeldTimers } from '../../support/held-timers.ts'
import { ACCOUNT, PROVIDER_ARN, ROLE_ARN, seedWithRole } from '../../support/keyless.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import type { MemoryLog } from '../../support/memory-log.ts'
import { until } from '../../support/until.ts'

const REQUEST_TIMEOUT_MS = 1_000

let issuer: Issuer
let cloud: Emulator
let log: MemoryLog
let masks: string[]

// request time-outs are generous, so that none expires because the machine is slow
let timers: HeldTimers
beforeEach(() => void (timers = holdTimers()))
beforeEach(async () => {
  issuer = await startIssuer()
  cloud = await startEmulator({ seed: seedWithRole(issuer) })
  log = createMemoryLog()
  masks = []
})
afterEach(() => Promise.all([issuer.close(), cloud.close()]))

function credentials(
  settings: Partial<KeylessSettings> = {},
  tools: Partial<KeylessTools> = {}
): CredentialsProvider {
  return keylessCredentials(
    {
      roleArn: ROLE_ARN,
      providerArn: PROVIDER_ARN,
      audience: 'sts.aliyuncs.com',
      sessionName: 'a-session',
      sessionSeconds: 3600,
      endpoint: new URL(`http://${cloud.endpoint}`),
      idToken: {
        url: new URL(issuer.env.ACTIONS_ID_TOKEN_REQUEST_URL),
        bearer: issuer.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN
      },
      ...settings
    },
    {
      clock: { ...systemClock, sleep: () => Promise.resolve() },
      log,
      secrets: createSecrets(value => masks.push(value)),
      proxyFor: () => undefined,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      maxAttempts: 3,
      ...tools
    }
  )
}

function printed(): string {
  return log.lines.join('\n')
}

/** Checks that no secret, nor its location, was printed. */
function expectNothingPrinted(error: unknown): void {
  const { message, hint } = error as { message: string; hint?: string }
  for (const secret of [
    ...issuer.tokens,
    issuer.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
    '/actions/id-token',
    'api-version'
  ]) {
    expect([message, hint, printed()].join('\n')).not.toContain(secret)
  }
}

test('sends no request before the first use; identity and account are known without one', () => {
  const { identity, accountId } = credentials()
  expect({ identity, accountId }).toEqual({ identity: ROLE_ARN, accountId: ACCOUNT })
  expect(issuer.requests).toEqual([])
  expect(cloud.requests).toEqual([])
})

test('returns credentials of the role, the same until they are renewed', async () => {
  const provider = credentials()
  const [keys, again] = await Promise.all([provider.keys(), provider.keys()])
  expect(again).toBe(keys)
  expect(await provider.keys()).toBe(keys)
  const [session] = cloud.cloud.sessions()
  expect(keys).toEqual({
    accessKeyId: session?.key.id,
    accessKeySecret: session?.key.secret,
    securityToken: session?.key.securityToken
  })
  expect(masks).toEqual([issuer.tokens[0], session?.key.secret, session?.key.securityToken])
  expect(issuer.requests[0]?.query).toEqual({ 'api-version': '2.0', audience: 'sts.aliyuncs.com' })
  expect(cloud.requests[0]?.url).toBe('/')
  expect(log.of('info')).toEqual([
    expect.stringContaining(`assumed role ${ROLE_ARN} as a-session; the credentials expire at`)
  ])
})

/** GitHub's occasional response to a job that has just started. */
const PENDING = {
  kind: 'error-before-commit',
  action: 'id-token',
  status: 403,
  message: "Can't issue ID_TOKEN for job in 'Pending' state"
} as const

/** Temporary faults of a service, and the number of requests until they are over. */
const PASSING: [TransportFault, number][] = [
  [{ kind: 'error-before-commit', status: 502, body: 'html', times: 2 }, 3],
  [{ kind: 'error-before-commit', status: 503, body: 'empty', times: 2 }, 3],
  [{ kind: 'error-after-commit', status: 500, times: 2 }, 3],
  [{ kind: 'reset-before-commit' }, 2],
  [{ kind: 'reset-after-commit' }, 2],
  [{ kind: 'hang-before-commit' }, 2],
  [{ kind: 'truncated-json' }, 2],
  [{ kind: 'empty-object' }, 2],
  [{ kind: 'endless-body' }, 2],
  [{ kind: 'slow-drip', ms: 100, bytes: 8 }, 2],
  [{ kind: 'latency', ms: 20 }, 1]
]

describe.each(['id-token', 'AssumeRoleWithOIDC'])('temporary faults of %s', action => {
  test.each(PASSING)('%j', async (fault, asked) => {
    const service = action === 'id-token' ? issuer : cloud
    service.faults.add({ ...fault, action })
    const arrived = action === 'id-token' ? issuer.nextRequest(action) : cloud.nextRequest(action)
    const bytesRead = watchClients()
    const asking = credentials().keys()
    if (fault.kind === 'hang-before-commit' || fault.kind === 'slow-drip') {
      await arrived
      const before = bytesRead()
      if (fault.kind === 'slow-drip') await until(() => bytesRead() > before)
      timers.pass(REQUEST_TIMEOUT_MS)
    }
    const keys = await asking
    expect(keys.accessKeyId).toMatch(/^STS\./)
    const requests =
      action === 'id-token'
        ? issuer.requests.filter(({ operation }) => operation === 'id-token')
        : cloud.requests
    expect(requests).toHaveLength(asked)
    expect(log.lines.filter(line => line.includes('retrying in'))).toHaveLength(asked - 1)
    for (const token of issuer.tokens) expect(printed()).not.toContain(token)
  })
})

test('retries while GitHub considers the job pending', async () => {
  issuer.faults.add({ ...PENDING, times: 2 })
  await credentials().keys()
  expect(issuer.requests).toHaveLength(3)
  expect(printed()).toContain("Can't issue ID_TOKEN for job in 'Pending' state")
})

test('retries while STS is busy, without using up attempts', async () => {
  cloud.faults.add({ kind: 'throttling', action: 'AssumeRoleWithOIDC', times: 5 })
  await credentials({}, { maxAttempts: 1 }).keys()
  expect(cloud.requests).toHaveLength(6)
})

describe('permanent faults', () => {
  const failure = async (provider: CredentialsProvider): Promise<unknown> => {
    const error: unknown = await provider.keys().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      name: 'CallError',
      fault: 'credentials',
      ambiguous: false,
      message: expect.stringContaining(`could not assume role ${ROLE_ARN}: `),
      hint: expect.any(String)
    })
    expectNothingPrinted(error)
    return error
  }
  const bearer = (value: string) => ({
    idToken: { url: new URL(issuer.env.ACTIONS_ID_TOKEN_REQUEST_URL), bearer: value }
  })

  test('an expired request token', async () => {
    const error = await failure(credentials(bearer('another')))
    expect(error).toMatchObject({ code: 'IdToken.Http401', hint: expect.stringContaining('has expired') })
    expect((error as Error).message).toContain('HTTP 401: The token is not valid.')
    expect(issuer.requests).toHaveLength(1)
    expect(cloud.requests).toEqual([])
  })

  test('a job that GitHub keeps considering pending: the attempts of a read, and GitHub’s words', async () => {
    issuer.faults.add({ ...PENDING, times: 'every' })
    const error = await failure(credentials())
    expect(error).toMatchObject({ code: 'IdToken.Http403' })
    expect((error as Error).message).toContain(`HTTP 403: ${PENDING.message}`)
    const { hint = '' } = error as { hint?: string }
    expect(hint).toContain('it has the permission')
    expect(hint).not.toContain('id-token: write')
    expect(issuer.requests).toHaveLength(3)
    expect(cloud.requests).toEqual([])
  })

  test.each([400, 401, 404, 422])('a rejection is not retried: HTTP %i', async status => {
    issuer.faults.add({ ...PENDING, status, times: 'every' })
    const error = await failure(credentials())
    expect(error).toMatchObject({ code: `IdToken.Http${status}` })
    expect((error as { hint?: string }).hint).not.toContain('id-token: write')
    expect(issuer.requests).toHaveLength(1)
  })

  test('a token in a rejection is not printed', async () => {
    const token = await issuer.issue('anybody')
    issuer.faults.add({ ...PENDING, message: `refused: ${token}\n::error::x`, times: 'every' })
    const error = (await failure(credentials())) as Error
    expect(error.message).toContain('HTTP 403: refused: ***')
    expect(error.message).not.toContain(token.slice(0, 40))
  })

  test('GitHub stays unavailable', async () => {
    issuer.faults.add({ kind: 'error-before-commit', action: 'id-token', times: 'every' })
    expect(await failure(credentials())).toMatchObject({ code: 'IdToken.Http503' })
    expect(issuer.requests).toHaveLength(3)
  })

  test('STS refuses the connection', async () => {
    await cloud.close()
    const error = await failure(credentials())
    expect(error).toMatchObject({ code: 'Transport.Refused', hint: expect.stringContaining('sts-endpoint') })
  })

  test('the OIDC token service refuses the connection', async () => {
    await issuer.close()
    const error = await failure(credentials())
    expect(error).toMatchObject({ code: 'Transport.Refused', hint: expect.stringContaining('HTTPS_PROXY') })
    expect((error as Error).message).toContain('the OIDC token request received no response')
  })

  test.each([
    [{ roleArn: `${ROLE_ARN}-2` }, 'AuthenticationFail.NoPermission', 'trust policy'],
    [{ providerArn: `${PROVIDER_ARN}-2` }, 'AuthenticationFail.NoPermission', 'oidc-provider-arn'],
    [{ audience: 'nobody' }, 'AuthenticationFail.OIDCToken.AudienceNotMatch', 'client IDs'],
    [{ sessionSeconds: 43_200 }, 'InvalidParameter.DurationSeconds', 'role-session-expiration']
  ])('a rejection is reported once, with its cure: %j', async (settings, code, cure) => {
    const error: unknown = await credentials(settings)
      .keys()
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, fault: 'credentials', hint: expect.stringContaining(cure) })
    expect(cloud.requests).toHaveLength(1)
    expectNothingPrinted(error)
  })

  /** The error of STS, what its cure names, and whether a trust policy helps. */
  const REFUSALS: [code: string, status: number, message: string, cure: string, policy: boolean][] = [
    ['AuthenticationFail.NoPermission', 401, 'There is no permission.', 'trust policy', true],
    ['AuthenticationFail.OIDCToken.SubjectNotMatch', 401, 'Invalid subject.', 'trust policy', true],
    ['AuthenticationFail.ConditionNotMatch', 401, 'A condition does not hold.', 'trust policy', true],
    [
      'AuthenticationFail.NoPermission',
      401,
      'No such OIDC Provider registered.',
      `the identity provider ${PROVIDER_ARN} does not exist`,
      false
    ],
    ['AuthenticationFail.OIDCToken.AudienceNotMatch', 401, 'Invalid audience.', 'client IDs', false],
    ['AuthenticationFail.OIDCToken.AudienceNotMatchError', 401, 'Invalid audience.', 'client IDs', false],
    ['AuthenticationFail.OIDCToken.Expired', 401, 'This JWT has expired.', 'clock', false],
    ['AuthenticationFail.OIDCToken.HttpsUrlInvalid', 401, 'Invalid URL.', 'public certificate', false],
    ['AuthenticationFail.OIDCToken.InvalidSignature', 401, 'Invalid signature.', 'fingerprints', false],
    ['AuthenticationFail.OIDCToken.Invalid', 401, 'Invalid token.', 'oidc-provider-arn', false],
    ['AuthenticationFail.Whatever', 401, 'No.', 'audience', false],
    ['EntityNotExist.Role', 404, 'The role does not exist.', 'Check role-to-assume', false],
    ['EntityNotExist.OIDCProvider', 404, 'It does not exist.', 'Check oidc-provider-arn', false],
    ['InvalidParameter.RoleArn', 400, 'RoleArn is wrong.', 'Correct role-to-assume', false],
    ['InvalidParameter.OIDCProviderArn', 400, 'It is wrong.', 'Correct oidc-provider-arn', false],
    ['NoPermission', 403, 'You are not authorized.', 'control policy', false],
    ['Forbidden.RAM', 403, 'You are not authorized.', 'control policy', false],
    ['InvalidAction.NotFound', 404, 'No such action.', 'Check sts-endpoint', false],
    ['InvalidApi.NotFound', 404, 'No such API.', 'Check sts-endpoint', false],
    ['NoSuchVersion', 404, 'No such version.', 'Check sts-endpoint', false],
    ['IllegalTimestamp', 400, 'The timestamp is wrong.', 'clock', false],
    ['Whatever', 401, 'No.', 'Search for the code', false]
  ]
  test.each(REFUSALS)('%s (HTTP %i, %s) has its own cure', async (code, status, message, cure, policy) => {
    cloud.faults.add({ kind: 'custom', action: 'AssumeRoleWithOIDC', code, status, message, times: 'every' })
    const error = (await failure(credentials())) as Error & { hint: string }
    expect(error).toMatchObject({ code, hint: expect.stringContaining(cure) })
    expect(error.hint.includes('"Statement"')).toBe(policy)
    expect(cloud.requests).toHaveLength(1)
    // the token was rejected: the message names its owner
    expect(error.message.includes(`the issuer "${issuer.url}"`)).toBe(status === 401 || status === 403)
  })

  test('the message has the sub and aud of the rejected token', async () => {
    issuer.subject = 'repo:octo-org/octo-shop:ref:refs/heads/main'
    const error = (await failure(credentials())) as Error & { hint: string }
    expect(error.message).toContain(`the sub "${issuer.subject}", the aud "sts.aliyuncs.com"`)
    expect(error.hint).toContain(`"oidc:sub":"${issuer.subject}"`)
    expect(error.hint).toContain('names no environment')
  })

  test('a 401 from something else does not show the claims of the token', async () => {
    const fault = { kind: 'error-before-commit', status: 401, body: 'html', times: 'every' } as const
    cloud.faults.add({ ...fault, action: 'AssumeRoleWithOIDC' })
    const error = (await failure(credentials())) as Error
    expect(error).toMatchObject({ code: 'MalformedResponse' })
    expect(error.message).not.toContain('sub')
  })
})

test('a stopped step does not wait for credentials', async () => {
  issuer.faults.add({ kind: 'hang-before-commit', action: 'id-token' })
  const stop = new AbortController()
  const asked = issuer.nextRequest('id-token')
  const keys = credentials().keys(stop.signal)
  await asked
  stop.abort()
  await expect(keys).rejects.toMatchObject({ fault: 'aborted' })
})
