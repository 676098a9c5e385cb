import { request } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import { withCloud } from '../support/cloud.ts'
import { withProbed } from '../support/probed.ts'
import type { Probed, ProbedResponse } from '../support/probed.ts'
import {
  BLUE,
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

const LADDER = { 'weight-steps': '10, 50, 100' }
const ON_BLUE = { saved: 'blue', serving: 'blue' }
const ON_GREEN = { saved: 'green', serving: 'green' }

interface Shop {
  readonly cloud: Emulator
  readonly blue: Probed
  readonly green: Probed
  /** Inputs for a ladder whose steps are probed through the gateway. */
  readonly throughGateway: Record<string, string>
  /** Inputs for a ladder whose steps send preflight requests to the new service itself. */
  readonly preflighted: Record<string, string>
}

/** A route with two services; these are the responses of green. */
function withShop<T>(
  green: readonly ProbedResponse[],
  use: (shop: Shop) => Promise<T>,
  seed: Parameters<typeof routeSeed>[0] = {}
): Promise<T> {
  return withProbed({ '/checkout': green, '/health': green }, greenService =>
    withProbed({ '/checkout': [200] }, blueService => {
      const addresses = { blue: blueService.url.slice(7), green: greenService.url.slice(7) }
      return withCloud(routeSeed({ ...addresses, ...seed }), cloud =>
        use({
          cloud,
          blue: blueService,
          green: greenService,
          throughGateway: {
            ...LADDER,
            'probe-url': `${cloud.gateway}/checkout`,
            'probe-headers': `Host: ${HOST}`
          },
          preflighted: { ...LADDER, 'preflight-url': `${greenService.url}/health` }
        })
      )
    })
  )
}

/** The saved backends in order: `blue 90, green 10`. */
function savesOf({ requests }: Emulator): string[] {
  return requests.flatMap(({ action, body }) => {
    if (action !== SAVE) return []
    const { services = [] } = body['backendConfig'] as {
      services?: { serviceId: string; weight?: number }[]
    }
    const names = services.map(({ serviceId, weight }) =>
      [serviceId === BLUE ? 'blue' : serviceId === GREEN ? 'green' : serviceId, weight]
        .filter(Boolean)
        .join(' ')
    )
    return [names.sort().join(', ')]
  })
}

test.concurrent('each step is deployed, read back and probed often enough', () =>
  withShop([200], async ({ cloud, blue, green, throughGateway }) => {
    const result = await switchRoute(cloud, throughGateway)
    expect(result).toMatchObject({ exitCode: 0, rawStderr: '' })
    expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true', 'apis-updated': '1' })
    expect(savesOf(cloud)).toEqual(['blue 90, green 10', 'blue 50, green 50', 'green'])
    expect(writesTo(cloud)).toEqual([SAVE, DEPLOY, SAVE, DEPLOY, SAVE, DEPLOY])
    expect(routeOf(cloud)).toEqual(ON_GREEN)
    // 44 at 10 percent, 7 at 50, 3 at 100
    expect(blue.asked('/checkout') + green.asked('/checkout')).toBe(44 + 7 + 3)
    expect(green.asked('/checkout')).toBeGreaterThanOrEqual(4)
    for (const [step, weight] of [10, 50, 100].entries()) {
      expect(result.log).toContain(`step ${step + 1} of 3, ${weight} percent: switched`)
      expect(result.summary).toContain(`| ${weight}% | ✓ verified after `)
    }
  }))

test.concurrent('traffic is split during a step', () =>
  withShop([200], async ({ cloud, blue, green, preflighted }) => {
    const next = cloud.hold({ action: SAVE, point: 'before-commit', nth: 2 })
    const step = await startRoute(cloud, preflighted)
    await next.reached
    const before = [blue.asked('/checkout'), green.asked('/checkout')] as const
    for (let count = 0; count < 20; count++) {
      await ask(cloud)
    }
    expect([blue.asked('/checkout') - before[0], green.asked('/checkout') - before[1]]).toEqual([18, 2])
    next.release()
    const result = await step.result
    expect(result.outputs['result']).toBe('switched')
  }))

/** One request of a client. */
async function ask({ gateway }: Emulator): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request(`${gateway}/checkout`, { headers: { host: HOST } }, response => {
      response.resume().on('end', resolve)
    })
      .on('error', reject)
      .end()
  })
}

