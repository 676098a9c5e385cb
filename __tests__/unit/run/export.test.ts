import { expect, test } from '@jest/globals'
import { connect } from '../../../src/cloud/connect.ts'
import { run } from '../../../src/main.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { createExchange } from '../../../src/runtime/http.ts'
import { privateFiles } from '../../../src/runtime/files.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import type { Emulator } from '../../../emulator/emulator.ts'
import { inputVariable } from '../../../step-runner/environment.ts'
import { actionsOf, seedOf, withCloud } from '../../support/cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { connectionTo } from '../../support/step.ts'

/** Exports in this process. */
async function exportIn(
  cloud: Emulator,
  {
    tempDir = '/runner-temp',
    write = () => undefined,
    stop = new AbortController().signal
  }: { tempDir?: string; write?: typeof privateFiles.write; stop?: AbortSignal }
) {
  const log = createMemoryLog()
  const outputs = new Map<string, string>()
  const summaries: string[] = []
  const inputs = { ...connectionTo(cloud), mode: 'export' }
  const good = await run({
    env: {
      RUNNER_TEMP: tempDir,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]))
    },
    clock: systemClock,
    network: { connect, createExchange },
    log,
    secrets: createSecrets(() => undefined),
    files: { ...privateFiles, write },
    outputs: { set: (name, value) => void outputs.set(name, value) },
    writeSummary: markdown => void summaries.push(markdown),
    comments: { upsert: () => Promise.reject(new Error('no pull request')) },
    stop,
    pid: 1,
    saveState: () => undefined
  })
  return { good, log, outputs: Object.fromEntries(outputs), summary: summaries.join('') }
}

test('writes the file that the output names', () =>
  withCloud(seedOf(), async cloud => {
    const files = new Map<string, string>()
    const { good, outputs, summary } = await exportIn(cloud, {
      write: (path, text) => void files.set(path, text)
    })
    expect(good).toBe(true)
    expect(outputs).toMatchObject({ result: 'exported', changed: 'false' })
    const manifest = files.get(outputs['manifest-file'] ?? '')
    expect(manifest).toContain('backend-type: HTTP')
    expect(summary).toContain('1 backend with 2 stages')
    expect(summary).toContain(manifest?.trimEnd())
  }))

test('fails without RUNNER_TEMP before anything is read', () =>
  withCloud(seedOf(), async cloud => {
    const { good, outputs } = await exportIn(cloud, { tempDir: '' })
    expect(good).toBe(false)
    expect(outputs).toMatchObject({ result: 'failed', 'error-code': 'ManifestNotWritten' })
    expect(actionsOf(cloud)).toEqual([])
  }))

test('fails without an output if the file cannot be written', () =>
  withCloud(seedOf(), async cloud => {
    const write = (path: string): void => {
      if (path.includes('manifest')) throw new Error('ENOSPC: no space left on device')
    }
    const { good, log, outputs } = await exportIn(cloud, { write })
    expect(good).toBe(false)
    expect(outputs).toMatchObject({ result: 'failed', 'error-code': 'ManifestNotWritten' })
    expect(outputs).not.toHaveProperty('manifest-file')
    expect(log.of('error').join()).toContain('no space left on device')
  }))

test('is cancelled by a signal, without a file', () =>
  withCloud(seedOf(), async cloud => {
    const { good, outputs } = await exportIn(cloud, { stop: AbortSignal.abort() })
    expect(good).toBe(false)
    expect(outputs).toMatchObject({ result: 'cancelled', changed: 'false', 'error-code': 'Cancelled' })
    expect(outputs).not.toHaveProperty('manifest-file')
  }))
