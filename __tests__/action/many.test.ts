import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { RunningStep, StepOptions, StepResult } from '../../step-runner/step.ts'
import { actionsOf, withCloud } from '../support/cloud.ts'
import { withTemp } from '../support/left-behind.ts'
import { POST_INSTANT_SLEEPS, holdDeadlines } from '../support/step-time.ts'
import { annotationsOf, connectionTo, reportOf, start } from '../support/step.ts'
import { onPosix } from '../support/systems.ts'

const NAMES = ['orders', 'basket', 'search']
const idOf = (name: string): string => `${name}-id`
const OLD = 'http://10.0.0.1:8080'
const addressOf = (name: string): string => `http://${name}-v2.internal:8080`

/** Three backends with two stages each, each published by one API. */
const SEED = `
accounts: [{ id: '1234567890123456', keys: [{ id: test-access-key-id, secret: test-access-key-secret }] }]
backends:
${NAMES.map(name => `  - { id: ${idOf(name)}, name: ${name}, type: HTTP, stages: { TEST: { ServiceAddress: '${OLD}' }, RELEASE: { ServiceAddress: '${OLD}' } } }`).join('\n')}
groups: [{ name: shop, domains: [shop.localhost] }]
apis:
${NAMES.map(name => `  - { name: ${name}, group: shop, path: /${name}, backend: ${name}, published: [TEST, RELEASE] }`).join('\n')}
batch: { ms-per-api: 0 }
`

const MANIFEST = `version: 1
backends:
${NAMES.map(
  name => `  ${name}:
    backend-id: ${idOf(name)}
    stages:
      TEST: { ServiceAddress: "http://${name}-\${VERSION}.internal:8080" }
      RELEASE: { ServiceAddress: "http://${name}-\${VERSION}.internal:8080" }`
).join('\n')}
`

type Run = (inputs?: Record<string, string>) => Promise<StepResult>
type Begin = (inputs?: Record<string, string>, options?: Partial<StepOptions>) => Promise<RunningStep>

/** Runs a manifest against its own cloud. */
function withManifest(
  use: (cloud: Emulator, run: Run, begin: Begin) => Promise<void>,
  manifest = MANIFEST
): Promise<void> {
  return withTemp(workspace =>
    withCloud(SEED, async cloud => {
      await mkdir(join(workspace, 'deploy'))
      await writeFile(join(workspace, 'deploy', 'backends.yaml'), manifest)
      const begin: Begin = (inputs, options) =>
        start(
          {
            ...connectionTo(cloud),
            manifest: 'deploy/backends.yaml',
            'stage-name': 'RELEASE',
            variables: 'VERSION=v2',
            ...inputs
          },
          { workspace, ...options }
        )
      await use(cloud, async inputs => (await begin(inputs)).result, begin)
    })
  )
}

const live = (cloud: Emulator): unknown[] =>
  NAMES.map(name => cloud.cloud.definition(idOf(name), 'RELEASE')?.['ServiceAddress'])
const results = (result: StepResult): string[] => reportOf(result).targets.map(target => target.result)
const writes = (cloud: Emulator): string[] =>
  cloud.requests
    .filter(({ action }) => action === 'ModifyBackendModel')
    .map(({ params }) => params['BackendId'] ?? '')

test.concurrent('targets are planned together and applied in order, the first one alone', () =>
  withManifest(async (cloud, run) => {
    const result = await run()
    expect(result.rawStderr).toBe('')
    expect(result.outputs).toMatchObject({
      result: 'switched',
      changed: 'true',
      'has-changes': 'true',
      'apis-total': '3',
      'apis-updated': '3'
    })
    expect(result.outputs['request-id']).toBe('')
    expect(results(result)).toEqual(['switched', 'switched', 'switched'])
    expect(live(cloud)).toEqual(NAMES.map(addressOf))
    const actions = actionsOf(cloud)
    // every plan before the first write, and the complete first target before the second write
    expect(actions.indexOf('ModifyBackendModel')).toBe(6)
    expect(actions.slice(6, 9).sort()).toEqual([
      'DescribeBackendInfo',
      'DescribeUpdateBackendTask',
      'ModifyBackendModel'
    ])
    expect(writes(cloud)[0]).toBe('orders-id')
    expect(result.log).toContain('[3/3]')
  }))

