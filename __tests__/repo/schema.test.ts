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

const root = join(import.meta.dirname, '..', '..')
const schema = JSON.parse(readFileSync(join(root, 'schema', 'manifest.schema.json'), 'utf8')) as {
  $id: string
  examples: object[]
}
// strict: a misspelled keyword is an error. A condition may speak of what another part requires or types
const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(schema)

/** What the step says to a text, and what the schema says to the same. */
function judge(text: string, variables?: Record<string, string>): { step: boolean; schema: boolean } {
  const { problems, value } = readManifestText(text, variables === undefined ? {} : { variables })
  return { step: problems.length === 0, schema: validate(value) }
}

test.each(GOOD)('%s: both take it', (_, text) => {
  expect(judge(text)).toEqual({ step: true, schema: true })
})

test.each(BAD)('%s: neither takes it', (_, text) => {
  expect(judge(text)).toEqual({ step: false, schema: false })
})

test('the examples of the schema are manifests', () => {
  expect(schema.examples.length).toBeGreaterThan(0)
  for (const example of schema.examples) {
    expect(judge(stringify(example), { PORT: '8080' })).toEqual({ step: true, schema: true })
  }
})

test('everything that an editor shows is described', () => {
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

describe('what only the step can judge', () => {
  const stage = (text: string): string =>
    `version: 1\nbackends: { a: { backend-id: b, stages: { TEST: ${text}, PRE: { K: 1 } } } }`
  test.each([
    ['a variable that is not given', stage('{ ServiceAddress: "${NOT_GIVEN}" }')],
    ['a URL that no parser takes', stage('{ ServiceAddress: "http://a:port" }')],
    [
      'a backend and stage twice',
      `${stage('{ K: 1 }').slice(0, -1)}, c: { backend-id: b, stages: { TEST: { K: 1 } } } }`
    ],
    ['no address of type HTTP, which a patch may leave out', stage('{ backend-type: HTTP, data: { K: 1 } }')],
    ['a definition of which nothing is left without its empty values', stage('{ K: "" }')],
    ['an address that is damaged', stage('{ ServiceAddress: "http://***:8080" }')]
  ])('%s', (_, text) => {
    expect(judge(text)).toEqual({ step: false, schema: true })
  })
})

/** Mostly a good value, sometimes one that is not. */
function mostly<T>(good: fc.Arbitrary<T>, ...bad: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: good, weight: 12 }, { arbitrary: fc.constantFrom(...bad), weight: 1 })
}

const NOTHINGS = [null, '', 0, 1.5, true, [], {}, ['x']]
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
  ...NOTHINGS
)
const id = mostly(
  fc.constantFrom('b1', 'B_-1', '${A}', 'x-${A}'),
  'b 1',
  'ä',
  'a/b',
  'x'.repeat(129),
  ...NOTHINGS
)
const type = mostly(
  fc.constantFrom('HTTP', 'VPC', 'A_NEW_ONE2', '${TYPE}'),
  'http',
  'H',
  'A-B',
  'X'.repeat(33),
  ...NOTHINGS
)
const probes = mostly(
  fc.constantFrom<unknown>('none', 'http://a', ' https://a/x\n\nhttp://b\n', '${A}/x', ['http://a', '${A}']),
  'a',
  'ftp://a',
  ['none'],
  [1],
  ...NOTHINGS
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
        ...NOTHINGS
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
  ...NOTHINGS
)
const backend = fc
  .record({ 'backend-id': id, 'backend-type': type, stages, other: fc.constant(1) }, { requiredKeys: [] })
  .chain(({ other, ...good }) =>
    mostly(
      fc.constant({ 'backend-id': 'b1', stages: { TEST: { ServiceAddress: 'http://a' } }, ...good }),
      good,
      { ...good, other },
      ...NOTHINGS
    )
  )
const manifest = fc.oneof(
  {
    arbitrary: fc
      .dictionary(
        mostly(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,10}$/), 'all', '-a', 'a/b', 'a b', '').map(
          String
        ),
        backend,
        { minKeys: 1, maxKeys: 3 }
      )
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
  { arbitrary: fc.constantFrom<unknown>(...NOTHINGS), weight: 1 }
)

test('the step and the schema agree on manifests of every shape', () => {
  const seen = { taken: 0, refused: 0 }
  check(
    fc.property(manifest, fc.boolean(), (value, asJson) => {
      const text = asJson ? JSON.stringify(value) : stringify(value, { aliasDuplicateObjects: false })
      const { problems, value: read } = readManifestText(text, {
        variables: { A: 'http://a', HOST: 'a', MS: '5', REGION: 'cn-x', TYPE: 'VPC' }
      })
      // what the schema cannot know: which backends are the same, and what variables come to
      const step = problems.filter(
        problem =>
          !/the same backend and stage as|holds nothing but empty|Config must be a mapping|GitHub evaluates no expression|is empty: a job output|a key (?:that begins .*)?contains|"(x-)?http:\/\/a"/.test(
            problem
          )
      )
      assert.equal(validate(read), step.length === 0, step.join('\n'))
      if (step.length === 0) seen.taken++
      else seen.refused++
    }),
    { numRuns: 3000 }
  )
  expect(seen.taken).toBeGreaterThan(300)
  expect(seen.refused).toBeGreaterThan(300)
})

test('the manifest of the documentation is one, and names the schema as it is', () => {
  const page = readFileSync(join(root, 'docs', 'manifest.md'), 'utf8')
  const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, block = '']) => block)
  const manifests = blocks.filter(block => block.includes('version: 1'))
  expect(manifests).toHaveLength(1)
  for (const text of manifests) {
    expect(judge(text, { PORT: '8080' })).toEqual({ step: true, schema: true })
    expect(text).toContain(`$schema=${schema.$id}\n`)
  }
})
