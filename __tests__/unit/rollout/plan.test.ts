import { describe, expect, test } from '@jest/globals'
import { IncompleteListError } from '../../../src/cloud/call-error.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { affectedApis, planTarget } from '../../../src/rollout/plan.ts'
import {
  NEW,
  OLD,
  apisOf,
  backendWith,
  callError,
  fakeCloud,
  row,
  targetOf
} from '../../support/fake-cloud.ts'

const OPTIONS = { needs: {}, clock: new FakeClock() }
const denied = callError('denied', { code: 'NoPermission', requestId: 'R' })

test('shows the changes and the affected APIs', async () => {
  const cloud = fakeCloud({
    backend: backendWith({ ...OLD, HttpTargetHostName: 'h' }),
    apis: apisOf('a', 'b')
  })
  const plan = await planTarget(cloud, targetOf(), OPTIONS)
  expect(plan).toMatchObject({
    targetType: 'HTTP',
    definitionId: 'model-TEST',
    affected: [{ apiId: 'a' }, { apiId: 'b' }],
    difference: {
      changes: [{ path: 'ServiceAddress', before: 'http://old', after: 'http://new' }],
      omitted: [{ path: 'HttpTargetHostName' }]
    },
    warnings: []
  })
  expect(cloud.calls).toEqual(['describe', 'list'])
})

test('a null in a full definition is left out, as if the definition omitted the key', async () => {
  const cloud = fakeCloud({
    backend: backendWith({ ...NEW, ServiceTimeout: 5000, Extra: { A: 'a', B: 'b' } }),
    apis: apisOf()
  })
  const definition = { ...NEW, ServiceTimeout: null, Extra: { A: 'a', B: null } }
  const plan = await planTarget(cloud, targetOf(definition), OPTIONS)
  expect(plan.rungs[0]?.data).toEqual({ ...NEW, Extra: { A: 'a' } })
  expect(plan.difference).toMatchObject({
    changes: [],
    omitted: [{ path: 'ServiceTimeout' }, { path: 'Extra.B' }]
  })
})

describe('a description is a change only if it was set', () => {
  test.each([
    [true, 'other', 1],
    [true, 'before', 0],
    [false, 'other', 0]
  ])('set: %s, %s: %d', async (setByAuthor, text, changes) => {
    const cloud = fakeCloud({ backend: backendWith(NEW), apis: apisOf() })
    const plan = await planTarget(cloud, targetOf(NEW, { description: { text, setByAuthor } }), OPTIONS)
    expect(plan.difference?.changes).toHaveLength(changes)
  })
})

test('plans with warnings if everything is denied, but type and model ID are set', async () => {
  const cloud = fakeCloud({ backend: denied, apis: denied })
  const plan = await planTarget(cloud, targetOf(NEW, { backendType: 'HTTP', backendModelId: 'm' }), OPTIONS)
  expect(plan).toMatchObject({
    live: undefined,
    affected: undefined,
    difference: undefined,
    definitionId: 'm'
  })
  expect(plan.warnings.map(({ text, policy }) => `${text} ${policy}`).join()).toMatch(
    /apigateway:DescribeBackendInfo.*apigateway:DescribeApisByBackend.*"Resource":"\*"/
  )
})

describe('an incomplete list of APIs', () => {
  const incomplete = new IncompleteListError(
    OPERATIONS.listPublishedApis,
    'DescribeApisByBackend counts 3 APIs and lists 2',
    3
  )
  const cloud = () => fakeCloud({ backend: backendWith(OLD), apis: incomplete })

  test('is treated as unreadable, with a warning that has the number of APIs', async () => {
    for (const needs of [{}, { apis: ['max-apis'] }, { live: ['mode: plan'], apis: ['mode: plan'] }]) {
      const plan = await planTarget(cloud(), targetOf(), { ...OPTIONS, needs })
      expect(plan).toMatchObject({
        affected: undefined,
        affectedAtLeast: 3,
        warnings: [{ text: expect.stringContaining('counts 3 APIs and lists 2') }]
      })
      expect(affectedApis(plan)).toBe(3)
    }
  })

  test('is an error if a rollback must know that the batch has completed', async () => {
    const needs = { apis: ['max-apis'], wholeList: ['rollback-on-failure: true'] }
    await expect(planTarget(cloud(), targetOf(), { ...OPTIONS, needs })).rejects.toMatchObject({
      code: 'IncompleteList',
      message: expect.stringContaining(
        'rollback-on-failure: true requires the complete list of published APIs'
      )
    })
  })
})

