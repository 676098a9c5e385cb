import { expect, jest, test } from '@jest/globals'
import { createActionsLog, createActionsOutputs, createStateSaver } from '../../../src/runtime/actions.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

test('an output without its file is a warning, not an unsupported command', () => {
  const log = createMemoryLog()
  createActionsOutputs(
    log,
    createSecrets(() => undefined),
    {}
  ).set('result', 'switched')
  expect(log.lines).toEqual(['warning: the output result could not be written: GITHUB_OUTPUT is not set'])
})

test('saving state without its file is an error', () => {
  expect(() => createStateSaver({})('journal', '/tmp/journal')).toThrow('GITHUB_STATE is not set')
})

test.each(['notice', 'warning'] as const)(
  'the eleventh %s is only logged, and the tenth refers to the log',
  level => {
    const written: string[] = []
    const write = jest.spyOn(process.stdout, 'write').mockImplementation(text => {
      written.push(String(text))
      return true
    })
    try {
      const log = createActionsLog(
        createSecrets(() => undefined),
        {}
      )
      for (let count = 1; count <= 12; count++) log[level](`number ${count}`)
      log.flush()
      log.flush()
    } finally {
      write.mockRestore()
    }
    const annotations = written.filter(line => line.startsWith(`::${level}::`))
    expect(annotations).toHaveLength(10)
    expect(annotations[8]).toBe(`::${level}::number 9\n`)
    expect(annotations[9]).toBe(`::${level}::number 10%0AFor further ${level}s, see the log.\n`)
    const lines = [10, 11, 12].map(count => `${level}: number ${count}\n`)
    expect(written.slice(9, 12)).toEqual(lines)
  }
)
