import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { check } from '../support/check-property.ts'
import { readManifestText } from '../support/manifest.ts'
import { BAD, GOOD } from '../support/manifests.ts'
import { NATIVE_BAD, NATIVE_GOOD, NATIVE_STEP_ONLY } from '../support/native-manifests.ts'
import { PAGES } from '../support/workflows/shown.ts'

const root = join(import.meta.dirname, '..', '..')
const schema = JSON.parse(readFileSync(join(root, 'schema', 'manifest.schema.json'), 'utf8')) as {
  $id: string
  examples: object[]
}
// strict: a misspelled keyword is an error. Conditions can refer to properties that another part requires or types
const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(schema)

/** Whether the step accepts a text, and whether the schema does. */
function validity(text: string, variables?: Record<string, string>): { step: boolean; schema: boolean } {
  const { problems, value } = readManifestText(text, variables === undefined ? {} : { variables })
  return { step: problems.length === 0, schema: validate(value) }
}

test.each([...GOOD, ...NATIVE_GOOD])('the step and the schema accept %s', (_, text) => {
  expect(validity(text)).toEqual({ step: true, schema: true })
})

test.each([...BAD, ...NATIVE_BAD])('the step and the schema reject %s', (_, text) => {
  expect(validity(text)).toEqual({ step: false, schema: false })
})

test('the examples in the schema are valid manifests', () => {
  expect(schema.examples.length).toBeGreaterThan(0)
  for (const example of schema.examples) {
    expect(validity(stringify(example), { PORT: '8080' })).toEqual({ step: true, schema: true })
  }
})

test.each([...PAGES, 'examples/gateway/production.yml'])('the manifests of %s are valid', path => {
  const text = readFileSync(join(root, path), 'utf8')
  const manifests = path.endsWith('.yml')
    ? [text]
    : [...text.matchAll(/```yaml\n([^]*?)```/g)]
        .map(([, block = '']) => block)
        .filter(block => /^version: 1$/m.test(block))
  // the values must be valid where they are substituted
  const variables = { PORT: '8080', ORDERS_HOST: '10.0.0.2', CHECKOUT_HOST: 'green.example.com' }
  for (const manifest of manifests) {
    const all = { ...variables, CHECKOUT_SERVICE: 'svc-crgreen0tlhtgm58' }
    const used = Object.entries(all).filter(([name]) => manifest.includes(`\${${name}}`))
    const { problems } = readManifestText(manifest, { variables: Object.fromEntries(used) })
    expect(problems).toEqual([])
    expect(validity(manifest, Object.fromEntries(used)).schema).toBe(true)
  }
  if (['docs/manifest.md', 'docs/migration.md'].includes(path)) expect(manifests).not.toEqual([])
})

test('every property that an editor shows has a description', () => {
  const undescribed: string[] = []
  function look(value: unknown, path: string): void {
    if (typeof value !== 'object' || value === null) return
    if ('properties' in value && 'description' in value) {
      for (const [key, property] of Object.entries(value.properties as object)) {
        const said = JSON.stringify(property)
        if (!/"description"|"\$ref"/.test(said)) undescribed.push(`${path}/${key}`)
      }
    }
    for (const [key, child] of Object.entries(value)) look(child, `${path}/${key}`)
  }
  look(schema, '')
  expect(undescribed).toEqual([])
})

describe('only the step rejects', () => {
  const stage = (text: string): string =>
    `version: 1\nbackends: { a: { backend-id: b, stages: { TEST: ${text}, PRE: { K: 1 } } } }`
  test.each([
    ['a variable that is not set', stage('{ ServiceAddress: "${UNSET}" }')],
    ['a malformed URL', stage('{ ServiceAddress: "http://a:port" }')],
    [
      'a backend and stage twice',
      `${stage('{ K: 1 }').slice(0, -1)}, c: { backend-id: b, stages: { TEST: { K: 1 } } } }`
    ],
    ['no address for type HTTP, which a patch can omit', stage('{ backend-type: HTTP, data: { K: 1 } }')],
    ['a definition with only empty values', stage('{ K: "" }')],
    ['a masked address', stage('{ ServiceAddress: "http://***:8080" }')],
    ...NATIVE_STEP_ONLY.map(([what, text]) => [what, text] as const)
  ])('%s', (_, text) => {
    expect(validity(text)).toEqual({ step: false, schema: true })
  })
})

