import assert from 'node:assert/strict'
import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { fromReadForm } from '../../../src/model/definition.ts'
import { classify } from '../../../src/rollout/classify.ts'
import { liveOf } from '../../../src/targets/backend/backend.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { restorePlan, storePlan } from '../../../src/rollout/stored-plan.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { apisOf, backendWith, fakeCloud, targetOf } from '../../support/fake-cloud.ts'

const ADDRESSES = ['http://a', 'http://b', 'http://u:a-long-password@c']
const definition = fc
  .tuple(fc.constantFrom(...ADDRESSES), fc.option(fc.constantFrom('h', 'i'), { nil: undefined }))
  .map(([ServiceAddress, HttpTargetHostName]) =>
    HttpTargetHostName === undefined ? { ServiceAddress } : { ServiceAddress, HttpTargetHostName }
  )

test('a restored plan classifies every reading like the stored one, and contains no secret', async () => {
  await fc.assert(
    fc.asyncProperty(definition, definition, definition, async (live, desired, now) => {
      const cloud = fakeCloud({ backend: backendWith(live), apis: apisOf('a') })
      const clock = new FakeClock()
      const plan = await planTarget(cloud, targetOf(desired), { needs: {}, clock })
      const text = JSON.stringify(storePlan(plan, [], () => false))
      assert.ok(!text.includes('a-long-password'))
      const restored = restorePlan(JSON.parse(text) as ReturnType<typeof storePlan>)
      const reading = liveOf(backendWith(now), 'TEST', 'HTTP')
      const one = classify(reading, plan)
      const other = classify(reading, restored)
      // without the stored desired definition, only the complete one can be recognized
      if (!text.includes('digest')) assert.deepEqual(other, one)
      else if (one.verdict === 'previous') assert.equal(other.verdict, 'previous')
      else if (one.verdict === 'foreign') assert.notEqual(other.verdict, 'ours')
    }),
    { numRuns: 1_000, seed: 20_160_714 }
  )
})

test.each([
  ['new', { ServiceAddress: 'http://a' }, { ServiceAddress: 'http://b', Password: 'a-long-password' }],
  ['previous', { ServiceAddress: 'http://a', Password: 'a-long-password' }, { ServiceAddress: 'http://b' }]
])('a secret in the %s definition withholds only that definition', async (secret, live, desired) => {
  const cloud = fakeCloud({ backend: backendWith(live), apis: apisOf('a') })
  const plan = await planTarget(cloud, targetOf(desired), { needs: {}, clock: new FakeClock() })
  const stored = storePlan(plan, [], () => false)
  const kept = { live: stored.live ?? {}, data: stored.rungs[0]?.data ?? {} }
  expect('definition' in kept.live).toBe(secret === 'new')
  expect('definition' in kept.data).toBe(secret === 'previous')
})

test('keys that the service adds to a withheld definition are no difference', async () => {
  const desired = { ServiceAddress: 'http://b', Password: 'a-long-password' }
  const cloud = fakeCloud({ backend: backendWith({ ServiceAddress: 'http://a' }), apis: apisOf('a') })
  const plan = await planTarget(cloud, targetOf(desired), { needs: {}, clock: new FakeClock() })
  const restored = restorePlan(storePlan(plan, [], () => false))
  const now = (more: object) => liveOf(backendWith({ ...desired, ...more }), 'TEST', 'HTTP')
  expect(classify(now({ ServiceTimeout: 10_000 }), restored)).toMatchObject({
    verdict: 'ours',
    differences: []
  })
  expect(classify(now({ Password: 'another-password' }), restored).verdict).toBe('foreign')
})

test('restores a plan without secrets completely', async () => {
  const cloud = fakeCloud({ backend: backendWith({ ServiceAddress: 'http://a' }), apis: apisOf('a') })
  const target = targetOf(
    { ServiceAddress: 'http://b' },
    { description: { text: 'after', setByAuthor: true } }
  )
  const plan = await planTarget(cloud, target, { needs: {}, clock: new FakeClock() })
  const restored = restorePlan(storePlan(plan, [], () => false))
  const { desired, data, difference, writeId, affected, fingerprint } = plan
  expect(restored).toMatchObject({ desired, data, writeId, affected, fingerprint })
  expect(restored.target.description).toEqual(target.description)
  expect(restored.live?.canonical).toBe(plan.live?.canonical)
  expect(restored.live?.definition).toEqual(fromReadForm(plan.live?.raw ?? {}, 'HTTP'))
  expect(difference?.changes.map(({ path }) => path)).toContain('(description)')
  expect(restored.difference).toEqual(difference)
})

test('restores names, unless they contain a secret', async () => {
  const cloud = fakeCloud({ backend: backendWith({ ServiceAddress: 'http://a' }), apis: apisOf('a') })
  const target = targetOf({ ServiceAddress: 'http://b' })
  const planned = await planTarget(cloud, target, { needs: {}, clock: new FakeClock() })
  const live = planned.live && { ...planned.live, title: 'orders' }
  const plan = { ...planned, live, names: { 'svc-1': 'orders-green' } }
  const restored = restorePlan(storePlan(plan, [], () => false))
  expect([restored.live?.title, restored.names]).toEqual(['orders', { 'svc-1': 'orders-green' }])
  const withheld = restorePlan(storePlan(plan, [], text => text.includes('orders')))
  expect([withheld.live?.title, withheld.names]).toEqual(['', {}])
})
