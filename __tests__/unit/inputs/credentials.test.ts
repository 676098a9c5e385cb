import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { InputError } from '../../../src/errors/action-error.ts'
import { defaultSessionName } from '../../../src/inputs/credentials.ts'
import { accountIds, sessionName } from '../../../src/inputs/parsers.ts'
import { variableOf } from '../../../src/inputs/source.ts'
import { readInputs } from '../../../src/inputs/table.ts'
import type { Inputs } from '../../../src/inputs/table.ts'
import { readGitHubContext } from '../../../src/runtime/github.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { ACCOUNT, PROVIDER_ARN, ROLE_ARN } from '../../support/keyless.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const GOOD = {
  'backend-id': '20bcdc9453524b78a8beb1f6de21edb7',
  'stage-name': 'RELEASE',
  'backend-model-data': '{"ServiceAddress":"http://10.0.0.1"}',
  'region-id': 'cn-hangzhou',
  'role-to-assume': ROLE_ARN,
  'oidc-provider-arn': PROVIDER_ARN
}
const JOB = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.actions.example/req?x=1',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job'
}

function read(
  inputs: Record<string, string>,
  env: Record<string, string> = JOB,
  masks: string[] = []
): Promise<Inputs> {
  const named = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [variableOf(name), value]))
  const all = { ...named, ...env }
  const secrets = createSecrets(value => masks.push(value))
  return readInputs(all, readGitHubContext(all), secrets, { clock: new FakeClock(), log: createMemoryLog() })
}

