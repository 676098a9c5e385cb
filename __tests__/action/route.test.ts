import { describe, expect, test } from '@jest/globals'
import { withCloud } from '../support/cloud.ts'
import { withProbed } from '../support/probed.ts'
import {
  DEPLOY,
  GREEN,
  HOST,
  ROUTE_ID,
  SAVE,
  routeOf,
  routeSeed,
  startRoute,
  switchRoute,
  writesTo
} from '../support/route-cloud.ts'
import { INTERRUPTED, POST_INSTANT_SLEEPS, holdDeadlines } from '../support/step-time.ts'
import { annotationsOf } from '../support/step.ts'
import { onPosix } from '../support/systems.ts'

/** With every field that a read returns: saved again, it stays the same. */
const WHOLE = '{ service: blue, port: 8080, protocol: HTTP }'
const ON_GREEN = { saved: 'green', serving: 'green' }
const ON_BLUE = { saved: 'blue', serving: 'blue' }

test.concurrent('a switch is saved, deployed, followed and read back', () =>
  withCloud(routeSeed(), async cloud => {
    const result = await switchRoute(cloud)
    expect(result).toMatchObject({ exitCode: 0, rawStderr: '' })
    expect(result.outputs).toMatchObject({
      result: 'switched',
      changed: 'true',
      'backend-type': 'SingleService',
      'apis-total': '1',
      'apis-updated': '1',
      'request-id': expect.stringMatching(/^[0-9A-F-]{36}$/),
      'operation-id': ''
    })
    expect(JSON.parse(result.outputs['previous-definition'] ?? '')).toMatchObject({ port: 8080 })
    expect(writesTo(cloud)).toEqual([SAVE, DEPLOY])
    expect(routeOf(cloud)).toEqual(ON_GREEN)
    expect(cloud.cloud.apig.route(ROUTE_ID)).toMatchObject({
      description: 'pays',
      match: { path: { value: '/checkout' }, methods: ['GET', 'POST'] }
    })
  }))

test.concurrent('a switched route is unchanged afterwards, in any spelling', () =>
  withCloud(routeSeed({ backend: '{ service: green, port: 8080 }' }), async cloud => {
    const definition = JSON.stringify({ services: [{ serviceId: GREEN, port: '8080', weight: 100 }] })
    const result = await switchRoute(cloud, { 'route-backend': definition })
    expect(result.outputs).toMatchObject({ result: 'unchanged', changed: 'false' })
    expect(writesTo(cloud)).toEqual([])
  }))

test.concurrent('the previous definition works as an input and switches back', () =>
  withCloud(
    routeSeed({ backend: '{ services: [{ service: blue, weight: 70 }, { service: green, weight: 30 }] }' }),
    async cloud => {
      const first = await switchRoute(cloud)
      const before = routeOf(cloud)
      const back = await switchRoute(cloud, { 'route-backend': first.outputs['previous-definition'] ?? '' })
      expect([before.serving, routeOf(cloud).serving]).toEqual(['green', 'blue 70, green 30'])
      expect(back.outputs['result']).toBe('switched')
    }
  ))

describe('with any behavior of the product', () => {
  test.concurrent.each<[doubts: string, writes: readonly string[]]>([
    ['{ route-save: live }', [SAVE]],
    ['{ route-save: live, deploy-status-lag: 2 }', [SAVE]],
    ['{ route-put: merge }', [SAVE, DEPLOY]],
    ['{ deploy-status-lag: 1 }', [SAVE, DEPLOY]],
    ['{ deploy-status-lag: 3 }', [SAVE, DEPLOY]],
    ['{ deploy-statuses: [Deploying, Syncing, Deployed] }', [SAVE, DEPLOY]],
    ['{ deploy-touches-timestamp: true }', [SAVE, DEPLOY]],
    ['{ lock-failures: 2 }', [SAVE, SAVE, SAVE, DEPLOY]],
    ['{ lock-failures: 2, lock-failed-status: 200 }', [SAVE, SAVE, SAVE, DEPLOY]],
    ['{ single-scene: Single, single-weight: absent, builtin-type: boolean }', [SAVE, DEPLOY]],
    ['{ service-order: reversed, messages: chinese }', [SAVE, DEPLOY]]
  ])('%s', (doubts, writes) =>
    withCloud(routeSeed({ doubts, deployMs: 50 }), async cloud => {
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(routeOf(cloud)).toEqual(ON_GREEN)
      expect(new Set(writesTo(cloud))).toEqual(new Set(writes))
      expect(writesTo(cloud).filter(write => write === DEPLOY).length).toBeLessThanOrEqual(
        doubts.includes('lock-failures') ? 3 : 1
      )
    })
  )
})

