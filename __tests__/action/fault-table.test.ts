import { expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { TransportFault } from '../../emulator/faults.ts'
import type { GitHub } from '../../emulator/github/server.ts'
import type { Issuer } from '../../emulator/oidc/issuer.ts'
import type { StepResult } from '../../step-runner/step.ts'
import { seedOf, withCloud } from '../support/cloud.ts'
import { ACCOUNT, keylessInputs, withRole } from '../support/keyless.ts'
import { jobOf, withGitHub } from '../support/github.ts'
import { withProbed } from '../support/probed.ts'
import type { ProbedResponse } from '../support/probed.ts'
import { INSTANT_SLEEPS } from '../support/step-time.ts'
import { annotationsOf, inputsFor, reportOf, step } from '../support/step.ts'

// Every call of a step with every fault. One run fails each read once: reads are retried where possible, each retry is logged, and
// the step succeeds. Another run fails the write, a third every attempt of one call. They run concurrently, because they mostly wait.

interface Row {
  readonly fault: TransportFault
  /** The text of each call about the fault, other than GitHub's and the probe's. */
  readonly says: string
  /** Whether the comment is created, or a warning reports that it failed. */
  readonly comment: 'made' | 'warned'
  /** The response to a probe instead, and its text; a success if the fault is only in the body. */
  readonly probe: readonly [response: ProbedResponse, says: string]
  /** Whether only a time-out ends the faulty call. */
  readonly endsByTimeout?: true
}

const page = (status: number, body: 'html' | 'empty', retryAfterSeconds?: number): TransportFault => ({
  kind: 'error-before-commit',
  status,
  body,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds })
})

const GOOD = '3 consecutive successes'
const LATE = 'no complete response'
const BROKEN = 'the connection to \\S+ failed'

