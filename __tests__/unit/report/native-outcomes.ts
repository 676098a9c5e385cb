import { ActionError } from '../../../src/errors/action-error.ts'
import type { Definition } from '../../../src/model/definition.ts'
import type { RouteTarget, ServiceTarget } from '../../../src/model/target.ts'
import type { CheckResult } from '../../../src/rollout/checks/check.ts'
import { nextSteps } from '../../../src/rollout/next-steps.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import { differenceFrom } from '../../../src/rollout/plan.ts'
import type { Plan } from '../../../src/rollout/plan.ts'
import { withTitle } from '../../../src/rollout/words.ts'
import type { Live, Rung } from '../../../src/targets/kind.ts'
import { ROUTE } from '../../../src/targets/route/route.ts'
import { mixOf } from '../../../src/targets/route/scene.ts'
import { SERVICE } from '../../../src/targets/service/service.ts'
import { phasesOf } from './outcomes.ts'

// Outcomes for targets of Cloud-native API Gateway. Load both kinds first.

export const SERVICE_ID = 'svc-crorders0tlhtgm58e0'
export const ROUTE_ID = 'hr-crf5l7tlhtgp91tabcd0'
const BLUE = { serviceId: 'svc-crblue0tlhtgm58e0', port: 8080, protocol: 'HTTP' }
const GREEN = { serviceId: 'svc-crgreen0tlhtgm58e0', port: 8080 }
const ENDPOINT = new URL('https://apig.cn-hangzhou.aliyuncs.com')
const SAVED = { requestId: 'A1B2C3D4-1111-4222-8333-444455556666', operationId: '' }
const BACK = { requestId: 'FFEEDDCC-1111-4222-8333-444455556666', operationId: '' }

export interface NativeOptions {
  /** The stage of a manifest. */
  readonly stageName?: string
  readonly title?: string
  readonly live?: Definition
  readonly notInEffect?: string
  readonly desired?: Definition
  readonly weights?: readonly number[]
  readonly names?: Plan['names']
  /** What uses a service; `undefined` if it cannot be listed. */
  readonly affected?: Plan['affected']
}

const USERS: Plan['affected'] = [
  { apiId: 'hr-1', name: 'orders', group: 'shop', method: 'GET', path: '/orders' },
  { apiId: 'hr-2', name: 'split', group: 'shop', method: '', path: '/split' },
  { apiId: 'op-1', name: 'list', group: 'rest', method: 'GET', path: '/list' }
]

export function servicePlan(options: NativeOptions = {}): Plan {
  const desired = options.desired ?? { addresses: ['10.0.0.2:8080'] }
  const target: ServiceTarget = {
    kind: 'service',
    name: options.stageName === undefined ? SERVICE_ID : `orders-native/${options.stageName}`,
    regionId: 'cn-hangzhou',
    endpoint: ENDPOINT,
    serviceId: SERVICE_ID,
    stageName: options.stageName,
    gatewayId: undefined,
    definition: desired,
    description: undefined,
    preflightUrls: [],
    probeUrls: []
  }
  const live = SERVICE.restore(
    options.live ?? { addresses: ['10.0.0.1:8080', '10.0.0.3:8080'] },
    '',
    undefined
  )
  return planOver(target, 'VIP', { ...live, title: options.title ?? 'orders-svc' }, desired, {
    affected: 'affected' in options ? options.affected : USERS
  })
}

export function routePlan(options: NativeOptions = {}): Plan {
  const desired = options.desired ?? GREEN
  const { weights = [] } = options
  const target: RouteTarget = {
    kind: 'route',
    name:
      options.stageName === undefined ? `api-cr6ql0tlhtgmc8o0/${ROUTE_ID}` : `checkout/${options.stageName}`,
    regionId: 'cn-hangzhou',
    endpoint: ENDPOINT,
    httpApiId: 'api-cr6ql0tlhtgmc8o0',
    routeId: ROUTE_ID,
    stageName: options.stageName,
    gatewayId: undefined,
    definition: desired,
    description: undefined,
    preflightUrls: [],
    probeUrls: [],
    weightSteps: weights
  }
  const live = {
    ...ROUTE.restore(options.live ?? BLUE, 'pays', undefined),
    title: options.title ?? 'checkout',
    notInEffect: options.notInEffect
  }
  return planOver(target, 'SingleService', live, desired, {
    affected: [{ apiId: ROUTE_ID, name: '', group: target.httpApiId, method: '', path: '' }],
    names: options.names ?? { [BLUE.serviceId]: 'checkout-blue', [GREEN.serviceId]: 'checkout-green' },
    rungs: weights.map(weight => {
      const data = weight === 100 ? desired : mixOf(desired, BLUE, weight)
      return { desired: data, data, weight }
    })
  })
}