describe('rejected before any write', () => {
  test.concurrent.each<[what: string, code: string, route: string]>([
    ['a built-in route', 'UnsupportedRoute', ', builtin: true'],
    ['a route of an MCP server', 'UnsupportedRoute', ', mcp: true'],
    ["someone else's draft", 'UndeployedChanges', ', status: DeployedWithChanges, live: { service: red }'],
    ['a deployment that failed', 'UndeployedChanges', ', status: DeployFailed'],
    ['a route that is not deployed', 'RouteNotDeployed', ', status: NotDeployed'],
    ['a route that is being deployed', 'RouteNotDeployed', ', status: Deploying']
  ])('%s', (_, code, route) =>
    withCloud(routeSeed({ route }), async cloud => {
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false', 'error-code': code })
      expect(writesTo(cloud)).toEqual([])
    })
  )

  test.concurrent('all missing permissions together', () =>
    withCloud(routeSeed({ deny: ['GetHttpApi', 'GetHttpApiRoute', 'GetService'] }), async cloud => {
      const result = await switchRoute(cloud)
      expect(result.outputs['result']).toBe('failed')
      const [error = ''] = annotationsOf(result, 'error')
      for (const action of ['apig:GetHttpApi', 'apig:GetHttpApiRoute', 'apig:GetService']) {
        expect(error).toContain(`"${action}"`)
      }
    }))

  test.concurrent.each(['english', 'chinese'])('a service that does not exist (%s)', messages =>
    withCloud(routeSeed({ doubts: `{ messages: ${messages} }` }), async cloud => {
      const result = await switchRoute(cloud, { 'route-backend': '{serviceId: svc-nobody}' })
      expect(result.outputs['result']).toBe('failed')
      expect(annotationsOf(result, 'error').join()).toContain('svc-nobody')
      expect(writesTo(cloud)).toEqual([])
    })
  )
})

test.concurrent('deploys a saved draft of the desired backend, without a previous definition', () =>
  withCloud(
    routeSeed({
      backend: '{ service: green, port: 8080 }',
      route: ', status: DeployedWithChanges, live: { service: blue, port: 8080 }'
    }),
    async cloud => {
      const refused = await switchRoute(cloud, { 'rollback-on-failure': 'true' })
      expect(refused.outputs).toMatchObject({ result: 'failed', 'error-code': 'CannotRollBack' })
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'switched', 'previous-definition': '' })
      expect(routeOf(cloud)).toEqual(ON_GREEN)
    }
  ))

describe('a save that cannot be deployed is reverted', () => {
  test.concurrent.each([
    ['403', 'NoPermission'],
    ['400', 'InvalidParameter']
  ])('rejected with %s', (status, code) =>
    withCloud(routeSeed({ backend: WHOLE, doubts: '{ equal-draft: Deployed }' }), async cloud => {
      cloud.faults.add({
        kind: 'custom',
        action: DEPLOY,
        status: Number(status),
        code,
        message: '不允许该操作'
      })
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false', 'error-code': code })
      expect(writesTo(cloud)).toEqual([SAVE, DEPLOY, SAVE])
      expect(routeOf(cloud)).toEqual(ON_BLUE)
    })
  )

  test.concurrent('rejected until wait-timeout because the gateway is busy', () =>
    withCloud(routeSeed({ backend: WHOLE, doubts: '{ equal-draft: Deployed }' }), async cloud => {
      const busy = { status: 409, code: 'Conflict.LockFailed', message: '获取锁失败' }
      cloud.faults.add({ kind: 'custom', action: DEPLOY, times: 'every', ...busy })
      const result = await switchRoute(cloud, { 'wait-timeout': '20s' })
      expect(result.outputs).toMatchObject({
        result: 'failed',
        changed: 'false',
        'error-code': 'Conflict.LockFailed'
      })
      expect(routeOf(cloud)).toEqual(ON_BLUE)
    }))

  test.concurrent('deploys the reverted route once if it does not become Deployed by itself', () =>
    withCloud(routeSeed(), async cloud => {
      cloud.faults.add({
        kind: 'custom',
        action: DEPLOY,
        status: 400,
        code: 'InvalidParameter',
        message: 'no'
      })
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(writesTo(cloud)).toEqual([SAVE, DEPLOY, SAVE, DEPLOY])
      expect(routeOf(cloud)).toEqual(ON_BLUE)
    }))

  test.concurrent('reports what is saved without the permission to deploy', () =>
    withCloud(routeSeed({ deny: [DEPLOY] }), async cloud => {
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'partial', 'error-code': 'SavedNotDeployed' })
      expect(routeOf(cloud)).toEqual(ON_BLUE)
      const [error = ''] = annotationsOf(result, 'error')
      expect(error).toMatch(/saved, but not deployed.*DeployHttpApi/)
      expect(error).toContain('in the console')
    }))
})

