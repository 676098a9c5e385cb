import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import { BACKEND_ID, NEW_DATA, actionsOf, seedOf, withCloud, writesTo } from '../support/cloud.ts'
import { withTemp } from '../support/left-behind.ts'
import { withProbed } from '../support/probed.ts'
import type { Probed, ProbedPaths } from '../support/probed.ts'
import { INSTANT_SLEEPS, holdDeadlines } from '../support/step-time.ts'
import { annotationsOf, codeOf, connectionTo, inputsFor, reportOf, start, step } from '../support/step.ts'
import { onPosix } from '../support/systems.ts'

const signalled = onPosix ? test.concurrent : test.concurrent.skip

function withBoth<T>(paths: ProbedPaths, use: (probed: Probed, cloud: Emulator) => Promise<T>): Promise<T> {
  return withProbed(paths, probed => withCloud(seedOf(), cloud => use(probed, cloud)))
}

test.concurrent('requires three consecutive successes before the write, without the stage and headers of the probes', () =>
  withBoth(
    { '/green': [500, { status: 200, body: 'version 2' }], '/up': [{ status: 200, body: 'version 2' }] },
    async (probed, cloud) => {
      const url = probed.url.replace('http://', 'http://prober:preflight-password@')
      const result = await step(
        inputsFor(cloud, {
          'preflight-url': `${url}/green`,
          'probe-url': `${probed.url}/up`,
          'probe-headers': 'X-Tenant: tenant-0007',
          'probe-contains': 'version 2',
          'probe-timeout': '5m'
        })
      )
      expect(result.outputs['result']).toBe('switched')
      expect(probed.requests.map(({ path }) => path)).toEqual([
        ...Array<string>(4).fill('/green'),
        ...Array<string>(3).fill('/up')
      ])
      const [before] = probed.requests
      expect(before?.headers).not.toHaveProperty('x-ca-stage')
      expect(before?.headers).not.toHaveProperty('x-tenant')
      expect(before?.headers.authorization).toBe(
        `Basic ${Buffer.from('prober:preflight-password').toString('base64')}`
      )
      expect(reportOf(result).targets[0]).toMatchObject({
        checks: [
          { name: expect.stringMatching(/^preflight http:.*\/green$/), passed: true, detail: 'HTTP 200' },
          { name: expect.stringMatching(/^probe http:.*\/up$/), passed: true, detail: 'HTTP 200' }
        ]
      })
      expect(result.summary).toContain('The preflight check passed. The probe passed.')
      expect(result.log).toMatch(/preflight passed: .*accepted \(request/s)
      expect(JSON.stringify([result.log, result.outputs, result.summary])).not.toContain('preflight-password')
    }
  ))

test.concurrent.each([
  ['a status', [503], 'HTTP 503'],
  ['a body', [{ status: 200, body: 'version 1' }], 'HTTP 200, body without the text of probe-contains']
] as const)('fails by %s and sends nothing', (_, responses, text) =>
  withBoth({ '/green': responses }, async (probed, cloud) => {
    const result = await step(
      inputsFor(cloud, {
        'preflight-url': `${probed.url}/green`,
        'probe-url': `${probed.url}/up`,
        'probe-contains': 'version 2',
        'probe-timeout': '5m',
        'rollback-on-failure': 'true'
      }),
      { env: INSTANT_SLEEPS }
    )
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({
      result: 'failed',
      changed: 'false',
      'error-code': 'PreflightFailed'
    })
    expect(result.outputs).not.toHaveProperty('request-id')
    const [error = ''] = annotationsOf(result, 'error')
    expect(error).toContain(`preflight failed: ${probed.url}/green: ${text} (`)
    expect(error).toContain('Nothing was sent for this target.')
    expect(writesTo(cloud)).toBe(0)
    expect(probed.asked('/up')).toBe(0)
  })
)

test.concurrent('sends no request for a plan or an unchanged target, and validate checks the URLs', () =>
  withBoth({ '/green': [503] }, async (probed, cloud) => {
    cloud.cloud.write(BACKEND_ID, 'RELEASE', JSON.parse(NEW_DATA) as Record<string, string>)
    const inputs = { 'preflight-url': `${probed.url}/green` }
    const [unchanged, planned, valid, empty] = await Promise.all([
      step(inputsFor(cloud, inputs)),
      step(
        inputsFor(cloud, { ...inputs, mode: 'plan', 'backend-model-data': '{"ServiceAddress":"http://a"}' })
      ),
      step(inputsFor(cloud, { mode: 'validate', 'preflight-url': 'ftp://a' })),
      step(inputsFor(cloud, { 'preflight-url': '' }))
    ])
    expect(unchanged.outputs['result']).toBe('unchanged')
    expect(planned.outputs['result']).toBe('planned')
    expect(probed.requests).toHaveLength(0)
    expect(annotationsOf(valid, 'error')[0]).toContain('preflight-url: invalid value "ftp://a"')
    // a guard must not open because of a lost job output
    expect(annotationsOf(empty, 'error')[0]).toContain('preflight-url: is empty')
  }))

test.concurrent('works with wait: false, and refuses link-local addresses', () =>
  withBoth({ '/green': [200] }, async (probed, cloud) => {
    const [submitted, refused] = await Promise.all([
      step(inputsFor(cloud, { wait: 'false', 'preflight-url': `${probed.url}/green` })),
      step(inputsFor(cloud, { 'preflight-url': 'http://169.254.169.254/', 'probe-timeout': '5m' }), {
        env: INSTANT_SLEEPS
      })
    ])
    expect(submitted.outputs['result']).toBe('submitted')
    expect(probed.asked('/green')).toBe(3)
    expect(codeOf(refused)).toBe('PreflightFailed')
    expect(annotationsOf(refused, 'error')[0]).toContain('which is not allowed')
  }))

test.concurrent.each([
  ['someone else', 'by hand', 'Drift'],
  [
    'a newer run of this repository',
    'octo-org/octo-shop@abcdef0 run 99999999999 by octocat 0badc0de',
    'Superseded'
  ]
])('sends nothing if %s writes during the preflight', (_, description, code) =>
  withBoth({ '/green': [503, 200] }, async (probed, cloud) => {
    const running = start(inputsFor(cloud, { 'preflight-url': `${probed.url}/green`, 'probe-timeout': '5m' }))
    await probed.until('/green', 1)
    cloud.cloud.write(BACKEND_ID, 'RELEASE', { ServiceAddress: 'http://10.9.9.9' }, description)
    const result = await (await running).result
    expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false', 'error-code': code })
    expect(writesTo(cloud)).toBe(0)
  })
)

test.concurrent('only a target with a preflight is read again before its write', () =>
  withBoth({ '/green': [200] }, async (probed, cloud) => {
    const reads = (): number => actionsOf(cloud).filter(action => action === 'DescribeBackendInfo').length
    await step(inputsFor(cloud, { 'preflight-url': `${probed.url}/green` }))
    expect(reads()).toBe(3)
    await step(inputsFor(cloud, { 'backend-model-data': '{"ServiceAddress":"http://10.0.0.3"}' }))
    expect(reads()).toBe(5)
  }))

signalled('sends nothing after a signal during the preflight', () =>
  withBoth({ '/green': [503] }, async (probed, cloud) => {
    const running = await start(
      inputsFor(cloud, { 'preflight-url': `${probed.url}/green`, 'probe-timeout': '5m' }),
      { ...holdDeadlines(), idlePost: true }
    )
    await running.line('HTTP 503')
    running.cancel()
    const result = await running.result
    expect(result.outputs).toMatchObject({ result: 'cancelled', changed: 'false' })
    expect(writesTo(cloud)).toBe(0)
  })
)

const SEED = `
accounts: [{ id: '1234567890123456', keys: [{ id: test-access-key-id, secret: test-access-key-secret }] }]
backends:
  - { id: one-id, name: one, type: HTTP, stages: { RELEASE: { ServiceAddress: 'http://10.0.0.1' } } }
  - { id: two-id, name: two, type: HTTP, stages: { RELEASE: { ServiceAddress: 'http://10.0.0.1' } } }
  - { id: three-id, name: three, type: HTTP, stages: { RELEASE: { ServiceAddress: 'http://10.0.0.2' } } }
apis: []
groups: []
`

/** Three targets: the first is ready, the second is not, the third has no changes. */
const manifestOf = (url: string): string => `version: 1
backends:
  one: { backend-id: one-id, stages: { RELEASE: { data: { ServiceAddress: http://10.0.0.2 } } } }
  two: { backend-id: two-id, stages: { RELEASE: { preflight-url: "${url}/two", data: { ServiceAddress: http://10.0.0.2 } } } }
  three: { backend-id: three-id, stages: { RELEASE: { preflight-url: "${url}/three", data: { ServiceAddress: http://10.0.0.2 } } } }
`

test.concurrent.each([
  ['stop', 'failed', ['not-started', 'failed', 'unchanged'], 0],
  ['continue', 'partial', ['switched', 'failed', 'unchanged'], 1]
])(
  'a failed target of several, before the first write; on-failure: %s',
  (onFailure, result, results, writes) =>
    withTemp(workspace =>
      withProbed({ '/one': [200], '/two': [503], '/three': [200] }, probed =>
        withCloud(SEED, async cloud => {
          await mkdir(join(workspace, 'deploy'))
          await writeFile(join(workspace, 'deploy', 'backends.yaml'), manifestOf(probed.url))
          const ended = await (
            await start(
              {
                ...connectionTo(cloud),
                manifest: 'deploy/backends.yaml',
                'stage-name': 'RELEASE',
                'preflight-url': `${probed.url}/one`,
                'probe-timeout': '5m',
                'on-failure': onFailure
              },
              { workspace, env: INSTANT_SLEEPS }
            )
          ).result
          expect(ended.outputs['result']).toBe(result)
          expect(reportOf(ended).targets.map(target => target.result)).toEqual(results)
          expect(actionsOf(cloud).filter(action => action === 'ModifyBackendModel')).toHaveLength(writes)
          expect([probed.asked('/one'), probed.asked('/three')]).toEqual([3, 0])
        })
      )
    )
)
