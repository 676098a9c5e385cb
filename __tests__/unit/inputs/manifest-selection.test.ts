import { describe, expect, test } from '@jest/globals'
import { select } from '../../../src/inputs/manifest/manifest.ts'
import type { Selectable } from '../../../src/inputs/manifest/manifest.ts'

interface Stage {
  readonly name: string
  readonly stageName: string
}

function backendsOf(...texts: readonly string[]): Selectable<Stage>[] {
  return texts.map(text => {
    const [name = '', stages] = text.split(':')
    return {
      name,
      stages: stages?.split(',').map(stageName => ({ name: `${name}/${stageName}`, stageName }))
    }
  })
}

const BACKENDS = backendsOf('orders:TEST,RELEASE', 'payments:TEST', 'users:RELEASE,TEST')

function selected(stageName: string, targets: 'all' | readonly string[], backends = BACKENDS) {
  const { stages, problems, notices } = select(backends, { stageName, targets })
  return {
    names: stages.map(({ name }) => name),
    problems: problems.map(({ input, message }) => `${input}: ${message}`),
    notices
  }
}

test.each<[string, 'all' | readonly string[], readonly string[]]>([
  ['TEST', 'all', ['orders/TEST', 'payments/TEST', 'users/TEST']],
  ['*', 'all', ['orders/TEST', 'orders/RELEASE', 'payments/TEST', 'users/RELEASE', 'users/TEST']],
  ['TEST', ['users', 'orders'], ['orders/TEST', 'users/TEST']],
  ['TEST', ['users/TEST', 'users'], ['users/TEST']],
  ['*', ['users'], ['users/RELEASE', 'users/TEST']],
  ['*', ['users/TEST', 'orders/RELEASE'], ['orders/RELEASE', 'users/TEST']]
])('stage-name %s with targets %j', (stageName, targets, names) => {
  expect(selected(stageName, targets)).toEqual({ names, problems: [], notices: [] })
})

test('a backend without the stage is skipped with a notice', () => {
  expect(selected('RELEASE', 'all')).toEqual({
    names: ['orders/RELEASE', 'users/RELEASE'],
    problems: [],
    notices: ['skipped, because they have no stage RELEASE in the manifest: payments']
  })
})

describe('problems', () => {
  test.each<[string, 'all' | readonly string[], string]>([
    [
      'RELEASE',
      ['payments'],
      'targets: payments has no stage "RELEASE" in the manifest: must be one of TEST'
    ],
    [
      '*',
      ['payments/PRE'],
      'targets: "payments/PRE" is not in the manifest: payments has no stage "PRE": must be one of TEST'
    ],
    ['*', ['payments/*'], 'targets: "payments/*" is not in the manifest: payments has no stage "*"'],
    ['TEST', ['orders/RELEASE'], 'targets: orders/RELEASE is not in the stage TEST'],
    ['TEST', ['order'], 'targets: "order" is not in the manifest; did you mean orders?'],
    ['TEST', ['Orders'], 'targets: "Orders" is not in the manifest; did you mean orders?'],
    [
      'TEST',
      ['paiments/TEST'],
      'targets: "paiments/TEST" is not in the manifest; did you mean payments/TEST?'
    ],
    ['TEST', ['orders/TEST/x'], 'targets: "orders/TEST/x" is not in the manifest'],
    ['TEST', ['something-else'], 'targets: "something-else" is not in the manifest'],
    ['GRAY', 'all', 'stage-name: no target of the manifest has the stage GRAY: must be one of TEST, RELEASE']
  ])('stage-name %s with targets %j', (stageName, targets, problem) => {
    const { problems } = selected(stageName, targets)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
  })

  test('each unknown target is a problem', () => {
    expect(selected('TEST', ['a', 'b', 'orders']).problems).toHaveLength(2)
  })

  test('unreadable entries are not problems', () => {
    const backends = backendsOf('orders', 'payments:TEST')
    expect(selected('TEST', ['orders', 'orders/PRE', 'payments'], backends)).toEqual({
      names: ['payments/TEST'],
      problems: [],
      notices: []
    })
    expect(selected('TEST', 'all', backendsOf('orders')).problems).toEqual([])
  })

  test('long lists are truncated', () => {
    const backends = backendsOf(...Array.from({ length: 50 }, (_, index) => `b${index}:TEST`), 'x:PRE')
    expect(selected('PRE', 'all', backends).notices[0]).toMatch(/b18, b19 and 30 more$/)
  })
})
