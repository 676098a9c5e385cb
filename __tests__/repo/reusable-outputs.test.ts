import { expect, test } from '@jest/globals'
import { readWorkflow } from '../support/workflows/document.ts'
import { fill } from '../support/workflows/expressions.ts'
import { play } from '../support/workflows/play.ts'
import { NEW_ORDERS, OLD, ORDERS, withShop } from '../support/workflows/shop.ts'

const PATH = '.github/workflows/switch-backend.yml'
const INPUTS = { environment: 'production', 'region-id': 'cn-hangzhou' }

type Jobs = Awaited<ReturnType<typeof play>>

/** The outputs that the caller gets from these jobs. */
function outputsOf(jobs: Jobs): Record<string, string> {
  const { call } = readWorkflow(PATH)
  const contexts = {
    jobs: Object.fromEntries(jobs.map(({ name, result, outputs }) => [name, { result, outputs }]))
  }
  return Object.fromEntries(
    Object.entries(call?.outputs ?? {}).map(([name, { value }]) => [name, String(fill(value, contexts))])
  )
}

test('a failed plan is reported as failed even if another target has no changes', () =>
  withShop(async ({ base }) => {
    const manifest = {
      version: 1,
      backends: {
        orders: { 'backend-id': ORDERS, stages: { TEST: OLD } },
        // has no definition in this stage
        other: {
          'backend-id': '739b68751c0b4e899e04d0c92b6d0be7',
          stages: { TEST: { ServiceAddress: 'http://x' } }
        }
      }
    }
    const jobs = await play(PATH, {
      ...base,
      event: { name: 'push', inputs: { ...INPUTS, manifest: 'm.json', 'stage-name': 'TEST' } },
      repository: { 'm.json': JSON.stringify(manifest) }
    })
    const outputs = outputsOf(jobs)
    expect(outputs).toMatchObject({ result: 'failed', changed: 'false' })
    expect(outputs['message']).toMatch(/^Failed: /)
  }))

test('outputs that the apply did not set are not taken from the plan', () =>
  withShop(async ({ base }) => {
    const jobs = await play(PATH, {
      ...base,
      event: {
        name: 'push',
        inputs: {
          ...INPUTS,
          'backend-id': ORDERS,
          'stage-name': 'RELEASE',
          'backend-model-data-file': 'o.json'
        }
      },
      repository: { 'o.json': JSON.stringify(NEW_ORDERS) }
    })
    // a step that was killed after its write, and one whose outputs were dropped because of a masked word
    const killed = jobs.map(job =>
      job.name === 'apply' ? { ...job, result: 'failure' as const, outputs: { result: 'unknown' } } : job
    )
    expect(outputsOf(killed)).toMatchObject({ result: 'unknown', changed: '', message: '', report: '' })
    expect(outputsOf(jobs)['message']).toMatch(/^Switched: /)
  }))
