import { expect, test } from '@jest/globals'
import { liveOf, NEW_ADDRESS, OLD_ADDRESS, seedOf, withCloud } from '../support/cloud.ts'
import { connectionTo, inputsFor, step } from '../support/step.ts'
import type { StepResult } from '../../step-runner/step.ts'

/** The lines of the message, which need no quoting. */
function linesOf({ outputs }: StepResult): string[] {
  const message = outputs['message'] ?? ''
  const lines = message.split('\n')
  expect(lines.length).toBeGreaterThanOrEqual(2)
  expect(lines.length).toBeLessThanOrEqual(6)
  expect(message).not.toMatch(/[`$<@]/)
  expect(lines.at(-1)).toMatch(/^Run: https?:\/\/\S+\/actions\/runs\/\d+$/)
  return lines
}

test('each mode has its message', () =>
  withCloud(seedOf(), async cloud => {
    const moved = `from ${OLD_ADDRESS} to ${NEW_ADDRESS}`
    const valid = linesOf(await step(inputsFor(cloud, { mode: 'validate' })))
    expect(valid[0]).toMatch(/^Valid: [0-9a-f]{32}\/RELEASE$/)
    const planned = linesOf(await step(inputsFor(cloud, { mode: 'plan' })))
    expect(planned[1]).toBe(`Would change: ServiceAddress ${moved}`)
    const drifted = linesOf(await step(inputsFor(cloud, { mode: 'plan', 'expect-no-changes': 'true' })))
    expect(drifted).toEqual([
      expect.stringMatching(/^Drifted: /),
      `The live definition differs: ServiceAddress is ${OLD_ADDRESS}, desired ${NEW_ADDRESS}`,
      'Error: Drifted',
      expect.stringMatching(/^Run: /)
    ])
    const exported = linesOf(await step({ ...connectionTo(cloud), mode: 'export' }))
    expect(exported[0]).toBe('Exported: 1 backend with 2 stages')
    const switched = linesOf(await step(inputsFor(cloud)))
    expect(switched.slice(0, 3)).toEqual([
      expect.stringMatching(/^Switched: /),
      `Changed: ServiceAddress ${moved}`,
      'APIs: 3 of 3 updated'
    ])
    expect(linesOf(await step(inputsFor(cloud)))[1]).toBe('The live definition is already as desired')
  }))

test('each failure has its message: of the inputs, of the cloud, and with a rollback', () =>
  withCloud(seedOf(), async cloud => {
    const invalid = linesOf(await step(inputsFor(cloud, { wait: 'tr0ub4dor', 'stage-name': '' })))
    expect(invalid).toContain('Error: InvalidInput (stage-name, wait)')
    expect(invalid.join()).not.toContain('tr0ub4dor')
    cloud.faults.add({
      kind: 'error-before-commit',
      action: 'DescribeBackendInfo',
      status: 400,
      code: 'InvalidBackend.Odd',
      message: 'Dear @channel, see <https://evil.test> or `rm -rf $HOME`'
    })
    const refused = linesOf(await step(inputsFor(cloud)))
    expect(refused.slice(1, 3)).toEqual(['Not changed', 'Error: InvalidBackend.Odd'])
    expect(refused.join()).not.toContain('evil')
    cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel', times: 1 })
    const back = linesOf(await step(inputsFor(cloud, { 'rollback-on-failure': 'true' })))
    expect(back[0]).toMatch(/^Rolled back: /)
    expect(back).toContain('Error: BatchFailed')
  }))

test('previous-definition works as the input for every kind of target', () =>
  withCloud(seedOf(), async cloud => {
    const before = liveOf(cloud)
    const { outputs } = await step(inputsFor(cloud))
    expect(outputs['previous-definition']).toBe(outputs['previous-backend-model-data'])
    expect(liveOf(cloud)).not.toEqual(before)
    const back = await step(inputsFor(cloud, { 'backend-model-data': outputs['previous-definition'] ?? '' }))
    expect(back.outputs['result']).toBe('switched')
    expect(liveOf(cloud)).toEqual(before)
  }))
