import { describe, expect, test } from '@jest/globals'
import type { PublishedApi, TaskEntry } from '../../../src/model/backend.ts'
import { progressOf, stateOf } from '../../../src/model/batch.ts'

describe('one API, first match, any case', () => {
  test.each([
    ['FAILED', '', 'failed'],
    ['UpdateError', 'Success', 'failed'],
    ['ABORTED', '', 'failed'],
    ['SUCCESS', '', 'updated'],
    ['success', 'Success. Request Success.', 'updated'],
    ['SUCCESS', 'Failed to update', 'failed'],
    ['SUCCESS', 'error: x', 'failed'],
    ['OVER', '', 'updated'],
    ['OVER', 'Success. Request Success.', 'updated'],
    ['OVER', 'Failed', 'failed'],
    ['over', 'anything else', 'failed'],
    ['FINISHED', 'Timeout', 'failed'],
    ['RUNNING', '', 'moving'],
    ['', '', 'moving'],
    ['', 'Success.', 'updated'],
    ['NEVER_SEEN_BEFORE', 'Failed', 'moving']
  ] as const)('%s %j: %s', (status, message, state) => {
    expect(stateOf({ status, message })).toBe(state)
  })
})

const api = (apiId: string): PublishedApi => ({
  apiId,
  name: `name-${apiId}`,
  group: 'g',
  method: 'GET',
  path: '/'
})
const row = (apiId: string, status = 'OVER', message = ''): TaskEntry => ({
  apiId,
  name: '',
  group: '',
  status,
  message
})

describe('the batch', () => {
  test.each<[string, PublishedApi[], TaskEntry[], boolean]>([
    ['nothing published, nothing listed', [], [], true],
    ['published, not listed yet', [api('a')], [], false],
    ['shorter than the list', [api('a'), api('b')], [row('a')], false],
    ['all ended', [api('a'), api('b')], [row('b'), row('a', 'OVER', 'Failed')], true],
    ['an entry of another API still moves', [api('a')], [row('a'), row('x', 'RUNNING')], false],
    ['an API listed twice is as far as its worst row', [api('a')], [row('a'), row('a', 'RUNNING')], false],
    ['rows without an id count one by one', [], [row('', 'OVER'), row('', 'RUNNING')], false]
  ])('%s: done %s', (_, published, entries, done) => {
    expect(progressOf(published, entries).done).toBe(done)
  })

  test('counts, and names from the list where the task gives none', () => {
    const progress = progressOf([api('a'), api('b'), api('c')], [row('a'), row('b', 'FAILED', 'no')])
    expect(progress).toMatchObject({ total: 3, updated: 1, failed: 1, moving: 1 })
    expect(progress.apis.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'name-a updated',
      'name-b failed',
      'name-c moving'
    ])
  })
})

test('an API that is no longer published is not waited for; one that failed still failed', () => {
  const gone = new Set(['a', 'b'])
  const { done, failed, apis } = progressOf(
    [api('c')],
    [row('a', 'MOVING'), row('b', 'FAILED'), row('c')],
    gone
  )
  expect({ done, failed, listed: apis.map(({ apiId }) => apiId) }).toEqual({
    done: true,
    failed: 1,
    listed: ['b', 'c']
  })
})
