import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { TransportFault } from '../../emulator/faults.ts'
import type { GitHub } from '../../emulator/github/server.ts'
import type { Issuer } from '../../emulator/oidc/issuer.ts'
import type { StepResult } from '../../step-runner/step.ts'
import { ACCOUNT, keylessInputs, withRole } from '../support/keyless.ts'
import { jobOf, withGitHub } from '../support/github.ts'
import { withProbed } from '../support/probed.ts'
import type { ProbedAnswer } from '../support/probed.ts'
import { annotationsOf, inputsFor, reportOf, step } from '../support/step.ts'

// Every call of a step against every fault. One run strikes each read once: what may be tried again is, each
// says so, and the step comes through. Another strikes the write; a third never lets one call through.

interface Row {
  readonly fault: TransportFault
  /** What each call says of it, where GitHub and a probe are not named. */
  readonly says: string
  /** What becomes of the comment: it is made, or a warning says that it could not be. */
  readonly comment: 'made' | 'warned'
  /** What a probe gets instead, and what it says; good for what is no fault to somebody who reads no body. */
  readonly probe: readonly [answer: ProbedAnswer, says: string]
}

const page = (status: number, body: 'html' | 'empty', retryAfterSeconds?: number): TransportFault => ({
  kind: 'error-before-commit',
  status,
  body,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds })
})

const GOOD = 'good 3 times in a row'
const LATE = 'no complete answer'

const ROWS: Readonly<Record<string, Row>> = {
  'a reset before anything is done': {
    fault: { kind: 'reset-before-commit' },
    says: 'broke',
    comment: 'made',
    probe: ['reset', 'broke']
  },
  'a reset instead of the answer': {
    fault: { kind: 'reset-after-commit' },
    says: 'broke',
    comment: 'made',
    probe: ['reset', 'broke']
  },
  'a hang': {
    fault: { kind: 'hang-before-commit' },
    says: LATE,
    comment: 'made',
    probe: ['hang', LATE]
  },
  'a drip': {
    fault: { kind: 'slow-drip', ms: 400, bytes: 8 },
    says: LATE,
    comment: 'made',
    probe: ['drip', LATE]
  },
  'an endless body': {
    fault: { kind: 'endless-body' },
    says: `larger than \\d+ MiB|${LATE}`,
    comment: 'made',
    probe: ['endless', `larger than|${LATE}`]
  },
  'truncated JSON': {
    fault: { kind: 'truncated-json' },
    says: 'not JSON|without one',
    comment: 'made',
    probe: [{ status: 200, body: '{"status":' }, GOOD]
  },
  'an empty object': {
    fault: { kind: 'empty-object' },
    says: 'without a RequestId|without one',
    comment: 'warned',
    probe: [{ status: 200, body: '{}' }, GOOD]
  },
  'a 204': { fault: page(204, 'empty'), says: '204|without', comment: 'made', probe: [204, GOOD] },
  'a redirect': { fault: page(302, 'html'), says: '302', comment: 'made', probe: [302, 'HTTP 302'] },
  'an HTML page 502': { fault: page(502, 'html'), says: '502', comment: 'made', probe: [502, 'HTTP 502'] },
  'an HTML page 503': { fault: page(503, 'html'), says: '503', comment: 'made', probe: [503, 'HTTP 503'] },
  'an empty 503': { fault: page(503, 'empty'), says: '503', comment: 'made', probe: [503, 'HTTP 503'] },
  'an error 500 of the service': {
    fault: { kind: 'error-before-commit', status: 500, body: 'json' },
    says: '500',
    comment: 'made',
    probe: [500, 'HTTP 500']
  },
  'throttling without a hint': {
    fault: page(429, 'html'),
    says: '429',
    comment: 'warned',
    probe: [429, 'HTTP 429']
  },
  'throttling with a hint': {
    fault: page(429, 'html', 1),
    says: '429',
    comment: 'warned',
    probe: [429, 'HTTP 429']
  }
}

