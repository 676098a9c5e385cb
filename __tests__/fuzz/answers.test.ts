import { describe, expect } from '@jest/globals'
import fc from 'fast-check'
import { asCallError, readAnswer } from '../../src/cloudapi/answer.ts'
import { CallError } from '../../src/cloudapi/call-error.ts'
import { decodeApis, decodeBackend, decodeTask } from '../../src/cloudapi/decode.ts'
import { isRetryableRead, isRetryableWrite } from '../../src/cloudapi/retry.ts'
import { ActionError, asActionError } from '../../src/errors.ts'
import { entryOfCall } from '../../src/errors/catalogue.ts'
import { progressOf, stateOf } from '../../src/model/batch.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { secretsOf } from '../../src/model/redact.ts'
import { parseJournal } from '../../src/rollout/journal.ts'
import { stampOf, readGitHubContext } from '../../src/runtime/github.ts'
import { TRANSPORT_FAULTS, TransportError } from '../../src/runtime/http.ts'
import { oneLine } from '../../src/runtime/text.ts'
import { hostileText, holds, json, jsonObject, longText, secretText } from '../support/fuzz.ts'

const NAMES = [
  ...['RequestId', 'requestId', 'Code', 'code', 'Message', 'message', 'AccessDeniedDetail', 'BackendInfo'],
  ...[
    'BackendModels',
    'BackendModelList',
    'BackendModel',
    'BackendConfig',
    'StageName',
    'ApiInfoList',
    'ApiInfo'
  ],
  ...[
    'TotalCount',
    'ApiUpdateBackendResults',
    'ApiUpdateBackendResult',
    'ApiUid',
    'ApiId',
    'ApiName',
    'GroupName'
  ],
  ...['UpdateStatus', 'ErrorMsg', 'OperationId', 'Description', 'AuthPrincipalOwnerId', 'NoPermissionType']
]

/** JSON with the cloud's names in it, in any place. */
const answered: fc.Arbitrary<JsonObject> = fc.letrec<{ value: Json; object: JsonObject }>(tie => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(
      hostileText,
      fc.constantFrom<Json>(null, 0, 1, -1, 1e300, true, '', 'OVER', 'Failed', 'Success', '3')
    ),
    json,
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object')
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 6 })
    .map(entries => Object.fromEntries(entries))
})).object

const body = fc.oneof(
  { weight: 6, arbitrary: answered.map(value => JSON.stringify({ RequestId: 'R', ...value })) },
  { weight: 2, arbitrary: answered.map(value => JSON.stringify(value)) },
  { weight: 1, arbitrary: json.map(value => JSON.stringify(value)) },
  { weight: 1, arbitrary: longText }
)
const status = fc.oneof(
  fc.constantFrom(200, 200, 200, 204, 302, 400, 403, 404, 429, 500, 503),
  fc.integer({ min: 100, max: 999 })
)
const headers = fc.record(
  {
    'content-type': hostileText,
    'retry-after': fc.oneof(hostileText, fc.constantFrom('5', '1e999', '-1', '9'.repeat(400)))
  },
  { requiredKeys: [] }
)
const action = fc.constantFrom(
  'ModifyBackendModel',
  'DescribeBackendInfo',
  'DescribeApisByBackend',
  'DescribeUpdateBackendTask'
)

function isLabel(text: string): boolean {
  return typeof text === 'string' && text.length <= 1_100 && oneLine(text) === text
}

