import { expect, test } from '@jest/globals'
import type { OutputName } from '../../src/outputs.ts'
import type { Step } from '../../src/run/context.ts'
import { createStepOutputs, publishPlans } from '../../src/run/outputs.ts'
import type { TargetRun } from '../../src/run/plan-targets.ts'
import { createMemoryLog } from '../support/memory-log.ts'
import { planOf } from './report/outcomes.ts'

/** What a plan of many targets gives to later jobs. */
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

test('above 100,000 bytes the lines are in the file alone, with a notice', () => {
  const names = Array.from({ length: 900 }, (_, index) => `订单中心后端服务的名称${index}/RELEASE`)
  const { set, log, lines } = planned(names)
  expect(lines.length).toBeLessThan(100_000)
  expect(Buffer.byteLength(lines)).toBeGreaterThan(100_000)
  expect(lines).toContain('订单中心后端服务的名称899/RELEASE fp1:')
  expect(set.get('plan-fingerprint')).toBe('')
  expect(log.of('notice')).toEqual([expect.stringContaining(`${Buffer.byteLength(lines)} bytes`)])
})

test('up to them they are the output', () => {
  const { set, log, lines } = planned(['orders/RELEASE', 'basket/RELEASE'])
  expect(set.get('plan-fingerprint')).toBe(lines)
  expect(log.of('notice')).toEqual([])
})