const READS = [
  'AssumeRoleWithOIDC',
  'GetCallerIdentity',
  'DescribeBackendInfo',
  'DescribeApisByBackend',
  'DescribeUpdateBackendTask'
] as const

interface World {
  readonly cloud: Emulator
  readonly issuer: Issuer
  readonly github: GitHub
  readonly run: (inputs?: Record<string, string>, override?: Record<string, string>) => Promise<StepResult>
}

/** Everything that a step can ask for: an id token, a role, the account, the API, a comment. */
function withEverything(use: (world: World) => Promise<void>): Promise<void> {
  return withGitHub({}, github =>
    withRole({}, (cloud, issuer) =>
      use({
        cloud,
        issuer,
        github,
        run: (inputs, override = {}) =>
          step(
            inputsFor(cloud, {
              ...keylessInputs(cloud),
              'allowed-account-ids': ACCOUNT,
              'comment-on-pr': 'true',
              'request-timeout': '1s',
              'wait-timeout': '8s',
              ...inputs
            }),
            {
              env: issuer.env,
              ...jobOf(github),
              override: { GITHUB_REPOSITORY: 'octo-org/shop', ...override }
            }
          )
      })
    )
  )
}

const idTokens = (issuer: Issuer): number =>
  issuer.requests.filter(({ operation }) => operation === 'id-token').length
const countOf = (cloud: Emulator, action: string): number =>
  cloud.requests.filter(request => request.action === action).length

describe('struck once, each read is tried again and says so', () => {
  test.concurrent.each(Object.entries(ROWS))(
    '%s',
    (_, { fault, says, comment, probe: [answer, probeSays] }) =>
      withProbed({ '/': [answer, 200] }, probed =>
        withEverything(async ({ cloud, issuer, github, run }) => {
          for (const action of READS) cloud.faults.add({ ...fault, action })
          issuer.faults.add({ ...fault, action: 'id-token' })
          github.faults.add({ ...fault, action: 'issues/list-comments' })
          const result = await run({ 'probe-url': `${probed.url}/` })
          expect(result.outputs['result']).toBe('switched')
          for (const action of READS) {
            expect([action, countOf(cloud, action)]).toEqual([action, expect.any(Number)])
            expect(countOf(cloud, action)).toBeGreaterThanOrEqual(2)
            expect(result.log).toMatch(new RegExp(`${action} .*(${says})`))
          }
          expect(idTokens(issuer)).toBe(2)
          expect(result.log).toMatch(new RegExp(`id token.*(${says})`))
          expect(result.log).toMatch(new RegExp(`probe .*(${probeSays})`))
          expect(probed.requests).toHaveLength(probeSays === GOOD ? 3 : 4)
          expect(github.comments()).toHaveLength(comment === 'made' ? 1 : 0)
          const warnings = annotationsOf(result, 'warning').filter(text => text.includes('commented on'))
          expect(warnings).toHaveLength(comment === 'made' ? 0 : 1)
          expect(annotationsOf(result, 'error')).toEqual([])
        })
      )
  )
})

describe('the write, struck once, is settled by reading', () => {
  // a write waits for at least 30 s, so what is slow is left to the tests of the transport
  const quick = Object.entries(ROWS).filter(
    ([name, { fault }]) => !/hang|drip/.test(fault.kind) && !name.startsWith('throttling')
  )
  test.concurrent.each(quick)('%s', (_, { fault, says }) =>
    withEverything(async ({ cloud, run }) => {
      cloud.faults.add({ ...fault, action: 'ModifyBackendModel' })
      const result = await run({ 'comment-on-pr': 'false' })
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(countOf(cloud, 'ModifyBackendModel')).toBe(2)
      expect(result.log).toMatch(new RegExp(`ModifyBackendModel .*(${says}).*reading what became of it`))
    })
  )
})

