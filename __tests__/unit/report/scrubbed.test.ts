import { expect, test } from '@jest/globals'
import { scrubbed } from '../../../src/report/scrubbed.ts'

const taking = (...secrets: string[]) => ({
  scrub: (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
})

test('a secret goes out of every text, and out of the keys that are not names', () => {
  expect(scrubbed({ a: ['x hunter2hunter2'], 'hunter2hunter2-key': 'y' }, taking('hunter2hunter2'))).toEqual({
    a: ['x ***'],
    '***-key': 'y'
  })
})

test('a secret that is a word of ours changes neither the members nor the result of an outcome', () => {
  const outcome = { result: 'switched', progress: { updated: 3 }, rollback: undefined }
  expect(scrubbed(outcome, taking('switched', 'progress', 'rollback'))).toBe(outcome)
})

test('what holds no secret is the same value', () => {
  const value = { a: [{ b: 'c' }] }
  expect(scrubbed(value, taking('hunter2hunter2'))).toBe(value)
})
