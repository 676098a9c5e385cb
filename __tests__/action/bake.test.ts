import { expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import {
  BACKEND_ID,
  NEW_ADDRESS,
  NEW_DATA,
  OLD_ADDRESS,
  actionsOf,
  liveOf,
  seedOf,
  withCloud,
  writesTo
} from '../support/cloud.ts'
import { withProbed } from '../support/probed.ts'
import type { Probed, ProbedResponse } from '../support/probed.ts'
import { INSTANT_SLEEPS, holdDeadlines } from '../support/step-time.ts'
import { annotationsOf, inputsFor, reportOf, start, step } from '../support/step.ts'
import { onPosix } from '../support/systems.ts'

const signalled = onPosix ? test.concurrent : test.concurrent.skip

/** A release behind one URL. Its first three responses are for the probes. */
function withRelease<T>(
  responses: readonly ProbedResponse[],
  use: (probed: Probed, cloud: Emulator) => Promise<T>
): Promise<T> {
  return withProbed({ '/health': responses }, probed => withCloud(seedOf(), cloud => use(probed, cloud)))
}

const bakeFor = (cloud: Emulator, probed: Probed, inputs: Record<string, string> = {}) =>
  step(
    inputsFor(cloud, {
      'probe-url': `${probed.url}/health`,
      'probe-timeout': '5m',
      'bake-time': '20s',
      ...inputs
    }),
    { env: INSTANT_SLEEPS }
  )

test.concurrent('a healthy release is switched, after every request of the bake time', () =>
  withRelease([200, 200, 200, 200, 500, 500, 200], async (probed, cloud) => {
    const result = await bakeFor(cloud, probed)
    expect(result.outputs['result']).toBe('switched')
    expect(probed.asked('/health')).toBe(7)
    expect(reportOf(result).targets[0]).toMatchObject({
      checks: [
        { name: expect.stringMatching(/^probe /), passed: true },
        { name: expect.stringMatching(/^bake /), passed: true, detail: 'HTTP 200; 2 of 4 requests failed' }
      ]
    })
    expect(result.summary).toContain('The probe passed. The bake check passed.')
    // the gateway's stage, as for a probe
    expect(probed.requests.at(-1)?.headers['x-ca-stage']).toBe('RELEASE')
  }))

test.concurrent.each([
  ['false', 'partial', 'true', { ServiceAddress: NEW_ADDRESS }, 1],
  ['true', 'rolled-back', 'false', { ServiceAddress: OLD_ADDRESS }, 2]
])('probes pass but the bake fails; rollback-on-failure: %s', (rollback, result, changed, live, writes) =>
  withRelease([200, 200, 200, 200, 503], async (probed, cloud) => {
    const ended = await bakeFor(cloud, probed, { 'bake-time': '10m', 'rollback-on-failure': rollback })
    expect(ended.exitCode).toBe(1)
    expect(ended.outputs).toMatchObject({ result, changed, 'error-code': 'BakeFailed' })
    const [error = ''] = annotationsOf(ended, 'error')
    expect(error).toMatch(
      /bake failed: http:.*\/health: HTTP 503 \(4 attempts; 3 consecutive failures, \d+s into the bake time of 10m00s\)/
    )
    expect(liveOf(cloud)).toEqual(live)
    expect(writesTo(cloud)).toBe(writes)
    expect(probed.asked('/health')).toBe(7)
  })
)

/** Changes the live definition right before the read at the end of the bake. */
const writeDuringBake = (cloud: Emulator, definition: Record<string, string>): void =>
  cloud.faults.add({
    kind: 'another-writer',
    action: 'DescribeBackendInfo',
    nth: 3,
    backend: BACKEND_ID,
    stage: 'RELEASE',
    definition
  })
const FOREIGN = { ServiceAddress: 'http://10.9.9.9' }
const PREVIOUS = { ServiceAddress: OLD_ADDRESS }

test.concurrent.each([
  ['false', FOREIGN, 'partial', 'true'],
  ['true', FOREIGN, 'rollback-failed', 'true'],
  ['false', PREVIOUS, 'partial', 'false'],
  ['true', PREVIOUS, 'rolled-back', 'false']
])(
  'someone else writes during a bake that passes; rollback-on-failure: %s, live: %j',
  (rollback, definition, result, changed) =>
    withRelease([200], async (probed, cloud) => {
      writeDuringBake(cloud, definition)
      const ended = await bakeFor(cloud, probed, { 'rollback-on-failure': rollback })
      expect(ended.exitCode).toBe(1)
      expect(ended.outputs).toMatchObject({ result, changed, 'error-code': 'Conflict' })
      const [error = '', ...others] = annotationsOf(ended, 'error')
      expect(others).toEqual([])
      for (const part of [
        'someone else changed the live definition during the bake time',
        `the previous definition was ${JSON.stringify(PREVIOUS)}`,
        `this step sent ${NEW_DATA}`,
        `the live definition is ${JSON.stringify(definition)}`
      ])
        expect(error.split(part)).toHaveLength(2)
      expect(ended.outputs['message']).not.toContain(`Changed: `)
      // not touched
      expect(liveOf(cloud)).toEqual(definition)
      expect(writesTo(cloud)).toBe(1)
    })
)

test.concurrent.each([
  [
    'every time',
    'every',
    /RELEASE: could not verify that the definition stayed live during the bake time: .*503/
  ],
  ['once', 1, undefined]
] as const)('the target is switched although the read at the end of the bake fails %s', (_, times, warning) =>
  withRelease([200], async (probed, cloud) => {
    cloud.faults.add({
      kind: 'custom',
      action: 'DescribeBackendInfo',
      nth: 3,
      times,
      status: 503,
      code: 'ServiceUnavailable',
      message: '503'
    })
    const result = await bakeFor(cloud, probed)
    expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true', 'error-code': '' })
    const warnings = annotationsOf(result, 'warning')
    expect(warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)])
  })
)

