import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { stopSignal } from '../../../src/runtime/process.ts'

beforeEach(() => {
  jest.useFakeTimers()
})

afterEach(() => {
  jest.useRealTimers()
})

function fakeProcess() {
  return Object.assign(new EventEmitter(), { stdout: new EventEmitter(), exit: jest.fn() })
}

test.each([
  ['SIGINT', (process: ReturnType<typeof fakeProcess>) => process.emit('SIGINT')],
  ['SIGTERM', (process: ReturnType<typeof fakeProcess>) => process.emit('SIGTERM')],
  ['a log without a reader', (process: ReturnType<typeof fakeProcess>) => process.stdout.emit('error')]
])('%s stops the step immediately and ends it within five seconds', (_, stop) => {
  const process = fakeProcess()
  const signal = stopSignal(process)
  expect(signal.aborted).toBe(false)
  stop(process)
  expect(signal.aborted).toBe(true)
  jest.advanceTimersByTime(4_500)
  expect(process.exit).not.toHaveBeenCalled()
  jest.advanceTimersByTime(500)
  expect(process.exit.mock.calls).toEqual([[1]])
})

test('another signal does not extend the time', () => {
  const process = fakeProcess()
  stopSignal(process)
  process.emit('SIGINT')
  jest.advanceTimersByTime(4_000)
  process.emit('SIGTERM')
  jest.advanceTimersByTime(1_000)
  expect(process.exit).toHaveBeenCalledTimes(1)
})
