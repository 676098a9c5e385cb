import { expect, test } from '@jest/globals'
import { ActionError, asActionError, messageOf } from '../../../src/errors/action-error.ts'

const hostile = {
  toString(): string {
    throw new Error('no text')
  }
}

test.each<[string, () => unknown, string]>([
  ['an error', () => new Error('m'), 'm'],
  ['a text', () => 'text', 'text'],
  ['nothing', () => undefined, 'undefined'],
  ['a symbol', () => Symbol('s'), 'Symbol(s)'],
  ['an error whose message is a number', () => Object.assign(new Error('x'), { message: 7 }), '7'],
  ['an object without a text', (): unknown => Object.create(null), 'something was thrown that has no text'],
  ['an object that throws', () => hostile, 'something was thrown that has no text'],
  [
    'an error with it',
    () => Object.assign(new Error('x'), { message: hostile }),
    'something was thrown that has no text'
  ]
])('the message of %s', (_, thrown, message) => {
  expect(messageOf(thrown())).toBe(message)
})

test('what this action did not throw itself is a fault of it, without a stack in the message', () => {
  const error = asActionError(new Error('it broke\n    at f (/a/path.js:1:2)\n    at g (/b.js:3:4)'))
  expect(error).toMatchObject({ code: 'InternalError', message: 'a fault of this action: it broke' })
  const own = new ActionError('Drift', 'm')
  expect(asActionError(own)).toBe(own)
})
