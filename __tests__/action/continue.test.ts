import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { BACKEND_ID, NEW_ADDRESS, OLD_ADDRESS, seedOf, withCloud } from '../support/cloud.ts'
import { withTemp } from '../support/left-behind.ts'
import { annotationsOf, connectionTo, reportOf, step } from '../support/step.ts'

const SWITCHED = `{ backend-id: ${BACKEND_ID}, stages: { TEST: { ServiceAddress: "${NEW_ADDRESS}" } } }`

const run = (entry: string, inputs: Record<string, string>) =>
  withTemp(workspace =>
    withCloud(seedOf(), async cloud => {
      await writeFile(
        join(workspace, 'backends.yml'),
        `version: 1\nbackends:\n  broken: ${entry}\n  good: ${SWITCHED}\n`
      )
      return step(
        { ...connectionTo(cloud), manifest: 'backends.yml', 'stage-name': '*', ...inputs },
        { workspace }
      )
    })
  )

test.each([
  [
    'whose plan fails',
    `{ backend-id: ${BACKEND_ID}, backend-type: VPC, stages: { RELEASE: { VpcConfig: { VpcAccessId: a } } } }`,
    'Nothing was sent for this target.'
  ],
  [
    'that is unchanged and whose probe fails',
    `{ backend-id: ${BACKEND_ID}, stages: { RELEASE: { data: { ServiceAddress: "${OLD_ADDRESS}" }, probe-url: "http://127.0.0.1:1/" } } }`,
    'This target was not changed: the live definition is already the desired one.'
  ]
])('with on-failure: continue, a target %s makes no claim about the others', async (_, entry, cure) => {
  const result = await run(entry, { 'on-failure': 'continue', 'probe-timeout': '1s' })
  expect(result.outputs).toMatchObject({ result: 'partial', changed: 'true' })
  expect(reportOf(result).targets).toMatchObject([
    { name: 'broken/RELEASE', result: 'failed' },
    { name: 'good/TEST', result: 'switched' }
  ])
  const [error = ''] = annotationsOf(result, 'error')
  expect(error).toContain(cure)
  expect(result.summary).toContain(cure)
  expect(error + result.summary).not.toMatch(/No target was changed|Nothing was sent\./)
})

test('a plan in which a target fails does not say what an apply would update', async () => {
  const result = await run(
    `{ backend-id: ${BACKEND_ID}, backend-type: VPC, stages: { RELEASE: { VpcConfig: { VpcAccessId: a } } } }`,
    { mode: 'plan' }
  )
  expect(result.outputs['result']).toBe('failed')
  expect(result.summary).toContain('1 failed, 1 planned. Nothing was sent.')
  expect(result.summary).not.toContain('An apply would update')
})
