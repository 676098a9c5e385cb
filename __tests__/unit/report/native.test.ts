import { beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ActionError } from '../../../src/errors/action-error.ts'
import { planLines, planTable, showDifference } from '../../../src/report/plan-lines.ts'
import { renderMessage } from '../../../src/report/sinks/outputs.ts'
import { renderSummary } from '../../../src/report/sinks/summary.ts'
import { nextSteps } from '../../../src/rollout/next-steps.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import type { Plan } from '../../../src/rollout/plan.ts'
import { loadKinds } from '../../../src/targets/kinds.ts'
import { LOOKED_FOR, htmlOf, tagsOf, textNodesOf } from './hostile.ts'
import {
  ROUTE_ID,
  SERVICE_ID,
  nativeOutcome,
  probe,
  routePlan,
  rungsOf,
  servicePlan,
  usersOf
} from './native-outcomes.ts'
import { CONTEXT, outcomeOf } from './outcomes.ts'

// What people read about targets of Cloud-native API Gateway.

beforeAll(() => loadKinds([{ kind: 'service' }, { kind: 'route' }]))

const summaryOf = (...outcomes: readonly Outcome[]): string => renderSummary({ outcomes, context: CONTEXT })
const messageOf = (...outcomes: readonly Outcome[]): string => renderMessage({ outcomes, context: CONTEXT })
const sentenceOf = (outcome: Outcome): string => summaryOf(outcome).split('\n')[2] ?? ''
const same = (text: string): string => text
const linesOf = (plan: Plan): string[] => planLines({ plan, hasChanges: true }, same).map(({ text }) => text)

/** Whole summaries, in files. */
const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'golden', `${name}.txt`), 'utf8')

const LADDER = { weights: [10, 50, 100] }
const switchedService = (options = {}): Outcome => {
  const plan = servicePlan(options)
  return nativeOutcome('switched', plan, { progress: usersOf(plan), checks: [probe(true)] })
}

test('the plan of a route names both services', () => {
  expect(summaryOf(nativeOutcome('planned', routePlan()))).toBe(golden('route-planned'))
})

test('a ladder that was rolled back at 50 percent', () => {
  const rungs = rungsOf('switched', 'partial', 'not-started')
  const checks = [{ ...probe(true), name: 'preflight' as const }, ...rungs.flatMap(rung => rung.checks)]
  expect(summaryOf(nativeOutcome('rolled-back', routePlan(LADDER), { rungs, checks }))).toBe(
    golden('ladder-rolled-back')
  )
})

test('a switched service', () => {
  expect(summaryOf(switchedService())).toBe(golden('service-switched'))
})

test('a backend, a service and a route in one run', () => {
  const stage = { stageName: 'RELEASE' }
  expect(
    summaryOf(
      outcomeOf('switched', { targetName: 'orders/RELEASE' }),
      switchedService(stage),
      nativeOutcome('partial', routePlan(stage), { checks: [probe(false)] })
    )
  ).toBe(golden('both-products'))
})

describe('the sentence of a service', () => {
  test.each<[Result, string]>([
    [
      'planned',
      'An apply would change the **addresses** and affect **3 routes and operations**. Nothing was sent.'
    ],
    [
      'submitted',
      'The update was accepted but not verified: the service does not report when it takes effect.'
    ],
    [
      'partial',
      'The new addresses were sent, but the live addresses were not read back as desired. They were not rolled back.'
    ],
    ['rolled-back', 'The switch failed. Rolled back: the previous addresses are restored and verified.'],
    [
      'cancelled',
      'The step was stopped after the update had been accepted. The service does not report when it takes effect.'
    ]
  ])('%s', (result, sentence) => {
    expect(sentenceOf(nativeOutcome(result, servicePlan()))).toContain(sentence)
  })
  test('without a probe, switched claims no more than the read-back', () => {
    const textOf = (outcome: Outcome): string => sentenceOf(outcome).replaceAll('<span>-</span>', '-')
    expect(textOf(switchedService())).toContain(
      'does not report when an update of a service takes effect: switched means that the read-back matched and the checks passed. The probe passed.'
    )
    expect(textOf({ ...switchedService(), checks: [] })).toContain(
      'switched means only that the read-back matched, because no probe ran. Duration:'
    )
  })
  test('may not know what uses it', () => {
    const plan = servicePlan({ affected: undefined })
    expect(sentenceOf(nativeOutcome('switched', plan))).toContain(
      'Used by an unknown number of routes and operations'
    )
    expect(linesOf(plan)).toContain('Affects  not known: the routes and operations cannot be listed')
  })
})

