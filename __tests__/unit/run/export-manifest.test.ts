import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { readManifestText } from '../../../src/inputs/manifest/manifest.ts'
import type { Backend } from '../../../src/model/backend.ts'
import { BACKEND_TYPES } from '../../../src/model/backend-types.ts'
import { fromReadForm } from '../../../src/model/definition.ts'
import { compare } from '../../../src/model/diff.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { secretsOf } from '../../../src/model/redact.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { manifestOf } from '../../../src/run/export-manifest.ts'
import type { ExportedManifest } from '../../../src/run/export-manifest.ts'
import { anyText } from '../../support/any-text.ts'
import { checkAsync } from '../../support/check-property.ts'

const idOf = (number: number): string => number.toString(16).padStart(32, '0')

const HTTP = { ServiceAddress: 'http://a.internal' }

function backend(
  number: number,
  name: string,
  stages: Readonly<Record<string, JsonObject>>,
  type = 'HTTP'
): Backend {
  return {
    backendId: idOf(number),
    name,
    type,
    models: Object.entries(stages).map(([stageName, config]) => ({
      backendModelId: `${number}-${stageName}`,
      stageName,
      description: '',
      config
    }))
  }
}

/** Exports as the step does, which registers the secrets of what it reads. */
function exported(backends: readonly Backend[], more: readonly string[] = []): Promise<ExportedManifest> {
  const secrets = createSecrets(() => undefined)
  secrets.add(...more)
  for (const { config } of backends.flatMap(({ models }) => models)) secrets.add(...secretsOf(config))
  return manifestOf(backends, { regionId: 'cn-hangzhou', scrub: secrets.scrub })
}

/** The names of the entries. */
function namesIn({ text }: ExportedManifest): string[] {
  return [...text.matchAll(/^ {2}(?! |#)(.*):$/gm)].map(([, name = '']) => name)
}

test('marks what the service does not return as to be added', async () => {
  const shown = { ServiceAddress: 'http://a.internal', ServiceTimeout: 0, VpcConfig: { VpcScheme: '' } }
  const remark = 'the service does not return HttpTargetHostName: add its value, or a switch removes it'
  const { text, remarks } = await exported([backend(1, 'pay', { TEST: shown })])
  expect(text).toContain(`# ${remark}\n`)
  expect(remarks.join()).toContain(remark)
  const whole = await exported([backend(1, 'pay', { TEST: { ...shown, HttpTargetHostName: '' } })])
  expect([whole.text, ...whole.remarks].join()).not.toContain('does not return')
})

describe('names', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['usable names are kept, in their order', ['pay', 'orders.v2'], ['"orders.v2"', 'pay']],
    ['duplicates are replaced with the IDs', ['orders', 'orders'], [`"${idOf(1)}"`, `"${idOf(2)}"`]],
    ['the keyword for all targets', ['all'], [`"${idOf(1)}"`]],
    ['no name, and an invalid one', ['', 'a b', '订单'], [1, 2, 3].map(number => `"${idOf(number)}"`)],
    ['a name that is the ID of another backend', [idOf(2), 'pay'], [`"${idOf(1)}"`, 'pay']],
    ['YAML keywords', ['yes', 'null', '1.10', '0x1F'], ['"0x1F"', '"1.10"', '"null"', '"yes"']]
  ])('%s', async (_, names, expected) => {
    const manifest = await exported(names.map((name, index) => backend(index + 1, name, { TEST: HTTP })))
    expect(namesIn(manifest)).toEqual(expected)
    expect(await readManifestText(manifest.text, manifest.variables)).toMatchObject({ problems: [] })
  })

  test('does not write a name that is a secret of the step', async () => {
    const manifest = await exported([backend(1, 'secret-name', { TEST: HTTP })], ['secret-name'])
    expect(namesIn(manifest)).toEqual([`"${idOf(1)}"`])
    expect(manifest.text).not.toContain('secret-name')
  })
})

