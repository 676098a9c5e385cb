import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { StepResult } from '../../step-runner/step.ts'
import { withCloud } from '../support/cloud.ts'
import {
  NEW,
  OLD,
  SECRET,
  SERVICE_ID,
  serviceInputs,
  serviceOf,
  serviceSeed,
  updatesOf
} from '../support/service-cloud.ts'
import { POST_INSTANT_SLEEPS, INSTANT_SLEEPS } from '../support/step-time.ts'
import { annotationsOf, everythingOf, start, step } from '../support/step.ts'

// How writes to a service fail, and the state of the service afterwards.

function native(cloud: Emulator, inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  return step(serviceInputs(cloud, inputs), { folder: 'native', env: INSTANT_SLEEPS })
}

const FIELDS = {
  healthCheck: { enable: true, protocol: 'TCP', interval: 5 },
  outlierDetection: { enable: true, interval: 10 }
}
const REPLACES = '{ service-put: replace }'

describe('an update that replaces the whole service', () => {
  test.each([{}, { 'rollback-on-failure': 'true' }, { wait: 'false' }])(
    'restores the other fields in one write, and the target fails: %j',
    inputs =>
      withCloud(serviceSeed({ doubts: REPLACES }), async cloud => {
        const result = await native(cloud, inputs)
        expect(result.outputs).toMatchObject({
          result: 'rolled-back',
          changed: 'false',
          'error-code': 'ReadBackMismatch'
        })
        expect(annotationsOf(result, 'error')[0]).toMatch(
          /other fields changed.*healthCheck, outlierDetection/
        )
        expect(serviceOf(cloud)).toMatchObject({ addresses: [OLD], ...FIELDS })
        expect(updatesOf(cloud)).toBe(2)
      })
  )
  test('and rejects the restoring write: FieldsReset', () =>
    withCloud(serviceSeed({ doubts: REPLACES }), async cloud => {
      cloud.faults.add({
        kind: 'custom',
        action: 'UpdateService',
        nth: 2,
        status: 400,
        code: 'InvalidParameter',
        message: 'no'
      })
      const result = await native(cloud)
      expect(result.outputs).toMatchObject({
        result: 'rollback-failed',
        changed: 'true',
        'error-code': 'FieldsReset'
      })
      expect(annotationsOf(result, 'error')[0]).toMatch(
        /healthCheck.*restore the fields that the message names/s
      )
    }))
  test('restores a secret from memory without showing it', () =>
    withCloud(
      serviceSeed({ doubts: REPLACES, fields: `aiServiceConfig: { apiKeys: ['${SECRET}'] }` }),
      async cloud => {
        const result = await native(cloud)
        expect(result.outputs['result']).toBe('rolled-back')
        expect(serviceOf(cloud)).toMatchObject({ ...FIELDS, aiServiceConfig: { apiKeys: [SECRET] } })
        expect(everythingOf(result)).not.toContain(SECRET)
      }
    ))
})

test.each(['409', '200'])('waits for a lock with HTTP %s', status =>
  withCloud(serviceSeed({ doubts: `{ lock-failures: 2, lock-failed-status: ${status} }` }), async cloud => {
    const result = await native(cloud)
    expect(result.outputs['result']).toBe('switched')
    expect(updatesOf(cloud)).toBe(3)
  })
)

test('waits for a read that shows the update late', () =>
  withCloud(serviceSeed({ doubts: '{ service-visible-after-ms: 300 }' }), async cloud => {
    const result = await step(serviceInputs(cloud), { folder: 'native' })
    expect(result.outputs['result']).toBe('switched')
  }))

test('a connection that is lost after the update: sent again, and verified by the live addresses', () =>
  withCloud(serviceSeed(), async cloud => {
    cloud.faults.add({ kind: 'reset-after-commit', action: 'UpdateService' })
    const result = await native(cloud)
    expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
    expect(updatesOf(cloud)).toBe(2)
    expect(serviceOf(cloud)).toMatchObject({ addresses: [NEW] })
  }))

