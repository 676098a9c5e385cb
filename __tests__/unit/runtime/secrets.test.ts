import { expect, test } from '@jest/globals'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { expectGrowth } from '../../support/cpu-time.ts'

test.each([
  ['one of 40,000 characters', `S3cr3tPart/"${'k'.repeat(40_000)}`],
  ['Chinese, which percent-encoding makes long', '密'.repeat(5_000)]
])('a secret too long for any pattern is taken out all the same: %s', (_, secret) => {
  const secrets = createSecrets(() => undefined)
  secrets.add('another-secret', secret)
  expect(secrets.scrub(`a ${secret} b ${encodeURIComponent(secret)} c another-secret`)).toBe(
    'a *** b *** c ***'
  )
})

test('of a thousand secrets that come one by one, a line after each takes no longer than all that are known', () => {
  const scrubEach = (size: number): void => {
    const secrets = createSecrets(() => undefined)
    for (let count = 0; count < size; count++) {
      secrets.add(`secret-number-${count}`)
      const line = secrets.scrub(`a line about secret-number-${count}`)
      if (line !== 'a line about ***') throw new Error(`not scrubbed: ${line}`)
    }
  }
  return expectGrowth(scrubEach, { size: 1_000, power: 2 })
})
