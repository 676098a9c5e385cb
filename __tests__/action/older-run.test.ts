import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { Emulator } from '../../emulator/emulator.ts'
import type { StepOptions, StepResult } from '../../step-runner/step.ts'
import {
  BACKEND_ID,
  NEW_ADDRESS,
  NEW_DATA,
  OLD_ADDRESS,
  liveOf,
  seedOf,
  withCloud,
  writesTo
} from '../support/cloud.ts'
import { holdBatch, withTemp } from '../support/left-behind.ts'
import { POST_INSTANT_SLEEPS } from '../support/step-time.ts'
import { annotationsOf, codeOf, inputsFor, reportOf, start, step } from '../support/step.ts'

// Run 100 waits for an approval, run 101 deploys, then run 100 is approved.

const NEWER_ADDRESS = 'http://10.0.0.3:8080'
const NEWER_URL = 'https://github.com/octo-org/octo-shop/actions/runs/101'

type Inputs = Record<string, string>

function runOf(runId: number, attempt = 1): Pick<StepOptions, 'github'> {
  return { github: { runId: String(runId), runAttempt: String(attempt) } }
}

/** Run 101 deploys its version. */
async function deployNewer(cloud: Emulator, inputs: Inputs = {}): Promise<StepResult> {
  const data = { 'backend-model-data': JSON.stringify({ ServiceAddress: NEWER_ADDRESS }) }
  const result = await step(inputsFor(cloud, { ...data, ...inputs }), runOf(101))
  expect(result.outputs['result']).toBe('switched')
  return result
}

const descriptionIn = (cloud: Emulator): string | undefined =>
  cloud.cloud.model(BACKEND_ID, 'RELEASE')?.description

function expectSuperseded(cloud: Emulator, result: StepResult, writes = 1): void {
  expect(result.exitCode).toBe(1)
  expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false', 'error-code': 'Superseded' })
  expect(codeOf(result)).toBe('Superseded')
  expect(writesTo(cloud)).toBe(writes)
}

test('a run that waited for an approval does not replace the deployment of a newer run', () =>
  withCloud(seedOf(), async cloud => {
    const planned = await step(inputsFor(cloud, { mode: 'plan' }), runOf(100))
    expect(annotationsOf(planned, 'warning')).toEqual([])
    await deployNewer(cloud)
    const approved = { 'approved-plan': planned.outputs['plan-fingerprint'] ?? '' }
    const result = await step(inputsFor(cloud, approved), runOf(100))
    expectSuperseded(cloud, result)
    expect(liveOf(cloud)).toEqual({ ServiceAddress: NEWER_ADDRESS })
    const [error, ...others] = annotationsOf(result, 'error')
    expect(others).toEqual([])
    for (const part of ['run 101', NEWER_URL, 'run 100', 'allow-older-run: true', '[Superseded]']) {
      expect(error).toContain(part)
    }
    expect(result.summary).toContain('101')
  }))

test('the stamp counts, not the definition: an approval of the live definition does not help', () =>
  withCloud(seedOf(), async cloud => {
    await deployNewer(cloud)
    const plan = await step(inputsFor(cloud, { mode: 'plan' }), runOf(100))
    expect(plan.outputs).toMatchObject({ result: 'planned', 'has-changes': 'true' })
    expect(annotationsOf(plan, 'warning')).toEqual([
      expect.stringMatching(
        /newer run 101 .*apply by this run \(100\) would be refused with the code Superseded/
      )
    ])
    expect(plan.summary).toContain('would be refused')
    const approved = { 'approved-plan': plan.outputs['plan-fingerprint'] ?? '' }
    expectSuperseded(cloud, await step(inputsFor(cloud, approved), runOf(100)))
  }))

test('the desired definition by a newer run is unchanged, also with skip-unchanged: false, and a re-run sends it', () =>
  withCloud(seedOf(), async cloud => {
    await deployNewer(cloud)
    const inputs = inputsFor(cloud, {
      'backend-model-data': JSON.stringify({ ServiceAddress: NEWER_ADDRESS }),
      'skip-unchanged': 'false'
    })
    const same = await step(inputs, runOf(100))
    expect(same.outputs).toMatchObject({ result: 'unchanged', changed: 'false', 'has-changes': 'false' })
    expect(annotationsOf(same, 'notice').join('\n')).toMatch(
      /newer run 101 .*although skip-unchanged is false/
    )
    expect(writesTo(cloud)).toBe(1)
    expect(descriptionIn(cloud)).toMatch(/ run 101 by /)
    const again = await step(inputs, runOf(100, 2))
    expect(again.outputs['result']).toBe('switched')
  }))

