import { expect, test } from '@jest/globals'
import { parseDocument } from '../../../src/input/document.ts'

test.each([
  ['{"a": 1, "b": [true, null, "x"]}', { a: 1, b: [true, null, 'x'] }],
  ['{\n\t"a": "spaces  and \\"quotes\\" stay"\n}', { a: 'spaces  and "quotes" stay' }],
  ['{"a": 1.0, "b": "\\/"}', { a: 1, b: '/' }],
  ['a: 1\nb:\n  - true\n  - x', { a: 1, b: [true, 'x'] }],
  ['a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
  ['yes: no', { yes: 'no' }]
])('%s', async (source, value) => {
  expect(await parseDocument(source)).toEqual(value)
})

test.each([
  ['{"a": "hunter2", "a": 2}', 'line 1, column 18: a key that is there twice'],
  ['a: 1\na: hunter2', 'line 2, column 1: a key that is there twice'],
  ['{"a": "hunter2"', 'a missing bracket'],
  ['a: "hunter2', 'a missing bracket'],
  ['a: *hunter2', 'an alias without its anchor'],
  ['a: 1\n---\nb: hunter2', 'a second document'],
  ['{\\"ServiceAddress\\": \\"hunter2\\"}', 'backslashes'],
  ['a: {{ hunter2 }}', 'line 1, column 4: a key that is no plain value'],
  ['[hunter2]: 1', 'a key that is no plain value'],
  ['a: !!binary aHVudGVyMg==', 'line 1, column 13: a tag'],
  ['a: !!timestamp 2026-01-01', 'a tag'],
  ['a: !hunter2 x', 'a tag'],
  ['%YAML 1.1\n---\na: 010', 'a %YAML directive'],
  ['a: &x {b: 1}\nc:\n  <<: *x', 'line 3, column 3: a merge key'],
  ['"1": a\n1: hunter2', 'line 2, column 1: a key that is there twice'],
  ['a: .inf', 'a number that JSON does not know'],
  ['a: 12345678901234567890', 'put it in quotes'],
  [`${'['.repeat(80)}1${']'.repeat(80)}`, 'nested deeper'],
  [
    [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
      'd: [*c,*c,*c]'
    ].join('\n'),
    'too many aliases'
  ]
])('%s is refused, without its text', async (source, reason) => {
  const error: unknown = await parseDocument(source).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'Invalid' })
  expect(String(error)).toContain(reason)
  expect(String(error)).not.toContain('hunter2')
})

test('a mapping of many keys is read in time that grows with them', async () => {
  const source = Array.from({ length: 20_000 }, (_, index) => `key${index}: value`).join('\n')
  const startedAt = performance.now()
  expect(Object.keys((await parseDocument(source)) as object)).toHaveLength(20_000)
  expect(performance.now() - startedAt).toBeLessThan(4_000)
})
