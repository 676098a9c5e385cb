import { describe, expect, test } from '@jest/globals'
import { Invalid, createSource, variableOf } from '../../../src/inputs/source.ts'
import type { Row } from '../../../src/inputs/source.ts'
import { INPUTS, registerDocumentSecrets } from '../../../src/inputs/table.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { GOOD, problems, read } from '../../support/inputs.ts'
import { PROVIDER_ARN, ROLE_ARN } from '../../support/keyless.ts'

test('the required inputs, and the defaults of the others', async () => {
  const inputs = await read(GOOD)
  expect(inputs).toMatchObject({
    targets: [
      {
        name: '20bcdc9453524b78a8beb1f6de21edb7/RELEASE',
        definition: { ServiceAddress: 'http://10.0.0.1' },
        backendType: undefined,
        description: undefined
      }
    ],
    skipUnchanged: true,
    wait: 'auto',
    waitTimeoutMs: 600_000,
    requestTimeoutMs: 10_000,
    maxAttempts: 5
  })
  expect(inputs.targets[0]?.endpoint.href).toBe('https://apigateway.cn-hangzhou.aliyuncs.com/')
  expect(await inputs.credentials.keys()).toEqual({ accessKeyId: 'ak', accessKeySecret: 'secret-of-the-key' })
})

test('reports all problems at once, each with its input', async () => {
  const found = await problems({
    'backend-id': 'no ID!',
    'stage-name': 'release',
    'backend-model-data': '[1]',
    wait: 'maybe',
    'wait-timeout': 'soon',
    'skip-unchanged': 'yes',
    'max-attempts': '0',
    'region-id': 'Hangzhou',
    network: 'lan',
    'access-key-id': 'ak'
  })
  expect(found.map(line => line.split(':')[0]).sort()).toEqual(
    [
      'access-key-secret',
      'backend-id',
      'backend-model-data',
      'max-attempts',
      'network',
      'region-id',
      'skip-unchanged',
      'stage-name',
      'wait',
      'wait-timeout'
    ].sort()
  )
})

test('without inputs: names the required ones, and the ways to provide credentials', async () => {
  const found = (await problems({})).join('\n')
  for (const name of [
    'backend-id',
    'stage-name',
    'backend-model-data',
    'region-id',
    'ALIBABA_CLOUD_ACCESS_KEY_ID',
    'ALIBABACLOUD_ACCESS_KEY_ID',
    'ALICLOUD_ACCESS_KEY'
  ]) {
    expect(found).toContain(name)
  }
})

test('an inline definition and a file conflict', async () => {
  expect(await problems({ ...GOOD, 'backend-model-data-file': 'a.json' })).toEqual([
    expect.stringContaining('set one of them')
  ])
})

describe('sources of credentials are never mixed', () => {
  const { 'access-key-id': _id, 'access-key-secret': _secret, ...rest } = GOOD
  test.each([
    ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
    ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
    ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
  ])('%s', async (id, secret, token) => {
    const plain = await read(rest, { [id]: 'env-id', [secret]: 'env-secret', [token]: '' })
    expect(await plain.credentials.keys()).toEqual({ accessKeyId: 'env-id', accessKeySecret: 'env-secret' })
    const sts = await read(rest, { [id]: 'env-id', [secret]: 'env-secret', [token]: 'env-token' })
    expect(await sts.credentials.keys()).toMatchObject({ securityToken: 'env-token' })
    expect(await problems(rest, { [id]: 'env-id', [secret]: '' })).toEqual([expect.stringContaining(secret)])
    expect(await problems(rest, { [secret]: 'env-secret' })).toEqual([expect.stringContaining(id)])
  })

  test('the first family wins, and an empty variable counts as not set', async () => {
    const inputs = await read(rest, {
      ALIBABA_CLOUD_ACCESS_KEY_ID: '',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
      ALIBABACLOUD_ACCESS_KEY_ID: 'second',
      ALIBABACLOUD_ACCESS_KEY_SECRET: 'of-the-second',
      ALICLOUD_ACCESS_KEY: 'third',
      ALICLOUD_SECRET_KEY: 'of-the-third'
    })
    expect(await inputs.credentials.keys()).toEqual({
      accessKeyId: 'second',
      accessKeySecret: 'of-the-second'
    })
  })

  test('a missing key is not taken from the environment', async () => {
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'b' }
    expect(await problems({ ...rest, 'access-key-id': 'ak' }, env)).toEqual([
      expect.stringContaining('access-key-secret')
    ])
  })
})

