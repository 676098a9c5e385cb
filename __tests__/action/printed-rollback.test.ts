import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { Emulator } from '../../emulator/emulator.ts'
import { withCloud } from '../support/cloud.ts'
import { withTemp } from '../support/left-behind.ts'
import { BLUE, GREEN, routeOf, routeSeed, switchRoute } from '../support/route-cloud.ts'
import { SERVICE_ID, serviceInputs, serviceOf, serviceSeed } from '../support/service-cloud.ts'
import { INSTANT_SLEEPS } from '../support/step-time.ts'
import { annotationsOf, step } from '../support/step.ts'

// The rollback step in a summary is pasted unchanged, with the same credentials.

interface Pasted {
  readonly uses: string
  readonly with: Readonly<Record<string, unknown>>
}

function pasteable(summary: string): Pasted[] {
  return [...summary.matchAll(/^```yaml\n(- uses: .*?)\n```$/gms)].flatMap(
    ([, text = '']) => parse(text) as Pasted[]
  )
}

function run({ uses, with: inputs }: Pasted, cloud: Emulator): ReturnType<typeof step> {
  const texts = Object.entries(inputs).map(([name, value]) => [name, String(value)] as const)
  return step(
    {
      ...Object.fromEntries(texts),
      'access-key-id': cloud.accessKeyId,
      'access-key-secret': cloud.accessKeySecret
    },
    { folder: uses.includes('/native@') ? 'native' : '.', env: INSTANT_SLEEPS }
  )
}

test.concurrent('of a route', () =>
  withCloud(routeSeed(), async cloud => {
    const switched = await switchRoute(cloud)
    expect(switched.summary).toContain(`blue (${BLUE}), port 8080`)
    expect(switched.summary).toContain(`green (${GREEN}), port 8080`)
    const [back, ...more] = pasteable(switched.summary)
    expect([back?.uses, more]).toEqual(['OWNER/switch-backend/native@v1', []])
    if (back === undefined) return
    expect((await run(back, cloud)).outputs['result']).toBe('switched')
    expect(routeOf(cloud)).toEqual({ saved: 'blue', serving: 'blue' })
  }))

test.concurrent('of a service', () =>
  withCloud(serviceSeed(), async cloud => {
    const before = serviceOf(cloud)['addresses']
    const inputs = serviceInputs(cloud)
    const switched = await step(inputs, { folder: 'native', env: INSTANT_SLEEPS })
    expect(serviceOf(cloud)['addresses']).not.toEqual(before)
    for (const back of pasteable(switched.summary)) {
      expect((await run(back, cloud)).outputs['result']).toBe('switched')
    }
    expect(serviceOf(cloud)['addresses']).toEqual(before)
  }))

test.concurrent('of each target of a manifest', () =>
  withTemp(workspace =>
    withCloud(serviceSeed(), async cloud => {
      const before = serviceOf(cloud)['addresses']
      await writeFile(
        join(workspace, 'targets.yml'),
        `version: 1\nservices:\n  a: { service-id: ${SERVICE_ID}, stages: { LIVE: { addresses: ['10.0.0.2:8080'] } } }\n  b: { service-id: svc-other, stages: { LIVE: { addresses: ['10.0.0.8:80'] } } }\n`
      )
      const { 'service-id': _, addresses: __, ...connection } = serviceInputs(cloud)
      const switched = await step(
        { ...connection, manifest: 'targets.yml', 'stage-name': 'LIVE' },
        { workspace, env: INSTANT_SLEEPS }
      )
      const steps = pasteable(switched.summary)
      expect(steps.map(({ uses }) => uses)).toEqual([
        'OWNER/switch-backend/native@v1',
        'OWNER/switch-backend/native@v1'
      ])
      for (const back of steps) expect((await run(back, cloud)).outputs['result']).toBe('switched')
      expect(serviceOf(cloud)['addresses']).toEqual(before)
    })
  ))

test.concurrent('of a route whose deployment failed, which the step rejects until it is published in the console', () =>
  withCloud(routeSeed({ doubts: '{ deploy-failure: once }' }), async cloud => {
    const failed = await switchRoute(cloud)
    expect(annotationsOf(failed, 'error')[0]).toMatch(
      /the deployment failed: the route is DeployFailed.*\[BatchFailed\]/
    )
    expect(failed.summary).toContain('the step fails with UndeployedChanges')
    const [back] = pasteable(failed.summary)
    if (back === undefined) throw new Error('no step')
    expect((await run(back, cloud)).outputs['error-code']).toBe('UndeployedChanges')
    // the backend to send again is saved, and only has to be deployed
    expect((await switchRoute(cloud)).outputs['result']).toBe('switched')
    expect(routeOf(cloud)).toEqual({ saved: 'green', serving: 'green' })
  }))