test('leaves another writer alone after a lost response', () =>
  withCloud(serviceSeed(), async cloud => {
    cloud.faults.add({ kind: 'reset-after-commit', action: 'UpdateService' })
    const reread = cloud.hold({ action: 'GetService', point: 'before-commit', nth: 3 })
    const running = await start(serviceInputs(cloud), { folder: 'native', env: INSTANT_SLEEPS })
    await reread.reached
    cloud.cloud.apig.writeService(SERVICE_ID, { addresses: ['10.9.9.9:80'] })
    reread.release()
    const result = await running.result
    expect(result.outputs).toMatchObject({ result: 'unknown', 'error-code': 'Conflict' })
    expect(serviceOf(cloud)).toMatchObject({ addresses: ['10.9.9.9:80'] })
  }))

test.each([
  ['addresses', { addresses: ['10.9.9.9:80'] }],
  ['another field', { healthCheckConfig: { enable: true, protocol: 'HTTP' } }]
])('does not write a service whose %s changed since its plan', (_, fields) =>
  withCloud(serviceSeed(), async cloud => {
    const reread = cloud.hold({ action: 'GetService', point: 'before-commit', nth: 2 })
    const running = await start(serviceInputs(cloud), { folder: 'native' })
    await reread.reached
    cloud.cloud.apig.writeService(SERVICE_ID, fields)
    reread.release()
    const result = await running.result
    expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false', 'error-code': 'Drift' })
    expect(updatesOf(cloud)).toBe(0)
  })
)

describe('killed', () => {
  /** Kills main while a call is held, and releases the call before the post step runs. */
  async function killAt(
    cloud: Emulator,
    hold: Parameters<Emulator['hold']>[0],
    inputs: Readonly<Record<string, string>> = {}
  ): Promise<StepResult> {
    const held = cloud.hold(hold)
    const running = await start(serviceInputs(cloud, inputs), {
      folder: 'native',
      env: POST_INSTANT_SLEEPS,
      restOfJob: () => {
        held.release()
        return Promise.resolve()
      }
    })
    await held.reached
    running.kill()
    return running.result
  }

  test.each([
    ['before its response', { action: 'UpdateService', point: 'before-response' }],
    ['before its read-back', { action: 'GetService', point: 'before-commit', nth: 3 }]
  ] as const)('%s: the post step reads back the result', (_, hold) =>
    withCloud(serviceSeed(), async cloud => {
      const { outputs, post } = await killAt(cloud, hold)
      expect(outputs['result']).toBe('unknown')
      expect(post).toMatchObject({ exitCode: 0, rawStderr: '' })
      expect(post?.summary).toContain('Switched')
      expect(post?.summary).toContain('does not report when an update of a service takes effect')
      expect(updatesOf(cloud)).toBe(1)
    })
  )
  test('after an update that reset other fields, the post step restores them', () =>
    withCloud(serviceSeed({ doubts: REPLACES }), async cloud => {
      const { post } = await killAt(cloud, { action: 'GetService', point: 'before-commit', nth: 3 })
      expect(post?.summary).toContain('Rolled back')
      expect(serviceOf(cloud)).toMatchObject({ addresses: [OLD], ...FIELDS })
    }))
  test('except for a secret, which is not in the journal: FieldsReset', () =>
    withCloud(
      serviceSeed({ doubts: REPLACES, fields: `aiServiceConfig: { apiKeys: ['${SECRET}'] }` }),
      async cloud => {
        const result = await killAt(cloud, { action: 'GetService', point: 'before-commit', nth: 3 })
        expect(annotationsOf(result.post ?? result, 'error').join()).toMatch(/FieldsReset|aiServiceConfig/)
        expect(serviceOf(cloud)).toMatchObject({ addresses: [OLD], ...FIELDS })
        expect(everythingOf(result)).not.toContain(SECRET)
      }
    ))
})
