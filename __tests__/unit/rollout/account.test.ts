import { expect, test } from '@jest/globals'
import { inAllowedAccount } from '../../../src/rollout/account.ts'
import { callError } from '../../support/fake-cloud.ts'

const never = new AbortController().signal
const guard = (find: () => Promise<string>) => ({ allowed: ['1', '2'], find })

test('without a guard nothing is asked', async () => {
  const read = () => Promise.resolve('plan')
  expect(await inAllowedAccount(undefined, read, never)).toEqual({ value: 'plan', accountId: undefined })
})

test('an allowed account, looked up while the reading goes on', async () => {
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

test('another account ends the reading, and comes before what is wrong with it', async () => {
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

test('a reading that fails in an allowed account', async () => {
  const failing = () => Promise.reject(new Error('no such backend'))
  await expect(
    inAllowedAccount(
      guard(() => Promise.resolve('1')),
      failing,
      never
    )
  ).rejects.toThrow('no such backend')
})

test('keys that there are not are told of as they are', async () => {
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
