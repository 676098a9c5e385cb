import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { parseDocument } from '../../../src/inputs/definition.ts'
import { expectGrowth } from '../../support/cpu-time.ts'

test.each([
  ['{"a": 1, "b": [true, null, "x"]}', { a: 1, b: [true, null, 'x'] }],
  ['{\n\t"a": "spaces  and \\"quotes\\" stay"\n}', { a: 'spaces  and "quotes" stay' }],
  ['{"a": 1.0, "b": "\\/"}', { a: 1, b: '/' }],
  ['a: 1\nb:\n  - true\n  - x', { a: 1, b: [true, 'x'] }],
  ['a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
  ['yes: no', { yes: 'no' }],
  ['1.10: a\n0x10: b\n~: c', { '1.10': 'a', '0x10': 'b', '~': 'c' }],
  ['a: &x 1\nb: &x 2\nc: *x', { a: 1, b: 2, c: 2 }],
  ['&k a: *k', { a: 'a' }],
  ['', null],
  ['a:', { a: null }],
  ['{a, b: }', { a: null, b: null }],
  [
    '{"__proto__": {"x": 1}, "x": 1.0}',
    Object.fromEntries([
      ['__proto__', { x: 1 }],
      ['x', 1]
    ])
  ]
])('%s', async (source, value) => {
  expect(await parseDocument(source)).toEqual(value)
})

test.each([
  ['{"a": "hunter2", "a": 2}', 'line 1, column 18: duplicate key "a"'],
  ['a: 1\na: hunter2', 'line 2, column 1: duplicate key "a"'],
  ['{"a": "hunter2"', 'line 1, column 1: a "{" that is not closed'],
  ['a: "hunter2', 'line 1, column 4: a quote that is not closed'],
  ['a: *hunter2', 'an alias without its anchor'],
  ['a: 1\n---\nb: hunter2', 'a second document'],
  ['a: {{ hunter2 }}', 'line 1, column 4: a key that is not a plain value'],
  ['[hunter2]: 1', 'a key that is not a plain value'],
  ['a: !!binary aHVudGVyMg==', 'line 1, column 13: a tag'],
  ['a: !!timestamp 2026-01-01', 'a tag'],
  ['a: !hunter2 x', 'a tag'],
  ['%YAML 1.1\n---\na: 010', 'a %YAML directive'],
  ['a: &x {b: 1}\nc:\n  <<: *x', 'line 3, column 3: a merge key'],
  ['"1": a\n1: hunter2', 'line 2, column 1: duplicate key "1"'],
  ['a: .inf', 'a number that JSON does not have'],
  ['a: 12345678901234567890', 'put it in quotes'],
  [`${'['.repeat(80)}1${']'.repeat(80)}`, 'nested deeper'],
  [
    [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
      'd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]',
      'e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]',
      'f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]'
    ].join('\n'),
    'line 6, column 7: too many aliases'
  ],
  [
    [
      'a0: &a0 [x]',
      ...Array.from({ length: 5000 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]`)
    ].join('\n'),
    'line 65, column 11: nested deeper'
  ],
  ['a: &a [*a]', 'line 1, column 8: an alias without its anchor'],
  ['[x, {y: !z 1, z: .nan}]', 'line 1, column 12: a tag that is not in the core schema; at line 1, column 18']
])('%s is refused, without its text', async (source, reason) => {
  const error: unknown = await parseDocument(source).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'Invalid' })
  expect(String(error)).toContain(reason)
  expect(String(error)).not.toContain('hunter2')
})

test.each([
  ['brackets', '['.repeat(100_000)],
  ['closed brackets', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['lists in lists', '- '.repeat(50_000)],
  ['keys in keys', '? '.repeat(50_000)],
  ['mappings in mappings', '{a: '.repeat(20_000)],
  ['brackets in JSON', `${'[ '.repeat(100)}1.0${']'.repeat(100)}`]
])('endless %s do not crash the parser', async (_, source) => {
  await expect(parseDocument(source)).rejects.toThrow('nested deeper than 64 levels')
})

test('the time to parse many keys does not grow quadratically', async () => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: 1`).join('\n')
  expect(Object.keys((await parseDocument(keys(50_000))) as object)).toHaveLength(50_000)
  await expectGrowth(
    size =>
      expect(parseDocument(`${keys(size)}\nk7: 2`)).rejects.toThrow(
        `line ${size + 1}, column 1: duplicate key "k7"`
      ),
    { size: 16_000 }
  )
})

test('the YAML parser reads JSON like JSON.parse', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async value => {
      fc.pre(isTaken(value))
      // the reader of plain JSON leaves 1.0 to the YAML parser
      expect(await parseDocument(`[${JSON.stringify(value)} , 1.0]`)).toEqual([
        JSON.parse(JSON.stringify(value)),
        1
      ])
    })
  )
})

function isTaken(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null) return true
  const isExpression = Object.keys(value).some(key => /\$\{\{[^]*\}\}/.test(key))
  return !('<<' in value) && !isExpression && Object.values(value).every(isTaken)
}
