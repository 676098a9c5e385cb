import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compilePathRegex } from '../../emulator/apig/path-regex.ts'

const matches = (pattern: string, text: string, ignoreCase = false): boolean | undefined =>
  compilePathRegex(pattern, ignoreCase)?.matches(text)

test.each([
  ['/orders/\\d+', '/orders/12', true],
  ['/orders/\\d+', '/orders/12/x', false],
  ['/orders/\\d+', 'x/orders/12', false],
  ['^/a$', '/a', true],
  ['/a|/b', '/b', true],
  ['/(a|b)*c', '/ababc', true],
  ['/[a-c_-]{2,3}', '/a-_', true],
  ['/[a-c]{2,3}', '/abca', false],
  ['/[^/]+/x', '/abc/x', true],
  ['/[^/]+/x', '/a/b/x', false],
  ['/[]a]', '/]', true],
  ['/a{2}', '/aa', true],
  ['/a{2,}', '/aaaa', true],
  ['/a.*?z', '/abcz', true],
  ['/a\\.b', '/axb', false],
  ['/(?:v1|v2)/\\w+', '/v2/items', true],
  ['/\\S\\D\\W', '/ab-', true],
  ['', '', true],
  ['(', '(', undefined],
  ['a)', 'a)', undefined],
  ['*', '*', undefined],
  ['[a', '[a', undefined],
  ['[z-a]', 'z', undefined],
  ['a{3,2}', 'aaa', undefined],
  ['(?=a)a', 'a', undefined],
  ['(a)\\1', 'aa', undefined],
  ['a\\', 'a', undefined]
])('%j, %j: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected)
})

test('supports case-insensitive matching', () => {
  expect([matches('/A[b-d]', '/aC', true), matches('/A[b-d]', '/aC')]).toEqual([true, false])
  expect([matches('/[^A]\\D', '/ab', true), matches('/[^A]\\D', '/BB', true)]).toEqual([false, true])
})

test("agrees with JavaScript's regular expressions", () => {
  const atom = fc.constantFrom('a', 'b', '/', '.', '[ab]', '[^a]', '\\w', '\\d')
  const { pattern } = fc.letrec<{ pattern: string; group: string }>(tie => ({
    group: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc.constant('a'),
      tie('pattern').map(inner => `(?:${inner})`)
    ),
    pattern: fc
      .array(fc.tuple(tie('group'), fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '|')), {
        minLength: 1,
        maxLength: 4
      })
      .map(parts => parts.map(([part, suffix]) => part + suffix).join(''))
  }))
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '1'), maxLength: 8 })
  fc.assert(
    fc.property(pattern, text, (source, path) => {
      expect(matches(source, path)).toBe(new RegExp(`^(?:${source})$`).test(path))
    }),
    { numRuns: 2_000, seed: 7 }
  )
})

describe('pathological patterns', () => {
  const LONG = 'a'.repeat(4_000)
  test.each([
    ['(a+)+', `${LONG}b`, false],
    ['(a|aa)+', `${LONG}b`, false],
    ['(a|a)*b', LONG, false],
    [`${'(a?)'.repeat(200)}${'a'.repeat(200)}`, 'a'.repeat(200), true],
    [`${'.*'.repeat(20)}b`, LONG, false],
    [`${'('.repeat(40)}a${')+'.repeat(40)}b`, LONG, false]
  ])('%j', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected)
  })

  test.each([
    ['too many states', '(((a{100}){100}){100})'],
    ['many empty groups', '((((){1000}){1000}){1000})'],
    ['too deep', `${'('.repeat(300)}a${')'.repeat(300)}`],
    ['too long', 'a'.repeat(1_001)]
  ])('rejects %s', (_, pattern) => {
    expect(compilePathRegex(pattern)).toBeUndefined()
  })

  test('limits the steps of all expressions of a request together', () => {
    const budget = { steps: 10_000 }
    const cheap = compilePathRegex('a*')
    expect(cheap?.matches('a'.repeat(100), budget)).toBe(true)
    expect(budget.steps).toBeGreaterThan(9_000)
    expect(compilePathRegex(`${'.*'.repeat(300)}b`)?.matches(`${LONG}b`, budget)).toBe(false)
    // at most one more character
    expect(budget.steps).toBeGreaterThan(-2_000)
    expect(cheap?.matches('a', budget)).toBe(false)
  })

  test('a text longer than any path matches nothing', () => {
    expect([matches('a*', 'a'.repeat(4_096)), matches('a*', 'a'.repeat(4_097))]).toEqual([true, false])
  })
})
