import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import {
  BACKEND_ID,
  liveOf,
  NEW_ADDRESS,
  OLD_ADDRESS,
  seedOf,
  withCloud,
  writesTo
} from '../support/cloud.ts'
import { withProbed } from '../support/probed.ts'
import { annotationsOf, codeOf, inputsFor, reportOf, step } from '../support/step.ts'

const rollback = { 'rollback-on-failure': 'true' }
const FOREIGN = { ServiceAddress: 'http://10.9.9.9' }

/** The first write's batch fails. */
const failBatch = (cloud: Emulator): void =>
  cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel', message: 'no route' })

test('restores the previous definition and its description when the batch fails', () =>
  withCloud(seedOf(), async cloud => {
    failBatch(cloud)
    const result = await step(inputsFor(cloud, rollback), { idlePost: true })
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({
      result: 'rolled-back',
      changed: 'false',
      'apis-failed': '3',
      'rollback-request-id': expect.stringMatching(/^[0-9A-F-]{36}$/),
      'rollback-operation-id': expect.stringMatching(/^[0-9a-f]{32}$/)
    })
    expect(result.outputs['rollback-operation-id']).not.toBe(result.outputs['operation-id'])
    expect(reportOf(result).targets[0]).toMatchObject({
      operationId: result.outputs['operation-id'],
      rollback: { operationId: result.outputs['rollback-operation-id'] },
      error: {
        code: 'BatchFailed',
        message: expect.stringMatching(/no route.*previous definition is restored/s)
      }
    })
    expect(annotationsOf(result, 'error')).toHaveLength(1)
    expect(result.log).toContain(
      `the rollback was accepted (request ${result.outputs['rollback-request-id'] ?? ''}, operation ${result.outputs['rollback-operation-id'] ?? ''})`
    )
    expect(cloud.cloud.model(BACKEND_ID, 'RELEASE')).toMatchObject({
      definition: { ServiceAddress: OLD_ADDRESS },
      description: 'before'
    })
    // reported by the main step: the post step has nothing to do
    expect(result.state).toHaveProperty('journal')
    expect(result.post).toMatchObject({ exitCode: 0, rawStdout: '', summary: '' })
  }))

test.concurrent('rolls back all keys of the definition when a probe fails', () =>
  withProbed({ '/health': [503] }, probed =>
    withCloud(
      seedOf({ definition: `{ ServiceAddress: '${OLD_ADDRESS}', ServiceTimeout: 5000 }` }),
      async cloud => {
        const result = await step(
          inputsFor(cloud, { ...rollback, 'probe-url': `${probed.url}/health`, 'probe-timeout': '1s' })
        )
        expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'false', 'apis-failed': '0' })
        expect(codeOf(result)).toBe('ProbeFailed')
        // the ID of the write whose probe failed, not of the rollback
        const requestId = result.outputs['request-id'] ?? ''
        expect(reportOf(result).targets[0]?.error).toMatchObject({ requestId })
        expect(annotationsOf(result, 'error')[0]).toContain(`(request ${requestId})`)
        expect(result.summary).toContain(`Code \`ProbeFailed\`, request \`${requestId}\``)
        expect(writesTo(cloud)).toBe(2)
        expect(liveOf(cloud)).toEqual({ ServiceAddress: OLD_ADDRESS, ServiceTimeout: 5000 })
      }
    )
  ))

test('rolls back if the service fills in a key that the definition sets empty', () =>
  withCloud(seedOf({ doubts: '{ defaults: { HttpTargetHostName: orders.example.com } }' }), async cloud => {
    failBatch(cloud)
    const data = JSON.stringify({ ServiceAddress: NEW_ADDRESS, HttpTargetHostName: '' })
    const result = await step(inputsFor(cloud, { ...rollback, 'backend-model-data': data }))
    // the key stays, as after any other write: the definition is not what it was
    expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'true' })
    expect(liveOf(cloud)).toEqual({ ServiceAddress: OLD_ADDRESS, HttpTargetHostName: 'orders.example.com' })
  }))

