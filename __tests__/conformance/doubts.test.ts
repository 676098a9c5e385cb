import { beforeAll, expect, test } from '@jest/globals'
import type { QuestionId } from '../../conformance/questions.ts'
import type { Run } from '../../conformance/run.ts'
import { faithfulness } from '../../conformance/script/faithfulness.ts'
import { STRICT_RULES } from '../../emulator/cloud/doubts.ts'
import { TRADITIONAL_DOUBT_NAMES } from '../../emulator/seed/read-doubts.ts'
import { runAgainst, seedWith, withTarget } from './support.ts'

/** A switch of the seed, and the part of an answer that the kit detects only with it. */
const DETECTED: readonly (readonly [seed: string, question: QuestionId, answer: string])[] = [
  ['doubts: { merge: true }', 'full-or-merge', 'it keeps ServiceTimeout, MockStatusCode, MockHeaders'],
  ['doubts: { normalize: [addresses] }', 'values-rewritten', 'HTTP PRE: ServiceAddress;'],
  ['doubts: { normalize: [spaces] }', 'values-rewritten', 'HTTP PRE: HttpTargetHostName;'],
  ['doubts: { normalize: [numbers] }', 'value-types', 'HTTP TEST: ServiceTimeout;'],
  ['doubts: { defaults: { ServiceTimeout: 10000 } }', 'defaults-added', 'HTTP PRE: ServiceTimeout;'],
  [
    'doubts: { unreturned-keys: [OssConfig.BucketName] }',
    'keys-not-returned',
    'OSS TEST: OssConfig.BucketName;'
  ],
  ['doubts: { unknown-keys: refuse }', 'data-checked', 'an unknown key: 400 InvalidBackendModelData'],
  ['doubts: { late-visibility-ms: 100000000 }', 'read-after-write', 'not after 3 reads'],
  ['doubts: { operation-id: with-apis }', 'zero-apis', 'no OperationId'],
  ['doubts: { task-found-late-ms: 100000000 }', 'task-found-late', 'follow: not after 3 reads'],
  ['doubts: { page-size-limit: 50 }', 'page-size', '100: 400 InvalidPageSize;'],
  ['doubts: { page-size-over: cut }', 'page-size', '101: accepted, PageSize 100;'],
  ['strict: [data-types]', 'data-checked', 'a text for a number: 400 InvalidBackendModelData;'],
  ['strict: [data-types]', 'data-checked', 'HTTP, an address without a scheme: 400 InvalidBackendModelData'],
  ['strict: [required-keys]', 'data-checked', 'an empty object: 400 InvalidBackendModelData;'],
  ['strict: [foreign-keys]', 'data-checked', 'a definition of HTTP: 400 InvalidBackendModelData;'],
  ['strict: [vpc-access]', 'vpc-access', '400 NotFoundVpc'],
  ['strict: [description-length]', 'description-length', '181: 400 InvalidDescription;'],
  ['strict: [documented-keys]', 'keys-not-returned', 'FC_EVENT_V3 TEST: FunctionComputeConfig.FcVersion;'],
  ['strict: [documented-types]', 'mock-status-code', '"200" after 200 was written'],
  [
    'strict: [documented-times]',
    'times',
    'CreatedTime 0000-00-00T00:00:00+08:00, GmtCreate 0000-00-00T00:00:00.000+0000'
  ]
]

/** Switches that only affect the batch of a published API: the kit publishes none. */
const NEEDS_AN_API = ['task-ids', 'statuses', 'list-pending', 'lock']

const responsesOf = (seed: string) =>
  withTarget(seedWith('', '', seed), async target => (await runAgainst(target)).answers)

let answersWithout: Run['answers']
beforeAll(async () => {
  answersWithout = await responsesOf('strict: false')
})

test.each(DETECTED)('the kit detects a service with %s', async (seed, question, answer) => {
  const answers = await responsesOf(seed)
  expect(answers[question]).toContain(answer)
  expect(answersWithout[question]).not.toContain(answer)
})

test('the kit detects every switch that does not require a published API', () => {
  const tested = DETECTED.map(([seed]) => seed)
  const untested = TRADITIONAL_DOUBT_NAMES.filter(name => !tested.some(seed => seed.includes(`${name}:`)))
  expect(untested.toSorted()).toEqual(NEEDS_AN_API.toSorted())
  expect(STRICT_RULES.filter(rule => !tested.includes(`strict: [${rule}]`))).toEqual([])
})

test('compares a definition with the one read back, key by key', () => {
  const written = { A: 1, B: 'x', C: { D: true, E: 'gone', F: ['a'] }, G: '', H: 'HTTP://X' }
  const read = {
    A: '1',
    B: 'x',
    C: { D: true, F: ['a'], N: 0, O: '' },
    H: 'http://x',
    Type: 'HTTP',
    P: { Q: 5, R: '' }
  }
  expect(faithfulness(written, read)).toEqual({
    missing: ['C.E'],
    retyped: ['A'],
    rewritten: ['H'],
    added: ['P.Q']
  })
  expect(faithfulness(written, written)).toEqual({ missing: [], retyped: [], rewritten: [], added: [] })
})
