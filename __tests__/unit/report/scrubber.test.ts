import { expect, test } from '@jest/globals'
import { createScrubber } from '../../../src/report/scrubber.ts'

const taking = (...secrets: string[]) => ({
  scrub: (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
})

test('a secret goes out of every text, and out of the keys that are not names', () => {
  expect(
    createScrubber(taking('hunter2hunter2'))({ a: ['x hunter2hunter2'], 'hunter2hunter2-key': 'y' })
  ).toEqual({
    a: ['x ***'],
    '***-key': 'y'
  })
})

test('a secret that is a word of ours changes neither the members nor the result of an outcome', () => {
  const outcome = { result: 'switched', progress: { updated: 3 }, rollback: undefined }
  expect(createScrubber(taking('switched', 'progress', 'rollback'))(outcome)).toBe(outcome)
})

test('what holds no secret is the same value', () => {
  const value = { a: [{ b: 'c' }] }
  expect(createScrubber(taking('hunter2hunter2'))(value)).toBe(value)
})