test('restores an empty description as well', () =>
  withCloud(seedOf().replace('description: before', "description: ''"), async cloud => {
    failBatch(cloud)
    const result = await step(inputsFor(cloud, { ...rollback, description: 'of this step' }))
    expect(result.outputs['result']).toBe('rolled-back')
    expect(cloud.cloud.model(BACKEND_ID, 'RELEASE')?.description).toBe('')
  }))

test.concurrent('sends the previous definition even if the live one never changed', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'keeps-old-value', action: 'ModifyBackendModel' })
    const result = await step(inputsFor(cloud, { ...rollback, 'wait-timeout': '1s' }))
    expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'false' })
    expect(codeOf(result)).toBe('ReadBackMismatch')
    // the new definition was never seen live but could still appear, so the previous one is sent to overwrite it
    expect(result.outputs['rollback-request-id']).toMatch(/^[0-9A-F-]{36}$/)
    expect(writesTo(cloud)).toBe(2)
  }))

describe('a definition that another writer sent in between is left alone', () => {
  const anotherWriter = (nth: number) => ({
    kind: 'another-writer' as const,
    action: 'DescribeBackendInfo',
    nth,
    backend: BACKEND_ID,
    stage: 'RELEASE',
    definition: FOREIGN
  })

  test.each([
    ['before the read-back', 2],
    ['before the read of the rollback', 3]
  ])('%s', (_, nth) =>
    withCloud(seedOf(), async cloud => {
      failBatch(cloud)
      cloud.faults.add(anotherWriter(nth))
      const result = await step(inputsFor(cloud, rollback))
      expect(result.exitCode).toBe(1)
      expect(result.outputs).toMatchObject({ result: 'rollback-failed', changed: 'true' })
      expect(codeOf(result)).toBe('Conflict')
      const [error] = annotationsOf(result, 'error')
      // the first error is not hidden
      expect(error).toContain('no route')
      expect(error).toContain('http://10.9.9.9')
      expect(error).toContain('Find out who else changes this target')
      expect(result.summary).toContain('\nThe rollback failed: someone else changed the live definition. ')
      expect(writesTo(cloud)).toBe(1)
      expect(liveOf(cloud)).toEqual(FOREIGN)
    })
  )

  test('during a rollback without a response', () =>
    withCloud(seedOf(), async cloud => {
      failBatch(cloud)
      cloud.faults.add({ kind: 'reset-before-commit', action: 'ModifyBackendModel', nth: 2 })
      cloud.faults.add(anotherWriter(4))
      const result = await step(inputsFor(cloud, rollback))
      expect(result.outputs).toMatchObject({ result: 'rollback-failed', changed: 'true' })
      expect(codeOf(result)).toBe('Conflict')
      expect(liveOf(cloud)).toEqual(FOREIGN)
    }))
})

test("a rollback's write without a response is resolved by reading and sent again", () =>
  withCloud(seedOf(), async cloud => {
    failBatch(cloud)
    cloud.faults.add({ kind: 'reset-after-commit', action: 'ModifyBackendModel', nth: 2 })
    const result = await step(inputsFor(cloud, rollback))
    expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'false' })
    expect(writesTo(cloud)).toBe(3)
    expect(liveOf(cloud)).toEqual({ ServiceAddress: OLD_ADDRESS })
  }))

test('a failed batch of the rollback is rollback-failed, with both errors', () =>
  withCloud(seedOf(), async cloud => {
    failBatch(cloud)
    cloud.faults.add({
      kind: 'failing-batch',
      action: 'ModifyBackendModel',
      nth: 2,
      apis: ['api-2'],
      message: 'still no way'
    })
    const result = await step(inputsFor(cloud, rollback))
    expect(result.exitCode).toBe(1)
    // the previous definition is stored, but which one the API serves is not known
    expect(result.outputs).toMatchObject({ result: 'rollback-failed', changed: '' })
    expect(result.outputs['rollback-operation-id']).toMatch(/^[0-9a-f]{32}$/)
    expect(annotationsOf(result, 'error')[0]).toMatch(/no route.*The rollback failed.*api-2.*still no way/s)
  }))

test.concurrent('does not roll back a batch that does not end', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'stuck-batch', action: 'ModifyBackendModel', after: 1 })
    const result = await step(inputsFor(cloud, { ...rollback, 'wait-timeout': '1s' }))
    expect(result.outputs).toMatchObject({ result: 'unknown', changed: 'true' })
    expect(writesTo(cloud)).toBe(1)
    expect(liveOf(cloud)).toEqual({ ServiceAddress: NEW_ADDRESS })
  }))