const ROWS: Readonly<Record<string, Row>> = {
  'a reset before the request takes effect': {
    fault: { kind: 'reset-before-commit' },
    says: BROKEN,
    comment: 'made',
    probe: ['reset', BROKEN]
  },
  'a reset instead of the response': {
    fault: { kind: 'reset-after-commit' },
    says: BROKEN,
    comment: 'made',
    probe: ['reset', BROKEN]
  },
  'a hang': {
    fault: { kind: 'hang-before-commit' },
    says: LATE,
    comment: 'made',
    probe: ['hang', LATE],
    endsByTimeout: true
  },
  'a drip': {
    fault: { kind: 'slow-drip', ms: 1_000, bytes: 1 },
    says: LATE,
    comment: 'made',
    probe: ['drip', LATE],
    endsByTimeout: true
  },
  'an endless body': {
    fault: { kind: 'endless-body' },
    says: 'larger than \\d+ MiB',
    comment: 'made',
    probe: ['endless', 'larger than']
  },
  'truncated JSON': {
    fault: { kind: 'truncated-json' },
    says: 'not JSON|returned no token',
    comment: 'made',
    probe: [{ status: 200, body: '{"status":' }, GOOD]
  },
  'an empty object': {
    fault: { kind: 'empty-object' },
    says: 'without a RequestId|returned no token',
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
const ID_TOKEN = 'id-token'
const COMMENTS = 'issues/list-comments'

/** What a step uses in addition to the API: a role instead of keys, the account to check, a comment to write. */
interface Needs {
  readonly role?: boolean
  readonly account?: boolean
  readonly comment?: boolean
}

interface World {
  readonly cloud: Emulator
  readonly issuer: Issuer | undefined
  readonly github: GitHub | undefined
  readonly run: (inputs?: Record<string, string>, override?: Record<string, string>) => Promise<StepResult>
}

/** A time-out that only hanging calls reach; all others have ample time. */
const PATIENT = { 'request-timeout': '5m' }

/** Starts only the services that a step needs. */
function withServices(
  { role = false, account = false, comment = false }: Needs,
  use: (world: World) => Promise<void>
): Promise<void> {
  const useWith = (cloud: Emulator, issuer?: Issuer, github?: GitHub): Promise<void> =>
    use({
      cloud,
      issuer,
      github,
      run: (inputs, override = {}) =>
        step(
          inputsFor(cloud, {
            ...PATIENT,
            ...(role ? keylessInputs(cloud) : {}),
            ...(account ? { 'allowed-account-ids': ACCOUNT, 'sts-endpoint': cloud.endpoint } : {}),
            ...(comment ? { 'comment-on-pr': 'true' } : {}),
            ...inputs
          }),
          {
            env: { ...INSTANT_SLEEPS, ...issuer?.env },
            ...(github === undefined ? {} : jobOf(github)),
            override: { GITHUB_REPOSITORY: 'octo-org/shop', ...override }
          }
        )
    })
  const withKeys = (github?: GitHub): Promise<void> =>
    role
      ? withRole({}, (cloud, issuer) => useWith(cloud, issuer, github))
      : withCloud(seedOf(), cloud => useWith(cloud, undefined, github))
  return comment ? withGitHub({}, withKeys) : withKeys()
}

const EVERYTHING: Needs = { role: true, account: true, comment: true }

/** What a step must use to make the call. */
function needsOf(call: string): Needs {
  return {
    role: call === ID_TOKEN || call === 'AssumeRoleWithOIDC',
    account: call === 'GetCallerIdentity',
    comment: call === COMMENTS
  }
}

/** Adds a fault to calls, whichever service they go to. */
function addFault({ cloud, issuer, github }: World, fault: TransportFault, ...calls: string[]): void {
  for (const action of calls) {
    const service = action === ID_TOKEN ? issuer : action === COMMENTS ? github : cloud
    service?.faults.add({ ...fault, action })
  }
}

function countOf({ cloud, issuer }: World, call: string): number {
  return call === ID_TOKEN
    ? (issuer?.requests.filter(({ operation }) => operation === call).length ?? 0)
    : cloud.requests.filter(({ action }) => action === call).length
}

test.concurrent.each(Object.entries(ROWS))(
  'retries and logs each read that fails once: %s',
  (_, { fault, says, comment, probe: [response, probeSays], endsByTimeout = false }) =>
    withProbed({ '/': [response, 200] }, probed =>
      withServices(EVERYTHING, async world => {
        addFault(world, fault, ...READS, ID_TOKEN, COMMENTS)
        // with short time-outs, a busy machine may also be late with a success
        const limits = endsByTimeout ? { 'request-timeout': '4s', 'max-attempts': '20' } : {}
        const result = await world.run({ 'probe-url': `${probed.url}/`, ...limits })
        const expectCount = (count: number, times: number): void => {
          if (endsByTimeout) expect(count).toBeGreaterThanOrEqual(times)
          else expect(count).toBe(times)
        }
        expect(result.outputs['result']).toBe('switched')
        for (const action of READS) {
          expect(countOf(world, action)).toBeGreaterThanOrEqual(2)
          expect(result.log).toMatch(new RegExp(`${action} .*(${says})`))
        }
        expectCount(countOf(world, ID_TOKEN), 2)
        expect(result.log).toMatch(new RegExp(`OIDC token request.*(${says})`))
        expect(result.log).toMatch(new RegExp(`probe .*(${probeSays})`))
        expectCount(probed.requests.length, probeSays === GOOD ? 3 : 4)
        expect(world.github?.comments()).toHaveLength(comment === 'made' ? 1 : 0)
        const warnings = annotationsOf(result, 'warning').filter(text =>
          text.includes('comment on the pull request')
        )
        expect(warnings).toHaveLength(comment === 'made' ? 0 : 1)
        expect(annotationsOf(result, 'error')).toEqual([])
      })
    )
)

// a write waits for at least 30 s, so slow faults are covered by the transport tests
const quick = Object.entries(ROWS).filter(
  ([name, { endsByTimeout = false }]) => !endsByTimeout && !name.startsWith('throttling')
)
test.concurrent.each(quick)('resolves a write that fails once by reading: %s', (_, { fault, says }) =>
  withServices({}, async world => {
    addFault(world, fault, 'ModifyBackendModel')
    const result = await world.run()
    expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
    expect(countOf(world, 'ModifyBackendModel')).toBe(2)
    expect(result.log).toMatch(new RegExp(`ModifyBackendModel .*(${says}).*reading the live definition`))
  })
)

const UNAVAILABLE: TransportFault = { ...page(503, 'html'), times: 'every' }
test.concurrent.each([
  ['the OIDC token', ID_TOKEN, 'failed'],
  ['AssumeRoleWithOIDC', 'AssumeRoleWithOIDC', 'failed'],
  ['GetCallerIdentity', 'GetCallerIdentity', 'failed'],
  ['DescribeBackendInfo', 'DescribeBackendInfo', 'failed'],
  ['DescribeApisByBackend', 'DescribeApisByBackend', 'failed'],
  ['ModifyBackendModel', 'ModifyBackendModel', 'unknown']
])('a call that always fails leads to the right result: %s', (_, call, result) =>
  withServices(needsOf(call), async world => {
    addFault(world, UNAVAILABLE, call)
    const ended = await world.run({ 'max-attempts': '2' })
    expect(ended.outputs['result']).toBe(result)
    expect(countOf(world, call)).toBe(2)
    const [error] = annotationsOf(ended, 'error')
    expect(error).toContain('503')
    expect(reportOf(ended).targets[0]?.error?.hint).toEqual(expect.stringMatching(/\w+/))
  })
)

test.concurrent('the wait continues until its deadline and ends unknown if DescribeUpdateBackendTask always fails', () =>
  withServices({}, async world => {
    addFault(world, UNAVAILABLE, 'DescribeUpdateBackendTask')
    const result = await world.run({ 'wait-timeout': '10s' })
    expect(result.outputs['result']).toBe('unknown')
    expect(countOf(world, 'DescribeUpdateBackendTask')).toBeGreaterThan(2)
    expect(annotationsOf(result, 'error')[0]).toContain('503')
  }))

test.concurrent('a failing GitHub is a warning and does not change the result', () =>
  withServices({ comment: true }, async world => {
    addFault(world, UNAVAILABLE, COMMENTS)
    const result = await world.run()
    expect(result.outputs['result']).toBe('switched')
    expect(world.github?.requests).toHaveLength(3)
    expect(annotationsOf(result, 'warning').join()).toContain(
      'the comment on the pull request could not be written'
    )
  }))

test.concurrent('waits for slow responses and repeats no request', () =>
  withProbed({ '/': ['slow', 200] }, probed =>
    withServices(EVERYTHING, async world => {
      // the SDK's own limit is three seconds
      const slow: TransportFault = { kind: 'latency', ms: 3_200 }
      addFault(world, slow, ...READS, 'ModifyBackendModel', ID_TOKEN, COMMENTS)
      const result = await world.run({ 'probe-url': `${probed.url}/` })
      expect(result.outputs['result']).toBe('switched')
      for (const action of ['AssumeRoleWithOIDC', 'GetCallerIdentity', 'ModifyBackendModel', ID_TOKEN])
        expect([action, countOf(world, action)]).toEqual([action, 1])
      expect(world.github?.comments()).toHaveLength(1)
      expect(probed.requests).toHaveLength(3)
      expect(result.log).not.toMatch(/attempt 1 of|retrying in/)
    })
  ))

const throttled = Object.entries(ROWS).filter(([name]) => name.startsWith('throttling'))
test.concurrent.each(throttled)(
  'retries a throttled write, which certainly did not arrive: %s',
  (_, { fault }) =>
    withServices({}, async world => {
      addFault(world, fault, 'ModifyBackendModel')
      const result = await world.run()
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(countOf(world, 'ModifyBackendModel')).toBe(2)
      expect(result.log).toMatch(/ModifyBackendModel .*429.*; retrying in/)
      // not before the requested time
      if ('retryAfterSeconds' in fault) expect(result.log).toMatch(/ModifyBackendModel .*retrying in 1\.0s/)
    })
)

const REFUSALS = [
  ['a clock that is off', 'InvalidTimeStamp.Expired', 'NTP'],
  ['an expired token', 'InvalidSecurityToken.Expired', 'temporary credentials']
] as const
const CALLS = [
  'AssumeRoleWithOIDC',
  'GetCallerIdentity',
  'DescribeBackendInfo',
  'DescribeApisByBackend',
  'ModifyBackendModel'
] as const
const rejection = (action: string, code: string) =>
  ({ kind: 'custom', action, status: 400, code, message: 'It has expired.', times: 'every' }) as const
test.concurrent.each(
  REFUSALS.flatMap(([name, code, cure]) => CALLS.map(action => [name, action, code, cure] as const))
)('a rejected signature or token is not retried and has its cure: %s: %s', (_, action, code, cure) =>
  withServices(needsOf(action), async world => {
    world.cloud.faults.add(rejection(action, code))
    const result = await world.run()
    expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
    expect(countOf(world, action)).toBe(1)
    const [error] = annotationsOf(result, 'error')
    expect(error).toContain(code)
    expect(error).toContain(cure)
  })
)

test.concurrent.each(REFUSALS)(
  'a rejection while the batch is followed ends unknown, with its cure: %s',
  (_, code, cure) =>
    withServices({}, async ({ cloud, run }) => {
      cloud.faults.add(rejection('DescribeUpdateBackendTask', code))
      const result = await run({ 'wait-timeout': '2s' })
      expect(result.outputs).toMatchObject({ result: 'unknown' })
      const [error] = annotationsOf(result, 'error')
      expect(error).toContain(code)
      expect(error).toContain(cure)
    })
)

interface Place {
  readonly needs?: Needs
  readonly inputs?: Record<string, string>
  readonly env?: Record<string, string>
}

const CLOSED = 'http://127.0.0.1:9'
const NOWHERE = 'https://nowhere.invalid'
const PLACES: readonly [call: string, at: (url: string) => Place, result: string][] = [
  [
    'the OIDC token',
    url => ({ needs: { role: true }, env: { ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/?a=b` } }),
    'failed'
  ],
  [
    'AssumeRoleWithOIDC and GetCallerIdentity',
    url => ({ needs: { role: true, account: true }, inputs: { 'sts-endpoint': url } }),
    'failed'
  ],
  ['every read', url => ({ inputs: { endpoint: url } }), 'failed'],
  ['a probe', url => ({ inputs: { 'probe-url': url, 'probe-timeout': '5s' } }), 'partial'],
  ['GitHub', url => ({ needs: { comment: true }, env: { GITHUB_API_URL: url } }), 'switched']
]
test.concurrent.each(
  PLACES.flatMap(([call, at, result]) => [
    [call, 'refused', at(CLOSED), result, /no connection|refused/i] as const,
    [call, 'DNS', at(NOWHERE), result, /nowhere\.invalid.*(resolved|found|name|DNS)/i] as const
  ])
)(
  'a service that refuses connections: %s: %s',
  (_call, _fault, { needs = {}, inputs = {}, env = {} }, end, says) =>
    withServices(needs, async ({ run }) => {
      const result = await run({ 'max-attempts': '2', ...inputs }, env)
      expect(result.outputs['result']).toBe(end)
      expect(annotationsOf(result, needs.comment === true ? 'warning' : 'error').join('\n')).toMatch(says)
    })
)
