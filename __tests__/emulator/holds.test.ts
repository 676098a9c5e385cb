import { expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import { call, newCloud, ORDERS, shopSeed } from './support.ts'

const NEW = { ServiceAddress: 'http://127.0.0.1:4' }
const WRITE = { BackendId: ORDERS, StageName: 'RELEASE', BackendModelData: JSON.stringify(NEW) }

test('a call held before its commit takes effect after its release', async () => {
  const emulator = await startEmulator({ seed: shopSeed() })
  try {
    const live = () => emulator.cloud.definition(ORDERS, 'RELEASE')
    const old = live()
    const hold = emulator.hold({ action: 'ModifyBackendModel', point: 'before-commit' })
    const response = call(emulator, 'ModifyBackendModel', WRITE)
    expect(await hold.reached).toMatchObject({ action: 'ModifyBackendModel', status: undefined })
    // other calls are not held
    await call(emulator, 'DescribeBackendInfo', { BackendId: ORDERS })
    expect(live()).toEqual(old)
    hold.release()
    expect(await response).toMatchObject({ status: 200 })
    expect(live()).toEqual(NEW)
  } finally {
    await emulator.close()
  }
})

test('a call held before its response has taken effect; nth lets earlier calls pass', async () => {
  const emulator = await startEmulator({ seed: shopSeed() })
  try {
    const hold = emulator.hold({ point: 'before-response', nth: 2 })
    await call(emulator, 'DescribeBackendInfo', { BackendId: ORDERS })
    const response = call(emulator, 'ModifyBackendModel', WRITE)
    await hold.reached
    expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(NEW)
    hold.release()
    hold.release()
    expect(await response).toMatchObject({ status: 200 })
    await call(emulator, 'DescribeBackendInfo', { BackendId: ORDERS })
  } finally {
    await emulator.close()
  }
})

test('closing the emulator ends its holds', async () => {
  const emulator = await startEmulator({ seed: shopSeed() })
  const hold = emulator.hold({ point: 'before-commit' })
  const response = call(emulator, 'ModifyBackendModel', WRITE)
  const broken = expect(response).rejects.toThrow()
  await hold.reached
  await emulator.close()
  await broken
  expect(emulator.cloud.definition(ORDERS, 'RELEASE')).not.toEqual(NEW)
})

test('a stuck batch completes on release, and a later write still wins', () => {
  const { cloud } = newCloud()
  const write = (port: number, stuck: boolean) =>
    cloud.call(
      'ModifyBackendModel',
      { ...WRITE, BackendModelData: JSON.stringify({ ServiceAddress: `http://127.0.0.1:${port}` }) },
      undefined,
      stuck ? { effects: { stuckAfter: 1 } } : {}
    )
  const serving = () =>
    cloud
      .publishedApis(ORDERS, 'RELEASE')
      .map(({ id }) => JSON.stringify(cloud.inEffect(id, 'RELEASE')?.definition).slice(-3, -2))
      .join('')
  write(4, true)
  expect(serving()).toBe('433')
  cloud.releaseBatches()
  expect(serving()).toBe('444')
  write(5, true)
  expect(serving()).toBe('544')
  write(6, false)
  cloud.releaseBatches()
  expect(serving()).toBe('666')
})
