import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { asCallError, readResponse } from '../../src/cloud/response.ts'
import { CallError } from '../../src/cloud/call-error.ts'
import { decodeApis, decodeBackend, decodeTask } from '../../src/cloud/decode.ts'
import { callOf } from '../../src/cloud/operation.ts'
import { OPERATIONS } from '../../src/cloud/operations.ts'
import { isRetryableRead, isRetryableWrite } from '../../src/cloud/retry.ts'
import { ActionError, asActionError } from '../../src/errors/action-error.ts'
import { entryOfCall } from '../../src/errors/catalog.ts'
import { progressOf, stateOf } from '../../src/model/batch.ts'
import { secretsOf } from '../../src/model/redact.ts'
import { parseJournal } from '../../src/rollout/journal.ts'
import { restorePlan } from '../../src/rollout/stored-plan.ts'
import { readGitHubContext } from '../../src/runtime/github.ts'
import { stampOf } from '../../src/runtime/stamp.ts'
import { TRANSPORT_FAULTS, TransportError } from '../../src/runtime/transport-error.ts'
import { oneLine } from '../../src/runtime/text.ts'
import { bodiesWith, holds, hostileText, json, jsonObject, longText, secretText } from '../support/fuzz.ts'

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

/** Responses of the cloud with arbitrary content. */
const bodies = bodiesWith(NAMES)

const body = fc.oneof(
  { weight: 6, arbitrary: bodies.map(value => JSON.stringify({ RequestId: 'R', ...value })) },
  { weight: 2, arbitrary: bodies.map(value => JSON.stringify(value)) },
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
const called = fc.constantFrom(
  callOf(OPERATIONS.modifyBackend, { backendId: 'b' }),
  OPERATIONS.describeBackend,
  OPERATIONS.listPublishedApis,
  OPERATIONS.describeTask
)

function isLabel(text: string): boolean {
  return typeof text === 'string' && text.length <= 1_100 && oneLine(text) === text
}

describe('responses of the cloud', () => {
  holds(
    'is a body or a CallError that can be shown',
    [called, status, headers, body],
    (operation, code, head, text) => {
      try {
        const read = readResponse(operation, { status: code, headers: head, body: text })
        assert.equal(code >= 200 && code < 300, true)
        assert.equal(typeof read, 'object')
      } catch (error) {
        if (!(error instanceof CallError)) throw error
        assert.ok(error.message.length < 1_600)
        assert.equal(oneLine(error.message), error.message)
        assert.doesNotMatch(error.message, /\bat .*\.[jt]s:\d/)
        assert.ok((error.hint?.length ?? 0) > 20)
        assert.equal(isLabel(error.requestId ?? ''), true)
        assert.equal(
          error.retryAfterMs === undefined || (error.retryAfterMs >= 0 && error.retryAfterMs <= 86_400_000),
          true
        )
        // a write that may have arrived never counts as one that did not
        if (code >= 500 && error.fault !== 'busy') assert.equal(error.ambiguous, true)
        if (isRetryableWrite(error)) assert.equal(isRetryableRead(error), true)
      }
    }
  )
  holds('is decoded, whatever it contains', [bodies], read => {
    const backend = decodeBackend(read)
    if (backend !== undefined) {
      for (const text of [backend.backendId, backend.name, backend.type]) assert.equal(isLabel(text), true)
      for (const model of backend.models) {
        assert.equal(isLabel(model.stageName) && isLabel(model.backendModelId), true)
        assert.equal(typeof model.description, 'string')
        secretsOf(model.config)
      }
    }
    const apis = decodeApis(read)
    for (const api of apis?.items ?? []) assert.equal(Object.values(api).every(isLabel), true)
    assert.equal(apis?.totalCount === undefined || Number.isFinite(apis.totalCount), true)
    for (const row of decodeTask(read)) assert.equal(Object.values(row).every(isLabel), true)
  })
  const messages: readonly ((secret: string, name: string, noise: string) => string)[] = [
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
    [fc.constantFrom(...messages), secretText, secretName, hostileText, fc.nat({ max: 1_100 })],
    (say, secret, name, noise, length) => {
      const Message = `${'x'.repeat(length)} ${say(secret, name, noise)}`
      const text = JSON.stringify({ RequestId: 'R', Code: 'X', Message })
      assert.throws(
        () => readResponse(OPERATIONS.modifyBackend, { status: 400, headers: {}, body: text }),
        error => error instanceof CallError && !error.message.includes('hunter2')
      )
      const [row] = decodeTask({ ApiUpdateBackendResults: [{ ErrorMsg: Message }] })
      assert.equal(row?.message.includes('hunter2'), false)
    }
  )
  holds(
    'or does not, for a reason that is known',
    [fc.constantFrom(...TRANSPORT_FAULTS), hostileText, fc.boolean()],
    (fault, text, maySent) => {
      const error = asCallError({ action: 'X' }, new TransportError(fault, text, maySent))
      assert.ok(error instanceof CallError)
      assert.equal(error.fault, 'transport')
      assert.equal(error.ambiguous, maySent)
      assert.equal(typeof error.hint, 'string')
      assert.notEqual(entryOfCall(error.code), undefined)
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
      assert.equal(entry === undefined || entry.cure.length > 0, true)
      if (/^(Throttling|RepeatedCommit$|ConcurrencyLockTimeout$)/.test(code))
        assert.equal(entry?.retry, 'busy')
    }
  )
})

describe('anything that is thrown', () => {
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
    assert.ok(error instanceof ActionError)
    assert.match(error.message, /^a bug in this action: /)
    assert.doesNotMatch(error.message, /\n\s*at \S+ \(/)
    assert.ok(error.hint?.includes('Report it'))
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
      assert.equal(progress.updated + progress.failed + progress.moving, progress.total)
      assert.equal(progress.apis.length, progress.total)
      assert.equal(progress.done, progress.moving === 0)
      assert.ok(progress.total >= apis.length)
      const ids = progress.apis.map(one => one.apiId).filter(one => one !== '')
      assert.equal(new Set(ids).size, ids.length)
      // a wait for a published API never ends without its row
      for (const one of apis) {
        if (!rows.some(({ apiId }) => apiId === one.apiId)) assert.equal(progress.done, false)
      }
    }
  )
  holds(
    'more rows never take an end back',
    [published, fc.array(row, { maxLength: 6 }), row],
    (apis, rows, more) => {
      const before = progressOf(apis, rows)
      const after = progressOf(apis, [...rows, more])
      assert.ok(after.failed + after.moving >= before.failed)
    }
  )
  holds('a name never seen before is no failure', [hostileText, hostileText], (state, message) => {
    if (!/fail|error|abort|over|finished|success/i.test(`${state} ${message}`)) {
      assert.equal(stateOf({ status: state, message }), 'moving')
    }
  })
})

