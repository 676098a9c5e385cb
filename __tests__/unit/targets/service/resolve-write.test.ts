import { beforeAll, describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../../../../src/model/json.ts'
import { restorePlan } from '../../../../src/rollout/stored-plan.ts'
import { resolveWrite } from '../../../../src/rollout/resolve-write.ts'
import { loadKinds } from '../../../../src/targets/kinds.ts'
import { applyOptions } from '../../../support/apply-options.ts'
import { CHECKED, SECRET, applyService } from '../../../support/apply-service.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { BLUE, GREEN } from '../../../support/fake-service.ts'
import type { FakeGateway, Gateway } from '../../../support/fake-service.ts'
import { createMemoryLog } from '../../../support/memory-log.ts'

beforeAll(() => loadKinds([{ kind: 'service' }]))

describe('the post step', () => {
  /** Continues where a step was killed right after it had written a phase. */
  async function recover(
    seed: Gateway,
    phase: 'sending' | 'accepted',
    change: (service: JsonObject, gateway: FakeGateway) => void
  ): Promise<{ outcome: Awaited<ReturnType<typeof resolveWrite>>; gateway: FakeGateway; journal: string }> {
    const { entry, gateway, journal } = await applyService(seed)
    if (entry === undefined) throw new Error('no entry')
    gateway.updates.length = 0
    gateway.calls.length = 0
    change(gateway.service, gateway)
    const accepted = phase === 'accepted' ? entry.accepted : null
    const { failure: _, seen: __, ...rest } = entry
    const clock = new FakeClock()
    const outcome = await resolveWrite(
      { ...rest, phase, accepted, rollback: null, leftAt: clock.now() },
      applyOptions({ reader: gateway, writer: gateway, clock, log: createMemoryLog() })
    )
    return { outcome, gateway, journal }
  }
  const nothing = (): void => undefined

  test.each(['sending', 'accepted'] as const)(
    'reads back a write in the phase %s, without anything to follow',
    async phase => {
      const { outcome, gateway } = await recover({ service: CHECKED }, phase, nothing)
      expect(outcome).toMatchObject({ result: 'switched', changed: true, progress: { updated: 2 } })
      // without a response, no request ID is known: it is not reported as an empty one
      expect(outcome.accepted === undefined).toBe(phase === 'sending')
      expect(gateway.updates).toEqual([])
    }
  )
  test.each(['sending', 'accepted'] as const)(
    'restores the fields that a write in the phase %s reset',
    async phase => {
      const { outcome, gateway } = await recover({ service: CHECKED }, phase, service => {
        delete service['healthCheck']
      })
      expect(outcome).toMatchObject({
        result: 'rolled-back',
        changed: false,
        error: { code: 'ReadBackMismatch' }
      })
      expect(outcome.error?.requestId === undefined).toBe(phase === 'sending')
      expect(gateway.updates).toEqual([{ addresses: [BLUE], healthCheckConfig: CHECKED['healthCheck'] }])
    }
  )
  test('reports that it cannot restore a secret', async () => {
    const service = { ...CHECKED, aiServiceConfig: { apiKeys: [SECRET] } }
    const { outcome, gateway, journal } = await recover({ service }, 'accepted', now => {
      delete now['aiServiceConfig']
    })
    expect(outcome).toMatchObject({
      result: 'rollback-failed',
      changed: true,
      error: { code: 'FieldsReset' }
    })
    expect(outcome.error?.message).toContain('aiServiceConfig')
    expect(gateway.updates).toEqual([{ addresses: [BLUE] }])
    expect(journal).not.toContain(SECRET)
  })
  test("does not change someone else's definition", async () => {
    const { outcome, gateway } = await recover({}, 'sending', service => {
      service['addresses'] = ['10.0.0.9:80']
    })
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'Conflict' } })
    expect(gateway.updates).toEqual([])
  })
  test('restores the plan unchanged', async () => {
    const { entry, plan } = await applyService({ service: CHECKED })
    if (entry === undefined) throw new Error('no entry')
    const restored = restorePlan(entry.plan)
    expect(restored.live?.canonical).toBe(plan.live?.canonical)
    expect(restored.live?.otherFields).toEqual(plan.live?.otherFields)
    expect(restored).toMatchObject({ data: { addresses: [GREEN] }, targetType: 'VIP', lane: plan.lane })
  })
})