/** A valid value, or rarely an invalid one: a whole manifest, with many values, is valid about once in five times. */
function mostly<T>(good: fc.Arbitrary<T>, ...bad: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: good, weight: 20 }, { arbitrary: fc.constantFrom(...bad), weight: 1 })
}

const WRONG_TYPES = [null, '', 0, 1.5, true, [], {}, ['x']]
const address = mostly(
  fc.constantFrom('http://a', 'https://a:8080/x?y', 'HTTP://a', '${A}', 'http://${HOST}'),
  'a',
  'ftp://a',
  'http://',
  'http://a b',
  1
)
const definition = mostly(
  fc.record(
    {
      ServiceAddress: address,
      ServiceTimeout: mostly(
        fc.constantFrom<unknown>(1, 5000, '5000', '${MS}'),
        0,
        -1,
        '0',
        '5s',
        1.5,
        true,
        {}
      ),
      VpcConfig: fc.constantFrom<unknown>({ VpcAccessId: 'v' }, {}, 'x', null),
      AnythingElse: fc.jsonValue().filter(value => !/"<<"|\$|e\+|\d{16}/.test(JSON.stringify(value)))
    },
    { requiredKeys: ['ServiceAddress'] }
  ),
  ...WRONG_TYPES
)
const id = mostly(
  fc.constantFrom('b1', 'B_-1', '${A}', 'x-${A}'),
  'b 1',
  'ä',
  'a/b',
  'x'.repeat(129),
  ...WRONG_TYPES
)
const type = mostly(
  fc.constantFrom('HTTP', 'VPC', 'A_NEW_ONE2', '${TYPE}'),
  'http',
  'H',
  'A-B',
  'X'.repeat(33),
  ...WRONG_TYPES
)
const probes = mostly(
  fc.constantFrom<unknown>('none', 'http://a', ' https://a/x\n\nhttp://b\n', '${A}/x', ['http://a', '${A}']),
  'a',
  'ftp://a',
  ['none'],
  [1],
  ...WRONG_TYPES
)
const longForm = fc
  .record(
    {
      data: definition,
      'region-id': mostly(
        fc.constantFrom('cn-x', 'a1', '${REGION}'),
        'CN',
        'a_b',
        '-a',
        'a--b',
        'x'.repeat(65),
        ...WRONG_TYPES
      ),
      'backend-id': id,
      'backend-type': type,
      'backend-model-id': id,
      'probe-url': probes,
      ServiceAddress: address
    },
    { requiredKeys: ['data'] }
  )
  .chain(({ ServiceAddress, ...good }) => mostly(fc.constant(good), { ...good, ServiceAddress }))
const stages = mostly(
  fc.dictionary(
    mostly(fc.constantFrom('TEST', 'PRE', 'RELEASE', 'X1', '42'), 'test', 'X', 'TOOLONGNAME', '*', 'A_B').map(
      String
    ),
    fc.oneof(
      definition,
      longForm,
      mostly(definition, { 'probe-url': 'http://a' }, { 'backend-id': 'b', K: 1 })
    ),
    { minKeys: 1, maxKeys: 3 }
  ),
  ...WRONG_TYPES
)
const backend = fc
  .record({ 'backend-id': id, 'backend-type': type, stages, other: fc.constant(1) }, { requiredKeys: [] })
  .chain(({ other, ...good }) =>
    mostly(
      fc.constant({ 'backend-id': 'b1', stages: { TEST: { ServiceAddress: 'http://a' } }, ...good }),
      good,
      { ...good, other },
      ...WRONG_TYPES
    )
  )
