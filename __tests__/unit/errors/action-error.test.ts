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
  ['an object without a text', (): unknown => Object.create(null), 'a value without text was thrown'],
  ['an object that throws', () => hostile, 'a value without text was thrown'],
  [
    'an error whose message is that object',
    () => Object.assign(new Error('x'), { message: hostile }),
    'a value without text was thrown'
  ]
])('the message of %s', (_, thrown, message) => {
  expect(messageOf(thrown())).toBe(message)
})

test('any other error is reported as a bug in this action, without its stack', () => {
  const error = asActionError(new Error('it broke\n    at f (/a/path.js:1:2)\n    at g (/b.js:3:4)'))
  expect(error).toMatchObject({ code: 'InternalError', message: 'a bug in this action: it broke' })
  const own = new ActionError('Drift', 'm')
  expect(asActionError(own)).toBe(own)
})
