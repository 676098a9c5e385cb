import { expect, test } from '@jest/globals'
import { createSecrets } from '../../../src/runtime/secrets.ts'

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

test('a thousand secrets that come one by one, with a line after each, take no second', () => {
  const secrets = createSecrets(() => undefined)
  const startedAt = performance.now()
  for (let count = 0; count < 1_000; count++) {
    secrets.add(`secret-number-${count}`)
    expect(secrets.scrub(`a line about secret-number-${count}`)).toBe('a line about ***')
  }
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})