test.concurrent('with preflight-url, three probes are enough at every weight, and the preflight is repeated', () =>
  withShop([200], async ({ cloud, green, preflighted, throughGateway }) => {
    const result = await switchRoute(cloud, { ...throughGateway, ...preflighted })
    expect(result.outputs['result']).toBe('switched')
    expect(green.asked('/health')).toBe(9)
    expect(result.log).not.toContain('44 consecutive')
  }))

describe('a failed step rolls back to the initial backend', () => {
  test.concurrent('if the new service fails under half of the traffic', () =>
    // it responds to the requests at 10 percent, and then stops
    withShop([...Array.from({ length: 5 }, () => 200), 503], async ({ cloud, throughGateway }) => {
      const result = await switchRoute(cloud, { ...throughGateway, 'probe-timeout': '30s' })
      expect(result.outputs).toMatchObject({
        result: 'rolled-back',
        changed: 'false',
        'error-code': 'ProbeFailed'
      })
      expect(savesOf(cloud)).toEqual(['blue 90, green 10', 'blue 50, green 50', 'blue'])
      expect(routeOf(cloud)).toEqual(ON_BLUE)
      expect(result.outputs['rollback-request-id']).toMatch(/^[0-9A-F-]{36}$/)
      expect(result.summary).toMatch(/10% \| ✓ verified.*50% \| ✗ failed.*100% \| not started/s)
    }))

  test.concurrent('if the new service is not ready for the second step', () =>
    withShop([200, 200, 200, 503], async ({ cloud, preflighted }) => {
      const result = await switchRoute(cloud, { ...preflighted, 'probe-timeout': '5s' })
      expect(result.outputs).toMatchObject({ result: 'rolled-back', 'error-code': 'PreflightFailed' })
      expect(savesOf(cloud)).toEqual(['blue 90, green 10', 'blue'])
      expect(routeOf(cloud)).toEqual(ON_BLUE)
    }))

  test.concurrent('if the new service fails during the bake', () =>
    withShop([...Array.from({ length: 7 }, () => 200), 503], async ({ cloud, preflighted }) => {
      const result = await switchRoute(cloud, { ...preflighted, 'bake-time': '1m' })
      expect(result.outputs).toMatchObject({ result: 'rolled-back', 'error-code': 'BakeFailed' })
      expect(savesOf(cloud)).toEqual(['blue 90, green 10', 'blue'])
    }))

  test.concurrent('if the new service fails during the bake under half of the traffic, between successes of the old one', () =>
    withShop([...Array.from({ length: 4 }, () => 200), 503], async ({ cloud, throughGateway }) => {
      const result = await switchRoute(cloud, {
        ...throughGateway,
        'weight-steps': '50, 100',
        'bake-time': '1m'
      })
      expect(result.outputs).toMatchObject({ result: 'rolled-back', 'error-code': 'BakeFailed' })
      expect(result.log).toContain('3 failures in total')
      expect(savesOf(cloud)).toEqual(['blue 50, green 50', 'blue'])
    }))

  test.concurrent('if its deployment is rejected', () =>
    withShop([200], async ({ cloud, preflighted }) => {
      cloud.faults.add({
        kind: 'custom',
        action: DEPLOY,
        nth: 2,
        status: 400,
        code: 'InvalidParameter',
        message: 'no'
      })
      const result = await switchRoute(cloud, preflighted)
      expect(result.outputs).toMatchObject({ result: 'rolled-back', changed: 'false' })
      expect(routeOf(cloud)).toEqual(ON_BLUE)
    }))

  test.concurrent('someone else restores an earlier step during the last bake: conflict', () =>
    withShop([200], async ({ cloud, preflighted }) => {
      const lines: string[] = []
      const services = [BLUE, GREEN].map(serviceId => ({ serviceId, port: 8080, weight: 50 }))
      const result = await switchRoute(
        cloud,
        { ...preflighted, 'bake-time': '30s' },
        {
          onLine: ({ text }) => {
            const isLast = lines.some(line => line.includes('50 percent: switched'))
            lines.push(text)
            if (!isLast || !text.startsWith('bake:')) return
            cloud.faults.add({
              kind: 'another-writer',
              action: 'GetHttpApiRoute',
              deploy: true,
              definition: { backendConfig: { scene: 'MultiServiceByRatio', services } }
            })
          }
        }
      )
      expect(result.outputs).toMatchObject({ result: 'rolled-back', 'error-code': 'Conflict' })
      expect(routeOf(cloud)).toEqual(ON_BLUE)
    }))

  test.concurrent('a draft of another field that someone else saves between two steps is not deployed', () =>
    withShop([200], async ({ cloud, preflighted }) => {
      const definition = { description: 'theirs', match: { path: { type: 'Prefix', value: '/theirs' } } }
      const step = await startRoute(cloud, preflighted)
      await step.line('10 percent: switched')
      cloud.faults.add({ kind: 'another-writer', action: 'GetHttpApiRoute', nth: 1, definition })
      const result = await step.result
      expect(result.outputs).toMatchObject({ result: 'rollback-failed', 'error-code': 'Conflict' })
      expect(savesOf(cloud)).toEqual(['blue 90, green 10'])
      expect(annotationsOf(result, 'error').join()).toContain(
        'someone else saved a change that is not deployed (description, match)'
      )
      expect(cloud.cloud.apig.route(ROUTE_ID)).toMatchObject(definition)
    }))

  test.concurrent('a backend that someone else saves between two steps is left alone', () =>
    withShop([200], async ({ cloud, preflighted }) => {
      const definition = {
        backendConfig: { scene: 'SingleService', services: [{ serviceId: 'svc-red', port: 8080 }] }
      }
      const next = cloud.hold({ action: SAVE, point: 'before-commit', nth: 1 })
      const step = await startRoute(cloud, preflighted)
      await next.reached
      next.release()
      await step.line('10 percent: switched')
      cloud.faults.add({ kind: 'another-writer', action: 'GetHttpApiRoute', nth: 1, definition })
      const result = await step.result
      expect(result.outputs).toMatchObject({ result: 'rollback-failed', 'error-code': 'Conflict' })
      expect(routeOf(cloud).saved).toBe('red')
    }))
})