test('registers secrets, and not ids, even if inputs are invalid', async () => {
  const masks: string[] = []
  const definition = '{"ServiceAddress":"http://user:password1@h","X":{"Password":"definition-secret"}}'
  await read(
    { ...GOOD, 'stage-name': 'x', 'security-token': 'token-token', 'backend-model-data': definition },
    { ALICLOUD_SECRET_KEY: 'in-the-environment', HTTPS_PROXY: 'http://proxyuser:proxypass@p:1' },
    masks
  ).catch(() => undefined)
  expect(masks).toEqual(
    expect.arrayContaining([
      'secret-of-the-key',
      'token-token',
      'definition-secret',
      'password1',
      'in-the-environment',
      'proxypass'
    ])
  )
  expect(masks.join()).not.toContain('20bcdc')
})

test.each(['ALIBABA_CLOUD_REGION_ID', 'ALICLOUD_REGION', 'ALIBABACLOUD_REGION_ID'])(
  'the region from %s',
  async variable => {
    const { 'region-id': _region, ...rest } = GOOD
    expect((await read(rest, { [variable]: 'eu-central-1' })).targets[0]?.endpoint.host).toBe(
      'apigateway.eu-central-1.aliyuncs.com'
    )
    expect(await problems(rest, { [variable]: 'EU' })).toEqual([expect.stringContaining(variable)])
  }
)

test('network: vpc selects VPC endpoints', async () => {
  expect((await read({ ...GOOD, network: 'vpc' })).targets[0]?.endpoint.host).toBe(
    'apigateway-vpc.cn-hangzhou.aliyuncs.com'
  )
})

test('the default description is truncated, and not attributed to the author', async () => {
  const { targets } = await read(GOOD, {
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_SHA: 'abcdef0123456789',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_ACTOR: 'x'.repeat(300)
  })
  expect(targets[0]?.description?.setByAuthor).toBe(false)
  expect(targets[0]?.description?.text).toMatch(/^o\/r@abcdef012345 run 42\.2 by x+$/)
  expect(targets[0]?.description?.text).toHaveLength(180)
})