describe('omits', () => {
  test.each<[string, Backend, string]>([
    ['no stage', backend(1, 'orders', {}), 'no definition in any stage'],
    ['no type', backend(1, 'orders', { TEST: HTTP }, ''), 'did not return its type'],
    ['an invalid stage', backend(1, 'orders', { 'Test 1': HTTP }), 'invalid name of a stage'],
    ['an empty definition', backend(1, 'orders', { TEST: { ServiceAddress: '' } }), 'empty'],
    ['an invalid type', backend(1, 'orders', { TEST: HTTP }, 'http'), 'must be a backend type'],
    ['an invalid ID', { ...backend(1, 'orders', { TEST: HTTP }), backendId: 'a b' }, 'must be an ID']
  ])('%s', async (_, one, why) => {
    const manifest = await exported([one, backend(2, 'other', { TEST: HTTP })])
    expect(manifest.backends).toBe(1)
    expect(manifest.remarks).toHaveLength(1)
    expect(manifest.remarks[0]).toContain('"orders"')
    expect(manifest.remarks[0]).toContain(why)
    expect(manifest.text).toContain(`#   ${manifest.remarks[0] ?? ''}\n`)
    expect(namesIn(manifest)).toEqual(['other'])
  })

  test('the second definition of a stage', async () => {
    const one = backend(1, 'orders', { TEST: HTTP })
    const manifest = await exported([{ ...one, models: [...one.models, ...one.models] }])
    expect(manifest).toMatchObject({ stages: 1 })
    expect(manifest.remarks[0]).toContain('a second definition of the same stage')
  })
})

test('writes an unknown type as the service returns it, with a remark', async () => {
  const { stages, remarks } = await exported([backend(1, 'orders', { TEST: HTTP }, 'EDAS')])
  expect(stages).toBe(1)
  expect(remarks.join()).toMatch(/type EDAS .* is not documented.*\(orders\/TEST\)/)
})

test('requires a variable for a masked value, with a remark', async () => {
  const config = { ...HTTP, Key: { AccessToken: '***' }, Other: '*****' }
  const { variables, remarks, text } = await exported([backend(1, 'orders', { TEST: config })])
  expect([...variables.keys()]).toEqual(['ORDERS_TEST_ACCESS_TOKEN', 'ORDERS_TEST_OTHER_SECRET'])
  expect(remarks).toEqual(['the service masks a value: supply the real one (orders/TEST)'])
  expect(text).not.toContain('***')
})

test('replaces every occurrence of a secret', async () => {
  const config = { ...HTTP, Password: 'hunter2-hunter2', Note: 'it is hunter2-hunter2' }
  const manifest = await exported([backend(1, 'orders', { TEST: config })])
  expect(manifest.text).not.toContain('hunter2')
  expect((await readManifestText(manifest.text, manifest.variables)).definitions).toEqual([
    { Note: config.Note, Password: config.Password, ServiceAddress: HTTP.ServiceAddress }
  ])
})

const HARD = [
  '${A}',
  '$${A}',
  '$',
  '$${',
  '1.10',
  'true',
  'null',
  '~',
  'yes',
  '0x1F',
  '- a: b #c',
  'a\nb\r\n\u2028c',
  '"quoted"',
  "'",
  '\ud800',
  '\ufeff',
  '</details>```',
  '##[error]',
  '::error::',
  '***',
  'http://user:secret-password@host/?token=secret-token&x=$',
  'http://$user:$@host/',
  '{"password":"secret \\"word\\"","a":1}',
  'Authorization: Bearer secret-secret',
  'http://h/?token=secret-token&x$secret-token',
  ' "secret  word" ',
  '"'
]