test.concurrent('a ladder that starts in the middle skips earlier steps and rolls back to the middle', () =>
  withShop(
    [200],
    async ({ cloud, preflighted }) => {
      const result = await switchRoute(cloud, preflighted)
      expect(result.outputs['result']).toBe('switched')
      expect(savesOf(cloud)).toEqual(['green'])
      expect(JSON.parse(result.outputs['previous-definition'] ?? '')).toMatchObject({
        services: [{ weight: 50 }, { weight: 50 }]
      })
    },
    {
      backend:
        '{ services: [{ service: blue, port: 8080, weight: 50 }, { service: green, port: 8080, weight: 50 }] }'
    }
  ))

test.concurrent.each<[what: string, backend: string]>([
  ['two other services', '{ services: [{ service: blue, weight: 50 }, { service: red, weight: 50 }] }'],
  // no response shows which of the two has which weight
  ['the desired service with another port', '{ service: green, port: 9090 }']
])('another live backend is rejected before any write: %s', (_, backend) =>
  withShop(
    [200],
    async ({ cloud, preflighted }) => {
      const result = await switchRoute(cloud, preflighted)
      expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'UnsupportedScene' })
      expect(writesTo(cloud)).toEqual([])
    },
    { backend }
  )
)

test.concurrent('an approval is for the whole ladder, and for no other one', () =>
  withShop([200], async ({ cloud, preflighted }) => {
    const plan = await switchRoute(cloud, { ...preflighted, mode: 'plan' })
    const approved = plan.outputs['plan-fingerprint'] ?? ''
    expect(plan.log).toContain('Weights  Steps of 10, 50 and 100 percent')
    expect(plan.summary).toContain('in **steps of 10, 50 and 100 percent**, each verified before the next.')
    const other = await switchRoute(cloud, {
      ...preflighted,
      'weight-steps': '50, 100',
      'approved-plan': approved
    })
    expect(other.outputs).toMatchObject({ result: 'failed', 'error-code': 'PlanChanged' })
    expect(other.log).toContain(', in steps of 50 and 100 percent [PlanChanged]')
    const result = await switchRoute(cloud, { ...preflighted, 'approved-plan': approved })
    expect(result.outputs).toMatchObject({ result: 'switched' })
    expect(savesOf(cloud)).toHaveLength(3)
  }))

