import { describe, expect, test } from '@jest/globals'
import { play } from '../support/workflows/play.ts'
import type { Play } from '../support/workflows/play.ts'
import { endsOf, NEW_ORDERS, ORDERS, OLD, withShop } from '../support/workflows/shop.ts'

// The runner drops a job output that contains a masked value. A secret whose value is a word, such as `true`, masks that word
// everywhere: the output of the plan job is empty then, and the apply job must still run.

const DEFINITION = JSON.stringify(NEW_ORDERS)
const push: Play['event'] = { name: 'push' }
const MANIFEST = JSON.stringify({
  version: 1,
  backends: { orders: { 'backend-id': ORDERS, stages: { RELEASE: NEW_ORDERS } } }
})

const WORKFLOWS: readonly (readonly [string, Omit<Play, 'secrets'>])[] = [
  [
    '.github/workflows/switch-backend.yml',
    {
      event: {
        name: 'push',
        inputs: {
          environment: 'production',
          'backend-id': ORDERS,
          'stage-name': 'RELEASE',
          'backend-model-data-file': 'orders.json',
          'region-id': 'cn-hangzhou'
        }
      },
      repository: { 'orders.json': DEFINITION }
    }
  ],
  ['examples/ghes.yml', { event: push, repository: { 'gateway/orders.RELEASE.yml': DEFINITION } }],
  [
    'examples/rollback.yml',
    {
      event: {
        name: 'workflow_dispatch',
        inputs: { stage: 'RELEASE', 'previous-backend-model-data': DEFINITION }
      }
    }
  ],
  ['examples/manifest-shards.yml', { event: push, repository: { 'gateway/backends.yml': MANIFEST } }]
]

describe('a secret whose value is `true`', () => {
  test.each(WORKFLOWS)('%s: the apply still runs', (path, workflow) =>
    withShop(async ({ base, emulator, writes }) => {
      const secrets = { ...base.secrets, FEATURE_FLAG: 'true' }
      const [plan, ...applies] = await play(path, { ...base, ...workflow, secrets })
      expect(plan?.result).toBe('success')
      expect(plan?.outputs).not.toHaveProperty('has-changes')
      expect(Object.values(endsOf(applies))).toEqual(['success switched'])
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(NEW_ORDERS)
      expect(writes()).toBe(1)
    })
  )
})

test('a secret whose value is `false`: without changes the apply runs, and reports unchanged', () =>
  withShop(async ({ base, writes }) => {
    const workflow: Omit<Play, 'secrets'> = {
      ...base,
      event: push,
      repository: { 'gateway/orders.RELEASE.yml': JSON.stringify(OLD) }
    }
    const usual = await play('examples/ghes.yml', { ...workflow, secrets: base.secrets ?? {} })
    expect(endsOf(usual)).toEqual({ plan: 'success planned', apply: 'skipped' })
    const secrets = { ...base.secrets, FEATURE_FLAG: 'false' }
    const jobs = await play('examples/ghes.yml', { ...workflow, secrets })
    expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'success unchanged' })
    expect(writes()).toBe(0)
  }))

test.each([
  ['the fingerprint', 'examples/ghes.yml', 'fp1'],
  ['the matrix', 'examples/manifest-shards.yml', 'include'],
  ['all of them', 'examples/ghes.yml', '1']
])('a job fails without sending anything when %s is dropped', (_, path, word) =>
  withShop(async ({ base, writes }) => {
    const workflow = WORKFLOWS.find(([name]) => name === path)?.[1]
    const secrets = { ...base.secrets, FEATURE_FLAG: word }
    const jobs = await play(path, { event: push, ...base, ...workflow, secrets })
    expect(jobs.map(({ result }) => result)).toEqual(['success', 'failure'])
    expect(writes()).toBe(0)
  })
)
