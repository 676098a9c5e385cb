import { expect, test } from '@jest/globals'
import { inAllowedAccount } from '../../../src/rollout/guard.ts'
import { callError } from '../../support/fake-cloud.ts'

const never = new AbortController().signal
const guard = (find: () => Promise<string>) => ({ allowed: ['1', '2'], find })

test('without allowed accounts, the account is not looked up', async () => {
  const read = () => Promise.resolve('plan')
  expect(await inAllowedAccount(undefined, read, never)).toEqual({ value: 'plan', accountId: undefined })
})

test('looks up an allowed account while the read is in progress', async () => {
  const order: string[] = []
  const result = await inAllowedAccount(
    guard(() => {
      order.push('account')
      return Promise.resolve('2')
    }),
    () => {
      order.push('read')
      return Promise.resolve('plan')
    },
    never
  )
  expect(result).toEqual({ value: 'plan', accountId: '2' })
  expect(order).toEqual(['account', 'read'])
})

test('another account fails the read, and takes precedence over its error', async () => {
  const reading = inAllowedAccount(
    guard(() => Promise.resolve('3')),
    signal =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')))
      }),
    never
  )
  await expect(reading).rejects.toMatchObject({
    code: 'OtherAccount',
    message: 'these credentials belong to account 3, but allowed-account-ids allows only 1, 2'
  })
})

test("reports a failed read's own error in an allowed account", async () => {
  const failing = () => Promise.reject(new Error('no such backend'))
  await expect(
    inAllowedAccount(
      guard(() => Promise.resolve('1')),
      failing,
      never
    )
  ).rejects.toThrow('no such backend')
})

test('reports missing credentials unchanged', async () => {
  const error = callError('credentials')
  const read = () => Promise.resolve('plan')
  await expect(
    inAllowedAccount(
      guard(() => Promise.reject(error)),
      read,
      never
    )
  ).rejects.toBe(error)
})