describe('the sentence of a route', () => {
  const saved = { notInEffect: 'the route has saved changes that are not deployed (DeployedWithChanges)' }
  const DRAFT = { ...saved, live: { serviceId: 'svc-crgreen0tlhtgm58e0', port: 8080 } }
  const failed = (code: ConstructorParameters<typeof ActionError>[0]): Partial<Outcome> => ({
    error: new ActionError(code, 'checkout: no')
  })
  test.each<[string, () => Outcome, string]>([
    [
      'planned',
      () => nativeOutcome('planned', routePlan()),
      'An apply would change the **backend** in one step. Nothing was sent.'
    ],
    [
      'planned as a ladder',
      () => nativeOutcome('planned', routePlan(LADDER)),
      'An apply would change the **backend** in **steps of 10, 50 and 100 percent**, each verified before the next. Nothing was sent.'
    ],
    [
      'a draft to be deployed',
      () => nativeOutcome('planned', routePlan(DRAFT)),
      'An apply would deploy the desired backend, which is already saved: the route has saved changes that are not deployed (DeployedWithChanges). Nothing was sent.'
    ],
    [
      'switched',
      () => nativeOutcome('switched', routePlan()),
      'The route is deployed, and the live backend was read back as desired. Duration: 3.1s.'
    ],
    [
      'switched as a ladder',
      () =>
        nativeOutcome('switched', routePlan(LADDER), { rungs: rungsOf('switched', 'switched', 'switched') }),
      'The route was deployed in 3 steps, and the live backend was read back as desired. Duration: 3.1s.'
    ],
    [
      'submitted',
      () => nativeOutcome('submitted', routePlan()),
      'The backend was saved. Its deployment was not followed, so whether the route is deployed is not known. Duration: 3.1s.'
    ],
    [
      'stopped after a weight',
      () =>
        nativeOutcome('cancelled', routePlan(LADDER), {
          rungs: rungsOf('switched', 'cancelled', 'not-started')
        }),
      'The step was stopped before the last weight was verified: 10 percent was verified. The post step rolls back. Duration: 3.1s.'
    ],
    [
      'restored before it was deployed',
      () =>
        nativeOutcome('cancelled', routePlan(), {
          changed: false,
          rollback: { requestId: 'A', operationId: '' }
        }),
      'The step was stopped before the new backend was deployed. The previous backend is restored. Duration: 3.1s.'
    ],
    [
      'saved but not deployed',
      () => nativeOutcome('partial', routePlan(), failed('SavedNotDeployed')),
      'The new backend was saved but could not be deployed, and the previous one could not be restored. The gateway most likely still serves the previous one. Duration: 3.1s.'
    ],
    [
      'rolled back after a signal',
      () => nativeOutcome('rolled-back', routePlan(LADDER), failed('Cancelled')),
      'The step was stopped. Rolled back: the previous backend is restored and verified. Duration: 3.1s.'
    ]
  ])('%s', (_, outcome, sentence) => {
    expect(sentenceOf(outcome())).toBe(sentence)
  })
})

