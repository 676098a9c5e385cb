import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { compare } from '../../conformance/compare.ts'
import { QUESTIONS } from '../../conformance/questions.ts'
import type { Run } from '../../conformance/run.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { actionsOf } from '../support/cloud.ts'
import { backendsOf, runAgainst, seedWith, withTarget } from './support.ts'

let target: Emulator
let run: Run
beforeAll(async () => {
  target = await startEmulator({ seed: seedWith() })
  run = await runAgainst(target)
})
afterAll(() => target.close())

test('in the emulator every check holds, every question has an answer, and nothing is left', () => {
  expect(run).toMatchObject({ endedEarly: undefined, interrupted: false, leftovers: [] })
  expect(run.checks.filter(({ holds }) => !holds)).toEqual([])
  expect(run.checks.length).toBeGreaterThan(10)
  expect(Object.keys(run.answers)).toEqual(Object.keys(QUESTIONS))
  expect(Object.entries(run.answers).filter(([, answer]) => answer === '')).toEqual([])
  expect(run.answers['full-or-merge']).toMatch(/MockHeaders it keeps nothing$/)
  expect(run.answers['stage-and-model-disagree']).toContain('400 InvalidBackendModelId')
  expect(backendsOf(target)).toEqual(['orders'])
  // the existing backend is unchanged and was not named
  const orders = target.cloud.seed.backends[0]?.id ?? ''
  expect(target.cloud.definition(orders, 'TEST')).toEqual({ ServiceAddress: 'http://127.0.0.1:1' })
  expect(target.requests.filter(({ params }) => Object.values(params).includes(orders))).toEqual([])
})

test('the records of two runs are the same, despite different ids and times', () =>
  withTarget(seedWith(), async another => {
    const { steps } = await runAgainst(another)
    expect(compare(run.steps, steps)).toEqual([])
    expect(run.steps).toEqual(steps)
  }))

test('the record contains no ID, account or access key', () => {
  const { steps, checks, answers } = run
  const text = JSON.stringify({ steps, checks, answers })
  expect(text).not.toMatch(/[0-9a-f]{32}|[0-9A-F]{8}-[0-9A-F]{4}-|1234567890123456/)
  expect(text).not.toContain(target.accessKeyId)
  expect(text).not.toContain(target.accessKeySecret)
  expect(text).not.toContain(target.endpoint)
  expect(text).toContain('<TEST definition>')
})

test('a denial by RAM is recorded without the account and the user', () =>
  withTarget(seedWith('', ', deny: [CreateBackend]'), async target => {
    const run = await runAgainst(target)
    expect(run.endedEarly).toBe('CreateBackend of a MOCK was rejected')
    expect(run.steps[0]).toMatchObject({
      code: 'NoPermission',
      body: {
        AccessDeniedDetail: { AuthAction: 'apigateway:CreateBackend', NoPermissionType: 'ExplicitDeny' }
      }
    })
    expect(JSON.stringify(run.steps)).not.toMatch(/emulator|1234567890123456/)
    expect(actionsOf(target)).toEqual(['CreateBackend'])
  }))

test('a throttled call is retried and counted', () =>
  withTarget(seedWith(), async target => {
    target.faults.add({ kind: 'throttling', action: 'CreateBackend', times: 2 })
    const run = await runAgainst(target)
    expect(run.endedEarly).toBeUndefined()
    expect(run.answers['rate-limits']).toContain('2 were throttled')
    expect(backendsOf(target)).toEqual(['orders'])
  }))