test.concurrent('a plan of all stages reads each backend once, and its lines approve the apply', () =>
  withManifest(async (cloud, run) => {
    const all = { 'stage-name': '*' }
    const plan = await run({ ...all, mode: 'plan', shard: '*/4' })
    expect(plan.outputs).toMatchObject({ result: 'planned', 'apis-total': '6', 'has-changes': 'true' })
    expect(actionsOf(cloud).filter(action => action === 'DescribeBackendInfo')).toHaveLength(3)
    const lines = plan.outputs['plan-fingerprint'] ?? ''
    expect(lines.trim().split('\n')).toHaveLength(6)
    expect(lines).toMatch(/^orders\/TEST fp1:[0-9a-f]{64}$/m)
    const { include } = JSON.parse(plan.outputs['matrix'] ?? '') as { include: { shard: string }[] }
    // three backends in four shards
    expect(include).toEqual([{ shard: '1/4' }, { shard: '2/4' }, { shard: '3/4' }])

    const missing = lines.replace(/^search\/TEST .*\n/m, '')
    const refused = await run({ ...all, 'approved-plan': missing })
    expect(refused.outputs['result']).toBe('failed')
    expect(results(refused).filter(result => result === 'not-started')).toHaveLength(5)
    expect(annotationsOf(refused, 'error').join()).toContain('search/TEST')
    expect(writes(cloud)).toEqual([])

    const foreign = await run({ ...all, 'approved-plan': lines.replace('search/TEST', 'find/TEST') })
    expect(annotationsOf(foreign, 'error').join()).toContain(
      'approved-plan: names "find/TEST", which the manifest does not contain'
    )

    // a target that cannot be planned needs its line as well
    cloud.faults.add({
      kind: 'custom',
      action: 'DescribeBackendInfo',
      where: { BackendId: 'search-id' },
      status: 400,
      code: 'NotFoundBackend',
      message: 'not found'
    })
    const unplanned = await run({ ...all, 'approved-plan': missing, 'on-failure': 'continue' })
    expect(unplanned.outputs['result']).toBe('failed')
    expect(writes(cloud)).toEqual([])

    const applied = await run({ ...all, 'approved-plan': lines })
    expect(applied.outputs['result']).toBe('switched')
    expect(writes(cloud)).toHaveLength(6)
    // the other stages of a backend belong to this step as well
    expect(annotationsOf(applied, 'warning')).toEqual([])
  }))

test.concurrent('the shards contain every target once', () =>
  withManifest(async (cloud, run) => {
    for (const [index, shard] of ['1/3', '2/3', '3/3'].entries()) {
      const result = await run({ shard })
      expect(result.outputs).toMatchObject({ result: 'switched', 'has-changes': 'true' })
      expect(writes(cloud)).toEqual(NAMES.slice(0, index + 1).map(idOf))
    }
    expect(writes(cloud).toSorted()).toEqual(NAMES.map(idOf).toSorted())
  }))

test.concurrent.each(['plan', 'apply'])('a shard without targets reports no changes (%s)', mode =>
  withManifest(async (cloud, run) => {
    const result = await run({ shard: '4/4', mode })
    expect(result.outputs).toMatchObject({
      result: mode === 'plan' ? 'planned' : 'unchanged',
      changed: 'false',
      'has-changes': 'false'
    })
    expect(result.log).not.toContain('API Gateway at')
    expect(writes(cloud)).toEqual([])
  })
)