test('fails with the policy statement and the inputs if everything is denied and no type is set', async () => {
  const cloud = fakeCloud({ backend: denied, apis: denied })
  await expect(planTarget(cloud, targetOf(NEW, { backendModelId: 'm' }), OPTIONS)).rejects.toMatchObject({
    code: 'NoPermission',
    message: expect.stringContaining('the default of backend-type requires permissions'),
    hint: expect.stringMatching(/RAM policy: .*\nOr set backend-type\.$/),
    requestId: 'R'
  })
})

test.each(['server', 'malformed', 'transport', 'busy', 'client'] as const)(
  'any other failed read (%s) fails the plan',
  async fault => {
    const apis = fakeCloud({ backend: backendWith(OLD), apis: callError(fault) })
    await expect(planTarget(apis, targetOf(), OPTIONS)).rejects.toMatchObject({ fault })
    const backend = fakeCloud({ backend: callError(fault), apis: apisOf() })
    await expect(planTarget(backend, targetOf(), OPTIONS)).rejects.toMatchObject({ fault })
  }
)

describe('mismatches', () => {
  test.each([
    [{ backendType: 'VPC' }, 'Mismatch', 'backend-type is VPC'],
    [{ backendModelId: 'other' }, 'Mismatch', 'backend-model-id is other'],
    [{ stageName: 'PRE' }, 'NoDefinition', 'stages with a definition: TEST']
  ])('%j', async (extra, code, message) => {
    const cloud = fakeCloud({ backend: backendWith(OLD), apis: apisOf() })
    await expect(planTarget(cloud, targetOf(NEW, extra), OPTIONS)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message)
    })
  })

  test('for a stage without a definition, names the operation that creates one', async () => {
    const cloud = fakeCloud({ backend: backendWith(OLD), apis: apisOf() })
    await expect(planTarget(cloud, targetOf(NEW, { stageName: 'PRE' }), OPTIONS)).rejects.toMatchObject({
      hint: expect.stringContaining('CreateBackendModel')
    })
  })

  test('rejects a definition that the live type does not support', async () => {
    const cloud = fakeCloud({ backend: backendWith(OLD), apis: apisOf() })
    await expect(planTarget(cloud, targetOf({ HttpTargetHostName: 'x' }), OPTIONS)).rejects.toMatchObject({
      code: 'InvalidDefinition'
    })
  })
})

describe('wait: true requires the permission to follow before anything is sent', () => {
  const scripts = { backend: backendWith(OLD), apis: apisOf() }
  const cannotFollow = callError('denied', { operation: OPERATIONS.describeTask, code: 'NoPermission' })
  test('denied', async () => {
    await expect(
      planTarget(fakeCloud({ ...scripts, task: cannotFollow }), targetOf(), {
        ...OPTIONS,
        needs: { follow: ['wait: true'] }
      })
    ).rejects.toMatchObject({
      code: 'NoPermission',
      hint: expect.stringContaining('DescribeUpdateBackendTask')
    })
  })
  test.each([callError('client'), callError('server'), [row('x')]])(
    'any other response proves the permission',
    async task => {
      const cloud = fakeCloud({ ...scripts, task })
      expect(
        (await planTarget(cloud, targetOf(), { ...OPTIONS, needs: { follow: ['wait: true'] } })).live
      ).toBeDefined()
    }
  )
})
