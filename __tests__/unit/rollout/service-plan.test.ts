import { beforeAll, describe, expect, test } from '@jest/globals'
import { IncompleteListError } from '../../../src/cloud/call-error.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { ServiceTarget } from '../../../src/model/target.ts'
import { blockers } from '../../../src/rollout/guard.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import type { Plan, PlanOptions } from '../../../src/rollout/plan.ts'
import { readGitHubContext } from '../../../src/runtime/github.ts'
import { loadKinds } from '../../../src/targets/kinds.ts'
import { USED } from '../../support/apply-service.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { BLUE, GATEWAY_ID, GREEN, denied, fakeGateway, serviceTarget } from '../../support/fake-service.ts'
import type { Gateway } from '../../support/fake-service.ts'

beforeAll(() => loadKinds([{ kind: 'service' }]))

function planOf(
  seed: Gateway,
  { needs = {}, target = serviceTarget() }: { needs?: PlanOptions['needs']; target?: ServiceTarget } = {}
): Promise<Plan> {
  return planTarget(fakeGateway(seed), target, { needs, clock: new FakeClock() })
}

describe('a plan', () => {
  test('shows the addresses before and after, the source type, and the users of the service', async () => {
    const plan = await planOf(USED)
    expect(plan).toMatchObject({
      targetType: 'VIP',
      definitionId: '',
      lane: `https://apig.cn-hangzhou.aliyuncs.com/ ${GATEWAY_ID}`,
      difference: { changes: [{ path: 'addresses', before: [BLUE], after: [GREEN] }], omitted: [] },
      affected: [{ apiId: 'hr-1' }, { apiId: 'hr-2' }],
      warnings: [],
      remarks: ['orders/RELEASE: health of the live service: Healthy; runtime Available']
    })
  })
  test('has the same fingerprint for every order and spelling, and a different one for other addresses', async () => {
    const of = async (live: readonly string[], desired: readonly string[]) =>
      (await planOf({ service: { addresses: [...live] } }, { target: serviceTarget(desired) })).fingerprint
    const one = await of([BLUE, GREEN], ['10.0.0.3:80', '10.0.0.4:80'])
    expect(one).toMatch(/^fp1:/)
    expect(await of([GREEN, BLUE], ['10.0.0.4:80', '10.0.0.3:80'])).toBe(one)
    expect(await of([GREEN], ['10.0.0.4:80', '10.0.0.3:80'])).not.toBe(one)
    expect(await of([BLUE, GREEN], ['10.0.0.3:80'])).not.toBe(one)
  })
  test('of the live definition has no changes', async () => {
    const plan = await planOf(
      { service: { addresses: [GREEN, BLUE] } },
      { target: serviceTarget([BLUE, GREEN]) }
    )
    expect(plan.difference).toEqual({ changes: [], omitted: [] })
  })
  test.each<[string, JsonObject, string]>([
    [
      'reports it',
      { healthStatus: 'Unhealthy' },
      'the live service is unhealthy (Unhealthy; runtime Available)'
    ],
    [
      'has endpoints that are',
      { healthStatus: '', unhealthyEndpoints: [BLUE], runtimeDetailErrorCode: 'RuntimeEndpointTimeout' },
      `the live service is unhealthy (runtime Available, RuntimeEndpointTimeout; unhealthy endpoints: ${BLUE})`
    ]
  ])('warns about an unhealthy service that %s', async (_, service, warning) => {
    const { warnings } = await planOf({ service })
    expect(warnings.map(({ text }) => text)).toEqual([expect.stringContaining(warning)])
  })
  test.each<[string, JsonObject, Partial<ServiceTarget>, readonly string[], string, string]>([
    [
      'another gateway',
      {},
      { gatewayId: 'gw-other' },
      [GREEN],
      'Mismatch',
      `gateway-id is gw-other, but the service belongs to ${GATEWAY_ID}`
    ],
    [
      'a gateway that is not returned',
      { gatewayId: '' },
      { gatewayId: 'gw-other' },
      [GREEN],
      'Mismatch',
      'did not return its gateway'
    ],
    [
      'a service of a function',
      { sourceType: 'FC3' },
      {},
      [GREEN],
      'UnsupportedService',
      'source type of the service is FC3'
    ],
    ['a service of an unknown type', { sourceType: '' }, {}, [GREEN], 'UnsupportedService', 'is not known'],
    [
      'a name for fixed addresses',
      {},
      {},
      [GREEN, 'orders.example.com:80'],
      'InvalidDefinition',
      'not orders.example.com:80'
    ],
    [
      'an IP address for DNS',
      { sourceType: 'DNS' },
      {},
      [GREEN],
      'InvalidDefinition',
      `takes host names with ports, not ${GREEN}`
    ]
  ])('of %s fails', async (_, service, extra, addresses, code, message) => {
    await expect(planOf({ service }, { target: serviceTarget(addresses, extra) })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message)
    })
  })
  test('accepts its own gateway', async () => {
    const target = serviceTarget([GREEN], { gatewayId: GATEWAY_ID })
    expect((await planOf({}, { target })).targetType).toBe('VIP')
  })
})

