import assert from 'node:assert/strict'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { anyText } from '../../support/any-text.ts'
import { check } from '../../support/check-property.ts'
import { HEAD, readManifestText } from '../../support/manifest.ts'
import { BAD, GOOD } from '../../support/manifests.ts'

const EXAMPLE = `version: 1
backends:
  orders:
    backend-id: 20bcdc9453524b78a8beb1f6de21edb7
    backend-type: HTTP                 # optional
    stages:
      TEST:    { ServiceAddress: "http://orders-test.internal:\${PORT}" }
      RELEASE:                         # the long form
        region-id: cn-shanghai
        backend-id: 739b68751c0b4e899e04d0c92b6d0be7
        probe-url: https://orders.example.com/health
        data: { ServiceAddress: "http://orders.internal:\${PORT}" }
`

test('reads the example of the documentation', () => {
  const { problems, entries } = readManifestText(EXAMPLE, { variables: { PORT: '8080' } })
  expect(problems).toEqual([])
  expect(entries).toEqual({
    'orders/TEST': {
      kind: 'backend',
      backendId: '20bcdc9453524b78a8beb1f6de21edb7',
      backendType: 'HTTP',
      backendModelId: undefined,
      regionId: undefined,
      preflightUrls: undefined,
      probeUrls: undefined,
      definition: { ServiceAddress: 'http://orders-test.internal:8080' }
    },
    'orders/RELEASE': {
      kind: 'backend',
      backendId: '739b68751c0b4e899e04d0c92b6d0be7',
      backendType: 'HTTP',
      backendModelId: undefined,
      regionId: 'cn-shanghai',
      preflightUrls: undefined,
      probeUrls: [new URL('https://orders.example.com/health')],
      definition: { ServiceAddress: 'http://orders.internal:8080' }
    }
  })
})

test.each(GOOD)('%s is accepted', (_, text, names) => {
  const { problems, entries, targets } = readManifestText(text)
  expect(problems).toEqual([])
  expect(Object.keys(entries).sort()).toEqual([...names].sort())
  expect(targets.flatMap(({ stages }) => stages ?? []).map(({ name }) => name)).toEqual(names)
  for (const entry of Object.values(entries)) expect(entry).toBeDefined()
})

test.each(BAD)('%s is one problem', (_, text, said) => {
  const { problems } = readManifestText(text)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(said)
})

test('reports all problems at once, in the order of the file', () => {
  const { problems } = readManifestText(
    `${HEAD}  a: { backend-id: "!", stages: { TEST: { ServiceTimeout: 0 }, TEST: {} } }
  b: { backend-type: !x HTTP, stages: { x: { ServiceAddress: "\${NONE}" }, PRE: { region-id: 1, data: 2 } } }
  c: { backend-id: 1e400, stages: *nowhere }
nope: 1
`
  )
  expect(problems.map(problem => problem.replace(/: .*/, ''))).toEqual([
    'line 3, column 20',
    'line 3, column 59',
    'line 3, column 64',
    'line 4, column 6',
    'line 4, column 25',
    'line 4, column 41',
    'line 4, column 62',
    'line 4, column 93',
    'line 4, column 102',
    'line 5, column 20',
    'line 5, column 35',
    'line 6, column 1'
  ])
})

describe('a duplicate backend and stage', () => {
  const twice = (first: string, second: string): string =>
    `${HEAD}  a: { backend-id: b1, stages: { TEST: ${first} } }\n  b: { backend-id: b1, stages: { TEST: ${second} } }\n`
  const short = '{ K: 1 }'
  const inRegion = (region: string): string => `{ region-id: ${region}, data: { K: 1 } }`

  test.each([
    [short, short],
    [inRegion('cn-x'), inRegion('cn-x')],
    [short, inRegion('cn-home')]
  ])('%s and %s', (first, second) => {
    expect(readManifestText(twice(first, second), { regionId: 'cn-home' }).problems).toEqual([
      'line 4, column 34: b/TEST is the same backend and stage as a/TEST (line 3, column 34)'
    ])
  })

  test.each([
    [short, inRegion('cn-x')],
    [inRegion('cn-y'), inRegion('cn-x')],
    [short, '{ backend-id: b2, data: { K: 1 } }']
  ])('%s and %s are different', (first, second) => {
    expect(readManifestText(twice(first, second), { regionId: 'cn-home' }).problems).toEqual([])
  })
})