const nativeId = mostly(
  fc.constantFrom('svc-a', 'A.b_c-1', '${A}', 'x-${A}'),
  'a',
  '-a',
  'a b',
  'a/b',
  'x'.repeat(129),
  ...WRONG_TYPES
)
const gatewayId = mostly(fc.constantFrom('gw-a', 'any', '${A}'), 'g w', ...WRONG_TYPES)
const hostAndPort = mostly(
  fc.constantFrom('10.0.0.1:80', 'a_b.internal:8080', '[::1]:443', 'a.example.:1', '${HOST}:80'),
  'a',
  'a:',
  'a:0',
  'a:080',
  'a:123456',
  '::1:80',
  'http://a:80',
  'a:80/x',
  'a b:80',
  ...WRONG_TYPES
)
const addressList = mostly(
  fc.oneof(
    fc.uniqueArray(hostAndPort, { minLength: 1, maxLength: 3, selector: value => JSON.stringify(value) }),
    fc.constantFrom('a:1', ' a:1, b:2\n', 'a:1,\n\nb:2', '${HOST}:1')
  ),
  'a:1,',
  'a:1,,b:2',
  ...WRONG_TYPES
)
const port = mostly(
  fc.constantFrom<unknown>(1, 8080, 65_535, '8080', '${MS}'),
  0,
  -1,
  65_536,
  1.5,
  '080',
  '8o',
  ...WRONG_TYPES
)
const serviceParts = {
  serviceId: nativeId,
  port,
  protocol: mostly(fc.constantFrom('HTTP', 'HTTPS'), 'http', 'TCP', ...WRONG_TYPES),
  version: mostly(fc.constantFrom('v1', '1.10', '${A}'), 'x'.repeat(129), ...WRONG_TYPES)
}
const ofOne = mostly(
  fc.record(serviceParts, { requiredKeys: ['serviceId'] }),
  { serviceId: 'svc-a', weight: 100 },
  { 'service-id': 'svc-a' },
  ...WRONG_TYPES
)
const ofSeveral = mostly(
  fc.record({
    services: mostly(
      fc.constantFrom<unknown>(
        [{ serviceId: 'svc-a', weight: 100 }],
        [
          { serviceId: 'svc-a', weight: 70 },
          { serviceId: 'svc-b', port: 80, weight: '30' }
        ]
      ),
      [{ serviceId: 'svc-a' }],
      [{ weight: 100 }],
      [{ serviceId: 'svc-a', weight: 0 }],
      [{ serviceId: 'svc-a', weight: 100, modelName: 'x' }],
      ...WRONG_TYPES
    )
  }),
  { services: [{ serviceId: 'svc-a', weight: 100 }], serviceId: 'svc-a' }
)
const weightSteps = mostly(
  fc.constantFrom<unknown>(
    'none',
    100,
    '100',
    [10, 50, 100],
    ['${MS}', '100'],
    '10, 50,100',
    '10\n50\n100',
    '10,\n100'
  ),
  50,
  '10',
  '10,100,',
  '10,,100',
  '10%,100%',
  [0, 100],
  [1.5, 100],
  ...WRONG_TYPES
)
const nativeStage = {
  'region-id': mostly(fc.constantFrom('cn-x', '${REGION}'), 'CN', ...WRONG_TYPES),
  'gateway-id': gatewayId,
  'probe-url': probes,
  'preflight-url': probes
}