describe('the log', () => {
  test('of a route names its services, and of a ladder its steps', () => {
    expect(linesOf(routePlan(LADDER))).toEqual([
      `checkout (route ${ROUTE_ID}, API api-cr6ql0tlhtgmc8o0, scene SingleService)`,
      'Backend',
      '    - checkout-blue (svc-crblue0tlhtgm58e0), port 8080, HTTP',
      '    + checkout-green (svc-crgreen0tlhtgm58e0), port 8080',
      'Weights  Steps of 10, 50 and 100 percent',
      `Plan     fp1:${'0123456789abcdef'.repeat(4)}`
    ])
  })
  test('shows every weight of a backend of several services', () => {
    const services = [
      { serviceId: 'svc-crblue0tlhtgm58e0', version: 'v1', weight: 70 },
      { serviceId: 'svc-crblue0tlhtgm58e0', version: 'v2', weight: 30 }
    ]
    expect(showDifference(routePlan({ desired: { services } }), same)).toBe(
      'backend: checkout-blue (svc-crblue0tlhtgm58e0), port 8080, HTTP -> 70 percent checkout-blue (svc-crblue0tlhtgm58e0), version v1; 30 percent checkout-blue (svc-crblue0tlhtgm58e0), version v2'
    )
  })
  test('of many addresses shows those that change', () => {
    const stay = Array.from({ length: 18 }, (_, index) => `10.0.1.${index}:8080`)
    const plan = servicePlan({
      live: { addresses: ['10.0.0.1:8080', ...stay] },
      desired: { addresses: [...stay, '10.0.0.2:8080'] }
    })
    expect(linesOf(plan).slice(1, 6)).toEqual([
      'Addresses',
      '    - 10.0.0.1:8080',
      '    - and 18 unchanged',
      '    + 10.0.0.2:8080',
      '    + and 18 unchanged'
    ])
    expect(
      showDifference(servicePlan({ live: { addresses: stay }, desired: { addresses: stay } }), same)
    ).toBe('no change')
  })
  test('of a scene that the inputs cannot express shows the response', () => {
    const live = { scene: 'Mock', mock: { code: 200 } }
    expect(showDifference(routePlan({ live }), same)).toBe(
      'backend: {"scene":"Mock","mock":{"code":200}} -> {"serviceId":"svc-crgreen0tlhtgm58e0","port":8080}'
    )
  })
  test('of several targets', () => {
    const lines = planTable(
      [servicePlan({ stageName: 'LIVE' }), routePlan({ stageName: 'LIVE', ...LADDER })].map(plan => ({
        plan,
        hasChanges: true
      })),
      same
    )
    expect(lines).toEqual([
      { text: expect.stringMatching(/^orders-native\/LIVE {2}changes, 3 routes and operations, fp1:/) },
      { text: '    - 10.0.0.1:8080', change: 'removed' },
      { text: '    - 10.0.0.3:8080', change: 'removed' },
      { text: '    + 10.0.0.2:8080', change: 'added' },
      { text: expect.stringMatching(/^checkout\/LIVE {2}changes, steps of 10, 50 and 100 percent, fp1:/) },
      {
        text: '    - checkout-blue (svc-crblue0tlhtgm58e0), port 8080, HTTP',
        change: 'removed'
      },
      { text: '    + checkout-green (svc-crgreen0tlhtgm58e0), port 8080', change: 'added' }
    ])
  })
})

