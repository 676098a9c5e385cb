import { expect, test } from '@jest/globals'
import { connect } from '../../src/cloud/connect.ts'
import { run } from '../../src/main.ts'
import type { OutputName } from '../../src/outputs.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { createExchange } from '../../src/runtime/http.ts'
import { privateFiles } from '../../src/runtime/files.ts'
import { createSecrets } from '../../src/runtime/secrets.ts'
import { inputVariable } from '../../step-runner/environment.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { NEW_ADDRESS, liveOf, seedOf, withCloud } from '../support/cloud.ts'
import { createMemoryLog } from '../support/memory-log.ts'
import { inputsFor } from '../support/step.ts'

/** Runs the step in this process, with an output that cannot be set. */
async function runIn(cloud: Emulator, { failing }: { readonly failing: OutputName }) {
  const log = createMemoryLog()
  const outputs = new Map<string, string>()
  const summaries: string[] = []
  const inputs = inputsFor(cloud, { summary: 'true' })
  const good = await run({
    env: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value])),
    clock: systemClock,
    network: { connect, createExchange },
    log,
    secrets: createSecrets(() => undefined),
    files: privateFiles,
    outputs: {
      set(name, value) {
        if (name === failing) throw new Error('no space is left')
        outputs.set(name, value)
      }
    },
    writeSummary: markdown => void summaries.push(markdown),
    comments: { upsert: () => Promise.reject(new Error('no pull request')) },
    stop: new AbortController().signal,
    pid: 1,
    saveState: () => undefined
  })
  return { good, log, outputs, summaries }
}

test('a fault while reporting is a warning, and does not change the result', () =>
  withCloud(seedOf(), async cloud => {
    const { good, log, outputs, summaries } = await runIn(cloud, { failing: 'report' })
    expect(good).toBe(true)
    expect(log.of('error')).toEqual([])
    expect(log.of('warning').join()).toContain('the outputs could not be written: no space is left')
    expect(outputs.get('result')).toBe('switched')
    expect(summaries.join()).toContain('Switched')
  }))

test('a fault after the write was sent ends as unknown', () =>
  withCloud(seedOf(), async cloud => {
    const { good, log, outputs, summaries } = await runIn(cloud, { failing: 'request-id' })
    expect(good).toBe(false)
    expect(liveOf(cloud)).toEqual({ ServiceAddress: NEW_ADDRESS })
    expect(outputs.get('result')).toBe('unknown')
    expect(outputs.get('changed')).toBe('')
    expect(log.of('error')).toEqual([expect.stringContaining('no space is left')])
    expect(summaries.join()).toContain('Unknown')
  }))

test('a fault before any write ends as failed, without a change', () =>
  withCloud(seedOf(), async cloud => {
    const { good, outputs } = await runIn(cloud, { failing: 'backend-type' })
    expect(good).toBe(false)
    expect(outputs.get('result')).toBe('failed')
    expect(outputs.get('changed')).toBe('false')
  }))
