import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import { BACKEND_ID, NEW_DATA, OLD_ADDRESS, seedOf, withCloud, writesTo } from '../support/cloud.ts'
import { annotationsOf, codeOf, inputsFor, step } from '../support/step.ts'
import type { StepResult } from '../../step-runner/step.ts'

const OTHER_DATA = '{"ServiceAddress":"http://10.0.0.3"}'

async function fingerprintOf(cloud: Emulator): Promise<string> {
  const { outputs } = await step(inputsFor(cloud, { mode: 'plan' }))
  return outputs['plan-fingerprint'] ?? ''
}

/** Approves the current plan, changes something, and applies. */
async function applyApproved(
  cloud: Emulator,
  change: () => void,
  inputs: Record<string, string> = {}
): Promise<StepResult> {
  const approved = await fingerprintOf(cloud)
  change()
  return step(inputsFor(cloud, { 'approved-plan': approved, ...inputs }))
}

const nothing = (): void => undefined
const anotherWriter = (cloud: Emulator) => (): void => {
  cloud.cloud.write(BACKEND_ID, 'RELEASE', { ServiceAddress: 'http://10.9.9.9' })
}

test('sends the approved plan', () =>
  withCloud(seedOf(), async cloud => {
    const result = await applyApproved(cloud, nothing)
    expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
  }))

test('a plan over a secret has an fp2 fingerprint, and an fp1 requires a new plan', () =>
  withCloud(
    seedOf({ definition: `{ ServiceAddress: '${OLD_ADDRESS}', Password: '482913' }`, strict: false }),
    async cloud => {
      const approved = await fingerprintOf(cloud)
      expect(approved).toMatch(/^fp2:[0-9a-f]{64}$/)
      const refused = await step(inputsFor(cloud, { 'approved-plan': approved.replace('fp2', 'fp1') }))
      expect(refused.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(codeOf(refused)).toBe('PlanChanged')
      expect(annotationsOf(refused, 'error')[0]).toContain('Run mode: plan again')
      expect(writesTo(cloud)).toBe(0)
      const applied = await step(inputsFor(cloud, { 'approved-plan': approved }))
      expect(applied.outputs).toMatchObject({ result: 'switched', changed: 'true' })
    }
  ))

describe('sends nothing if the plan changed, and the error says what changed', () => {
  test('the live definition', () =>
    withCloud(seedOf(), async cloud => {
      const result = await applyApproved(cloud, anotherWriter(cloud))
      expectPlanChanged(
        cloud,
        result,
        'the live definition changed',
        'http://10.9.9.9 -> http://10.0.0.2:8080'
      )
    }))

  test('the desired definition', () =>
    withCloud(seedOf(), async cloud => {
      const result = await applyApproved(cloud, nothing, { 'backend-model-data': OTHER_DATA })
      expectPlanChanged(cloud, result, 'the desired definition changed', `${OLD_ADDRESS} -> http://10.0.0.3`)
    }))

  test('both', () =>
    withCloud(seedOf(), async cloud => {
      const result = await applyApproved(cloud, anotherWriter(cloud), { 'backend-model-data': OTHER_DATA })
      expectPlanChanged(cloud, result, 'both', 'http://10.9.9.9 -> http://10.0.0.3')
    }))

  function expectPlanChanged(cloud: Emulator, result: StepResult, side: string, difference: string): void {
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
    expect(codeOf(result)).toBe('PlanChanged')
    expect(['apis-total', 'apis-updated', 'apis-failed'].map(name => result.outputs[name] ?? '')).toEqual([
      '',
      '',
      ''
    ])
    const [error] = annotationsOf(result, 'error')
    expect(error).toContain(side)
    expect(error).toContain(difference)
    expect(error).toContain(result.outputs['plan-fingerprint'])
    expect(writesTo(cloud)).toBe(0)
  }
})

test('accepts a live definition that is already the desired one, whatever it was before', () =>
  withCloud(seedOf(), async cloud => {
    const result = await applyApproved(cloud, () => {
      cloud.cloud.write(BACKEND_ID, 'RELEASE', JSON.parse(NEW_DATA) as Record<string, string>)
    })
    expect(result.outputs).toMatchObject({ result: 'unchanged', changed: 'false' })
  }))

test('uses the line of the target, and sends nothing without one', () =>
  withCloud(seedOf(), async cloud => {
    const approved = await fingerprintOf(cloud)
    const missing = await step(inputsFor(cloud, { 'approved-plan': `orders/RELEASE ${approved}` }))
    expect(missing.outputs).toMatchObject({ result: 'failed', changed: 'false' })
    expect(codeOf(missing)).toBe('NotApproved')
    expect(writesTo(cloud)).toBe(0)
    const other = `${BACKEND_ID}/TEST fp1:${'0'.repeat(64)}`
    const found = await step(
      inputsFor(cloud, { 'approved-plan': `${other}\n${BACKEND_ID}/RELEASE ${approved}\n` })
    )
    expect(found.outputs['result']).toBe('switched')
  }))

test('accepts the plan-file in another job', () =>
  withCloud(seedOf(), async cloud => {
    const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
    try {
      const approved = await fingerprintOf(cloud)
      await writeFile(join(workspace, 'plan.txt'), `${BACKEND_ID}/RELEASE ${approved}\n`)
      const fromFile = { 'approved-plan': 'none', 'approved-plan-file': 'plan.txt' }
      const stale = await step(inputsFor(cloud, { ...fromFile, 'backend-model-data': OTHER_DATA }), {
        workspace
      })
      expect(codeOf(stale)).toBe('PlanChanged')
      expect(writesTo(cloud)).toBe(0)
      const result = await step(inputsFor(cloud, fromFile), { workspace })
      expect(result.outputs['result']).toBe('switched')
    } finally {
      await rm(workspace, { recursive: true, force: true })
    }
  }))

describe('invalid inputs fail before any request', () => {
  const some = `fp1:${'0'.repeat(64)}`
  test.each([
    ['an empty string', { 'approved-plan': '' }, 'approved-plan: is empty'],
    ['white space', { 'approved-plan': ' \n ' }, 'approved-plan: is empty'],
    ['no fingerprint', { 'approved-plan': 'fp1:1234' }, 'must be a fingerprint'],
    [
      'both',
      { 'approved-plan': some, 'approved-plan-file': 'plan.txt' },
      'cannot be set together with approved-plan-file'
    ],
    ['a missing file', { 'approved-plan-file': 'plan.txt' }, 'does not exist'],
    ['with mode: plan', { 'approved-plan': some, mode: 'plan' }, 'cannot be set with mode: plan'],
    [
      'a file with mode: plan',
      { 'approved-plan-file': 'plan.txt', mode: 'plan' },
      'cannot be set with mode: plan'
    ]
  ])('%s', (_, inputs, message) =>
    withCloud(seedOf(), async cloud => {
      const result = await step(inputsFor(cloud, inputs))
      expect(result.exitCode).toBe(1)
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(annotationsOf(result, 'error')[0]).toContain(message)
      expect(cloud.requests).toHaveLength(0)
    })
  )
})

test('fails before any write without the permission to read', () =>
  withCloud(seedOf({ allow: ['ModifyBackendModel'] }), async cloud => {
    const result = await step(
      inputsFor(cloud, {
        'approved-plan': `fp1:${'0'.repeat(64)}`,
        'backend-type': 'HTTP',
        'backend-model-id': 'any'
      })
    )
    expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
    expect(annotationsOf(result, 'error')[0]).toContain('approved-plan')
    expect(writesTo(cloud)).toBe(0)
  }))
