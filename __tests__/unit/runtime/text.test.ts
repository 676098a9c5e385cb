import { expect, test } from '@jest/globals'
import { formatDuration } from '../../../src/runtime/clock.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { cut, grouped, indentedLine, oneLine, safeLines } from '../../../src/runtime/text.ts'

test.each([
  ['::error::x', ': :error::x'],
  ['a\r::error::x', 'a ::error::x'],
  ['a\n\n::set-output name=x::y', 'a ::set-output name=x::y'],
  ['a##[error]b', 'a# #[error]b'],
  ['\u001b[31mred\u001b[0m', '[31mred [0m'],
  ['a\u202eb\u200fc\u2028d', 'a b c d'],
  ['  spaces  ', 'spaces'],
  ['中文 and é', '中文 and é']
])('%j becomes %j', (hostile, harmless) => {
  expect(oneLine(hostile)).toBe(harmless)
})

test('a megabyte becomes one line, cut to a few thousand characters in the log', () => {
  const long = 'x'.repeat(1_000_000)
  expect(oneLine(long, 4000).length).toBeLessThan(4100)
  expect(safeLines(`${long}\n${long}`).length).toBeLessThan(8200)
})

// a text that is cut before secrets are removed may contain the start of one
test('a line is cut only if a length is set, or by the log', () => {
  const long = `  ${'x'.repeat(9_000)}`
  expect(oneLine(long)).toBe(long.trim())
  expect(indentedLine(long)).toBe(long)
})

test.each([
  ['a\ud83d\ude00', 2, 'a'],
  ['a\ud83d\ude00', 3, 'a\ud83d\ude00'],
  ['a\ud83d\ude00b', 3, 'a\ud83d\ude00'],
  ['ab', 5, 'ab'],
  ['ab', 0, '']
])('%j cut at %d has only whole characters', (text, longest, whole) => {
  expect(cut(text, longest)).toBe(whole)
})

test('half of a surrogate pair does not get into a line', () => {
  expect(oneLine('a\ud83db')).toBe('a\ufffdb')
  expect(oneLine('\ud83d\ude00'.repeat(30), 9)).toBe('\ud83d\ude00'.repeat(4) + '…')
})

test('own lines keep their line breaks and indentation', () => {
  expect(safeLines('a\n  b\n  ::c')).toBe('a\n  b\n  : :c')
})

test('secrets are masked once, line by line, and replaced in every spelling', () => {
  const masks: string[] = []
  const secrets = createSecrets(value => masks.push(value))
  secrets.add('short', 'a-long/secret', 'first-line\nsecond-line', 'a-long/secret')
  expect(masks).toEqual(['a-long/secret', 'first-line\nsecond-line', 'first-line', 'second-line'])
  expect(secrets.scrub('x a-long/secret a-long%2Fsecret first-line')).toBe('x *** *** ***')
})

test.each([
  [850, '850ms'],
  [1500, '1.5s'],
  [12_300, '12s'],
  [65_000, '1m05s'],
  [3_660_000, '1h01m']
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test('an own line keeps its indentation and stays one line', () => {
  expect(indentedLine('  key: a\n::error::b')).toBe('  key: a ::error::b')
})

test.each([
  [0, '0'],
  [12, '12'],
  [999, '999'],
  [1_000, '1,000'],
  [99_999, '99,999'],
  [100_000, '100,000'],
  [1_234_567, '1,234,567']
])('the digits of %d are grouped', (count, text) => {
  expect(grouped(count)).toBe(text)
})