describe('no response', () => {
  test.concurrent.each<[kind: string, action: string]>([
    ['reset-after-commit', SAVE],
    ['reset-before-commit', SAVE],
    ['error-after-commit', SAVE],
    ['reset-after-commit', DEPLOY],
    ['reset-before-commit', DEPLOY],
    ['error-after-commit', DEPLOY],
    ['error-before-commit', DEPLOY],
    ['truncated-json', DEPLOY]
  ])('%s of %s', (kind, action) =>
    withCloud(routeSeed({ deployMs: 20 }), async cloud => {
      cloud.faults.add({ kind, action } as Parameters<typeof cloud.faults.add>[0])
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'switched' })
      expect(routeOf(cloud)).toEqual(ON_GREEN)
      // a deployment that arrived is not repeated
      const deployments = writesTo(cloud).filter(write => write === DEPLOY).length
      expect(deployments).toBe(action === DEPLOY && kind.includes('before') ? 2 : 1)
    })
  )
})

test.concurrent('a read after the save that finds no route does not end the wait', () =>
  withCloud(routeSeed(), async cloud => {
    cloud.faults.add({
      kind: 'custom',
      action: 'GetHttpApiRoute',
      nth: 3,
      status: 404,
      code: 'NotFound.RouteNotFound',
      message: '路由不存在'
    })
    const result = await switchRoute(cloud)
    expect(result.outputs).toMatchObject({ result: 'switched' })
    expect(routeOf(cloud)).toEqual(ON_GREEN)
  }))

test.concurrent('a deployment without a response does not outlast wait-timeout', () =>
  withCloud(routeSeed(), async cloud => {
    cloud.faults.add({ kind: 'hang-before-commit', action: DEPLOY, times: 'every' })
    const result = await switchRoute(cloud, { 'wait-timeout': '1s' })
    expect(result.outputs).toMatchObject({ result: 'unknown', changed: '', 'error-code': 'WaitTimeout' })
    expect(writesTo(cloud)).toEqual([SAVE, DEPLOY])
    // the last read of the route is after it
    expect(annotationsOf(result, 'error').join()).toMatch(
      /may have been sent, and it did not take effect within [2-5].*the route is DeployedWithChanges/
    )
  }))

describe('someone else', () => {
  const RED = { scene: 'SingleService', services: [{ serviceId: 'svc-red', port: 8080 }] }
  test.concurrent('saves between the plan and the save: drift, and nothing is sent', () =>
    withCloud(routeSeed(), async cloud => {
      cloud.faults.add({
        kind: 'another-writer',
        action: 'GetHttpApiRoute',
        nth: 2,
        definition: { backendConfig: RED }
      })
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false', 'error-code': 'Drift' })
      expect(writesTo(cloud)).toEqual([])
    }))

  test.concurrent('overwrites the save of this step: that draft is never deployed', () =>
    withCloud(routeSeed(), async cloud => {
      cloud.faults.add({
        kind: 'another-writer',
        action: 'GetHttpApiRoute',
        nth: 3,
        definition: { backendConfig: RED }
      })
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'unknown', 'error-code': 'Conflict' })
      expect(writesTo(cloud)).toEqual([SAVE])
      expect(routeOf(cloud)).toEqual({ saved: 'red', serving: 'blue' })
    }))

  const THEIRS = { description: 'theirs', match: { path: { type: 'Prefix', value: '/theirs' } } }
  test.concurrent.each(['false', 'true'])(
    'adds another field to the save of this step: neither deployed nor lost (rollback-on-failure: %s)',
    rollback =>
      withCloud(routeSeed(), async cloud => {
        cloud.faults.add({
          kind: 'another-writer',
          action: 'GetHttpApiRoute',
          nth: 3,
          definition: THEIRS
        })
        const result = await switchRoute(cloud, { 'rollback-on-failure': rollback })
        expect(result.outputs).toMatchObject({ result: 'unknown', changed: '', 'error-code': 'Conflict' })
        expect(annotationsOf(result, 'error').join()).toContain(
          'someone else changed the saved route (description, match)'
        )
        expect(writesTo(cloud)).toEqual([SAVE])
        expect(cloud.cloud.apig.route(ROUTE_ID)).toMatchObject(THEIRS)
      })
  )

  test.concurrent('saves another field before a save without a response is sent again: the field stays', () =>
    withCloud(routeSeed(), async cloud => {
      cloud.faults.add({ kind: 'reset-after-commit', action: SAVE })
      cloud.faults.add({
        kind: 'another-writer',
        action: 'GetHttpApiRoute',
        nth: 3,
        definition: THEIRS
      })
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({ result: 'unknown', 'error-code': 'Conflict' })
      expect(writesTo(cloud)).toEqual([SAVE])
      expect(cloud.cloud.apig.route(ROUTE_ID)).toMatchObject(THEIRS)
    }))
})