describe.each([
  '{ route-save: live }',
  '{ deploy-status-lag: 2 }',
  '{ lock-failures: 1, lock-failed-status: 200 }'
])('with any behavior of the product: %s', doubts => {
  test.concurrent('the ladder completes', () =>
    withShop(
      [200],
      async ({ cloud, preflighted }) => {
        const result = await switchRoute(cloud, preflighted)
        expect(result.outputs['result']).toBe('switched')
        expect(routeOf(cloud)).toEqual(ON_GREEN)
      },
      { doubts }
    ))

  test.concurrent('a failed ladder rolls back', () =>
    withShop(
      [200, 200, 200, 503],
      async ({ cloud, preflighted }) => {
        const result = await switchRoute(cloud, { ...preflighted, 'probe-timeout': '5s' })
        expect(result.outputs['result']).toBe('rolled-back')
        expect(routeOf(cloud)).toEqual(ON_BLUE)
      },
      { doubts }
    ))
})

const signalled = onPosix ? test.concurrent : test.concurrent.skip

describe('the post step rolls back a ladder that is stopped', () => {
  signalled.each(['cancel', 'kill'] as const)('%s between two steps', way =>
    withShop([200, 200, 200, 'hang'], async ({ cloud, green, preflighted }) => {
      const step = await startRoute(cloud, preflighted, holdDeadlines())
      // from the preflight of the second step
      await green.until('/health', 4)
      step[way]()
      const result = await step.result
      expect(result.outputs['result']).toBe(way === 'kill' ? 'unknown' : 'cancelled')
      if (way === 'cancel') expect(result.outputs['changed']).toBe('true')
      expect(savesOf(cloud)).toEqual(['blue 90, green 10', 'blue'])
      expect(routeOf(cloud)).toEqual(ON_BLUE)
      expect(result.post?.summary).toContain('Rolled back')
    })
  )

  signalled('by SIGTERM during a deployment', () =>
    withShop([200], async ({ cloud, preflighted }) => {
      cloud.faults.add({ kind: 'stuck-batch', action: DEPLOY, nth: 2 })
      const step = await startRoute(cloud, preflighted, {
        ...holdDeadlines(),
        restOfJob: () => Promise.resolve(cloud.cloud.releaseBatches())
      })
      await step.line('step 2 of 3, 50 percent')
      await cloud.nextRequest(DEPLOY)
      step.signal('SIGTERM')
      const result = await step.result
      expect(result.outputs).toMatchObject({ result: 'cancelled' })
      expect(savesOf(cloud)).toEqual(['blue 90, green 10', 'blue 50, green 50', 'blue'])
      expect(routeOf(cloud)).toEqual(ON_BLUE)
    })
  )

  signalled('by a kill between the save of a step and its deployment', () =>
    withShop([200], async ({ cloud, preflighted }) => {
      const saved = cloud.hold({ action: SAVE, point: 'before-response', nth: 2 })
      const step = await startRoute(cloud, preflighted, { env: POST_INSTANT_SLEEPS })
      await saved.reached
      step.kill()
      saved.release()
      const result = await step.result
      expect(savesOf(cloud)).toEqual(['blue 90, green 10', 'blue 50, green 50', 'blue'])
      expect(routeOf(cloud)).toEqual(ON_BLUE)
      expect(annotationsOf(result.post ?? { annotations: [] }, 'error').join()).toContain(
        'stopped before the last weight was reached'
      )
    })
  )

  signalled('but has nothing to do before the first write', () =>
    withShop(['hang'], async ({ cloud, green, preflighted }) => {
      const step = await startRoute(cloud, preflighted, holdDeadlines())
      await green.until('/health', 1)
      step.cancel()
      await step.line(INTERRUPTED)
      const result = await step.result
      expect(result.outputs).toMatchObject({ result: 'cancelled', changed: 'false' })
      expect(writesTo(cloud)).toEqual([])
    })
  )
})