function planOver(
  target: ServiceTarget | RouteTarget,
  targetType: string,
  live: Live,
  desired: Definition,
  {
    rungs = [],
    ...more
  }: {
    readonly rungs?: readonly Rung[]
    readonly affected: Plan['affected']
    readonly names?: Plan['names']
  }
): Plan {
  return {
    // a manifest has names of its own
    target: target.stageName === undefined ? withTitle(target, live.title) : target,
    targetType,
    definitionId: '',
    live,
    readAt: 0,
    desired,
    data: desired,
    rungs: rungs.length === 0 ? [{ desired, data: desired, weight: 100 }] : rungs,
    lane: 'gw-a',
    writeId: undefined,
    difference: differenceFrom(live, desired, target),
    fingerprint: `fp1:${'0123456789abcdef'.repeat(4)}`,
    warnings: [],
    ...more,
    ...(more.names === undefined ? {} : { names: more.names })
  } as Plan
}

export const probe = (passed: boolean): CheckResult => ({
  name: 'probe',
  subject: 'https://shop.example.com/health',
  passed,
  attempts: 3,
  detail: passed ? 'HTTP 200' : 'HTTP 503'
})

/** An outcome for each result, as the step creates it from such a plan. */
export function nativeOutcome(result: Result, plan: Plan, more: Partial<Outcome> = {}): Outcome {
  const isSent = !['planned', 'drifted', 'unchanged', 'failed', 'valid', 'not-started'].includes(result)
  const isRed = ['partial', 'unknown', 'cancelled', 'rollback-failed'].includes(result)
  return {
    target: plan.target,
    result,
    changed: isSent && result !== 'rolled-back',
    plan,
    hasChanges: result !== 'unchanged',
    accepted: isSent ? SAVED : undefined,
    progress: undefined,
    checks: [],
    rollback: result === 'rolled-back' || result === 'rollback-failed' ? BACK : undefined,
    phases: !isSent
      ? phasesOf(['plan', 0.4])
      : plan.target.kind === 'service'
        ? phasesOf(['plan', 0.4], ['write', 0.2], ['read-back', 0.1], ['probe', 2.4])
        : phasesOf(['plan', 0.4], ['write', 0.2], ['deploy', 0.3], ['batch', 2.1], ['read-back', 0.1]),
    error: isRed
      ? new ActionError(
          'ProbeFailed',
          `${plan.target.name}: probe failed: https://shop.example.com/health: HTTP 503`,
          {
            nextSteps: nextSteps(plan),
            requestId: SAVED.requestId
          }
        )
      : result === 'rolled-back'
        ? new ActionError(
            'ProbeFailed',
            `${plan.target.name}: probe failed: https://shop.example.com/health: HTTP 503`,
            {
              cure: 'Fix the cause, then re-run the job.'
            }
          )
        : undefined,
    durationMs: 3_100,
    ...more
  }
}

/** What a switched service affected. */
export function usersOf({ affected = [] }: Plan): NonNullable<Outcome['progress']> {
  const total = affected.length
  return {
    apis: affected.map(({ apiId, name, group }) => ({
      ...{ apiId, name, group, status: '', message: '' },
      state: 'updated'
    })),
    ...{ total, updated: total, failed: 0, moving: 0, unlisted: [], done: true }
  }
}

/** The steps of a ladder of 10, 50 and 100 percent, with these results. */
export function rungsOf(...results: readonly Result[]): NonNullable<Outcome['rungs']> {
  return results.map((result, index) => ({
    weight: [10, 50, 100][index] ?? 100,
    result,
    checks: result === 'not-started' ? [] : [probe(result === 'switched')],
    durationMs: result === 'not-started' ? 0 : 4_000
  }))
}