test('only the keys that a patch sets are checked', () => {
  const text = `${HEAD}  a: { backend-id: b, backend-type: HTTP, stages: { TEST: { ServiceTimeout: null }, PRE: { ServiceTimeout: 0 } } }\n`
  expect(readManifestText(text, { form: 'patch' }).problems).toEqual([
    expect.stringMatching(/^line 3, column 108: a\/PRE: ServiceTimeout/)
  ])
})

test('registers the secrets of definitions, even of invalid ones, but not names and IDs', () => {
  const { masks } = readManifestText(
    `${HEAD}  auth-token:
    backend-id: 20bcdc9453524b78a8beb1f6de21edb7
    stages:
      TEST: { ServiceAddress: ftp, Nested: { Password: "filled \${P}" } }
      RELEASE:
        region-id: cn-hangzhou
        probe-url: http://user:probe-password@h/
        data: { ServiceAddress: 'http://u:address-password@h', X: { SecretKey: !y secret-1, AccessKey: access-key-1 } }
`,
    { variables: { P: 'password-1' } }
  )
  expect(masks).toEqual(
    expect.arrayContaining(['filled password-1', 'probe-password', 'address-password', 'access-key-1'])
  )
  expect(masks.join()).not.toMatch(/20bcdc|hangzhou/)
})

// pieces of manifests in any order, which are closer to one than random text
const PIECES =
  'version: 1|backends:|orders: |backend-id: |b1|stages: |TEST: |data: |ServiceAddress: |http://a|probe-url: |__proto__: |{|}|[|]|,|: |- |? |"|\'|>|&a |*a|!!str |!x |<<: |#|---|...|%YAML 1.1|${|${A}|$${|.inf|1e999|~'
    .split('|')
    .concat('\n', '\n  ', '\n    ', '\n      ', '|', '\t', '\r', '\u2028', '\ud800', '\u0000')
const manifestText = fc.oneof(
  anyText(200),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map(pieces => pieces.join(''))
)

/** A text with a few characters replaced. */
function damaged(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 20 }), manifestText)
    .map(([text, from, length, other]) => {
      const at = from % text.length
      return text.slice(0, at) + other + text.slice(at + length)
    })
}

test('any text results in problems or targets', () => {
  check(
    fc.property(fc.oneof(manifestText, damaged([...GOOD.map(([, text]) => text), EXAMPLE])), text => {
      const { problems, entries } = readManifestText(text, { variables: { A: 'x' } })
      for (const problem of problems) assert.match(problem, /^line \d+, column \d+: /)
      if (problems.length > 0) return
      assert.ok(Object.values(entries).length > 0)
      assert.ok(!Object.values(entries).includes(undefined))
    }),
    { numRuns: 5000 }
  )
})

test('no problem repeats a secret, wherever the text is damaged', () => {
  const text = `${HEAD}  orders:
    backend-id: b1
    stages:
      TEST:
        ServiceAddress: http://a
        DiscoveryConfig:
          Password: hunter2hunter2
          SecretKey: "hunter2-\${A}-\${"
          UserName: someone
      RELEASE: { data: { Headers: [{ HeaderName: Authorization, HeaderValue: hunter2hunter2 }] } }
`
  check(
    fc.property(damaged([text]), source => {
      const { problems } = readManifestText(source, { variables: { A: 'x' } })
      assert.ok(!problems.join().includes('hunter2'))
    }),
    { numRuns: 2000 }
  )
})
