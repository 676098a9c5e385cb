import { expect, test } from '@jest/globals'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { expectGrowth } from '../../support/cpu-time.ts'

test.each([
  ['one of 40,000 characters', `S3cr3tPart/"${'k'.repeat(40_000)}`],
  ['Chinese, which percent-encoding makes long', '密'.repeat(5_000)]
])('replaces a secret that is too long for a pattern: %s', (_, secret) => {
  const secrets = createSecrets(() => undefined)
  secrets.add('another-secret', secret)
  expect(secrets.scrub(`a ${secret} b ${encodeURIComponent(secret)} c another-secret`)).toBe(
    'a *** b *** c ***'
  )
})

const SECRET = `a/B+c"d'e&<f> g`
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)
test.each([
  ['as it is', SECRET],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in a URL, in lower case', encodeURIComponent(SECRET).replaceAll(/%../g, byte => byte.toLowerCase())],
  ['in a URL, as the runner escapes it', encodeURIComponent(SECRET).replaceAll("'", '%27')],
  ['in a form', new URLSearchParams([['', SECRET]]).toString().slice(1)],
  ['in JSON', inJson(SECRET)],
  ['in the JSON text of a definition, quoted in JSON', inJson(inJson(SECRET))],
  ['in the JSON text of a definition, in a URL', encodeURIComponent(inJson(SECRET))],
  [
    'in the JSON text of a definition, in a form',
    new URLSearchParams([['', inJson(SECRET)]]).toString().slice(1)
  ],
  ['in XML', 'a/B+c&quot;d&apos;e&amp;&lt;f&gt; g'],
  ['in HTML', 'a/B+c&quot;d&#39;e&amp;&lt;f&gt; g'],
  ['in Base64', Buffer.from(SECRET).toString('base64')],
  ['in Base64 for URLs', Buffer.from(SECRET).toString('base64url')]
])('replaces a secret %s', (_, spelled) => {
  const secrets = createSecrets(() => undefined)
  secrets.add(SECRET)
  expect(secrets.scrub(`a ${spelled} b ${spelled} c`)).toBe('a *** b *** c')
})

test.each(['u:', 'us:', 'use:'])('replaces a secret in Base64 after %s', before => {
  const secrets = createSecrets(() => undefined)
  secrets.add('correct-horse')
  const shown = secrets.scrub(Buffer.from(`${before}correct-horse:after`).toString('base64'))
  expect(Buffer.from(shown.replace('***', ' '), 'base64').toString()).not.toMatch(/orrect|horse|rse/)
  expect(shown).toContain('***')
})

test.each([3, 700])('replaces a secret that contains another one as a whole, among %i', count => {
  const secrets = createSecrets(() => undefined)
  for (let index = 0; index < count; index++) secrets.add(`${index}-another-secret`)
  secrets.add('long-secret', 'a-long-secret-with-more')
  expect(secrets.scrub('x a-long-secret-with-more, long-secret, 2-another-secret')).toBe('x ***, ***, ***')
  expect(secrets.scrub('nothing of them')).toBe('nothing of them')
})

test('a line after each of a thousand added secrets takes no longer than with all of them known', () => {
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