test.concurrent('restores a previous definition with a header that only looks like a secret', () => {
  const header = { HeaderName: 'Access-Control-Allow-Credentials', HeaderValue: 'true' }
  const previous = { MockConfig: { MockResult: 'old', MockHeaders: [header] } }
  return withCloud(seedOf({ type: 'MOCK', definition: JSON.stringify(previous) }), async cloud => {
    failBatch(cloud)
    const data = JSON.stringify({ MockConfig: { MockResult: 'new' } })
    const result = await step(inputsFor(cloud, { ...rollback, 'backend-model-data': data }))
    expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'false' })
    expect(liveOf(cloud)).toEqual(previous)
  })
})

describe('a rollback that is not possible is an error before any write', () => {
  test.each([
    ['a secret', `{ ServiceAddress: '${OLD_ADDRESS}', AccessToken: live-token-value }`],
    ['a masked value', `{ ServiceAddress: '${OLD_ADDRESS}', HttpTargetHostName: '******' }`],
    ['nothing', '{}']
  ])('the previous definition contains %s', (_, definition) =>
    withCloud(seedOf({ definition, strict: false }), async cloud => {
      const result = await step(inputsFor(cloud, rollback))
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(codeOf(result)).toBe('CannotRollBack')
      expect(writesTo(cloud)).toBe(0)
    })
  )

  test.each(['DescribeBackendInfo', 'DescribeApisByBackend', 'DescribeUpdateBackendTask'])(
    'the permission to %s is missing',
    missing => {
      const allow = [
        'ModifyBackendModel',
        'DescribeBackendInfo',
        'DescribeApisByBackend',
        'DescribeUpdateBackendTask'
      ].filter(action => action !== missing)
      return withCloud(seedOf({ allow }), async cloud => {
        const result = await step(
          inputsFor(cloud, { ...rollback, 'backend-type': 'HTTP', 'backend-model-id': 'any' })
        )
        expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
        expect(annotationsOf(result, 'error')[0]).toContain(missing)
        expect(writesTo(cloud)).toBe(0)
      })
    }
  )
})

test.concurrent('rolls back a switch of only the description', () =>
  withCloud(seedOf(), async cloud => {
    failBatch(cloud)
    const data = JSON.stringify({ ServiceAddress: OLD_ADDRESS })
    const result = await step(
      inputsFor(cloud, { ...rollback, 'backend-model-data': data, description: 'another' })
    )
    expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'false' })
    expect(cloud.cloud.model(BACKEND_ID, 'RELEASE')?.description).toBe('before')
    expect(writesTo(cloud)).toBe(2)
  }))

test.concurrent('rolls back a switch that only omits keys', () =>
  withCloud(
    seedOf({ definition: `{ ServiceAddress: '${OLD_ADDRESS}', ServiceTimeout: 5000 }` }),
    async cloud => {
      failBatch(cloud)
      const data = JSON.stringify({ ServiceAddress: OLD_ADDRESS })
      const result = await step(
        inputsFor(cloud, { ...rollback, 'backend-model-data': data, 'skip-unchanged': 'false' })
      )
      expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'false' })
      expect(liveOf(cloud)).toEqual({ ServiceAddress: OLD_ADDRESS, ServiceTimeout: 5000 })
    }
  ))

test.concurrent('a denied rollback has the policy that allows it, and the next steps', () =>
  withCloud(seedOf(), async cloud => {
    failBatch(cloud)
    cloud.faults.add({
      kind: 'custom',
      status: 403,
      code: 'NoPermission',
      message: 'denied',
      action: 'ModifyBackendModel',
      nth: 2,
      times: 'every'
    })
    const result = await step(inputsFor(cloud, rollback))
    expect(result.outputs).toMatchObject({ result: 'rollback-failed', changed: 'true' })
    const [error] = annotationsOf(result, 'error')
    expect(error).toMatch(
      /Check the live definition first .*apigateway:ModifyBackendModel.*To send the definition again/s
    )
    expect(result.summary).toContain('apigateway:ModifyBackendModel')
  }))
