import { describe, expect, test } from '@jest/globals'
import { compare } from '../../../src/model/diff.ts'
import { findDrift } from '../../../src/rollout/guard.ts'
import { planOf } from '../report/outcomes.ts'

const REPOSITORY = 'octo-org/octo-shop'
const STAMP = `${REPOSITORY}@5f0c3a1d9be2 run 42 by octocat 0badc0de`
type Plan = ReturnType<typeof planOf>

/** A plan with only the fields that are compared. */
function plan({
  live,
  desired,
  description = 'before',
  type = 'HTTP'
}: {
  live: Plan['desired']
  desired: Plan['desired']
  description?: string
  type?: string
}): Plan {
  const base = planOf()
  if (base.live === undefined) throw new Error('no live')
  const reading = { ...base.live, raw: live, definition: live, description }
  return { ...base, targetType: type, live: reading, desired, difference: compare(desired, reading) }
}

const A = 'http://a.internal'

test('the desired definition is no drift, whoever wrote it', () => {
  for (const description of ['', 'before', STAMP]) {
    expect(
      findDrift(
        plan({ live: { ServiceAddress: A }, desired: { ServiceAddress: A }, description }),
        REPOSITORY
      )
    ).toEqual({ drift: undefined, unverified: [] })
  }
})

test("a different value of a desired key is drift, even with this repository's stamp", () => {
  const drifted = plan({
    live: { ServiceAddress: A },
    desired: { ServiceAddress: 'http://b.internal' },
    description: STAMP
  })
  expect(findDrift(drifted, REPOSITORY).drift?.difference?.changes).toMatchObject([
    { path: 'ServiceAddress' }
  ])
})

describe('an omitted key', () => {
  const sides = { live: { ServiceAddress: A, ServiceTimeout: 5000 }, desired: { ServiceAddress: A } }
  test.each([
    ["this repository's stamp", STAMP, false],
    ['the same in a different case', STAMP.replace('octo-org', 'Octo-Org'), false],
    ["another repository's stamp", STAMP.replace('octo-shop', 'octo-shop-2'), true],
    ['a stamp with additional text', `${STAMP} and by hand`, true],
    ['a custom description', 'our shop', true],
    ['no description', '', true]
  ])('with %s', (_, description, isDrift) => {
    const { drift } = findDrift(plan({ ...sides, description }), REPOSITORY)
    expect(drift !== undefined).toBe(isDrift)
    if (isDrift) expect(drift?.difference?.omitted).toMatchObject([{ path: 'ServiceTimeout' }])
  })

  test('without a repository, ignores stamps', () => {
    expect(findDrift(plan({ ...sides, description: STAMP }), '').drift).toBeDefined()
  })
})

test('names keys that the service never returns, and reports no drift', () => {
  const drifted = plan({
    type: 'FC_HTTP_V3',
    live: { FunctionComputeConfig: { FunctionName: 'f' } },
    desired: { FunctionComputeConfig: { FunctionName: 'f', FcVersion: '3.0' } }
  })
  expect(findDrift(drifted, REPOSITORY)).toEqual({
    drift: undefined,
    unverified: ['FunctionComputeConfig.FcVersion']
  })
})

test('a key missing from a reading is no drift if the service also returns unused keys', () => {
  const live = { ServiceAddress: A, ServiceTimeout: 0, VpcConfig: { VpcScheme: '' } }
  const desired = { ServiceAddress: A, HttpTargetHostName: 'a' }
  expect(findDrift(plan({ live, desired }), REPOSITORY)).toEqual({
    drift: undefined,
    unverified: ['HttpTargetHostName']
  })
  expect(
    findDrift(plan({ live: { ...live, HttpTargetHostName: '' }, desired }), REPOSITORY).drift
  ).toBeDefined()
})

test('an unknown live definition is not treated as the desired one', () => {
  const unread = { ...planOf(), live: undefined, difference: undefined }
  expect(findDrift(unread, REPOSITORY).drift).toEqual({ difference: undefined })
})