describe('struck every time, a call ends the step as it must', () => {
  const page: TransportFault = { kind: 'error-before-commit', status: 503, body: 'html', times: 'every' }
  test.concurrent.each<
    [call: string, strike: (world: World) => void, result: string, tries: (world: World) => number]
  >([
    [
      'the id token',
      ({ issuer }) => issuer.faults.add({ ...page, action: 'id-token' }),
      'failed',
      ({ issuer }) => idTokens(issuer)
    ],
    ...(
      ['AssumeRoleWithOIDC', 'GetCallerIdentity', 'DescribeBackendInfo', 'DescribeApisByBackend'] as const
    ).map((action): [string, (world: World) => void, string, (world: World) => number] => [
      action,
      ({ cloud }) => cloud.faults.add({ ...page, action }),
      'failed',
      ({ cloud }) => countOf(cloud, action)
    ]),
    [
      'ModifyBackendModel',
      ({ cloud }) => cloud.faults.add({ ...page, action: 'ModifyBackendModel' }),
      'unknown',
      ({ cloud }) => countOf(cloud, 'ModifyBackendModel')
    ]
  ])('%s', (_, strike, result, tries) =>
    withEverything(async world => {
      strike(world)
      const ended = await world.run({ 'max-attempts': '2', 'comment-on-pr': 'false' })
      expect(ended.outputs['result']).toBe(result)
      expect(tries(world)).toBe(2)
      const [error] = annotationsOf(ended, 'error')
      expect(error).toContain('503')
      expect(reportOf(ended).targets[0]?.error?.hint).toEqual(expect.stringMatching(/\w+/))
    })
  )

  test.concurrent('DescribeUpdateBackendTask: the wait goes on to its end, and is unknown', () =>
    withEverything(async ({ cloud, run }) => {
      cloud.faults.add({ ...page, action: 'DescribeUpdateBackendTask' })
      const result = await run({ 'wait-timeout': '2s', 'comment-on-pr': 'false' })
      expect(result.outputs['result']).toBe('unknown')
      expect(countOf(cloud, 'DescribeUpdateBackendTask')).toBeGreaterThan(2)
      expect(annotationsOf(result, 'error')[0]).toContain('503')
    })
  )

  test.concurrent('GitHub: a warning, and the switch is what it was', () =>
    withEverything(async ({ github, run }) => {
      github.faults.add({ ...page, action: 'issues/list-comments' })
      const result = await run()
      expect(result.outputs['result']).toBe('switched')
      expect(github.requests).toHaveLength(3)
      expect(annotationsOf(result, 'warning').join()).toContain('could not be commented on')
    })
  )
})

test.concurrent(
  'answers that take four seconds are waited for, each of them, and nothing is asked twice',
  () =>
    withProbed({ '/': ['slow', 200] }, probed =>
      withEverything(async ({ cloud, issuer, github, run }) => {
        const slow: TransportFault = { kind: 'latency', ms: 4_000 }
        for (const action of [...READS, 'ModifyBackendModel']) cloud.faults.add({ ...slow, action })
        issuer.faults.add({ ...slow, action: 'id-token' })
        github.faults.add({ ...slow, action: 'issues/list-comments' })
        const result = await run({
          'request-timeout': '10s',
          'wait-timeout': '30s',
          'probe-url': `${probed.url}/`
        })
        expect(result.outputs['result']).toBe('switched')
        for (const action of ['AssumeRoleWithOIDC', 'GetCallerIdentity', 'ModifyBackendModel'])
          expect([action, countOf(cloud, action)]).toEqual([action, 1])
        expect(idTokens(issuer)).toBe(1)
        expect(github.comments()).toHaveLength(1)
        expect(probed.requests).toHaveLength(3)
        expect(result.log).not.toMatch(/try 1 of/)
      })
    ),
  60_000
)

describe('a throttled write surely did not arrive, and is sent again', () => {
  const throttled = Object.entries(ROWS).filter(([name]) => name.startsWith('throttling'))
  test.concurrent.each(throttled)('%s', (_, { fault }) =>
    withEverything(async ({ cloud, run }) => {
      cloud.faults.add({ ...fault, action: 'ModifyBackendModel' })
      const result = await run({ 'comment-on-pr': 'false' })
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(countOf(cloud, 'ModifyBackendModel')).toBe(2)
      expect(result.log).toMatch(/ModifyBackendModel .*429.*; again in/)
      // not before the time that was asked for
      if ('retryAfterSeconds' in fault) expect(result.log).toMatch(/ModifyBackendModel .*again in 1\.0s/)
    })
  )
})

