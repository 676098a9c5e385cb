import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { Issuer } from '../../emulator/oidc/issuer.ts'
import type { RunningStep, StepResult } from '../../step-runner/step.ts'
import { actionsOf, BACKEND_ID, NEW_ADDRESS, withCloud } from '../support/cloud.ts'
import {
  ACCOUNT,
  keylessInputs,
  PROVIDER_ARN,
  ROLE_ARN,
  secretsIn,
  seedWithRole,
  withRole
} from '../support/keyless.ts'
import { annotationsOf, inputsFor, reportOf, ROOT, start, step } from '../support/step.ts'
import { preload, withStepClock } from '../support/step-time.ts'
import type { StepClock } from '../support/step-time.ts'

/** The switch with the role. Time-outs are generous: a busy machine must not cause a retry. */
function switchOf(cloud: Emulator, inputs: Readonly<Record<string, string>> = {}): Record<string, string> {
  return inputsFor(cloud, { ...keylessInputs(cloud), 'request-timeout': '5m', ...inputs })
}

/** Everything that left the process, except for the lines that register masks. */
function leftOf(result: StepResult): string {
  const phases = [result, ...(result.post === undefined ? [] : [result.post])]
  return phases
    .map(phase =>
      [
        phase.rawStdout.replaceAll(/^::add-mask::.*$/gm, ''),
        phase.rawStderr,
        JSON.stringify([phase.outputs, phase.state, phase.env, phase.annotations]),
        phase.summary
      ].join('\n')
    )
    .join('\n')
}