test.concurrent('without a bake, nothing is read after the probes', () =>
  withRelease([200], async (probed, cloud) => {
    writeDuringBake(cloud, FOREIGN)
    const result = await bakeFor(cloud, probed, { 'bake-time': '0' })
    expect(result.outputs['result']).toBe('switched')
    expect(actionsOf(cloud).filter(action => action === 'DescribeBackendInfo')).toHaveLength(2)
  }))

test.concurrent('an unchanged target is probed but not baked', () =>
  withRelease([200], async (probed, cloud) => {
    cloud.cloud.write(BACKEND_ID, 'RELEASE', JSON.parse(NEW_DATA) as Record<string, string>)
    const result = await bakeFor(cloud, probed)
    expect(result.outputs['result']).toBe('unchanged')
    expect(probed.asked('/health')).toBe(3)
  }))

signalled('a signal during the bake cancels without a rollback', () =>
  withRelease([200], async (probed, cloud) => {
    const running = await start(
      inputsFor(cloud, {
        'probe-url': `${probed.url}/health`,
        'probe-timeout': '5m',
        'bake-time': '1h',
        'rollback-on-failure': 'true'
      }),
      holdDeadlines()
    )
    await running.line('bake: requesting 1 URL every')
    running.cancel()
    const result = await running.result
    expect(result.outputs).toMatchObject({ result: 'cancelled', changed: 'true' })
    const [error = ''] = annotationsOf(result.post ?? { annotations: [] }, 'error')
    // the probe has passed
    expect(error).toContain('the step was stopped before its bake passed')
    expect(error).toContain('NotProbed')
    expect(result.post?.summary).toContain('stopped before all checks of the new definition had passed')
    expect(liveOf(cloud)).toEqual({ ServiceAddress: NEW_ADDRESS })
  })
)