describe('a deployment that fails', () => {
  test.concurrent('is reported', () =>
    withCloud(routeSeed({ doubts: '{ deploy-failure: once }' }), async cloud => {
      const result = await switchRoute(cloud)
      expect(result.outputs).toMatchObject({
        result: 'partial',
        'error-code': 'BatchFailed',
        'apis-failed': '1'
      })
    }))

  test.concurrent.each([
    '{ deploy-failure: once }',
    '{ deploy-failure: once, failed-deploy-serves: saved }',
    '{ deploy-failure: once, failed-deploy-serves: nothing }',
    '{ deploy-failure: once, deploy-status-lag: 2 }'
  ])('is rolled back with rollback-on-failure: %s', doubts =>
    withCloud(routeSeed({ doubts }), async cloud => {
      const result = await switchRoute(cloud, { 'rollback-on-failure': 'true' })
      expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'false' })
      expect(routeOf(cloud)).toEqual(ON_BLUE)
    })
  )
})

test.concurrent('rolls back when a probe through the gateway fails', () =>
  withProbed({ '/checkout': [503] }, green =>
    withProbed({ '/checkout': [200] }, blue =>
      withCloud(routeSeed({ blue: blue.url.slice(7), green: green.url.slice(7) }), async cloud => {
        const result = await switchRoute(cloud, {
          'rollback-on-failure': 'true',
          'probe-url': `${cloud.gateway}/checkout`,
          'probe-headers': `Host: ${HOST}`
        })
        expect(result.outputs).toMatchObject({ result: 'rolled-back', 'error-code': 'ProbeFailed' })
        expect(routeOf(cloud)).toEqual(ON_BLUE)
      })
    )
  ))

describe('an approval', () => {
  test.concurrent('covers the other fields that are sent as well', () =>
    withCloud(routeSeed(), async cloud => {
      const plan = await switchRoute(cloud, { mode: 'plan' })
      const approved = plan.outputs['plan-fingerprint'] ?? ''
      expect(plan.outputs).toMatchObject({ result: 'planned', 'has-changes': 'true', 'apis-total': '1' })
      const route = cloud.cloud.apig.route(ROUTE_ID)
      if (route !== undefined) route.description = 'pays more'
      const refused = await switchRoute(cloud, { 'approved-plan': approved })
      expect(refused.outputs).toMatchObject({ result: 'failed', 'error-code': 'PlanChanged' })
      if (route !== undefined) route.description = 'pays'
      const result = await switchRoute(cloud, { 'approved-plan': approved })
      expect(result.outputs['result']).toBe('switched')
    }))
})

const signalled = onPosix ? test.concurrent : test.concurrent.skip

describe('stopped between the save and its deployment', () => {
  signalled.each(['{ deploy-status-lag: 1 }', '{ deploy-status-lag: 3 }'])(
    'a stale state does not count as deployed: %s',
    doubts =>
      withCloud(routeSeed({ doubts }), async cloud => {
        const saved = cloud.hold({ action: SAVE, point: 'before-response' })
        const step = await startRoute(cloud, {}, { env: POST_INSTANT_SLEEPS })
        await saved.reached
        step.kill()
        saved.release()
        const result = await step.result
        expect(routeOf(cloud)).toEqual(ON_BLUE)
        expect(result.post?.log).toContain('The previous definition was saved again; nothing changed')
      })
  )

  signalled.each(['cancel', 'kill'] as const)('%s: the post step restores the previous definition', way =>
    withCloud(routeSeed(), async cloud => {
      const looks = cloud.hold({ action: 'GetHttpApiRoute', point: 'before-response', nth: 3 })
      const step = await startRoute(cloud, {}, holdDeadlines())
      await looks.reached
      step[way]()
      if (way === 'cancel') await step.line(INTERRUPTED)
      looks.release()
      const result = await step.result
      expect(result.outputs['result']).toBe(way === 'kill' ? 'unknown' : 'cancelled')
      expect(writesTo(cloud).slice(0, 2)).toEqual([SAVE, SAVE])
      expect(routeOf(cloud)).toEqual(ON_BLUE)
      expect(result.post?.log).toContain('The previous definition was saved again; nothing changed')
    })
  )

  signalled('killed during the deployment: the post step follows it', () =>
    withCloud(routeSeed(), async cloud => {
      cloud.faults.add({ kind: 'stuck-batch', action: DEPLOY })
      const step = await startRoute(
        cloud,
        {},
        { env: POST_INSTANT_SLEEPS, restOfJob: () => Promise.resolve(cloud.cloud.releaseBatches()) }
      )
      await step.line('deployment accepted')
      step.kill()
      const result = await step.result
      expect(result.post?.log).toContain('completed after the step was stopped: switched')
      expect(writesTo(cloud)).toEqual([SAVE, DEPLOY])
      expect(routeOf(cloud)).toEqual(ON_GREEN)
    })
  )
})
