import { beforeAll, describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../../../../src/model/json.ts'
import { loadKinds } from '../../../../src/targets/kinds.ts'
import { CHECKED, SECRET, applyService, checkThat } from '../../../support/apply-service.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { callError } from '../../../support/fake-cloud.ts'
import { BLUE, GREEN, SERVICE_ID, serviceTarget } from '../../../support/fake-service.ts'
import type { Gateway } from '../../../support/fake-service.ts'

beforeAll(() => loadKinds([{ kind: 'service' }]))

describe('a switch', () => {
  test('rereads the service, sends only the addresses, and reads them back', async () => {
    const { outcome, gateway, log, clock } = await applyService({ service: CHECKED })
    expect(outcome).toMatchObject({
      result: 'switched',
      changed: true,
      accepted: { requestId: 'R1' },
      progress: { total: 2, updated: 2 },
      error: undefined
    })
    expect(gateway.calls).toEqual(['GetService', 'UpdateService', 'GetService'])
    expect(gateway.updates).toEqual([{ addresses: [GREEN] }])
    expect(gateway.service).toMatchObject({ addresses: [GREEN], ...CHECKED })
    expect(log.of('info').join('\n')).toContain('does not report when an update of a service takes effect')
    expect(clock.slept).toEqual([])
  })
  test('starts its probes five seconds after the read-back', async () => {
    let probedAt = NaN
    const clock = new FakeClock()
    const check = checkThat(true, () => (probedAt = clock.now()))
    const { outcome } = await applyService({ after: () => undefined }, { checks: [check], clock })
    expect(outcome).toMatchObject({ result: 'switched', checks: [{ passed: true }] })
    expect(clock.slept).toEqual([5_000])
    expect(probedAt).toBe(clock.now())
  })
  test('is partial if a probe fails, without a number of updated APIs', async () => {
    const { outcome, gateway } = await applyService({}, { checks: [checkThat(false)] })
    expect(outcome).toMatchObject({ result: 'partial', error: { code: 'ProbeFailed' }, progress: undefined })
    expect(outcome.error?.hint).toContain(`service-id: ${SERVICE_ID}`)
    expect(outcome.error?.hint).toContain(`addresses: '{"addresses":["${BLUE}"]}'`)
    expect(gateway.updates).toHaveLength(1)
  })
  test('rolls back if a probe fails and rollback-on-failure is set', async () => {
    const { outcome, gateway } = await applyService(
      { service: CHECKED },
      { checks: [checkThat(false)], rollbackOnFailure: true }
    )
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false, rollback: { requestId: 'R2' } })
    expect(gateway.updates).toEqual([{ addresses: [GREEN] }, { addresses: [BLUE] }])
  })
  test("keeps someone else's changes of the service in a rollback", async () => {
    const healthCheck = { enable: true, protocol: 'HTTP' }
    const check = checkThat(false, () => undefined)
    const seed: Gateway = {
      service: CHECKED,
      // two of the plan, one before the write, and the read-back
      after: (action, count, service) => {
        if (action === 'GetService' && count === 4) service['healthCheck'] = healthCheck
      }
    }
    const { outcome, gateway } = await applyService(seed, { checks: [check], rollbackOnFailure: true })
    expect(gateway.updates).toEqual([{ addresses: [GREEN] }, { addresses: [BLUE] }])
    expect(gateway.service['healthCheck']).toEqual(healthCheck)
    expect(outcome.result).toBe('rolled-back')
  })
  test("does not overwrite someone else's change once an attempt of the rollback has restored the fields", async () => {
    const healthCheck = { enable: true, protocol: 'HTTP' }
    let wasGreen = false
    const seed: Gateway = {
      service: CHECKED,
      failures: {
        UpdateService: [
          null,
          callError('transport', { ambiguous: true, transport: 'reset' }),
          callError('busy', { code: 'Throttling' })
        ]
      },
      after: (action, _, service) => {
        if (action === 'UpdateService') wasGreen = true
        const isBack = JSON.stringify(service['addresses']) === JSON.stringify([BLUE])
        if (action === 'GetService' && wasGreen && isBack) service['healthCheck'] = healthCheck
      }
    }
    const { outcome, gateway } = await applyService(seed, {
      checks: [checkThat(false)],
      rollbackOnFailure: true
    })
    expect(outcome).toMatchObject({ result: 'rollback-failed', error: { code: 'Conflict' } })
    expect(gateway.service).toMatchObject({ addresses: [BLUE], healthCheck })
  })
  test('does not know what is live if only the first reading after its rollback succeeded', async () => {
    const broken = callError('transport', { transport: 'reset' })
    const { outcome } = await applyService(
      {
        // one of the plan, one before each write, the read-back, two of the rollback
        failures: { GetService: Array.from({ length: 40 }, (_, index) => (index < 7 ? null : broken)) },
        // readings lag behind the rollback
        after: (action, count, service) => {
          if (action === 'UpdateService' && count === 2) service['addresses'] = [GREEN]
        }
      },
      { checks: [checkThat(false)], rollbackOnFailure: true }
    )
    expect(outcome).toMatchObject({ result: 'rollback-failed', changed: undefined })
    expect(outcome.error?.message).toContain('could not be read back')
  })
  test('sends nothing if the reading before the write differs', async () => {
    const after: Gateway['after'] = (action, count, service) => {
      if (action === 'GetService' && count === 2) service['addresses'] = ['10.0.0.9:80']
    }
    const { outcome, gateway } = await applyService({ after })
    expect(outcome).toMatchObject({ result: 'failed', changed: false, error: { code: 'Drift' } })
    expect(gateway.updates).toEqual([])
  })
  test('sends nothing if another field changed since the plan', async () => {
    const after: Gateway['after'] = (action, count, service) => {
      if (action === 'GetService' && count === 2) service['healthCheck'] = { enable: true }
    }
    expect((await applyService({ after })).outcome).toMatchObject({
      result: 'failed',
      error: { code: 'Drift' }
    })
  })
  test('ignores changes of a state', async () => {
    const after: Gateway['after'] = (_, count, service) => {
      service['healthStatus'] = `state ${count}`
      service['unhealthyEndpoints'] = [`10.0.0.9:${count}`]
    }
    expect((await applyService({ after })).outcome.result).toBe('switched')
  })
  test('without a response, sends again once the live definition is the previous or the desired one', async () => {
    const lost = callError('transport', { ambiguous: true, transport: 'reset' })
    const { outcome, gateway } = await applyService({ failures: { UpdateService: [lost, null] } })
    expect(outcome).toMatchObject({ result: 'switched', accepted: { requestId: 'R2' } })
    expect(gateway.calls).toEqual([
      'GetService',
      'UpdateService',
      'GetService',
      'UpdateService',
      'GetService'
    ])
  })
  test('never succeeds if it does not become visible, and has no number of updated APIs', async () => {
    const after: Gateway['after'] = (action, _, service) => {
      if (action === 'UpdateService') service['addresses'] = [BLUE]
    }
    const { outcome } = await applyService({ after })
    expect(outcome).toMatchObject({
      result: 'partial',
      error: { code: 'ReadBackMismatch' },
      progress: undefined
    })
    expect(outcome.error?.message).toContain(
      'the update was accepted, but the live definition is not the one'
    )
  })
})

