import { expect, test } from '@jest/globals'
import { play } from '../support/workflows/play.ts'
import {
  endsOf,
  IN_PRODUCTION,
  NEW_ORDERS,
  OLD,
  ON_MAIN,
  ORDERS,
  withShop
} from '../support/workflows/shop.ts'

/** Runs the example, with OIDC tokens whose subject depends on the job's environment. */
function playKeyless(subject: (environment: string) => string): Promise<{
  readonly ends: Record<string, string>
  readonly live: unknown
  readonly actions: readonly string[]
}> {
  return withShop(async ({ base, emulator, identify }) => {
    identify(subject)
    const jobs = await play('examples/keyless.yml', {
      ...base,
      secrets: {},
      event: { name: 'push' },
      repository: { 'gateway/orders.RELEASE.yml': JSON.stringify(NEW_ORDERS) }
    })
    const live = emulator.cloud.definition(ORDERS, 'RELEASE')
    return { ends: endsOf(jobs), live, actions: emulator.requests.map(({ action }) => action) }
  })
}

test('plans and applies without keys, with two roles', async () => {
  const { ends, live, actions } = await playKeyless(environment =>
    environment === '' ? ON_MAIN : IN_PRODUCTION
  )
  expect(ends).toEqual({ plan: 'success planned', apply: 'success switched' })
  expect(live).toEqual(NEW_ORDERS)
  expect(actions.filter(action => action === 'AssumeRoleWithOIDC')).toHaveLength(2)
})

test('a job outside the environment cannot write', async () => {
  const { ends, live } = await playKeyless(() => ON_MAIN)
  expect(ends).toEqual({ plan: 'success planned', apply: 'failure failed' })
  expect(live).toEqual(OLD)
})