describe('a target fails', () => {
  const failBasket = (cloud: Emulator): void =>
    cloud.faults.add({
      kind: 'failing-batch',
      action: 'ModifyBackendModel',
      where: {
        BackendId: 'basket-id',
        BackendModelData: JSON.stringify({ ServiceAddress: addressOf('basket') })
      }
    })
  const oneByOne = { 'max-parallel': '1' }

  test.concurrent('stop starts no further target', () =>
    withManifest(async (cloud, run) => {
      failBasket(cloud)
      const result = await run(oneByOne)
      expect(result.outputs).toMatchObject({ result: 'partial', changed: 'true' })
      expect(results(result)).toEqual(['switched', 'partial', 'not-started'])
      expect(writes(cloud)).toEqual(['orders-id', 'basket-id'])
    }))

  test.concurrent('continue applies the others and rolls back only the failed one', () =>
    withManifest(async (cloud, run) => {
      failBasket(cloud)
      const result = await run({ ...oneByOne, 'on-failure': 'continue', 'rollback-on-failure': 'true' })
      expect(result.outputs['result']).toBe('rolled-back')
      expect(results(result)).toEqual(['switched', 'rolled-back', 'switched'])
      expect(live(cloud)).toEqual([addressOf('orders'), OLD, addressOf('search')])
    }))

  test.concurrent('stop with rollback rolls back all switched targets, the last one first', () =>
    withManifest(async (cloud, run) => {
      failBasket(cloud)
      const result = await run({ ...oneByOne, 'rollback-on-failure': 'true' })
      expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'false' })
      expect(results(result)).toEqual(['rolled-back', 'rolled-back', 'not-started'])
      expect(live(cloud)).toEqual([OLD, OLD, OLD])
      expect(writes(cloud)).toEqual(['orders-id', 'basket-id', 'basket-id', 'orders-id'])
      expect(annotationsOf(result, 'error')).toHaveLength(2)
    }))

  test.concurrent('stop with rollback accepts what the service has added by itself', () =>
    withManifest(async (cloud, run) => {
      cloud.faults.add({
        kind: 'adds-defaults',
        action: 'ModifyBackendModel',
        times: 'every',
        defaults: { ServiceTimeout: 10000 }
      })
      failBasket(cloud)
      const result = await run({ ...oneByOne, 'rollback-on-failure': 'true' })
      expect(writes(cloud)).toEqual(['orders-id', 'basket-id', 'basket-id', 'orders-id'])
      expect(live(cloud)).toEqual([OLD, OLD, OLD])
      expect(reportOf(result).targets.map(({ error }) => error?.code)).not.toContain('Conflict')
    }))

  const signalled = onPosix ? test.concurrent : test.concurrent.skip
  signalled(
    'a signal during the rollback of the set stops further rollbacks, and the post step finishes the current one',
    () =>
      withManifest(async (cloud, _run, begin) => {
        const rollback = (backendId: string): Record<string, string> => ({
          BackendId: backendId,
          BackendModelData: JSON.stringify({ ServiceAddress: OLD })
        })
        cloud.faults.add({
          kind: 'failing-batch',
          action: 'ModifyBackendModel',
          where: {
            BackendId: 'search-id',
            BackendModelData: JSON.stringify({ ServiceAddress: addressOf('search') })
          }
        })
        cloud.faults.add({
          kind: 'hang-before-commit',
          action: 'ModifyBackendModel',
          where: rollback('basket-id')
        })
        const step = await begin({ ...oneByOne, 'rollback-on-failure': 'true' }, holdDeadlines())
        while ((await cloud.nextRequest('ModifyBackendModel')).params['BackendId'] !== 'search-id') continue
        while ((await cloud.nextRequest('ModifyBackendModel')).params['BackendId'] !== 'basket-id') continue
        step.cancel()
        const result = await step.result
        expect(results(result)).toEqual(['switched', 'cancelled', 'rolled-back'])
        expect(result.outputs).toMatchObject({ result: 'cancelled', changed: 'true' })
        expect(annotationsOf(result, 'warning')).toEqual([
          'a signal stopped the rollback of the set; these targets remain switched: orders/RELEASE'
        ])
        const { post } = result
        expect(annotationsOf(post ?? { annotations: [] }, 'error')).toEqual([
          expect.stringMatching(/^basket\/RELEASE: .*previous definition is restored/s)
        ])
        expect(live(cloud)).toEqual([addressOf('orders'), OLD, OLD])
      })
  )

  signalled('a signal during the rollback of the failed target keeps the switched ones, and logs it', () =>
    withManifest(async (cloud, _run, begin) => {
      failBasket(cloud)
      cloud.faults.add({
        kind: 'hang-before-commit',
        action: 'ModifyBackendModel',
        where: { BackendId: 'basket-id', BackendModelData: JSON.stringify({ ServiceAddress: OLD }) }
      })
      const step = await begin({ ...oneByOne, 'rollback-on-failure': 'true' }, holdDeadlines())
      for (const id of ['basket-id', 'basket-id'])
        while ((await cloud.nextRequest('ModifyBackendModel')).params['BackendId'] !== id) continue
      step.cancel()
      const result = await step.result
      expect(results(result)).toEqual(['switched', 'cancelled', 'cancelled'])
      expect(result.outputs).toMatchObject({ 'error-code': 'BatchFailed', changed: 'true' })
      expect(annotationsOf(result, 'warning')).toEqual([
        'a signal stopped the rollback of the set; these targets remain switched: orders/RELEASE'
      ])
      const [error = '', ...others] = annotationsOf(result.post ?? { annotations: [] }, 'error')
      expect(others).toEqual([])
      // the failure that the main step knew, and no rollback hint for a target that is rolled back
      expect(error).toMatch(
        /^basket\/RELEASE: .*previous definition is restored and verified\..*\[BatchFailed\]/
      )
      expect(error).toContain('Fix the cause, then re-run the job.')
      expect(error).not.toContain('To roll back')
      expect(live(cloud)).toEqual([addressOf('orders'), OLD, OLD])
    })
  )

  signalled('a signal during a batch starts no rollback, and none is reported as stopped', () =>
    withManifest(async (cloud, _run, begin) => {
      cloud.faults.add({
        kind: 'stuck-batch',
        action: 'ModifyBackendModel',
        where: { BackendId: 'basket-id' }
      })
      const step = await begin(
        { ...oneByOne, 'rollback-on-failure': 'true' },
        { ...holdDeadlines(), restOfJob: () => Promise.resolve(cloud.cloud.releaseBatches()) }
      )
      await step.line('basket/RELEASE: accepted')
      step.cancel()
      const result = await step.result
      expect(results(result)).toEqual(['switched', 'cancelled', 'cancelled'])
      expect(annotationsOf(result, 'warning')).toEqual([])
    })
  )

  test.concurrent('a kill during a later target leaves the first one completed', () =>
    withManifest(async (cloud, _run, begin) => {
      cloud.faults.add({
        kind: 'stuck-batch',
        action: 'ModifyBackendModel',
        where: { BackendId: 'basket-id' }
      })
      const step = await begin(oneByOne, {
        env: POST_INSTANT_SLEEPS,
        restOfJob: () => Promise.resolve(cloud.cloud.releaseBatches())
      })
      await step.line('basket/RELEASE: accepted')
      step.kill()
      const { post } = await step.result
      expect(annotationsOf(post ?? { annotations: [] }, 'notice')).toEqual([
        'orders/RELEASE: completed before the step was stopped: switched',
        'basket/RELEASE: completed after the step was stopped: switched',
        'the step was stopped before 1 target was started, and nothing was sent for it: search/RELEASE. Re-run the job to switch it.'
      ])
      // one line of the log each, also those that are annotations
      expect(post?.log.match(/completed before the step was stopped/g)).toHaveLength(1)
      expect(post?.log.match(/completed after the step was stopped/g)).toHaveLength(1)
      // what orders/RELEASE affected is in the journal
      expect(post?.summary).not.toContain('No published API was affected')
    }))

  test.concurrent('after a kill during the first target, the page lists the whole set', () =>
    withManifest(async (cloud, _run, begin) => {
      cloud.faults.add({ kind: 'stuck-batch', action: 'ModifyBackendModel', nth: 1 })
      const step = await begin(oneByOne, {
        env: POST_INSTANT_SLEEPS,
        restOfJob: () => Promise.resolve(cloud.cloud.releaseBatches())
      })
      await step.line('orders/RELEASE: accepted')
      step.kill()
      const { post } = await step.result
      expect(annotationsOf(post ?? { annotations: [] }, 'notice')).toEqual([
        'orders/RELEASE: completed after the step was stopped: switched',
        'the step was stopped before 2 targets were started, and nothing was sent for them: basket/RELEASE, search/RELEASE. Re-run the job to switch them.'
      ])
      expect(post?.summary).toContain(
        '## ⏹️ Cancelled: 3 targets\n\n1 switched, 2 not started.\n\nRe-run the job to switch the targets that were not started.\n'
      )
      expect(post?.summary).toContain('1. `orders/RELEASE`<br>✅ Switched')
      expect(post?.summary).toContain('2. `basket/RELEASE`<br>⏸️ Not started')
      expect(post?.summary).toContain('3. `search/RELEASE`<br>⏸️ Not started')
      expect(post?.summary).toContain('This target was not started. Nothing was sent.')
      expect(writes(cloud)).toEqual(['orders-id'])
    }))

  test.concurrent('more errors than a job shows are the worst nine and a count', () => {
    const missing = Array.from({ length: 12 }, (_, index) => `missing-${index}`)
    const manifest = MANIFEST.concat(
      ...missing.map(
        name => `  ${name}: { backend-id: ${name}, stages: { RELEASE: { ServiceAddress: '${OLD}' } } }\n`
      )
    )
    return withManifest(async (cloud, run) => {
      const result = await run({ mode: 'plan' })
      const errors = annotationsOf(result, 'error')
      expect(errors).toHaveLength(10)
      expect(errors.at(-1)).toContain('3 more targets failed')
      for (const name of missing) expect(result.log).toContain(`${name}/RELEASE: failed`)
      expect(writes(cloud)).toEqual([])
    }, manifest)
  })

  test.concurrent('a failed plan sends nothing', () =>
    withManifest(async (cloud, run) => {
      cloud.faults.add({
        kind: 'custom',
        action: 'DescribeBackendInfo',
        where: { BackendId: 'search-id' },
        status: 400,
        code: 'NotFoundBackend',
        message: 'Cannot find it.'
      })
      const result = await run()
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(results(result)).toEqual(['not-started', 'not-started', 'failed'])
      expect(writes(cloud)).toEqual([])
      // the log shows no titles, and the report is read without the log
      expect(reportOf(result).targets.find(({ name }) => name.startsWith('search'))?.error?.message).toMatch(
        /^search\/\w+ \(backend search-id\): /
      )
      expect(result.outputs['has-changes']).toBe('true')
      expect(result.log).toMatch(
        /search\/\w+ \(backend search-id\): DescribeBackendInfo failed with NotFoundBackend/
      )
    }))
})

