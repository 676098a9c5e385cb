import { expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import { keyOf } from '../../../src/model/target.ts'
import { errorOf } from '../../../src/rollout/outcome.ts'
import { withTitle } from '../../../src/rollout/words.ts'
import { BACKEND_ID, targetOf } from '../../support/fake-cloud.ts'

const TARGET = targetOf()

test.each(['orders', '订单_1', 'Orders (new) v1.2-x', 'a'.repeat(100)])('names a target %s', title => {
  const named = withTitle(TARGET, title)
  expect(named.name).toBe(`${title}/TEST`)
  expect(keyOf(named)).toBe(TARGET.name)
})

test.each([
  '',
  ' ',
  ' orders',
  'orders ',
  'orders: failed',
  '::error::x',
  '##[group]',
  'a\nb',
  'a\u202eb',
  'token=x',
  'http://user:pass@host',
  'a'.repeat(101)
])('keeps the IDs instead of %j', title => {
  expect(withTitle(TARGET, title)).toBe(TARGET)
})

test.each([
  ['it failed', `orders/TEST (backend ${BACKEND_ID}): it failed`],
  ['orders/TEST: it failed', `orders/TEST (backend ${BACKEND_ID}): it failed`],
  [`the backend ${BACKEND_ID} is gone`, `orders/TEST: the backend ${BACKEND_ID} is gone`]
])('an error names the target and its ID once: %s', (message, expected) => {
  const named = withTitle(TARGET, 'orders')
  const once = errorOf(named, new ActionError('Mismatch', message))
  expect(once.message).toBe(expected)
  expect(errorOf(named, once)).toBe(once)
})