test.each(HARD)('writes %j, as a plain value and as a secret', async value => {
  const config = {
    MockConfig: { MockResult: 'ok', Value: value, Password: value, List: [[value], { a: value }] }
  }
  const manifest = await exported([backend(1, 'mock', { TEST: config }, 'MOCK')])
  expect(manifest.remarks.filter(remark => !remark.includes('masks'))).toEqual([])
  const { problems, definitions } = await readManifestText(manifest.text, manifest.variables)
  expect({ problems, definitions }).toEqual({ problems: [], definitions: [config] })
})

const hard = fc.oneof(anyText(12), fc.constantFrom(...HARD))
const key = fc.oneof(
  fc.constantFrom(
    'Password',
    'AccessKey',
    'HeaderName',
    'HeaderValue',
    'Port',
    'OnlyBusinessPath',
    'data',
    'backend-id',
    'yes',
    'null',
    '1.10',
    '__proto__',
    'Name'
  ),
  anyText(5)
)
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    hard,
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.maxSafeInteger()),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true })
  )
})).value

/** The main keys of each type, and any others of the service. */
const TARGETS: Readonly<Record<string, JsonObject>> = {
  HTTP,
  VPC: { VpcConfig: { VpcAccessId: 'access' } },
  OSS: { OssConfig: { OssRegionId: 'cn-hangzhou', BucketName: 'b' } },
  MOCK: { MockConfig: { MockResult: 'ok' } },
  EVENTBRIDGE: { EventBridgeConfig: { EventBus: 'bus' } }
}
const FUNCTION = {
  FunctionComputeConfig: { FcRegionId: 'cn-hangzhou', FunctionName: 'f', FcBaseUrl: 'https://f.test' }
}
const anyBackend = fc
  .record({
    name: fc.oneof(fc.constantFrom('orders', 'pay', 'all', 'true', 'a-b.c'), hard),
    type: fc.constantFrom(...BACKEND_TYPES, 'DISCOVERY'),
    stages: fc.dictionary(
      fc.constantFrom('RELEASE', 'PRE', 'TEST', 'GRAY1', 'no stage'),
      fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true }),
      { maxKeys: 3, noNullPrototype: true }
    )
  })
  .map(
    ({ name, type, stages }) =>
      (number: number) =>
        backend(
          number,
          name,
          Object.fromEntries(
            Object.entries(stages).map(([stage, more]) => [
              stage,
              { ...more, ...(TARGETS[type] ?? FUNCTION) }
            ])
          ),
          type
        )
  )

test('whatever is live, the manifest can be read as the live definitions and contains no secret', async () => {
  await checkAsync(
    fc.asyncProperty(fc.array(anyBackend, { minLength: 1, maxLength: 3 }), async makers => {
      const backends = makers.map((make, index) => make(index + 1))
      const manifest = await exported(backends)
      if (manifest.stages > 0) {
        const { problems, definitions } = await readManifestText(manifest.text, manifest.variables)
        expect(problems).toEqual([])
        expect(definitions).toHaveLength(manifest.stages)
        // each is a live definition, without any difference
        const live = backends.flatMap(({ type, models }) =>
          models.map(({ config }) => ({ raw: config, definition: fromReadForm(config, type) }))
        )
        for (const definition of definitions) {
          expect(live.map(one => compare(definition, one))).toContainEqual({ changes: [], omitted: [] })
        }
        if (manifest.variables.size > 0) {
          expect((await readManifestText(manifest.text, new Map())).problems).not.toEqual([])
        }
      }
      const secrets = backends
        .flatMap(({ models }) => models.flatMap(({ config }) => secretsOf(config)))
        .map(secret => secret.trim())
        .filter(secret => secret.length >= 8)
      for (const secret of secrets) expect(manifest.text).not.toContain(secret)
      // a line has no hidden meaning
      expect(manifest.text).not.toMatch(/[^\n\P{Cc}]|[\u2028\u2029\u202e\ufeff]/u)
      expect((await exported(backends.toReversed())).text).toBe(manifest.text)
    }),
    { numRuns: 100 }
  )
})