describe('what the cloud answers', () => {
  holds(
    'is a body or a CallError that can be shown',
    [action, status, headers, body],
    (name, code, head, text) => {
      try {
        const read = readAnswer(name, { status: code, headers: head, body: text }, { backendId: 'b' })
        expect(code >= 200 && code < 300).toBe(true)
        expect(typeof read).toBe('object')
      } catch (error) {
        if (!(error instanceof CallError)) throw error
        expect(error.message.length).toBeLessThan(1_600)
        expect(oneLine(error.message)).toBe(error.message)
        expect(error.message).not.toMatch(/\bat .*\.[jt]s:\d/)
        expect(error.hint?.length).toBeGreaterThan(20)
        expect(isLabel(error.requestId ?? '')).toBe(true)
        expect(
          error.retryAfterMs === undefined || (error.retryAfterMs >= 0 && error.retryAfterMs <= 86_400_000)
        ).toBe(true)
        // a write that may have arrived is never taken for one that did not
        if (code >= 500 && error.fault !== 'busy') expect(error.ambiguous).toBe(true)
        if (isRetryableWrite(error)) expect(isRetryableRead(error)).toBe(true)
      }
    }
  )
  holds('is decoded, whatever is where', [answered], read => {
    const backend = decodeBackend(read)
    if (backend !== undefined) {
      for (const text of [backend.backendId, backend.name, backend.type]) expect(isLabel(text)).toBe(true)
      for (const model of backend.models) {
        expect(isLabel(model.stageName) && isLabel(model.backendModelId)).toBe(true)
        expect(typeof model.description).toBe('string')
        secretsOf(model.config)
      }
    }
    const apis = decodeApis(read)
    for (const api of apis?.items ?? []) expect(Object.values(api).every(isLabel)).toBe(true)
    expect(apis?.totalCount === undefined || Number.isFinite(apis.totalCount)).toBe(true)
    for (const row of decodeTask(read)) expect(Object.values(row).every(isLabel)).toBe(true)
  })
  const sayings: readonly ((secret: string, name: string, noise: string) => string)[] = [
    (secret, name, noise) => JSON.stringify({ ServiceAddress: noise, [name]: secret }),
    (secret, name, noise) => JSON.stringify(JSON.stringify({ [name]: `${noise}${secret}` })),
    secret => `http://user:${secret}@host`,
    (secret, name) => `https://host/?${name}=${secret}`,
    secret => `x-acs-security-token:${secret}`,
    secret => JSON.stringify({ MockHeaders: [{ HeaderName: 'Authorization', HeaderValue: secret }] })
  ]
  const secretName = fc.constantFrom('Password', 'SecretKey', 'SecurityToken')
  holds(
    'repeats no secret, wherever a long one is cut off',
    [fc.constantFrom(...sayings), secretText, secretName, hostileText, fc.nat({ max: 1_100 })],
    (say, secret, name, noise, length) => {
      const Message = `${'x'.repeat(length)} ${say(secret, name, noise)}`
      const text = JSON.stringify({ RequestId: 'R', Code: 'X', Message })
      expect(() => readAnswer('ModifyBackendModel', { status: 400, headers: {}, body: text })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hunter2') })
      )
      const [row] = decodeTask({ ApiUpdateBackendResults: [{ ErrorMsg: Message }] })
      expect(row?.message).not.toContain('hunter2')
    }
  )
  holds(
    'or does not, for a reason that is known',
    [fc.constantFrom(...TRANSPORT_FAULTS), hostileText, fc.boolean()],
    (fault, text, maySent) => {
      const error = asCallError('X', new TransportError(fault, text, maySent))
      expect(error).toMatchObject({ fault: 'transport', ambiguous: maySent, hint: expect.any(String) })
      expect(entryOfCall((error as CallError).code)).toBeDefined()
    }
  )
})

describe('a code', () => {
  holds(
    'any text has an entry or none',
    [
      fc.oneof(
        hostileText,
        fc
          .tuple(fc.constantFrom('Invalid', 'Throttling', 'NotFound.'), hostileText)
          .map(parts => parts.join(''))
      )
    ],
    code => {
      const entry = entryOfCall(code)
      expect(entry === undefined || entry.cure.length > 0).toBe(true)
      if (/^(Throttling|RepeatedCommit$|ConcurrencyLockTimeout$)/.test(code))
        expect(entry?.retry).toBe('busy')
    }
  )
})