async function problems(
  inputs: Record<string, string>,
  env: Record<string, string> = JOB
): Promise<string[]> {
  const error: unknown = await read(inputs, env).catch((thrown: unknown) => thrown)
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`)
  return error.problems.map(({ input, message }) => `${input}: ${message}`)
}

test('a role and a provider are sufficient', async () => {
  const masks: string[] = []
  const { credentials, stsEndpoint, allowedAccounts } = await read(GOOD, JOB, masks)
  expect(credentials).toMatchObject({ identity: ROLE_ARN, accountId: ACCOUNT })
  expect(credentials.description).toContain(ROLE_ARN)
  expect(stsEndpoint?.href).toBe('https://sts.cn-hangzhou.aliyuncs.com/')
  expect(allowedAccounts).toBeUndefined()
  expect(masks).toContain('bearer-of-the-job')
})

test('the endpoint of STS: in a VPC, set, and unused', async () => {
  expect((await read({ ...GOOD, network: 'vpc' })).stsEndpoint?.host).toBe('sts-vpc.cn-hangzhou.aliyuncs.com')
  expect((await read({ ...GOOD, 'sts-endpoint': '127.0.0.1:1' })).stsEndpoint?.href).toBe(
    'http://127.0.0.1:1/'
  )
  const { 'role-to-assume': _role, 'oidc-provider-arn': _arn, ...plain } = GOOD
  const keys = { ...plain, 'access-key-id': 'ak', 'access-key-secret': 'secret' }
  expect((await read(keys)).stsEndpoint).toBeUndefined()
  expect((await read({ ...keys, 'allowed-account-ids': ACCOUNT })).stsEndpoint?.host).toBe(
    'sts.cn-hangzhou.aliyuncs.com'
  )
})

test('the endpoint of STS defaults to a loopback endpoint of the API', async () => {
  for (const endpoint of ['127.0.0.1:1', 'localhost:1', 'http://[::1]:1', 'https://127.0.0.1:1']) {
    for (const network of ['public', 'vpc']) {
      const { stsEndpoint, targets } = await read({ ...GOOD, endpoint, network })
      expect(stsEndpoint).toEqual(targets[0]?.endpoint)
    }
  }
  const { 'region-id': _region, ...rest } = GOOD
  expect((await read({ ...rest, endpoint: '127.0.0.1:1' })).stsEndpoint?.href).toBe('http://127.0.0.1:1/')
  const apart = { ...GOOD, endpoint: '127.0.0.1:1', 'sts-endpoint': '127.0.0.1:2' }
  expect((await read(apart)).stsEndpoint?.port).toBe('2')
  expect((await read({ ...GOOD, endpoint: 'a.example' })).stsEndpoint?.host).toBe(
    'sts.cn-hangzhou.aliyuncs.com'
  )
})

describe('a region without its own STS endpoint', () => {
  test.each([
    'cn-hangzhou-finance',
    'cn-shenzhen-finance-1',
    'ap-southeast-6',
    'cn-north-2-gov-1',
    'cn-heyuan-acdr-1'
  ])('%s: uses the central endpoint, and has no VPC endpoint', async region => {
    const inputs = { ...GOOD, 'region-id': region }
    expect((await read(inputs)).stsEndpoint?.href).toBe('https://sts.aliyuncs.com/')
    const inside = { ...inputs, network: 'vpc', endpoint: 'apigateway.internal' }
    for (const mode of ['apply', 'validate']) {
      expect(await problems({ ...inside, mode, 'allowed-account-ids': ACCOUNT })).toEqual([
        `network: is vpc, but STS has no VPC endpoint in ${region}: set sts-endpoint, or network: public`
      ])
    }
    const withEndpoint = { ...inside, 'sts-endpoint': 'sts.internal' }
    expect((await read(withEndpoint)).stsEndpoint?.host).toBe('sts.internal')
  })

  test.each(['cn-shanghai-finance-1', 'cn-beijing-finance-1', 'us-east-1', 'xx-new-1'])(
    '%s is none',
    async region => {
      expect((await read({ ...GOOD, 'region-id': region })).stsEndpoint?.host).toBe(
        `sts.${region}.aliyuncs.com`
      )
    }
  )
})

describe('inputs of a role are checked', () => {
  const { 'role-to-assume': _role, 'oidc-provider-arn': _provider, ...noRole } = GOOD
  const keys = { ...noRole, 'access-key-id': 'id', 'access-key-secret': 'secret' }
  const bad = { 'role-session-expiration': '899', 'role-session-name': 'a', audience: 'a b' }
  const expected = [
    expect.stringMatching(/^audience: /),
    expect.stringMatching(/^role-session-name: /),
    expect.stringMatching(/^role-session-expiration: /)
  ]

  test.each([
    ['with a role', GOOD],
    ['without a role, which nothing would use', keys],
    ['in mode: validate', { ...GOOD, mode: 'validate' }],
    ['in mode: validate without credentials', { ...noRole, mode: 'validate' }]
  ])('%s', async (_, inputs) => {
    expect(await problems({ ...inputs, ...bad })).toEqual(expected)
  })

  test('the ARNs in mode: validate', async () => {
    const inputs = { ...noRole, mode: 'validate', 'role-to-assume': 'switch', 'oidc-provider-arn': 'github' }
    expect(await problems(inputs, {})).toEqual([
      expect.stringMatching(/^role-to-assume: invalid value "switch"/),
      expect.stringMatching(/^oidc-provider-arn: invalid value "github"/)
    ])
  })
})

test('a missing region is reported once', async () => {
  const { 'region-id': _region, ...rest } = GOOD
  expect(await problems(rest)).toEqual([expect.stringMatching(/^region-id: is required/)])
  expect(await problems({ ...rest, endpoint: 'a.example', 'allowed-account-ids': ACCOUNT })).toEqual([
    expect.stringMatching(/^sts-endpoint: is required/)
  ])
})

test.each([
  ['a masked value', '***', 'is ***, which is a masked secret'],
  ['a value in double quotes', '"LTAI-value-of-a-key"', 'is in quotation marks'],
  ['a value in single quotes', "'LTAI-value-of-a-key'", 'is in quotation marks'],
  ['a variable of a shell', '$ACCESS_KEY', 'is a placeholder'],
  ['an expression', '${{secrets.ACCESS_KEY}}', 'is a placeholder']
])('%s is no access key', async (_, damaged, said) => {
  const { 'role-to-assume': _role, 'oidc-provider-arn': _provider, ...rest } = GOOD
  const keys = { 'access-key-id': 'LTAI', 'access-key-secret': 'secret-of-the-key' }
  for (const name of ['access-key-id', 'access-key-secret', 'security-token']) {
    const found = await problems({ ...rest, ...keys, [name]: damaged })
    expect(found).toEqual([expect.stringMatching(`^${name}: `)])
    expect(found[0]).toContain(said)
    expect(found[0]).not.toContain('value-of')
  }
  const ofJob = { ALIBABA_CLOUD_ACCESS_KEY_ID: damaged, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret-of-the-key' }
  expect(await problems(rest, ofJob)).toEqual([
    expect.stringMatching(/^ALIBABA_CLOUD_ACCESS_KEY_ID: is (?:\*|in quo|a place)/)
  ])
})

describe('required and conflicting inputs', () => {
  test.each(['role-to-assume', 'oidc-provider-arn'])('%s is required with the other', async name => {
    expect(await problems({ ...GOOD, [name]: '' })).toEqual([expect.stringMatching(`^${name}: is required`)])
  })

  test.each(['access-key-id', 'access-key-secret', 'security-token'])('conflicts with %s', async name => {
    const found = await problems({ ...GOOD, [name]: 'set-by-the-author' })
    expect(found).toEqual([expect.stringContaining(`together with ${name}`)])
    expect(found.join()).not.toContain('set-by-the-author')
  })

  test('takes precedence over the environment', async () => {
    const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'b' }
    expect((await read(GOOD, { ...JOB, ...keys })).credentials.identity).toBe(ROLE_ARN)
  })
})

test.each(Object.keys(JOB))('a job without %s: shows the permissions to add', async name => {
  const found = await problems(GOOD, { ...JOB, [name]: '' })
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(name)
  expect(found[0]).toContain('\n    permissions:\n      id-token: write\n      contents: read\n')
})

test.each(['http://token.actions.example/', 'ftp://x', 'no url'])(
  'an ID token is not asked for at %s',
  async url => {
    expect(await problems(GOOD, { ...JOB, ACTIONS_ID_TOKEN_REQUEST_URL: url })).toEqual([
      expect.stringContaining('must be an https URL')
    ])
  }
)

test.each([
  ['role-to-assume', 'acs:ram::1:user/x'],
  ['role-to-assume', 'arn:aws:iam::1:role/x'],
  ['oidc-provider-arn', ROLE_ARN],
  ['audience', 'a b'],
  ['role-session-name', 'x'],
  ['role-session-name', 'x'.repeat(65)],
  ['role-session-name', 'a/b'],
  ['role-session-expiration', '899'],
  ['role-session-expiration', '43201'],
  ['role-session-expiration', '1h'],
  ['sts-endpoint', 'http://sts.example'],
  ['allowed-account-ids', ''],
  ['allowed-account-ids', ','],
  ['allowed-account-ids', '123'],
  ['allowed-account-ids', `${ACCOUNT},any`]
])('%s refuses %j', async (name, value) => {
  expect(await problems({ ...GOOD, [name]: value })).toEqual([expect.stringMatching(`^${name}: `)])
})

test('allowed accounts are separated by commas and newlines', () => {
  expect(accountIds('any')).toBe('any')
  expect(accountIds(`${ACCOUNT}, 9999999999999999\n${ACCOUNT}`)).toEqual([ACCOUNT, '9999999999999999'])
})

test('the session name consists of the repository and run', () => {
  const named = (repository: string, run: string) =>
    defaultSessionName({ GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run })
  expect(named('octo-org/octo.shop', '1658821493')).toBe('octo-org-octo.shop-1658821493')
  expect(named('o'.repeat(39) + '/' + 'r'.repeat(100), '1658821493')).toMatch(/^o+-r+-1658821493$/)
  expect(defaultSessionName({})).toBe('switch-backend')
  fc.assert(
    fc.property(fc.string(), fc.string(), (repository, run) => {
      expect(sessionName(named(repository, run))).toHaveLength(named(repository, run).length)
    }),
    { numRuns: 5000 }
  )
})