describe('a refusal of the signature or the token is no retry, and has its cure', () => {
  const REFUSALS = [
    ['a clock that is off', 'InvalidTimeStamp.Expired', 'NTP'],
    ['an expired token', 'InvalidSecurityToken.Expired', 'temporary credentials']
  ] as const
  const CALLS = [
    ['AssumeRoleWithOIDC', 'failed'],
    ['GetCallerIdentity', 'failed'],
    ['DescribeBackendInfo', 'failed'],
    ['DescribeApisByBackend', 'failed'],
    ['ModifyBackendModel', 'failed']
  ] as const
  test.concurrent.each(
    REFUSALS.flatMap(([name, code, cure]) =>
      CALLS.map(([action, end]) => [name, action, code, cure, end] as const)
    )
  )('%s: %s', (_, action, code, cure, end) =>
    withEverything(async ({ cloud, run }) => {
      cloud.faults.add({
        kind: 'custom',
        action,
        status: 400,
        code,
        message: 'It has expired.',
        times: 'every'
      })
      const result = await run({ 'comment-on-pr': 'false' })
      expect(result.outputs).toMatchObject({ result: end, changed: 'false' })
      expect(countOf(cloud, action)).toBe(1)
      const [error] = annotationsOf(result, 'error')
      expect(error).toContain(code)
      expect(error).toContain(cure)
    })
  )

  test.concurrent.each(REFUSALS)('%s while the batch is followed: unknown, with its cure', (_, code, cure) =>
    withEverything(async ({ cloud, run }) => {
      const action = 'DescribeUpdateBackendTask'
      cloud.faults.add({
        kind: 'custom',
        action,
        status: 400,
        code,
        message: 'It has expired.',
        times: 'every'
      })
      const result = await run({ 'comment-on-pr': 'false', 'wait-timeout': '2s' })
      expect(result.outputs).toMatchObject({ result: 'unknown' })
      const [error] = annotationsOf(result, 'error')
      expect(error).toContain(code)
      expect(error).toContain(cure)
    })
  )
})

describe('nobody is there', () => {
  const CLOSED = 'http://127.0.0.1:9'
  const NOWHERE = 'https://nowhere.invalid'
  const PLACES: readonly [call: string, at: (url: string) => Place, result: string][] = [
    ['the id token', url => ({ env: { ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/?a=b` } }), 'failed'],
    ['AssumeRoleWithOIDC and GetCallerIdentity', url => ({ inputs: { 'sts-endpoint': url } }), 'failed'],
    ['every read', url => ({ inputs: { endpoint: url } }), 'failed'],
    ['a probe', url => ({ inputs: { 'probe-url': url, 'probe-timeout': '2s' } }), 'partial'],
    ['GitHub', url => ({ env: { GITHUB_API_URL: url }, comment: true }), 'switched']
  ]
  interface Place {
    readonly inputs?: Record<string, string>
    readonly env?: Record<string, string>
    readonly comment?: boolean
  }
  test.concurrent.each(
    PLACES.flatMap(([call, at, result]) => [
      [call, 'refused', at(CLOSED), result, /no connection|refused/i] as const,
      [call, 'DNS', at(NOWHERE), result, /nowhere\.invalid.*(resolved|found|name|DNS)/i] as const
    ])
  )('%s: %s', (_call, _fault, { inputs = {}, env = {}, comment = false }, end, says) =>
    withEverything(async ({ run }) => {
      const result = await run({ 'max-attempts': '2', 'comment-on-pr': String(comment), ...inputs }, env)
      expect(result.outputs['result']).toBe(end)
      expect(annotationsOf(result, comment ? 'warning' : 'error').join('\n')).toMatch(says)
    })
  )
})
