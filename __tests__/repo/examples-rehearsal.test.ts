import { afterEach, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { startControl } from '../../emulator/steering/server.ts'
import type { ControlEndpoint } from '../../emulator/steering/server.ts'
import { play } from '../support/workflows/play.ts'
import type { PlayedJob } from '../support/workflows/play.ts'
import { PATIENT } from '../support/workflows/shop.ts'

let emulator: Emulator | undefined
let control: ControlEndpoint | undefined
afterEach(async () => {
  await Promise.all([emulator?.close(), control?.close()])
})

/** @param prepare makes the emulator differ from what the workflow expects */
async function rehearse(prepare: (started: Emulator) => void = () => undefined): Promise<PlayedJob> {
  const [job, ...others] = await play('examples/rehearse-approval.yml', {
    event: { name: 'workflow_dispatch' },
    adds: PATIENT,
    startEmulator: async ({ seed = '' }) => {
      emulator = await startEmulator({ seed })
      control = await startControl(emulator, 'token')
      prepare(emulator)
      const { endpoint, accessKeyId, accessKeySecret } = emulator
      return {
        endpoint,
        'region-id': 'cn-hangzhou',
        'access-key-id': accessKeyId,
        'access-key-secret': accessKeySecret,
        'control-url': control.url,
        'control-token': 'token'
      }
    }
  })
  expect(others).toEqual([])
  if (job === undefined) throw new Error('there is no job')
  return job
}

test('refuses an outdated plan, and applies the next one with one write', async () => {
  const job = await rehearse()
  expect(job.steps.map(({ label, outcome }) => [label.split(',')[0], outcome])).toEqual([
    ['emulator', 'success'],
    ['plan', 'success'],
    ['The plan wrote nothing. While it waits for its approval', 'success'],
    ['outdated', 'failure'],
    ['No write was requested', 'success'],
    ['replan', 'success'],
    ['apply', 'success'],
    ['Exactly one of two write requests was accepted', 'success']
  ])
  expect(job.result).toBe('success')
})

test('the rehearsal fails if the write takes one more request than expected', async () => {
  const job = await rehearse(({ faults }) =>
    faults.add({ kind: 'throttling', action: 'ModifyBackendModel', nth: 2 })
  )
  const [apply, last] = job.steps.slice(-2)
  expect([apply?.outcome, last?.outcome, job.result]).toEqual(['success', 'failure', 'failure'])
  expect(last?.log).toContain('requests ModifyBackendModel: expected 2, found 3')
})