describe('the message', () => {
  const CHANGE = 'serviceId from svc-crblue0tlhtgm58e0 to svc-crgreen0tlhtgm58e0'
  test.each<[string, () => Outcome, string]>([
    [
      'a route',
      () => nativeOutcome('switched', routePlan()),
      `Switched: checkout (route ${ROUTE_ID})\nChanged: ${CHANGE}\nRun:`
    ],
    [
      'a service',
      switchedService,
      `Switched: orders-svc (service ${SERVICE_ID})\nChanged: addresses from 10.0.0.1:8080,10.0.0.3:8080 to 10.0.0.2:8080\nRoutes and operations that use it: 3\nRun:`
    ],
    [
      'a ladder that failed',
      () =>
        nativeOutcome('rolled-back', routePlan(LADDER), {
          rungs: rungsOf('switched', 'partial', 'not-started')
        }),
      `Restored after a failure at 50 percent; attempted: ${CHANGE}\nError: ProbeFailed`
    ],
    [
      'a ladder that was stopped',
      () =>
        nativeOutcome('cancelled', routePlan(LADDER), {
          rungs: rungsOf('switched', 'cancelled', 'not-started')
        }),
      `Changed: last verified weight 10 percent; desired: ${CHANGE}`
    ],
    [
      'a ladder whose second weight could not be rolled back',
      () =>
        nativeOutcome('rollback-failed', routePlan(LADDER), {
          rungs: rungsOf('switched', 'partial', 'not-started')
        }),
      `Changed: last verified weight 10 percent; desired: ${CHANGE}`
    ],
    [
      'a ladder whose first weight could not be rolled back',
      () =>
        nativeOutcome('rollback-failed', routePlan(LADDER), {
          rungs: rungsOf('partial', 'not-started', 'not-started')
        }),
      `Changed: no weight verified; desired: ${CHANGE}`
    ]
  ])('%s', (_, outcome, text) => {
    expect(messageOf(outcome())).toContain(text)
  })
})

describe('how to roll back', () => {
  test('is a step of native/, without an operation ID', () => {
    for (const plan of [servicePlan(), routePlan()]) {
      const summary = summaryOf(nativeOutcome('partial', plan))
      expect(summary).toContain('- uses: acme/switch-backend/native@v1')
      expect(summary).not.toMatch(/operation (?:not|`)/)
      expect(nextSteps(plan)).toContain(
        'run native/ of this action in a separate step with region-id: cn-hangzhou, '
      )
    }
  })
  test('may require the console for a route', () => {
    expect(nextSteps(routePlan())).toContain('the step fails with UndeployedChanges')
    expect(summaryOf(nativeOutcome('partial', routePlan()))).toContain(
      'the step fails with UndeployedChanges'
    )
    expect(summaryOf(nativeOutcome('switched', routePlan()))).not.toContain('UndeployedChanges')
  })
  test('requires the console for a scene that the inputs cannot express', () => {
    const plan = routePlan({ live: { scene: 'Mock', mock: { code: 200 } } })
    expect(summaryOf(nativeOutcome('switched', plan)).replaceAll('<span>-</span>', '-')).toContain(
      '**To roll back**, restore the previous backend in the console of Cloud-native API Gateway. The inputs cannot restore it because the live backend is of the scene Mock, which the inputs cannot express.'
    )
  })
  test('is not offered for what was restored before it was deployed', () => {
    const rollback = { requestId: 'A', operationId: '' }
    expect(summaryOf(nativeOutcome('cancelled', routePlan(), { changed: false, rollback }))).not.toContain(
      'To roll back'
    )
  })
})

test('names a failed target once, with its ID once', () => {
  const plan = routePlan({ stageName: 'LIVE' })
  const error = new ActionError('Drifted', `checkout/LIVE (route ${ROUTE_ID}): live differs`)
  const summary = summaryOf(nativeOutcome('drifted', plan, { error }))
  expect(summary).toContain('> Live differs')
  expect(summary.split(ROUTE_ID)).toHaveLength(2)
})

test('shows names of services and routes as text, whatever they hold', () => {
  const hostile = '<img src=x>](http://evil)|`b` @octocat ::error::x'
  const names = { 'svc-crblue0tlhtgm58e0': hostile, 'svc-crgreen0tlhtgm58e0': hostile }
  for (const outcome of [
    nativeOutcome('planned', routePlan({ title: hostile, names, stageName: 'LIVE' })),
    nativeOutcome('switched', servicePlan({ title: hostile }))
  ]) {
    const html = htmlOf(summaryOf(outcome))
    expect(tagsOf(html)).not.toContain('img')
    expect(tagsOf(html)).not.toContain('a')
    for (const text of textNodesOf(html)) expect(text).not.toMatch(LOOKED_FOR)
  }
})
