import { beforeAll, describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../../../../src/model/json.ts'
import type { RouteTarget } from '../../../../src/model/target.ts'
import { blockers, decide } from '../../../../src/rollout/guard.ts'
import { previousDefinition } from '../../../../src/rollout/next-steps.ts'
import { planTarget } from '../../../../src/rollout/plan.ts'
import type { Plan } from '../../../../src/rollout/plan.ts'
import { readGitHubContext } from '../../../../src/runtime/github.ts'
import { loadKinds } from '../../../../src/targets/kinds.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { callError } from '../../../support/fake-cloud.ts'
import {
  BLUE,
  GATEWAY_ID,
  GREEN,
  fakeRoutes,
  ratio,
  routeTarget,
  single
} from '../../../support/fake-routes.ts'
import type { FakeRoutes } from '../../../support/fake-routes.ts'

beforeAll(() => loadKinds([{ kind: 'route' }]))

const TO_GREEN: JsonObject = { serviceId: GREEN, port: 8080 }

function plan(
  arrange: (cloud: FakeRoutes) => void = () => undefined,
  more: Partial<RouteTarget> = {},
  backend: JsonObject = single(BLUE)
): Promise<Plan> {
  const clock = new FakeClock()
  const cloud = fakeRoutes(clock, backend)
  arrange(cloud)
  return planTarget(cloud, routeTarget(TO_GREEN, more), { clock, needs: {} })
}

const RUN = { github: readGitHubContext({}), allowOlderRun: false }
const sends = (made: Plan): boolean => decide(made, { skipUnchanged: true, run: RUN }).send
const refusals = (made: Plan, rollbackOnFailure: boolean): readonly string[] =>
  blockers([{ plan: made, hasChanges: true }], {
    approvals: undefined,
    maxApis: undefined,
    rollbackOnFailure,
    run: RUN,
    show: () => ''
  }).map(({ error }) => `${error.code} ${error.message}`)

test('a plan shows the changes, the affected route and its gateway', async () => {
  const made = await plan()
  expect(made).toMatchObject({
    targetType: 'SingleService',
    definitionId: '',
    lane: `https://apig.cn-hangzhou.aliyuncs.com/ ${GATEWAY_ID}`,
    affected: [{ apiId: 'hr-1' }],
    difference: { changes: [{ path: 'serviceId', before: BLUE, after: GREEN }], omitted: [] },
    warnings: [],
    live: { title: 'checkout', notInEffect: undefined }
  })
  expect(previousDefinition(made)).toEqual({
    json: `{"serviceId":"${BLUE}","port":8080,"protocol":"HTTP"}`
  })
})

describe('rejected before any write', () => {
  test.each<[name: string, code: string, arrange: (cloud: FakeRoutes) => void, more?: Partial<RouteTarget>]>([
    ['built in, as text', 'UnsupportedRoute', ({ route }) => void (route['builtin'] = 'true')],
    ['built in, as a flag', 'UnsupportedRoute', ({ route }) => void (route['builtin'] = true)],
    ['of an MCP server', 'UnsupportedRoute', ({ route }) => void (route['mcpServerInfo'] = { name: 'x' })],
    ['of an Ingress API', 'UnsupportedRoute', ({ api }) => void (api['type'] = 'HttpIngress')],
    ['a gateway that does not match gateway-id', 'Mismatch', () => undefined, { gatewayId: 'gw-other' }],
    [
      'a gateway that is not returned, with gateway-id',
      'Mismatch',
      ({ route }) => void (route['environmentInfo'] = {}),
      { gatewayId: GATEWAY_ID }
    ],
    [
      'a service of another gateway',
      'Mismatch',
      ({ services }) => void Object.assign(services.get(GREEN) ?? {}, { gatewayId: 'gw-2' })
    ],
    [
      'a service that does not exist',
      'NotFound.ServiceNotFound',
      ({ services }) => void services.delete(GREEN)
    ],
    ['changes that are not deployed', 'UndeployedChanges', cloud => cloud.setStatus('DeployedWithChanges')],
    ['a deployment that failed', 'UndeployedChanges', cloud => cloud.setStatus('DeployFailed')],
    ['not deployed', 'RouteNotDeployed', cloud => cloud.setStatus('NotDeployed')],
    ['being taken offline', 'RouteNotDeployed', cloud => cloud.setStatus('Undeploying')],
    ['being deployed', 'RouteNotDeployed', cloud => cloud.setStatus('Deploying')],
    ['an unknown state', 'RouteNotDeployed', cloud => cloud.setStatus('Frozen')],
    [
      'a ladder over three services',
      'UnsupportedScene',
      ({ route }) => void (route['backend'] = ratio([BLUE, 50], [GREEN, 20], ['svc-c', 30])),
      { weightSteps: [50, 100] }
    ]
  ])('%s', async (_, code, arrange, more = {}) => {
    await expect(plan(arrange, more)).rejects.toMatchObject({ code })
  })

  test('accepts only routes of an HTTP API', async () => {
    await expect(plan(({ api }) => void (api['type'] = 'Rest'))).resolves.toBeDefined()
  })

  test('names every service that does not exist', async () => {
    const definition = {
      services: [
        { serviceId: 'svc-x', weight: 50 },
        { serviceId: 'svc-y', weight: 50 }
      ]
    }
    await expect(plan(undefined, { definition })).rejects.toThrow(/svc-x, svc-y/)
  })

  test('names every missing permission at once, and no input to remove', async () => {
    const denied = (action: string) => ({
      error: callError('denied', { code: 'NoPermission', operation: { action }, message: `${action} denied` })
    })
    const end = plan(({ faults }) => {
      for (const action of ['GetHttpApi', 'GetHttpApiRoute', 'GetService']) faults[action] = [denied(action)]
    })
    await expect(end).rejects.toThrow(/GetHttpApi denied.*GetHttpApiRoute denied.*GetService denied/)
    await expect(end).rejects.not.toMatchObject({ hint: expect.stringContaining('Or remove') })
  })
})

test.each(['Unhealthy', 'Unknown'])('a service that is %s is a warning', async healthStatus => {
  const made = await plan(({ services }) => void Object.assign(services.get(GREEN) ?? {}, { healthStatus }))
  expect(made.warnings.map(({ text }) => text)).toEqual([
    `checkout: the service ${GREEN} (${GREEN}) is not healthy: its health status is ${healthStatus}`
  ])
})

describe.each(['DeployedWithChanges', 'DeployFailed'])(
  'the desired backend is saved, and the route %s',
  status => {
    const draft = (more: Partial<RouteTarget> = {}) =>
      plan(cloud => cloud.setStatus(status), more, single(GREEN))

    test('plans its deployment', async () => {
      const made = await draft()
      expect(sends(made)).toBe(true)
      expect(refusals(made, false)).toEqual([])
    })

    test('offers no rollback without a previous definition', async () => {
      const made = await draft()
      expect(previousDefinition(made)).toEqual({ reason: expect.stringContaining(status) })
      expect(refusals(made, true)).toEqual([expect.stringMatching(/^CannotRollBack .*rollback-on-failure/)])
      // native/ sets rollback-on-failure with weight-steps, and does not accept false
      for (const rollbackOnFailure of [false, true]) {
        expect(refusals(await draft({ weightSteps: [100] }), rollbackOnFailure)).toEqual([
          expect.stringMatching(/^CannotRollBack .*weight-steps is not possible/)
        ])
      }
    })
  }
)

test('a backend that the inputs cannot express has no previous definition, but can be rolled back', async () => {
  const made = await plan(undefined, {}, { scene: 'Mock', mock: { responseCode: 200 } })
  expect(previousDefinition(made)).toEqual({ reason: expect.stringContaining('Mock') })
  expect(refusals(made, true)).toEqual([])
})

describe('fingerprints', () => {
  const of = async (...args: Parameters<typeof plan>) => (await plan(...args)).fingerprint

  test('are equal for every spelling', async () => {
    const one = await of()
    expect(await of(undefined, { definition: { serviceId: GREEN, port: '8080' } })).toBe(one)
    expect(
      await of(undefined, { definition: { services: [{ serviceId: GREEN, port: 8080, weight: 100 }] } })
    ).toBe(one)
    expect(await of(undefined, {}, { ...single(BLUE), scene: 'SingleService' })).toBe(one)
    expect(await of(({ route }) => void (route['updateTimestamp'] = 99))).toBe(one)
  })

  test('differ for other fields that are sent along, another desired backend and another ladder', async () => {
    const all = await Promise.all([
      of(),
      of(({ route }) => void (route['description'] = 'other')),
      of(({ route }) => void (route['match'] = { path: { type: 'Exact', value: '/' } })),
      of(undefined, { definition: { serviceId: GREEN, port: 9090 } }),
      of(undefined, { weightSteps: [10, 100] }),
      of(undefined, { weightSteps: [10, 50, 100] })
    ])
    expect(new Set(all).size).toBe(all.length)
  })
})
