import { expect, test } from '@jest/globals'
import { createScrubber } from '../../../src/report/scrubber.ts'

const taking = (...secrets: string[]) => ({
  scrub: (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
})

test('masks a secret in every text, and in keys that are not plain names', () => {
  expect(
    createScrubber(taking('hunter2hunter2'))({ a: ['x hunter2hunter2'], 'hunter2hunter2-key': 'y' })
  ).toEqual({
    a: ['x ***'],
    '***-key': 'y'
  })
})

test('a secret that equals a word of this action changes neither members nor result of an outcome', () => {
  const outcome = { result: 'switched', progress: { updated: 3 }, rollback: undefined }
  expect(createScrubber(taking('switched', 'progress', 'rollback'))(outcome)).toBe(outcome)
})

test('returns a value without secrets as it is', () => {
  const value = { a: [{ b: 'c' }] }
  expect(createScrubber(taking('hunter2hunter2'))(value)).toBe(value)
})