test('certificate verification cannot be turned off', async () => {
  expect(await problems(GOOD, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual([
    expect.stringContaining('NODE_EXTRA_CA_CERTS')
  ])
})

test.each(['socks5://p:1', 'http://', 'http://user:hunter2hunter2@'])(
  'the proxy %s is refused, without its text',
  async proxy => {
    const [problem = ''] = await problems(GOOD, { HTTPS_PROXY: proxy })
    expect(problem).toContain('HTTPS_PROXY')
    expect(problem).not.toContain('hunter2')
  }
)

describe('mode: validate', () => {
  const { 'region-id': _region, 'access-key-id': _id, 'access-key-secret': _secret, ...bare } = GOOD

  test('requires neither credentials nor a region', async () => {
    const { mode, targets } = await read({ ...bare, mode: 'validate' })
    expect(mode).toBe('validate')
    expect(targets[0]).toMatchObject({ regionId: undefined, endpoint: new URL('https://endpoint.invalid') })
  })

  test('provides no credentials even if some are set, so that nothing can be sent', async () => {
    const { credentials } = await read({ ...GOOD, mode: 'validate' })
    await expect(credentials.keys()).rejects.toThrow('makes no requests')
  })

  test('finds problems with the inputs that are set', async () => {
    expect(
      await problems({ ...bare, mode: 'validate', 'access-key-id': 'ak', 'region-id': 'X', 'stage-name': '' })
    ).toEqual([
      expect.stringContaining('region-id: invalid value "X"'),
      expect.stringContaining('stage-name: is required'),
      expect.stringContaining('access-key-secret: is required')
    ])
  })
})

describe('variables of a definition', () => {
  const data = '{"ServiceAddress":"http://${HOST}:${PORT}"}'

  test('are replaced if they are set', async () => {
    const { targets, notices } = await read({
      ...GOOD,
      'backend-model-data': data,
      variables: 'HOST=h\nPORT=80\nX=1'
    })
    expect(targets[0]?.definition).toEqual({ ServiceAddress: 'http://h:80' })
    expect(notices).toEqual(['set in variables, but not used: X'])
  })

  test('are kept if none are set', async () => {
    const { targets } = await read({
      ...GOOD,
      'backend-model-data': '{"MockConfig":{"MockResult":"${HOST}"}}'
    })
    expect(targets[0]?.definition).toEqual({ MockConfig: { MockResult: '${HOST}' } })
  })

  test('must all be set', async () => {
    expect(await problems({ ...GOOD, 'backend-model-data': data, variables: 'PORT=80' })).toEqual([
      expect.stringContaining('backend-model-data: line 1, column 19: HOST is not set in the input variables')
    ])
    expect(await problems({ ...GOOD, variables: 'PORT=' })).toEqual([
      expect.stringContaining('variables: has no value for PORT')
    ])
  })

  test('are registered if they are secret, before any problem is reported', async () => {
    const masks: string[] = []
    const inputs = {
      ...GOOD,
      'stage-name': 'x',
      'backend-model-data': '{"K":{"Password":"${PW}"}}',
      variables: 'PW=in-a-definition\nAPI_SECRET=by-its-name'
    }
    await read(inputs, {}, masks).catch(() => undefined)
    expect(masks).toEqual(expect.arrayContaining(['in-a-definition', 'by-its-name']))
  })
})

test.each([
  [{ targets: 'orders' }, 'targets: requires manifest, which is not set'],
  [{ shard: '1/2' }, 'shard: requires manifest, which is not set'],
  [{ 'stage-name': '*' }, 'stage-name: is *, which requires manifest'],
  [{ targets: '' }, 'targets: is empty'],
  [{ shard: '' }, 'shard: is empty'],
  [{ 'max-parallel': '0' }, 'max-parallel: invalid value "0": must be a whole number from 1 to 64'],
  [{ 'max-parallel': '65' }, 'max-parallel: invalid value "65": must be'],
  [{ 'on-failure': 'ignore' }, 'on-failure: invalid value "ignore": must be stop or continue'],
  [{ 'backend-id': '' }, 'backend-id: is required unless manifest is set']
])('without a manifest %j is a problem', async (inputs, said) => {
  expect(await problems({ ...GOOD, ...inputs })).toEqual([expect.stringContaining(said)])
})

/** The message of a row's parser; `undefined` for a valid value. */
function refusal(row: Row<unknown>, raw: string): string | undefined {
  try {
    row.parse(raw)
    return undefined
  } catch (error) {
    if (error instanceof Invalid) return error.message
    throw error
  }
}

describe('each input is read by its row', () => {
  const { 'access-key-id': _id, 'access-key-secret': _secret, ...rest } = GOOD
  const keyless = { ...rest, 'role-to-assume': ROLE_ARN, 'oidc-provider-arn': PROVIDER_ARN }
  const rows = Object.entries<Row<unknown>>(INPUTS).map(([name, row]) => {
    const bad = ['! !', ','.repeat(200)].find(raw => refusal(row, raw) !== undefined)
    return { name, bad, message: bad === undefined ? '' : refusal(row, bad) }
  })

  test.each(rows.filter(({ bad }) => bad !== undefined))('$name', async ({ name, bad = '', message }) => {
    const valid = /^(role|oidc|audience)/.test(name) ? keyless : GOOD
    expect(await problems({ ...valid, [name]: bad })).toContain(`${name}: ${message}`)
  })

  test('few inputs accept any text', () => {
    expect(rows.filter(({ bad }) => bad === undefined).map(({ name }) => name)).toEqual([
      'backend-model-data',
      'backend-model-data-file',
      'manifest',
      'approved-plan',
      'approved-plan-file',
      'probe-contains',
      'github-token'
    ])
  })
})

test.each([
  [{}, '{"A":"${X}","Password":"in-a-definition"}', ['in-a-definition']],
  [{ variables: 'X=1' }, '{"A":"${X}","Password":"in-a-definition"}', ['in-a-definition']],
  [{ variables: 'API_SECRET=by-its-name' }, '{"A":"${X}","Password":"in-a-definition"}', ['by-its-name']]
])('with %j, the post step masks the secrets of %s', async (inputs, data, masked) => {
  const all = Object.entries({ ...inputs, 'backend-model-data': data })
  const env = Object.fromEntries(all.map(([name, value]) => [variableOf(name), value]))
  const masks: string[] = []
  const secrets = createSecrets(value => masks.push(value))
  await registerDocumentSecrets(createSource(env), '', secrets)
  expect(masks).toEqual(masked)
})
