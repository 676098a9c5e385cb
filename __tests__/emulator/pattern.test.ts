import { expect, test } from '@jest/globals'
import { matchesWildcards, starMatcher } from '../../emulator/cloud/pattern.ts'
import { expectGrowth } from '../support/cpu-time.ts'

test.each([
  ['orders', 'orders', true],
  ['orders', 'orders2', false],
  ['*', '', true],
  ['*', 'orders', true],
  ['ord*', 'orders', true],
  ['*ers', 'orders', true],
  ['o*e*s', 'orders', true],
  ['o*s', 'os', true],
  // prefix and suffix must not overlap
  ['or*rs', 'ors', false],
  ['**o**s**', 'orders', true],
  ['*d*r*', 'orders', true],
  ['*r*d*', 'ords', true],
  ['*s*r*', 'ords', false],
  ['a*ab*b', 'aab', false],
  ['a*b', 'a\nb', true],
  ['a.b', 'axb', false],
  ['', '', true],
  ['', 'a', false]
])('%j and %j: %s', (pattern, text, matches) => {
  expect([starMatcher(pattern)(text), matchesWildcards(pattern, text)]).toEqual([matches, matches])
})

test.each([
  ['o?ders', 'orders', true],
  ['o?ders', 'oders', false],
  ['?', '', false],
  ['*?', '', false],
  ['?*?', 'ab', true],
  ['repo:o/r:ref:refs/heads/*', 'repo:o/r:ref:refs/heads/main', true],
  ['repo:o/*:environment:prod?', 'repo:o/r:environment:prod1', true],
  ['*?b', 'aab', true]
])('with a question mark, %j and %j: %s', (pattern, text, matches) => {
  expect(matchesWildcards(pattern, text)).toBe(matches)
})

const BOTH = [
  ['starMatcher', starMatcher],
  ['matchesWildcards', (pattern: string) => (text: string) => matchesWildcards(pattern, text)]
] as const

test.each(BOTH)('%s: more stars do not cost more, and time is linear in the text', async (_, matcherOf) => {
  // a text that fails at its very end matches in many ways before; a regular expression would try them all
  await expectGrowth(
    stars => {
      const matches = matcherOf(`${'*a'.repeat(stars)}*b`)
      for (let count = 0; count < 200; count++) expect(matches('a'.repeat(24))).toBe(false)
    },
    { size: 64 }
  )
  await expectGrowth(
    size => {
      expect(matcherOf(`${'*a'.repeat(size / 2)}*b`)('a'.repeat(size))).toBe(false)
    },
    { size: 512_000 }
  )
})
