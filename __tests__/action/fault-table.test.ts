import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { TransportFault } from '../../emulator/faults.ts'
import type { GitHub } from '../../emulator/github/server.ts'
import type { Issuer } from '../../emulator/oidc/issuer.ts'
import type { StepResult } from '../../step-runner/step.ts'
import { ACCOUNT, keylessInputs, withRole } from '../support/keyless.ts'
import { jobOf, withGitHub } from '../support/github.ts'
import { annotationsOf, inputsFor, reportOf, step } from '../support/step.ts'

// Every call of a step against every fault. One run strikes each read once: what may be tried again is, each
// says so, and the step comes through. Another strikes the write; a third never lets one call through.

const FAULTS: readonly [name: string, fault: TransportFault, says: string][] = [
  ['reset before anything is done', { kind: 'reset-before-commit' }, 'broke'],
  ['reset instead of the answer', { kind: 'reset-after-commit' }, 'broke'],
  ['a hang', { kind: 'hang-before-commit' }, 'no complete answer'],
  ['a drip', { kind: 'slow-drip', ms: 400, bytes: 8 }, 'no complete answer'],
  ['an endless body', { kind: 'endless-body' }, 'larger than \\d+ MiB|no complete answer'],
  ['truncated JSON', { kind: 'truncated-json' }, 'not JSON|without one'],
  ['an empty object', { kind: 'empty-object' }, 'without a RequestId|without one'],
  ['an HTML page 502', { kind: 'error-before-commit', status: 502, body: 'html' }, '502'],
  ['an HTML page 503', { kind: 'error-before-commit', status: 503, body: 'html' }, '503'],
  ['an empty 503', { kind: 'error-before-commit', status: 503, body: 'empty' }, '503'],
  ['an error 500 of the API', { kind: 'error-before-commit', status: 500, body: 'json' }, '500']
]

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
  readonly run: (inputs?: Record<string, string>) => Promise<StepResult>
}

/** Everything that a step can ask for: an id token, a role, the account, the API, a comment. */
function withEverything(use: (world: World) => Promise<void>): Promise<void> {
  return withGitHub({}, github =>
    withRole({}, (cloud, issuer) =>
      use({
        cloud,
        issuer,
        github,
        run: inputs =>
          step(
            inputsFor(cloud, {
              ...keylessInputs(cloud),
              'allowed-account-ids': ACCOUNT,
              'comment-on-pr': 'true',
              'request-timeout': '1s',
              'wait-timeout': '8s',
              ...inputs
            }),
            { env: issuer.env, ...jobOf(github), override: { GITHUB_REPOSITORY: 'octo-org/shop' } }
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
  test.concurrent.each(FAULTS)('%s', (_, fault, says) =>
    withEverything(async ({ cloud, issuer, github, run }) => {
      for (const action of READS) cloud.faults.add({ ...fault, action })
      issuer.faults.add({ ...fault, action: 'id-token' })
      // its time-out is another, and an object may be an answer of its own
      const isForGitHub = !['hang-before-commit', 'slow-drip', 'empty-object'].includes(fault.kind)
      if (isForGitHub) github.faults.add({ ...fault, action: 'issues/list-comments' })
      const result = await run()
      expect(result.outputs['result']).toBe('switched')
      for (const action of READS) {
        expect([action, countOf(cloud, action)]).toEqual([action, expect.any(Number)])
        expect(countOf(cloud, action)).toBeGreaterThanOrEqual(2)
        expect(result.log).toMatch(new RegExp(`${action} .*(${says})`))
      }
      expect(idTokens(issuer)).toBe(2)
      expect(result.log).toMatch(new RegExp(`id token.*(${says})`))
      expect(github.comments()).toHaveLength(1)
      expect(annotationsOf(result, 'error')).toEqual([])
    })
  )
})

describe('the write, struck once, is settled by reading', () => {
  // a write waits for at least 30 s, so what is slow is left to the tests of the transport
  const quick = FAULTS.filter(([, { kind }]) => kind !== 'hang-before-commit' && kind !== 'slow-drip')
  test.concurrent.each(quick)('%s', (_, fault, says) =>
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

test.concurrent('an answer that takes four seconds is waited for', () =>
  withEverything(async ({ cloud, run }) => {
    for (const action of ['DescribeBackendInfo', 'ModifyBackendModel'])
      cloud.faults.add({ kind: 'latency', ms: 4_000, action })
    const result = await run({ 'request-timeout': '10s', 'comment-on-pr': 'false' })
    expect(result.outputs['result']).toBe('switched')
    expect(countOf(cloud, 'ModifyBackendModel')).toBe(1)
  })
)

test.concurrent('a clock that is off is no retry, and the cure says NTP', () =>
  withEverything(async ({ cloud, run }) => {
    cloud.faults.add({
      kind: 'custom',
      action: 'DescribeBackendInfo',
      status: 400,
      code: 'InvalidTimeStamp.Expired',
      message: 'Specified time stamp or date value is expired.',
      times: 'every'
    })
    const result = await run({ 'comment-on-pr': 'false' })
    expect(result.outputs['result']).toBe('failed')
    expect(countOf(cloud, 'DescribeBackendInfo')).toBe(1)
    expect(annotationsOf(result, 'error')[0]).toContain('NTP')
  })
)