test.concurrent('max-apis applies to all targets together', () =>
  withManifest(async (cloud, run) => {
    const result = await run({ 'max-apis': '2' })
    expect(result.outputs['result']).toBe('failed')
    expect(annotationsOf(result, 'error').join()).toContain('3 published APIs would be affected')
    expect(writes(cloud)).toEqual([])
  }))

test.concurrent('validate needs no credentials and no network', () =>
  withManifest(async (cloud, run) => {
    const none = { 'access-key-id': '', 'access-key-secret': '', 'region-id': '', endpoint: '' }
    const good = await run({ ...none, mode: 'validate' })
    expect(good.outputs).toMatchObject({ result: 'valid', changed: 'false' })
    expect(good.log).toMatch(/valid: 3 targets: \S+\/\w+, \S+\/\w+, \S+\/\w+/)
    const bad = await run({ ...none, mode: 'validate', variables: 'OTHER=x' })
    expect(bad.outputs['result']).toBe('failed')
    expect(annotationsOf(bad, 'error').join()).toMatch(/backends\.yaml, line \d+, column \d+/)
    expect(cloud.requests).toEqual([])
  }))

test.concurrent('throttling slows the targets down and fails none', () =>
  withManifest(async (cloud, run) => {
    cloud.faults.add({ kind: 'throttling', nth: 3, times: 12 })
    const result = await run({ 'stage-name': '*' })
    expect(result.outputs['result']).toBe('switched')
    expect(writes(cloud).length).toBeGreaterThanOrEqual(6)
  }))