async function filesIn(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = files
    .filter(file => file.isFile())
    .map(file => readFile(join(file.parentPath, file.name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

test('a switch with a role shows and leaves nothing of the credentials', () =>
  withRole({}, async (cloud, issuer) => {
    const temp = await mkdtemp(join(tmpdir(), 'runner-temp-'))
    const systemTemp = await mkdtemp(join(tmpdir(), 'system-temp-'))
    try {
      const result = await step(switchOf(cloud), {
        env: { ...issuer.env, TMPDIR: systemTemp, DEBUG: '*', NODE_DEBUG: 'http,https,net' },
        debug: true,
        temp
      })
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(cloud.cloud.definition(BACKEND_ID, 'RELEASE')).toEqual({ ServiceAddress: NEW_ADDRESS })
      expect(result.log).toContain(`assumed role ${ROLE_ARN} as octo-org-octo-shop-1658821493`)
      expect(result.summary).toContain(ACCOUNT)
      expect(result.rawStderr).toBe('')

      // one token and one exchange, however many callers need credentials at the same time
      expect(issuer.requests.filter(({ operation }) => operation === 'id-token')).toHaveLength(1)
      const exchanges = cloud.requests.filter(({ action }) => action === 'AssumeRoleWithOIDC')
      expect(exchanges).toHaveLength(1)
      expect(exchanges[0]).toMatchObject({
        method: 'POST',
        url: '/',
        params: {
          OIDCProviderArn: PROVIDER_ARN,
          RoleArn: ROLE_ARN,
          RoleSessionName: 'octo-org-octo-shop-1658821493',
          DurationSeconds: '3600',
          OIDCToken: issuer.tokens[0]
        }
      })
      expect(exchanges[0]?.headers.authorization).toBeUndefined()
      for (const name of ['Signature', 'AccessKeyId', 'SecurityToken']) {
        expect(exchanges[0]?.params).not.toHaveProperty(name)
      }
      expect(cloud.requests.at(-1)?.headers).toHaveProperty('x-acs-security-token')

      const left = [leftOf(result), await filesIn(temp)].join('\n')
      const secrets = secretsIn(cloud, issuer)
      expect(secrets.length).toBeGreaterThan(5)
      for (const secret of secrets) {
        for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
          expect(left).not.toContain(form)
        }
      }
      const [session] = cloud.cloud.sessions()
      const [token = ''] = issuer.tokens
      const masked = [token, session?.key.secret, session?.key.securityToken]
      expect(result.masks).toEqual(expect.arrayContaining(masked))
      expect(result.rawStdout.indexOf(`::add-mask::${token}`)).toBeLessThan(
        result.rawStdout.indexOf('assumed role')
      )
      expect(await readdir(systemTemp)).toEqual([])
    } finally {
      await Promise.all([temp, systemTemp].map(folder => rm(folder, { recursive: true })))
    }
  }))

test('the token request is retried while GitHub considers the job pending', () =>
  withRole({}, async (cloud, issuer) => {
    const message = "Can't issue ID_TOKEN for job in 'Pending' state"
    issuer.faults.add({ kind: 'error-before-commit', action: 'id-token', status: 403, message })
    const result = await step(switchOf(cloud), { env: issuer.env })
    expect(result.outputs['result']).toBe('switched')
    expect(result.log).toContain(`HTTP 403: ${message} (attempt 1 of 5); retrying in`)

    issuer.faults.add({
      kind: 'error-before-commit',
      action: 'id-token',
      status: 403,
      message,
      times: 'every'
    })
    const asked = issuer.requests.length
    const failed = await step(switchOf(cloud, { 'max-attempts': '2' }), { env: issuer.env })
    expect(failed.outputs).toMatchObject({ result: 'failed', 'error-code': 'IdToken.Http403' })
    const [error = ''] = annotationsOf(failed, 'error')
    expect(error).toContain(message)
    expect(error).not.toContain('id-token: write')
    // both reads of a plan need credentials, and wait for the same ones
    expect(issuer.requests.length - asked).toBeLessThanOrEqual(4)
  }))

test('a rehearsal calls STS at its endpoint, for the role and the account', () =>
  withRole({}, async (cloud, issuer) => {
    const inputs = switchOf(cloud, { 'sts-endpoint': '', 'allowed-account-ids': ACCOUNT })
    const result = await step(inputs, { env: issuer.env })
    expect(result.outputs['result']).toBe('switched')
    expect(actionsOf(cloud)).toEqual(expect.arrayContaining(['AssumeRoleWithOIDC', 'GetCallerIdentity']))
  }))

test('the role takes precedence over the environment', () =>
  withRole({}, async (cloud, issuer) => {
    const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'other', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'other-secret' }
    const env = { ...issuer.env, ...keys }
    const result = await step(switchOf(cloud), { env })
    expect(result.outputs['result']).toBe('switched')
    expect(result.log).toContain(`credentials from role ${ROLE_ARN}`)
  }))

/** A running step, and all that it depends on. */
interface Scene {
  readonly cloud: Emulator
  readonly issuer: Issuer
  readonly clock: StepClock
  readonly running: RunningStep
}

/** How far the step's clock is advanced: credentials for one hour are due for renewal, or have expired. */
const RENEWED = 3_400
const ENDED = 3_700

/**
 * A switch with a role whose batch has started and runs until it is released.
 * @param prepare called when the write has taken effect, before the step gets the response
 */
function inTheWait(
  inputs: Readonly<Record<string, string>>,
  prepare: (scene: Scene) => void,
  use: (scene: Scene) => Promise<void>
): Promise<void> {
  return withRole({ apis: 2 }, (cloud, issuer) =>
    withStepClock(async clock => {
      cloud.faults.add({ kind: 'stuck-batch', action: 'ModifyBackendModel', after: 1 })
      const written = cloud.hold({ action: 'ModifyBackendModel', point: 'before-response' })
      const running = await start(switchOf(cloud, { 'wait-timeout': '4m', ...inputs }), {
        env: { ...issuer.env, ...preload(clock.module) }
      })
      await written.reached
      const scene = { cloud, issuer, clock, running }
      prepare(scene)
      written.release()
      await use(scene)
    })
  )
}

test.concurrent('renews credentials during a wait, with a new token', () => {
  let renewed: Promise<unknown>
  return inTheWait(
    {},
    ({ cloud, clock }) => {
      renewed = cloud.nextRequest('AssumeRoleWithOIDC')
      clock.advance(RENEWED)
    },
    async ({ cloud, issuer, running }) => {
      await Promise.race([renewed, running.result])
      cloud.cloud.releaseBatches()
      const result = await running.result
      expect(result.outputs).toMatchObject({ result: 'switched', 'apis-updated': '2' })
      expect(cloud.cloud.sessions()).toHaveLength(2)
      expect(new Set(issuer.tokens).size).toBe(2)
      const exchanges = actionsOf(cloud).flatMap((action, index) =>
        action === 'AssumeRoleWithOIDC' ? [index] : []
      )
      const write = actionsOf(cloud).indexOf('ModifyBackendModel')
      expect(exchanges[0]).toBeLessThan(write)
      expect(exchanges[1]).toBeGreaterThan(write)
      expect(cloud.requests.filter(({ status }) => status !== 200)).toEqual([])
      for (const secret of secretsIn(cloud, issuer)) expect(leftOf(result)).not.toContain(secret)
    }
  )
})

test.concurrent('a failed renewal does not end the wait', () =>
  inTheWait(
    {},
    ({ cloud, clock }) => {
      cloud.faults.add({
        kind: 'error-before-commit',
        action: 'AssumeRoleWithOIDC',
        status: 502,
        body: 'html'
      })
      clock.advance(RENEWED)
    },
    async ({ cloud, clock, running }) => {
      await running.line(/HTTP 502.*the current credentials are valid for another/)
      expect(cloud.cloud.sessions()).toHaveLength(1)
      const renewed = cloud.nextRequest('AssumeRoleWithOIDC')
      clock.advance(60)
      await Promise.race([renewed, running.result])
      cloud.cloud.releaseBatches()
      const result = await running.result
      expect(result.outputs).toMatchObject({ result: 'switched', 'apis-updated': '2' })
      expect(cloud.cloud.sessions()).toHaveLength(2)
    }
  ))

test.concurrent('a role that no longer trusts the job does not end the wait, and the log has the reason', () =>
  inTheWait(
    { 'wait-timeout': '10h' },
    ({ issuer }) => {
      issuer.subject = 'repo:octo-org/octo-shop:environment:staging'
    },
    async ({ clock, running }) => {
      await running.line('1 of 2 APIs updated')
      clock.advance(ENDED)
      await running.line(/could not assume role .*environment:staging.*retrying until the wait ends/)
      clock.advance(36_000)
      const result = await running.result
      // the live definition can no longer be read either
      expect(result.outputs).toMatchObject({ result: 'unknown', changed: '' })
      expect(reportOf(result).targets[0]?.error?.message).toContain('did not complete within 10h00m')
    }
  ))

const hangs = ({ issuer }: Scene): void => issuer.faults.add({ kind: 'hang-before-commit', times: 'every' })

test.concurrent('an issuer that stops responding does not extend the wait', () =>
  inTheWait(
    // if anything waited for the issuer without a time limit, the step would not end
    { 'wait-timeout': '1s', 'request-timeout': '10m', 'max-attempts': '10' },
    scene => {
      hangs(scene)
      scene.clock.advance(ENDED)
    },
    async ({ running }) => {
      const result = await running.result
      expect(result.outputs).toMatchObject({ result: 'unknown', changed: '' })
      expect(result.log).toMatch(/could not assume role \S+ within (?:[0-2]\.\d|3\.0)s/)
    }
  ))

test.concurrent('the wait continues with working credentials if the issuer stops responding', () =>
  inTheWait(
    { 'request-timeout': '3s', 'max-attempts': '20' },
    scene => {
      hangs(scene)
      scene.clock.advance(RENEWED)
    },
    async ({ cloud, running }) => {
      await running.line(/the current credentials are valid for another/)
      cloud.cloud.releaseBatches()
      expect((await running.result).outputs['result']).toBe('switched')
    }
  ))

test.concurrent('waits for slow credentials', () =>
  inTheWait(
    // together they take longer than the time-out of a request
    { 'request-timeout': '5s', 'max-attempts': '20' },
    ({ cloud, issuer, clock }) => {
      issuer.faults.add({ kind: 'latency', ms: 3_000, times: 'every' })
      cloud.faults.add({ kind: 'latency', action: 'AssumeRoleWithOIDC', ms: 3_000, times: 'every' })
      cloud.cloud.releaseBatches()
      clock.advance(ENDED)
    },
    async ({ running }) => expect((await running.result).outputs['result']).toBe('switched')
  ))

test('the post step fetches its own credentials', () =>
  withRole({}, async (cloud, issuer) => {
    cloud.faults.add({ kind: 'stuck-batch', action: 'ModifyBackendModel' })
    const running = await start(switchOf(cloud), { env: issuer.env })
    await running.line('accepted')
    const fetched = cloud.nextRequest('AssumeRoleWithOIDC')
    running.kill()
    await Promise.race([fetched, running.result])
    cloud.cloud.releaseBatches()
    const result = await running.result
    expect(result.outputs['result']).toBe('unknown')
    expect(result.post?.log).toContain('completed after the step was stopped: switched')
    expect(result.post?.summary).toContain(ACCOUNT)
    expect(cloud.cloud.sessions()).toHaveLength(2)
    for (const secret of secretsIn(cloud, issuer)) expect(leftOf(result)).not.toContain(secret)
  }))

describe('a role that does not trust the job', () => {
  test('the error has sub, aud and a trust policy, but not the token', () =>
    withRole({}, async (cloud, issuer) => {
      issuer.subject = 'repo:octo-org/octo-shop:environment:staging'
      const inputs = switchOf(cloud, { audience: 'another' })
      const result = await step(inputs, { env: issuer.env })
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      const [error = ''] = annotationsOf(result, 'error')
      expect(annotationsOf(result, 'error')).toHaveLength(1)
      expect(error).toContain('AuthenticationFail.NoPermission')
      expect(error).toContain('the sub "repo:octo-org/octo-shop:environment:staging", the aud "another"')
      expect(reportOf(result).targets[0]?.error?.code).toBe('AuthenticationFail.NoPermission')
      expect(actionsOf(cloud)).toEqual(['AssumeRoleWithOIDC'])
      expect(leftOf(result)).not.toContain(issuer.tokens[0])

      // the printed policy can be pasted
      const [policy = ''] = /\{"Version":"1".*\}/.exec(error) ?? []
      await withCloud(seedWithRole(issuer, { trust: policy }), async trusting => {
        const again = switchOf(trusting, { audience: 'another' })
        expect((await step(again, { env: issuer.env })).outputs['result']).toBe('switched')
      })
    }))

  test('a hostile subject is printed as text only', () =>
    withRole({}, async (cloud, issuer) => {
      issuer.subject = 'repo:o/r:x\n::error::owned\r##[warning]owned\u202e'
      const result = await step(switchOf(cloud), { env: issuer.env })
      expect(annotationsOf(result, 'error')).toHaveLength(1)
      expect(annotationsOf(result, 'warning')).toEqual([])
      expect(annotationsOf(result, 'error')[0]).toContain('names no environment')
    }))
})

test('a job without the permission gets the lines to add, and sends nothing', () =>
  withRole({}, async (cloud, issuer) => {
    const result = await step(switchOf(cloud))
    expect(result.outputs['result']).toBe('failed')
    expect(annotationsOf(result, 'error')[0]).toMatch(
      /\n +permissions:\n +id-token: write\n +contents: read\n/
    )
    expect(cloud.requests).toEqual([])
    expect(issuer.requests).toEqual([])
  }))

describe('the roles of SECURITY.md', () => {
  const [plan, apply] = [
    ...readFileSync(join(ROOT, 'SECURITY.md'), 'utf8').matchAll(/```json\n([^]*?)```/g)
  ].map(([, policy = '']) =>
    (JSON.parse(policy) as { Statement: { Action: string | string[]; Resource?: string }[] }).Statement.map(
      ({ Action, Resource = '' }) => {
        const resource = Resource.replace('<region>', 'cn-hangzhou')
          .replace('<account>', ACCOUNT)
          .replace('<backend-id>', BACKEND_ID)
        return JSON.stringify({ actions: [Action].flat(), resources: [resource] })
      }
    )
  )

  test('the plan role reads and cannot write', () =>
    withRole({ roleAllow: plan ?? [] }, async (cloud, issuer) => {
      const inputs = switchOf(cloud)
      expect((await step({ ...inputs, mode: 'plan' }, { env: issuer.env })).outputs['result']).toBe('planned')
      expect((await step(inputs, { env: issuer.env })).outputs['result']).toBe('failed')
      expect(cloud.cloud.writes()).toEqual([])
    }))

  test('the apply role switches', () =>
    withRole({ roleAllow: apply ?? [] }, async (cloud, issuer) => {
      const inputs = switchOf(cloud, { wait: 'true', 'rollback-on-failure': 'true' })
      expect((await step(inputs, { env: issuer.env })).outputs['result']).toBe('switched')
    }))
})

test('a denied call of the role has a policy with the account', () =>
  withRole({ roleAllow: ["'Describe*'"] }, async (cloud, issuer) => {
    const result = await step(switchOf(cloud), { env: issuer.env })
    expect(result.outputs['result']).toBe('failed')
    expect(annotationsOf(result, 'error')[0]).toContain(
      `acs:apigateway:cn-hangzhou:${ACCOUNT}:backend/${BACKEND_ID}`
    )
  }))
