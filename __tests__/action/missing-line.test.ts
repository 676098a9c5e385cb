import { expect, test } from '@jest/globals'
import { seedOf, withCloud } from '../support/cloud.ts'
import { holdBatch } from '../support/left-behind.ts'
import { inputsFor, start } from '../support/step.ts'
import { until } from '../support/until.ts'

test('a test that waits for a line which a waiting step never logs fails soon, with the log', () =>
  withCloud(seedOf(), async cloud => {
    const running = await start(inputsFor(cloud), { ...holdBatch(cloud), lineWithinMs: 10 })
    await until(() => running.log.includes('accepted'))
    await expect(running.line('a line of yesterday')).rejects.toThrow(
      /in vain for the line a line of yesterday; the log:[^]*accepted/
    )
    // a past line needs no time
    expect(await running.line('accepted')).toContain('accepted')
    running.abandon()
    await running.result
  }))

test('a test that waits for a condition which is never met fails soon', async () => {
  const isMet = (): boolean => false
  await expect(until(isMet, 10)).rejects.toThrow('not met within 0.01s')
})