describe('the older definition is sent', () => {
  test.each<[string, Inputs, Pick<StepOptions, 'github'>, RegExp | undefined]>([
    [
      'by a re-run, which is deliberate',
      {},
      runOf(100, 2),
      /run 101 .*this older run \(100\).*this is a re-run/
    ],
    ['with allow-older-run: true', { 'allow-older-run': 'true' }, runOf(100), /allow-older-run is true/],
    ['by a newer run', {}, runOf(102), undefined],
    ['by another job of the same run', {}, runOf(101), undefined],
    [
      'by a run of another repository',
      {},
      { github: { runId: '100', repository: 'octo-org/other' } },
      undefined
    ]
  ])('%s', (_, inputs, run, notice) =>
    withCloud(seedOf(), async cloud => {
      await deployNewer(cloud)
      const result = await step(inputsFor(cloud, inputs), run)
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(liveOf(cloud)).toEqual({ ServiceAddress: NEW_ADDRESS })
      const notices = annotationsOf(result, 'notice').filter(text => text.includes('newer run'))
      expect(notices).toEqual(notice === undefined ? [] : [expect.stringMatching(notice)])
    })
  )

  test.each([
    ['a custom description leaves no stamp', 'release 42'],
    ['an edited stamp does not count', 'octo-org/octo-shop@5f0c3a1d9be2 run 101 by octocat 0a1b2c3d, checked']
  ])('%s', (_, description) =>
    withCloud(seedOf(), async cloud => {
      await deployNewer(cloud, { description })
      const result = await step(inputsFor(cloud), runOf(100))
      expect(result.outputs['result']).toBe('switched')
    })
  )
})

test('a custom description of the older run does not help it', () =>
  withCloud(seedOf(), async cloud => {
    await deployNewer(cloud)
    expectSuperseded(cloud, await step(inputsFor(cloud, { description: 'release 41' }), runOf(100)))
  }))

test('a live definition that is already the desired one is unchanged, without a word about the newer run', () =>
  withCloud(seedOf(), async cloud => {
    await deployNewer(cloud, { 'backend-model-data': NEW_DATA })
    const result = await step(inputsFor(cloud), runOf(100))
    expect(result.outputs).toMatchObject({ result: 'unchanged', changed: 'false' })
    expect(result.log).not.toContain('newer run')
    expect(writesTo(cloud)).toBe(1)
  }))

test('the definition is sent if the newer run was rolled back', () =>
  withCloud(seedOf(), async cloud => {
    await step(inputsFor(cloud, { 'backend-model-data': '{"ServiceAddress":"http://10.0.0.9"}' }), runOf(99))
    cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel' })
    const newer = await step(inputsFor(cloud, { 'rollback-on-failure': 'true' }), runOf(101))
    expect(newer.outputs['result']).toBe('rolled-back')
    expect(descriptionIn(cloud)).toMatch(/ run 99 by /)
    const result = await step(inputsFor(cloud), runOf(100))
    expect(result.outputs['result']).toBe('switched')
  }))

test('the rollback step from the summary works in a new run, and in a re-run of an old one', () =>
  withCloud(seedOf(), async cloud => {
    const newer = await deployNewer(cloud)
    const block = /```yaml\n(- uses: [^`]*?)```/.exec(newer.summary)?.[1] ?? ''
    const [pasted] = parse(block) as { with: Record<string, unknown> }[]
    // `skip-unchanged` is a boolean in YAML
    const pastedInputs = pasted?.with ?? {}
    const inputs = Object.fromEntries(
      Object.entries(pastedInputs).map(([name, value]) => [name, String(value)])
    )
    expect(inputs['backend-model-data']).toContain(OLD_ADDRESS)
    for (const run of [runOf(102), runOf(90, 2)]) {
      const back = await step({ ...inputsFor(cloud), ...inputs }, run)
      expect(back.outputs['result']).toBe('switched')
      expect(liveOf(cloud)).toEqual({ ServiceAddress: OLD_ADDRESS })
    }
  }))

test('the post step of an allowed and killed older run rolls back to the newer definition', () =>
  withCloud(seedOf(), async cloud => {
    await deployNewer(cloud)
    cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel', message: 'no route' })
    const killed = await start(
      inputsFor(cloud, { 'allow-older-run': 'true', 'rollback-on-failure': 'true' }),
      { env: POST_INSTANT_SLEEPS, ...holdBatch(cloud), ...runOf(100) }
    )
    await killed.line('accepted')
    killed.kill()
    const { post } = await killed.result
    expect(post?.summary).toContain('Rolled back')
    expect(liveOf(cloud)).toEqual({ ServiceAddress: NEWER_ADDRESS })
    expect(descriptionIn(cloud)).toMatch(/ run 101 by /)
  }))

test.each(['stop', 'continue'])(
  'one target of a newer run stops all targets before any write (on-failure: %s)',
  onFailure =>
    withTemp(workspace =>
      withCloud(seedOf(), async cloud => {
        await deployNewer(cloud)
        const manifest = {
          version: 1,
          backends: {
            orders: {
              'backend-id': BACKEND_ID,
              stages: { TEST: { ServiceAddress: NEW_ADDRESS }, RELEASE: { ServiceAddress: NEW_ADDRESS } }
            }
          }
        }
        await mkdir(join(workspace, 'deploy'))
        await writeFile(join(workspace, 'deploy', 'backends.json'), JSON.stringify(manifest))
        const { 'backend-id': _, 'backend-model-data': __, ...inputs } = inputsFor(cloud)
        const result = await step(
          { ...inputs, manifest: 'deploy/backends.json', 'stage-name': '*', 'on-failure': onFailure },
          { workspace, ...runOf(100) }
        )
        expect(result.outputs).toMatchObject({
          result: 'failed',
          changed: 'false',
          'error-code': 'Superseded'
        })
        expect(reportOf(result).targets.map(target => target.result)).toEqual(['not-started', 'failed'])
        expect(writesTo(cloud)).toBe(1)
        expect(cloud.cloud.definition(BACKEND_ID, 'TEST')).toEqual({ ServiceAddress: OLD_ADDRESS })
      })
    )
)