describe('a write that resets other fields', () => {
  const RESET: Gateway = { service: CHECKED, put: 'replace' }
  const RESTORED = {
    addresses: [BLUE],
    healthCheckConfig: CHECKED['healthCheck'],
    outlierDetectionConfig: CHECKED['outlierDetection'],
    protocol: 'HTTP'
  }
  test.each([
    ['without rollback-on-failure', {}],
    ['with it', { rollbackOnFailure: true }],
    ['even with wait: false', { wait: 'never' as const }]
  ])('is undone in one write, with the previous addresses, %s', async (_, options) => {
    const { outcome, gateway, plan } = await applyService(RESET, { checks: [checkThat(true)], ...options })
    expect(outcome).toMatchObject({
      result: 'rolled-back',
      changed: false,
      checks: [],
      error: { code: 'ReadBackMismatch' },
      progress: undefined
    })
    expect(outcome.error?.message).toContain(
      'other fields changed together with the addresses: protocol, healthCheck, outlierDetection'
    )
    expect(gateway.updates).toEqual([{ addresses: [GREEN] }, RESTORED])
    expect(gateway.service).toMatchObject({ addresses: [BLUE], ...CHECKED })
    expect(plan.live?.definition).toEqual({ addresses: [BLUE] })
  })
  test('is undone if the sent addresses were live already', async () => {
    const { outcome, gateway } = await applyService({ ...RESET }, {}, serviceTarget([BLUE]))
    expect(outcome).toMatchObject({ result: 'rolled-back', error: { code: 'ReadBackMismatch' } })
    expect(gateway.updates[1]).toEqual(RESTORED)
  })
  test('is undone if it sent the live addresses, although the first reading is older than the write', async () => {
    let isWritten = false
    const after: Gateway['after'] = (action, count, service) => {
      if (action === 'UpdateService') isWritten = count === 1
      // two of the plan, one before the write, and the read-back
      else if (isWritten && count === 4) service['healthCheck'] = null
    }
    const { outcome, gateway, clock } = await applyService(
      { service: CHECKED, after },
      {},
      serviceTarget([BLUE])
    )
    expect(outcome).toMatchObject({ result: 'rolled-back', error: { code: 'ReadBackMismatch' } })
    expect(gateway.updates).toEqual([
      { addresses: [BLUE] },
      { addresses: [BLUE], healthCheckConfig: CHECKED['healthCheck'] }
    ])
    expect(gateway.service).toMatchObject({ addresses: [BLUE], ...CHECKED })
    expect(clock.slept[0]).toBe(5_000)
  })
  test.each([
    ['that sent the live addresses and was never seen to keep them', BLUE, 'partial', true],
    ['that was seen to keep them', GREEN, 'switched', true]
  ] as const)('fields that differ after the bake of an update %s', async (_, address, result, changed) => {
    let service: JsonObject = {}
    const after: Gateway['after'] = (action, __, now) => void (action === 'UpdateService' && (service = now))
    const bake = checkThat(true, () => (service['healthCheck'] = { enable: false, protocol: 'UDP' }), 'bake')
    const { outcome, gateway } = await applyService(
      { service: CHECKED, after },
      { checks: [bake], rollbackOnFailure: true },
      serviceTarget([address])
    )
    expect(outcome).toMatchObject({ result, changed, checks: [{ name: 'bake', passed: true }] })
    if (result === 'partial') {
      expect(outcome.error?.code).toBe('ReadBackMismatch')
      expect(outcome.error?.message).toContain('healthCheck')
    }
    // it may be someone else's change
    expect(gateway.updates).toEqual([{ addresses: [address] }])
  })
  test('fails with FieldsReset and the fields if they cannot be restored', async () => {
    const after: Gateway['after'] = (action, count, service) => {
      if (action === 'UpdateService') {
        if (count === 2) service['outlierDetection'] = null
      }
    }
    const { outcome } = await applyService({ ...RESET, after })
    expect(outcome).toMatchObject({
      result: 'rollback-failed',
      changed: true,
      error: { code: 'FieldsReset' }
    })
    expect(outcome.error?.message).toContain('outlierDetection')
  })
  test('fails with FieldsReset if the service rejects the write that restores them', async () => {
    const failures = { UpdateService: [null, callError('client', { code: 'InvalidParameter' })] }
    const { outcome } = await applyService({ ...RESET, failures })
    expect(outcome).toMatchObject({
      result: 'rollback-failed',
      error: { code: 'FieldsReset' },
      changed: true
    })
  })
  test('restores a secret from memory, without writing it to the journal or the log', async () => {
    const service = { ...CHECKED, aiServiceConfig: { apiKeys: [SECRET] } }
    const after: Gateway['after'] = (action, count, now) => {
      if (action === 'UpdateService' && count === 1) delete now['aiServiceConfig']
    }
    const { outcome, gateway, journal, log } = await applyService({ service, after })
    expect(outcome.result).toBe('rolled-back')
    expect(gateway.updates[1]).toEqual({ addresses: [BLUE], aiServiceConfig: { apiKeys: [SECRET] } })
    expect(journal).not.toContain(SECRET)
    expect(JSON.stringify([log.lines, outcome])).not.toContain(SECRET)
  })
})
