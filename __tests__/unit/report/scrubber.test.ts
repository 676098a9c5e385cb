import { expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
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

test('an error keeps what its page shows', () => {
  const error = new ActionError('ProbeFailed', 'it failed with hunter2hunter2', {
    brief: 'it failed',
    cure: 'Fix it.',
    nextSteps: 'Roll back.',
    requestId: 'R1',
    rollbackError: { code: 'NoPermission', message: 'no hunter2hunter2' }
  })
  expect(createScrubber(taking('hunter2hunter2'))(error)).toMatchObject({
    message: 'it failed with ***',
    brief: 'it failed',
    advice: { cure: 'Fix it.', nextSteps: 'Roll back.' },
    requestId: 'R1',
    rollbackError: { code: 'NoPermission', message: 'no ***' }
  })
})
