import { describe, expect, test } from '@jest/globals'
import { parseApprovals } from '../../../src/model/fingerprint.ts'
import { blockers } from '../../../src/rollout/guard.ts'
import type { Guards } from '../../../src/rollout/guard.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import type { Plan } from '../../../src/rollout/plan.ts'
import { readGitHubContext } from '../../../src/runtime/github.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { NEW, OLD, apisOf, backendWith, fakeCloud, targetOf } from '../../support/fake-cloud.ts'

const OTHER = { ServiceAddress: 'http://other' }

function planOf(live = OLD, desired = NEW): Promise<Plan> {
  const cloud = fakeCloud({ backend: backendWith(live), apis: apisOf('a', 'b') })
  return planTarget(cloud, targetOf(desired), { needs: {}, clock: new FakeClock() })
}

function refusalOf(plan: Plan, guards: Partial<Guards>, send = true) {
  const none = {
    approvals: undefined,
    maxApis: undefined,
    rollbackOnFailure: false,
    run: { github: readGitHubContext({}), allowOlderRun: false },
    show: () => 'the plan now'
  }
  return blockers([{ plan, hasChanges: send }], { ...none, ...guards })[0]?.error
}

describe('an approved plan', () => {
  test.each([
    ['the same plan', OLD, NEW, undefined],
    ['a different live definition', OTHER, NEW, 'the live definition changed'],
    ['the desired definition changed', OLD, OTHER, 'the desired definition changed'],
    [
      'both are',
      OTHER,
      { ServiceAddress: 'http://third' },
      'both the live and the desired definition changed'
    ],
    ['the desired definition is already live', NEW, NEW, undefined],
    [
      'the desired definition is already live, with a key that would be removed',
      { ...NEW, HttpTargetHostName: 'of.someone' },
      NEW,
      'the live definition changed'
    ]
  ])('%s', async (_, live, desired, reason) => {
    const approved = await planOf()
    const error = refusalOf(await planOf(live, desired), {
      approvals: parseApprovals(approved.fingerprint ?? '')
    })
    if (reason === undefined) expect(error).toBeUndefined()
    else {
      expect(error).toMatchObject({ code: 'PlanChanged', message: expect.stringContaining(reason) })
      expect(error?.message).toContain('the plan now')
    }
  })

  test('a fingerprint of the old format, whose secrets were easier to guess, requires a new plan', async () => {
    const plan = await planOf(OLD, { ...NEW, Password: 'hunter2' })
    const { fingerprint = '' } = plan
    expect(fingerprint).toMatch(/^fp2:/)
    expect(refusalOf(plan, { approvals: parseApprovals(fingerprint) })).toBeUndefined()
    expect(refusalOf(plan, { approvals: parseApprovals(fingerprint.replace('fp2', 'fp1')) })).toMatchObject({
      code: 'PlanChanged',
      message: expect.stringContaining('fp1'),
      hint: expect.stringContaining('Run mode: plan again')
    })
  })

  test('a target without a line is not approved, even if nothing would be sent', async () => {
    const plan = await planOf(NEW, NEW)
    const approvals = parseApprovals(`another/TEST ${plan.fingerprint ?? ''}`)
    expect(refusalOf(plan, { approvals }, false)).toMatchObject({ code: 'NotApproved' })
    const named = parseApprovals(`${plan.target.name} ${plan.fingerprint ?? ''}`)
    expect(refusalOf(plan, { approvals: named }, false)).toBeUndefined()
  })
})

describe('a newer run of the repository wrote the live definition', () => {
  const github = readGitHubContext({ GITHUB_REPOSITORY: 'octo-org/octo-shop', GITHUB_RUN_ID: '100' })
  const run = { github, allowOlderRun: false }
  const stamped = async (live = OLD): Promise<Plan> => {
    const backend = backendWith(live, {}, 'octo-org/octo-shop@5f0c3a1d9be2 run 101 by octocat 0a1b2c3d')
    return planTarget(fakeCloud({ backend, apis: apisOf('a', 'b') }), targetOf(), {
      needs: {},
      clock: new FakeClock()
    })
  }

  test('sends nothing, whatever else prevents the write', async () => {
    const plan = await stamped(OTHER)
    expect(refusalOf(plan, { run })).toMatchObject({ code: 'Superseded' })
    const approvals = parseApprovals((await planOf()).fingerprint ?? '')
    const found = blockers([{ plan, hasChanges: true }], {
      run,
      approvals,
      maxApis: 0,
      rollbackOnFailure: true,
      show: () => ''
    })
    expect(found.map(({ error }) => error.code)).toEqual(['Superseded'])
  })

  test('an approval of exactly this plan does not override it', async () => {
    const plan = await stamped()
    const approvals = parseApprovals(plan.fingerprint ?? '')
    expect(refusalOf(plan, { run, approvals })).toMatchObject({ code: 'Superseded' })
  })

  test('does not fail if there is nothing to send', async () => {
    expect(refusalOf(await stamped(NEW), { run }, false)).toBeUndefined()
  })
})

test('max-apis counts the affected APIs', async () => {
  const plan = await planOf()
  expect(refusalOf(plan, { maxApis: 1 })).toMatchObject({ code: 'TooManyApis' })
  expect(refusalOf(plan, { maxApis: 2 })).toBeUndefined()
  expect(refusalOf(plan, { maxApis: 0 }, false)).toBeUndefined()
  const atLeast = { ...plan, affected: undefined, affectedAtLeast: 3 }
  expect(refusalOf(atLeast, { maxApis: 2 })).toMatchObject({ code: 'TooManyApis' })
  expect(refusalOf(atLeast, { maxApis: 3 })).toBeUndefined()
})

test.each([
  [{ ServiceAddress: 'http://u:password-of-old@old' }, 'CannotRollBack'],
  [{ ServiceAddress: '******' }, 'CannotRollBack'],
  [{}, 'CannotRollBack'],
  [OLD, undefined]
])('requires the previous definition before the write, to roll back: %j', async (live, code) => {
  expect(refusalOf(await planOf(live), { rollbackOnFailure: true })?.code).toBe(code)
})