/** A mapping that mostly has the required properties. */
function withIds(
  ids: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  stage: Readonly<Record<string, fc.Arbitrary<unknown>>>
): fc.Arbitrary<unknown> {
  const good = Object.fromEntries(Object.keys(ids).map(key => [key, 'svc-a']))
  const stages = mostly(
    fc.dictionary(
      mostly(fc.constantFrom('TEST', 'PRE', 'X1'), 'test', 'X').map(String),
      mostly(
        fc
          .record({ ...nativeStage, ...ids, ...stage }, { requiredKeys: [] })
          .chain(own => mostly(fc.constant({ ...valid(stage), ...own }), own, { ...own, data: {} })),
        ...WRONG_TYPES
      ),
      { minKeys: 1, maxKeys: 2 }
    ),
    ...WRONG_TYPES
  )
  return fc
    .record({ ...ids, 'gateway-id': gatewayId, stages }, { requiredKeys: ['stages'] })
    .chain(own => mostly(fc.constant({ ...good, ...own }), own, { ...good, ...own, x: 1 }, ...WRONG_TYPES))
}

function valid(stage: object): object {
  return 'addresses' in stage ? { addresses: ['a:1'] } : { backend: { serviceId: 'svc-a' } }
}

const service = withIds({ 'service-id': nativeId }, { addresses: addressList })
const route = withIds(
  { 'http-api-id': nativeId, 'route-id': nativeId },
  { backend: fc.oneof(ofOne, ofSeveral), 'weight-steps': weightSteps }
)
const entryName = mostly(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,10}$/),
  'all',
  '-a',
  'a/b',
  'a b',
  ''
).map(String)
const native = fc
  .record(
    {
      services: mostly(fc.dictionary(entryName, service, { minKeys: 1, maxKeys: 2 }), ...WRONG_TYPES),
      routes: mostly(fc.dictionary(entryName, route, { minKeys: 1, maxKeys: 2 }), ...WRONG_TYPES)
    },
    { requiredKeys: [] }
  )
  .map(sections => ({ version: 1, ...sections }))
const manifest = fc.oneof(
  { arbitrary: native, weight: 10 },
  {
    arbitrary: fc
      .dictionary(entryName, backend, { minKeys: 1, maxKeys: 3 })
      .map(backends => ({ version: 1, backends })),
    weight: 10
  },
  {
    arbitrary: fc.record(
      {
        version: fc.constantFrom<unknown>(1, 2, '1', null),
        backends: fc.constantFrom<unknown>({}, [], null)
      },
      { requiredKeys: [] }
    ),
    weight: 1
  },
  { arbitrary: fc.constantFrom<unknown>(...WRONG_TYPES), weight: 1 }
)

test('the step and the schema agree on generated manifests', () => {
  const seen = { accepted: 0, rejected: 0 }
  check(
    fc.property(manifest, fc.boolean(), (value, asJson) => {
      const text = asJson ? JSON.stringify(value) : stringify(value, { aliasDuplicateObjects: false })
      const { problems, value: read } = readManifestText(text, {
        variables: { A: 'http://a', HOST: 'a', MS: '5', REGION: 'cn-x', TYPE: 'VPC' }
      })
      // the schema cannot detect that two backends are the same, the values of variables, or damaged keys below a definition
      const step = problems.filter(
        problem =>
          !/the same (?:backend and stage|service|route) as|is already the name of|contains only empty|Config must be a mapping|GitHub does not evaluate expressions|(?<!an address )is empty: a (?:dropped )?job output|a key (?:that begins .*)?(?:contains|begins or ends with)|"(x-)?http:\/\/a"/.test(
            problem
          )
      )
      assert.equal(validate(read), step.length === 0, step.join('\n'))
      if (step.length === 0) seen.accepted++
      else seen.rejected++
    }),
    { numRuns: 3000 }
  )
  expect(seen.accepted).toBeGreaterThan(300)
  expect(seen.rejected).toBeGreaterThan(300)
})

test('the manifests in the documentation are valid, and the first one names the schema', () => {
  const page = readFileSync(join(root, 'docs', 'manifest.md'), 'utf8')
  const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, block = '']) => block)
  const manifests = blocks.filter(block => block.includes('version: 1'))
  expect(manifests).toHaveLength(2)
  for (const text of manifests) {
    expect(validity(text, { PORT: '8080' })).toEqual({ step: true, schema: true })
  }
  expect(manifests[0]).toContain(`$schema=${schema.$id}\n`)
})
