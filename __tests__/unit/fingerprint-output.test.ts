import { describe, expect, test } from '@jest/globals'
import type { OutputName } from '../../src/outputs.ts'
import type { Step } from '../../src/run/context.ts'
import { createStepOutputs, publishPlans } from '../../src/run/outputs.ts'
import type { TargetRun } from '../../src/run/plan-targets.ts'
import { createMemoryLog } from '../support/memory-log.ts'
import { planOf } from './report/outcomes.ts'

/** The outputs of a plan with many targets. */
function planned(names: readonly string[]) {
  const log = createMemoryLog()
  const set = new Map<OutputName, string>()
  const files = new Map<string, string>()
  const outputs = { set: (name: OutputName, value: string) => void set.set(name, value) }
  const plans = names.map(targetName => planOf({ targetName }))
  const step = {
    inputs: { mode: 'plan', maxApis: undefined, manifest: undefined },
    targets: plans.map(({ target }) => target),
    github: { tempDir: '/tmp' },
    dependencies: {
      outputs,
      log,
      files: { write: (path: string, text: string) => void files.set(path, text) }
    }
  } as unknown as Step
  const drafts = plans.map(plan => ({ planned: { plan, hasChanges: true } }) as TargetRun)
  publishPlans(step, drafts, createStepOutputs(outputs))
  return { set, log, lines: [...files.values()].join('') }
}

test('above 100,000 bytes, the lines are only in the file, with a notice', () => {
  const names = Array.from({ length: 900 }, (_, index) => `订单中心后端服务的名称${index}/RELEASE`)
  const { set, log, lines } = planned(names)
  expect(lines.length).toBeLessThan(100_000)
  expect(Buffer.byteLength(lines)).toBeGreaterThan(100_000)
  expect(lines).toContain('订单中心后端服务的名称899/RELEASE fp1:')
  expect(set.get('plan-fingerprint')).toBe('')
  expect(log.of('notice')).toEqual([expect.stringContaining(`${Buffer.byteLength(lines)} bytes`)])
})

test('up to 100,000 bytes, the lines are the output', () => {
  const { set, log, lines } = planned(['orders/RELEASE', 'basket/RELEASE'])
  expect(lines).toMatch(/^orders\/RELEASE fp1:\S+\nbasket\/RELEASE fp1:\S+\n$/)
  // a line feed at the end would make every comparison with a pasted text fail
  expect(set.get('plan-fingerprint')).toBe(lines.slice(0, -1))
  expect(log.of('notice')).toEqual([])
})

describe('has-changes, if a target has no plan', () => {
  test.each<[string, readonly (boolean | undefined)[], string | undefined]>([
    ['and no other has changes: not set', [false, undefined], undefined],
    ['and another has changes', [true, undefined], 'true'],
    ['of none: not set', [undefined], undefined]
  ])('%s', (_, changes, expected) => {
    const set = new Map<OutputName, string>()
    const outputs = { set: (name: OutputName, value: string) => void set.set(name, value) }
    const plan = planOf()
    const step = {
      inputs: { mode: 'plan', maxApis: undefined, manifest: undefined },
      targets: changes.map(() => plan.target),
      github: { tempDir: '/tmp' },
      dependencies: { outputs, log: createMemoryLog(), files: { write: () => undefined } }
    } as unknown as Step
    const runs = changes.map(
      hasChanges => ({ planned: hasChanges === undefined ? undefined : { plan, hasChanges } }) as TargetRun
    )
    publishPlans(step, runs, createStepOutputs(outputs))
    expect(set.get('has-changes')).toBe(expected)
  })
})

test('a previous definition above 100,000 bytes is not an output, with a notice', () => {
  const set = new Map<OutputName, string>()
  const log = createMemoryLog()
  const outputs = { set: (name: OutputName, value: string) => void set.set(name, value) }
  const base = planOf()
  const definition = { ServiceAddress: 'http://a', MockResult: '查'.repeat(34_000) }
  const plan = { ...base, live: base.live && { ...base.live, definition } }
  const step = {
    inputs: { mode: 'plan', maxApis: undefined, manifest: undefined },
    targets: [plan.target],
    github: { tempDir: '/tmp' },
    dependencies: { outputs, log, files: { write: () => undefined } }
  } as unknown as Step
  publishPlans(step, [{ planned: { plan, hasChanges: true } } as TargetRun], createStepOutputs(outputs))
  expect(set.get('previous-definition')).toBe('')
  expect(set.get('previous-backend-model-data')).toBe('')
  expect(log.of('notice')).toEqual([expect.stringMatching(/previous-definition .* has 102\d{3} bytes/)])
})