describe('permissions', () => {
  const PLAN = { live: ['mode: plan'], apis: ['mode: plan'] }
  test('without the permission to read the service, the plan fails and names every missing permission', async () => {
    const failures = { GetService: denied('GetService'), ListHttpApis: denied('ListHttpApis') }
    await expect(planOf({ failures })).rejects.toMatchObject({
      message: expect.stringMatching(/a switch of a service requires permissions.*GetService failed/),
      hint: expect.not.stringContaining('Or remove')
    })
    const counted = planOf({ failures }, { needs: { ...PLAN, count: ['max-apis'] } })
    await expect(counted).rejects.toMatchObject({
      message: expect.stringMatching(
        /mode: plan, a switch of a service and max-apis require.*GetService failed.*; ListHttpApis failed/
      ),
      hint: expect.stringMatching(/(?=.*apig:GetService)(?=.*apig:ListHttpApis)/)
    })
  })
  test.each(['ListHttpApis', 'ListHttpApiRoutes'])('a denied %s is a notice', async action => {
    const plan = await planOf({ ...USED, failures: { [action]: denied(action) } }, { needs: PLAN })
    expect(plan).toMatchObject({ affected: undefined, warnings: [] })
    expect(plan.notices?.[0]).toMatch(
      /the routes and operations that use it could not be listed.*apig:ListHttpApiRoutes/
    )
  })
  test('are an error if max-apis is set, which can be removed', async () => {
    const failures = { ListHttpApiRoutes: denied('ListHttpApiRoutes') }
    await expect(planOf({ ...USED, failures }, { needs: { count: ['max-apis'] } })).rejects.toMatchObject({
      code: 'NoPermission',
      hint: expect.stringContaining('Or remove max-apis.')
    })
  })
  test('an incomplete list is treated the same', async () => {
    const failures = {
      ListHttpApiRoutes: new IncompleteListError(
        { action: 'ListHttpApiRoutes' },
        'counts 9 routes and lists 3',
        9
      )
    }
    const plan = await planOf({ ...USED, failures }, { needs: PLAN })
    expect(plan.notices?.[0]).toContain('the list of routes and operations was incomplete in two reads')
    expect(plan).toMatchObject({ affected: undefined, warnings: [] })
    expect(plan.affectedAtLeast).toBeUndefined()
    await expect(planOf({ ...USED, failures }, { needs: { count: ['max-apis'] } })).rejects.toMatchObject({
      code: 'IncompleteList',
      message: expect.stringContaining('max-apis requires the complete list of routes and operations')
    })
  })
  test('max-apis counts the users of the service', async () => {
    const plan = await planOf(USED)
    const guards = {
      ...{ approvals: undefined, rollbackOnFailure: false, show: () => '' },
      run: { github: readGitHubContext({}), allowOlderRun: false }
    }
    const refused = blockers([{ plan, hasChanges: true }], { ...guards, maxApis: 1 })
    expect(refused.map(({ error }) => error.message)).toEqual([
      '2 routes and operations would be affected, but max-apis allows 1'
    ])
    expect(blockers([{ plan, hasChanges: true }], { ...guards, maxApis: 2 })).toEqual([])
  })
})