describe('a journal', () => {
  const target = {
    kind: 'backend',
    name: 'b/TEST',
    endpoint: 'https://a/',
    regionId: null,
    backendId: 'b',
    stageName: 'TEST'
  }
  const plan = {
    target,
    lane: 'b',
    targetType: 'HTTP',
    definitionId: 'm',
    writeId: null,
    description: null,
    live: {
      definition: { ServiceAddress: 'http://a' },
      description: '',
      base: null,
      notInEffect: null,
      title: 'a'
    },
    rungs: [{ desired: { definition: { ServiceAddress: 'http://b' } }, data: { digest: '0' }, weight: 100 }],
    affected: null,
    names: {},
    fingerprint: null,
    checks: []
  }
  const entry = { name: 'b/TEST', plan, phase: 'sending', sentAt: 1, accepted: null, rollback: null }
  const header = {
    version: 1,
    pid: 1,
    identity: 'i',
    requestTimeoutMs: 1,
    maxAttempts: 1,
    waitTimeoutMs: 1,
    rollbackOnFailure: false,
    summary: false,
    comment: null
  }
  const damageOf = (whole: object): fc.Arbitrary<object> =>
    fc
      .dictionary(fc.constantFrom(...Object.keys(whole)), json, { maxKeys: 1 })
      .map(damage => ({ ...whole, ...damage }))
  const damaged = fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: fc.constant(header) }, damageOf(header)),
      fc.oneof(
        { weight: 1, arbitrary: fc.constant(entry) },
        damageOf(entry),
        damageOf(plan).map(other => ({ ...entry, plan: other })),
        damageOf(target).map(other => ({ ...entry, plan: { ...plan, target: other } }))
      ),
      fc.integer({ min: 0, max: 60 })
    )
    .map(([first, second, torn]) => {
      const text = `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`
      return torn > 40 ? text.slice(0, -torn) : text
    })

  test('a complete journal is read', () => {
    const journal = parseJournal(`${JSON.stringify(header)}\n${JSON.stringify(entry)}\n`)
    expect(journal).toMatchObject({ isDamaged: false, entries: [entry] })
  })

  holds(
    'any text is a whole one, a damaged one, or none',
    [
      fc.oneof(
        { weight: 3, arbitrary: damaged },
        longText,
        jsonObject.map(value => JSON.stringify(value))
      )
    ],
    text => {
      const journal = parseJournal(text)
      if (journal === undefined) return
      assert.ok(journal.pid > 0)
      assert.ok(journal.entries.length > 0 || journal.isDamaged)
      for (const { name, phase, sentAt, accepted, rollback, plan: stored } of journal.entries) {
        const restored = restorePlan(stored)
        assert.ok(restored.target.endpoint.href !== '')
        assert.equal(
          [name, phase].every(one => typeof one === 'string'),
          true
        )
        assert.ok(new Date(sentAt).toISOString() !== '')
        for (const ids of [accepted, rollback])
          assert.equal(ids === null || typeof ids.requestId === 'string', true)
      }
    }
  )
})

describe('the context of the run', () => {
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
      assert.ok(stamp.length <= 180)
      assert.equal(oneLine(stamp), stamp.trim())
    }
  )
})
