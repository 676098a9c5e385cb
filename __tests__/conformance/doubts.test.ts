import { beforeAll, expect, test } from '@jest/globals'
import type { QuestionId } from '../../conformance/questions.ts'
import type { Run } from '../../conformance/run.ts'
import { faithfulness } from '../../conformance/script/faithfulness.ts'
import { STRICT_RULES } from '../../emulator/cloud/doubts.ts'
import { TRADITIONAL_DOUBT_NAMES } from '../../emulator/seed/read-doubts.ts'
import { runAgainst, seedWith, withTarget } from './support.ts'

/** A switch of the seed, and what the kit finds out about a service that is so, and not about one that is otherwise. */
const FOUND_OUT: readonly (readonly [seed: string, question: QuestionId, answer: string])[] = [
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

/** What shows in the batch of an API that is published, and the kit publishes none. */
const NEEDS_AN_API = ['task-ids', 'statuses', 'list-pending', 'lock']

const responsesOf = (seed: string) =>
  withTarget(seedWith('', '', seed), async target => (await runAgainst(target)).answers)

let otherwise: Run['answers']
beforeAll(async () => {
  otherwise = await responsesOf('strict: false')
})

test.each(FOUND_OUT)('the kit tells a service with %s from one without', async (seed, question, answer) => {
  const answers = await responsesOf(seed)
  expect(answers[question]).toContain(answer)
  expect(otherwise[question]).not.toContain(answer)
})

test('every switch is one of these, or shows only where an API is published', () => {
  const asked = FOUND_OUT.map(([seed]) => seed)
  const unasked = TRADITIONAL_DOUBT_NAMES.filter(name => !asked.some(seed => seed.includes(`${name}:`)))
  expect(unasked.toSorted()).toEqual(NEEDS_AN_API.toSorted())
  expect(STRICT_RULES.filter(rule => !asked.includes(`strict: [${rule}]`))).toEqual([])
})

test('how a definition reads back, key by key', () => {
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
