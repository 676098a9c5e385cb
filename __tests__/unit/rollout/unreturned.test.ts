import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../../../src/model/json.ts'
import { applyPlan } from '../../../src/rollout/apply.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { applyOptions } from '../../support/apply-options.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { apisOf, backendWith, fakeCloud, row, targetOf } from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

// A service that accepts FcVersion, Method, Path and ContentTypeCatagory of a function and never returns them.

const functionOf = (config: JsonObject): JsonObject => ({ FunctionComputeConfig: config })
const LIVE = { FcRegionId: 'cn-hangzhou', FunctionName: 'thumbnails', Qualifier: 'r1' }
const SEEN_AFTER = { ...LIVE, Qualifier: 'r2' }
const SENT = { ...SEEN_AFTER, FcVersion: '3.0', Method: 'POST' }

const backendOf = (config: JsonObject) => {
  const backend = backendWith({})
  const models = backend.models.map(model => ({ ...model, config: { Type: 'FC', ...functionOf(config) } }))
  return { ...backend, type: 'FC_EVENT_V3', models }
}

async function apply(definition: JsonObject, form: 'full' | 'patch', after: JsonObject, rows = [row('a')]) {
  const cloud = fakeCloud({
    backend: [backendOf(LIVE), backendOf(after), backendOf(after), backendOf(LIVE)],
    apis: apisOf('a'),
    task: [rows, [row('a')]],
    modify: { requestId: 'R', operationId: 'O' }
  })
  const clock = new FakeClock()
  const log = createMemoryLog()
  const target = targetOf(functionOf(definition), { form })
  const plan = await planTarget(cloud, target, { needs: {}, clock })
  const options = applyOptions({ reader: cloud, writer: cloud, clock, log, rollbackOnFailure: true })
  return { applied: await applyPlan(plan, options), cloud, log }
}

test('a full switch succeeds, with a warning that names what could not be verified', async () => {
  const { applied, log } = await apply(SENT, 'full', SEEN_AFTER)
  expect(applied.result).toBe('switched')
  expect(log.of('warning')).toEqual([
    expect.stringMatching(
      /could not be verified.*FunctionComputeConfig\.FcVersion, FunctionComputeConfig\.Method$/
    )
  ])
})

test('still verifies a key that the service returns', async () => {
  const { applied } = await apply(SENT, 'full', { ...SEEN_AFTER, Qualifier: 'another' })
  expect(applied).not.toMatchObject({ result: 'switched' })
})

test("a rollback takes them from this step's definition", async () => {
  const { applied, cloud, log } = await apply(SENT, 'full', SEEN_AFTER, [row('a', 'OVER', 'Failed')])
  expect(applied.result).toBe('rolled-back')
  expect(JSON.parse(cloud.modifications[1]?.backendModelData ?? '')).toEqual(
    functionOf({ ...LIVE, FcVersion: '3.0', Method: 'POST' })
  )
  expect(log.of('warning').join()).toContain("the rollback keeps keys of this step's definition")
})

describe('a patch', () => {
  test('that sets none of them is rejected', async () => {
    await expect(apply({ Qualifier: 'r2' }, 'patch', SEEN_AFTER)).rejects.toMatchObject({
      code: 'PatchOverUnreturned'
    })
  })
  test('that misspells their mapping is rejected with a suggestion', async () => {
    const patch = { FunctionComputConfig: { Qualifier: 'r2', FcVersion: '3.0' } }
    const cloud = fakeCloud({ backend: [backendOf(LIVE)], apis: apisOf('a') })
    const target = targetOf(patch, { form: 'patch' })
    await expect(planTarget(cloud, target, { needs: {}, clock: new FakeClock() })).rejects.toMatchObject({
      code: 'PatchOverUnreturned',
      message: expect.stringContaining('has FunctionComputConfig; did you mean FunctionComputeConfig?')
    })
  })
  test('over a definition of which the service returns no key is rejected: it would replace all of them', async () => {
    const backend = backendOf(LIVE)
    const models = backend.models.map(model => ({ ...model, config: {} }))
    const cloud = fakeCloud({ backend: [{ ...backend, type: 'HTTP', models }], apis: apisOf('a') })
    const target = targetOf({ ServiceAddress: 'http://a' }, { form: 'patch' })
    await expect(planTarget(cloud, target, { needs: {}, clock: new FakeClock() })).rejects.toMatchObject({
      code: 'PatchOverUnreturned',
      message: expect.stringContaining('the service returned no key of the live definition')
    })
  })
  test('that sets them is sent', async () => {
    const { applied } = await apply({ Qualifier: 'r2', FcVersion: '3.0' }, 'patch', SEEN_AFTER)
    expect(applied.result).toBe('switched')
  })
})
