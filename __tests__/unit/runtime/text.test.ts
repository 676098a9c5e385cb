import { expect, test } from '@jest/globals'
import { formatDuration } from '../../../src/runtime/clock.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { cut, indentedLine, oneLine, safeLines } from '../../../src/runtime/text.ts'

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

test('a megabyte becomes a line, and one of a few thousand characters where it is written', () => {
  const long = 'x'.repeat(1_000_000)
  expect(oneLine(long, 4000).length).toBeLessThan(4100)
  expect(safeLines(`${long}\n${long}`).length).toBeLessThan(8200)
})

// what is cut before secrets are taken out of it may hold the beginning of one
test('a line is cut only where a length is given, or the log writes it', () => {
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
])('%j cut at %d is whole', (text, longest, whole) => {
  expect(cut(text, longest)).toBe(whole)
})

test('half of a character does not get into a line', () => {
  expect(oneLine('a\ud83db')).toBe('a\ufffdb')
  expect(oneLine('\ud83d\ude00'.repeat(30), 9)).toBe('\ud83d\ude00'.repeat(4) + '…')
})

test('lines of one’s own keep their breaks and their indentation', () => {
  expect(safeLines('a\n  b\n  ::c')).toBe('a\n  b\n  : :c')
})

test('secrets are masked once, line by line, and scrubbed in every spelling', () => {
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

test('a line of one’s own keeps its indentation, and is one', () => {
  expect(indentedLine('  key: a\n::error::b')).toBe('  key: a ::error::b')
})