describe('whatever is thrown', () => {
  const thrown = fc.oneof(
    fc.anything({
      withNullPrototype: true,
      withBigInt: true,
      withDate: true,
      withMap: true,
      withTypedArray: true
    }),
    hostileText.map(text => new Error(text)),
    hostileText.map(text => new Error(`${text}\n    at f (/a/b.js:1:2)\n    at g (/c.js:3:4)`))
  )
  holds('is an error with a message and no stack', [thrown], value => {
    const error = asActionError(value)
    expect(error).toBeInstanceOf(ActionError)
    expect(error.message).toMatch(/^a fault of this action: /)
    expect(error.message).not.toMatch(/\n\s*at \S+ \(/)
    expect(error.hint).toContain('report')
  })
})

describe('a batch', () => {
  const id = fc.constantFrom('', 'a', 'b', 'c', 'd', '__proto__')
  const word = fc.constantFrom(
    '',
    'OVER',
    'over',
    'SUCCESS',
    'FAILED',
    'UPDATING',
    'Success. x',
    'Failed',
    'Error',
    'FINISHED'
  )
  const row = fc.record({
    apiId: id,
    name: hostileText,
    group: hostileText,
    status: fc.oneof(word, hostileText),
    message: fc.oneof(word, hostileText)
  })
  const api = fc.record({
    apiId: id,
    name: hostileText,
    group: hostileText,
    method: hostileText,
    path: hostileText
  })
  const published = fc.uniqueArray(api, { maxLength: 5, selector: one => one.apiId })
  const gone = fc.array(id, { maxLength: 3 }).map(ids => new Set(ids))

  holds(
    'counts every API once, and is done when none moves',
    [published, fc.array(row, { maxLength: 8 }), gone],
    (apis, rows, away) => {
      const progress = progressOf(apis, rows, away)
      expect(progress.updated + progress.failed + progress.moving).toBe(progress.total)
      expect(progress.apis).toHaveLength(progress.total)
      expect(progress.done).toBe(progress.moving === 0)
      expect(progress.total).toBeGreaterThanOrEqual(apis.length)
      const ids = progress.apis.map(one => one.apiId).filter(one => one !== '')
      expect(new Set(ids).size).toBe(ids.length)
      // who waits for an API that was published never ends without its row
      for (const one of apis) {
        if (!rows.some(({ apiId }) => apiId === one.apiId)) expect(progress.done).toBe(false)
      }
    }
  )
  holds(
    'more rows never take an end back',
    [published, fc.array(row, { maxLength: 6 }), row],
    (apis, rows, more) => {
      const before = progressOf(apis, rows)
      const after = progressOf(apis, [...rows, more])
      expect(after.failed + after.moving).toBeGreaterThanOrEqual(before.failed)
    }
  )
  holds('a name never seen before is no failure', [hostileText, hostileText], (state, message) => {
    if (!/fail|error|abort|over|finished|success/i.test(`${state} ${message}`)) {
      expect(stateOf({ status: state, message })).toBe('moving')
    }
  })
})

describe('a journal', () => {
  const entry = {
    name: 'b/TEST',
    backendId: 'b',
    stageName: 'TEST',
    backendType: 'HTTP',
    backendModelId: 'm',
    phase: 'sending',
    sentAt: 1,
    accepted: null,
    rollback: null,
    published: null,
    digests: null,
    definitions: null
  }
  const whole = {
    version: 1,
    pid: 1,
    identity: 'i',
    regionId: null,
    endpoint: 'https://a/',
    requestTimeoutMs: 1,
    maxAttempts: 1,
    waitTimeoutMs: 1,
    rollbackOnFailure: false,
    summary: false,
    comment: false,
    entries: [entry]
  }
  const names = fc.constantFrom(...Object.keys(whole))
  const entryNames = fc.constantFrom(...Object.keys(entry))
  const damaged = fc
    .tuple(fc.dictionary(names, json, { maxKeys: 2 }), fc.dictionary(entryNames, json, { maxKeys: 2 }))
    .map(([top, inner]) => ({ entries: [{ ...entry, ...inner }], top }))
    .map(({ entries, top }) => JSON.stringify({ ...whole, entries, ...top }))

  holds(
    'any text is a whole one or none',
    [
      fc.oneof(
        damaged,
        longText,
        jsonObject.map(value => JSON.stringify(value))
      )
    ],
    text => {
      const journal = parseJournal(text)
      if (journal === undefined) return
      expect(journal.pid).toBeGreaterThan(0)
      for (const entry of journal.entries) {
        const { name, phase, sentAt, accepted, rollback, published, definitions } = entry
        expect(new URL(entry.endpoint).href).toBeTruthy()
        expect([name, phase].every(one => typeof one === 'string')).toBe(true)
        expect(new Date(sentAt).toISOString()).toBeTruthy()
        for (const ids of [accepted, rollback])
          expect(ids === null || typeof ids.requestId === 'string').toBe(true)
        expect(published === null || Array.isArray(published)).toBe(true)
        expect(definitions === null || typeof definitions.live.config === 'object').toBe(true)
      }
    }
  )
})

describe('what GitHub says of the run', () => {
  holds(
    'makes a stamp of one line',
    [hostileText, hostileText, hostileText, hostileText],
    (repository, sha, actor, attempt) => {
      const github = readGitHubContext({
        GITHUB_REPOSITORY: repository,
        GITHUB_SHA: sha,
        GITHUB_ACTOR: actor,
        GITHUB_RUN_ATTEMPT: attempt
      })
      const stamp = stampOf(github) ?? ''
      expect(stamp.length).toBeLessThanOrEqual(180)
      expect(oneLine(stamp)).toBe(stamp.trim())
    }
  )
})
