import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AffectedApi, TaskEntry } from '../../../src/model/backend.ts'
import { progressOf, stateOf } from '../../../src/model/batch.ts'

describe('one API: the first match wins, in any case', () => {
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
    ['NEVER_SEEN_BEFORE', 'Failed', 'moving'],
    ['FAILURE', 'Success', 'failed'],
    ['update failed', '', 'failed'],
    ['deploy-over', '', 'updated'],
    ['ABORTING', '', 'failed'],
    ['updateOver', 'Failed', 'failed'],
    ['ERROR_OVER', 'Success', 'failed'],
    ['SUCCESS', 'No failure', 'updated'],
    // a word does not match as a part of another one
    ['UNFINISHED', '', 'moving'],
    ['UNSUCCESSFUL', '', 'moving'],
    ['UNSUCCESS', '', 'moving'],
    ['DISCOVERING', '', 'moving'],
    ['OVERDUE', '', 'moving'],
    ['TERRORS', '', 'moving'],
    ['DISCOVERING', 'Success.', 'updated'],
    // a negated word does not match
    ['NOT_OVER', '', 'moving'],
    ['NOT_OVER', 'Success.', 'moving'],
    ['not over', 'Failed', 'moving'],
    ['NotFinished', '', 'moving'],
    ['NOT_YET_FINISHED', '', 'moving'],
    ['UN_FINISHED', '', 'moving'],
    ['UNFINISHED', 'Success.', 'moving'],
    ['NO_SUCCESS', 'Success', 'moving'],
    ['NOT_FAILED', '', 'moving'],
    ['FINISHED_NO_ERROR', '', 'moving'],
    ['NEVER_OVER', 'x', 'moving'],
    ['FAILED_NOT_RETRIED', '', 'failed'],
    ['FAILED_NOT_OVER', '', 'failed'],
    ['APIError', '', 'failed']
  ] as const)('%s %j: %s', (status, message, state) => {
    expect(stateOf({ status, message })).toBe(state)
  })
})

describe('any status', () => {
  const word = fc.constantFrom(
    ...['FAILED', 'Failure', 'error', 'ABORTED', 'SUCCESS', 'over', 'Finished'],
    ...['UNFINISHED', 'unsuccessful', 'DISCOVERING', 'OVERDUE', 'update', 'RUNNING', '', '中']
  )
  const separator = fc.constantFrom('_', '-', ' ', '.', '/')
  const message = fc.constantFrom('', 'Success.', 'Failed', 'error: x', 'anything')

  test('case and separators make no difference', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 4 }),
        separator,
        separator,
        message,
        (words, one, other, text) => {
          expect(stateOf({ status: words.join(one).toLowerCase(), message: text })).toBe(
            stateOf({ status: words.join(other).toUpperCase(), message: text })
          )
        }
      )
    )
  })

  test('a negated word is still moving', () => {
    const calm = fc.array(fc.constantFrom('update', 'SUCCESS', 'over', 'RUNNING', 'unfinished'), {
      maxLength: 3
    })
    const negation = fc.constantFrom('NOT', 'not_yet', 'No', 'NON', 'never', 'UN')
    const end = fc.constantFrom('FAILED', 'ERROR', 'aborted', 'SUCCESS', 'Over', 'FINISHED')
    fc.assert(
      fc.property(calm, negation, end, message, (before, no, what, text) => {
        expect(stateOf({ status: [...before, no, what].join('_'), message: text })).toBe('moving')
      })
    )
  })

  test('a letter before or after a word makes it a different word', () => {
    const end = fc.constantFrom('ERROR', 'SUCCESS', 'OVER', 'FINISHED')
    fc.assert(
      fc.property(end, fc.constantFrom('A', 'Z', 'UN', 'É', '中', '7'), message, (what, letter, text) => {
        const other = text === 'Success.' ? /^(updated|moving)$/ : /^moving$/
        expect(stateOf({ status: `${letter}${what}`, message: text })).toMatch(other)
        expect(stateOf({ status: `${what}${letter}`, message: text })).toMatch(other)
      })
    )
  })
})

const api = (apiId: string): AffectedApi => ({
  apiId,
  name: `name-${apiId}`,
  group: 'g',
  method: 'GET',
  path: '/'
})
const row = (
  apiId: string,
  status = 'OVER',
  message = '',
  { name, group }: Pick<TaskEntry, 'name' | 'group'> = { name: '', group: '' }
): TaskEntry => ({
  apiId,
  name,
  group,
  status,
  message
})

describe('the batch', () => {
  test.each<[string, AffectedApi[], TaskEntry[], boolean]>([
    ['nothing published, nothing listed', [], [], true],
    ['published, not listed yet', [api('a')], [], false],
    ['shorter than the list', [api('a'), api('b')], [row('a')], false],
    ['all ended', [api('a'), api('b')], [row('b'), row('a', 'OVER', 'Failed')], true],
    ['an entry of another API still moves', [api('a')], [row('a'), row('x', 'RUNNING')], false],
    ['an API listed twice is as far as its worst row', [api('a')], [row('a'), row('a', 'RUNNING')], false],
    ['rows without an ID count one by one', [], [row('', 'OVER'), row('', 'RUNNING')], false],
    ['ids that are not those of the list', [api('a')], [row('x', 'OVER', '', api('a'))], true],
    ['the same, still moving', [api('a')], [row('x', 'RUNNING', '', api('a'))], false],
    ['the same, shorter than the list', [api('a'), api('b')], [row('x', 'OVER', '', api('a'))], false],
    ['no IDs at all', [api('a')], [row('', 'OVER', '', api('a'))], true],
    [
      'another group is another API',
      [api('a')],
      [row('x', 'OVER', '', { ...api('a'), group: 'other' })],
      false
    ],
    [
      'one ID of the list: names say nothing',
      [api('a'), api('b')],
      [row('a'), row('x', 'OVER', '', api('b'))],
      false
    ],
    [
      'two APIs of one name: each row is one of them',
      [api('a'), { ...api('b'), name: 'name-a' }],
      [row('x', 'OVER', '', api('a')), row('y', 'OVER', '', api('a'))],
      true
    ],
    [
      'two APIs of one name, and one row',
      [api('a'), { ...api('b'), name: 'name-a' }],
      [row('x', 'OVER', '', api('a'))],
      false
    ]
  ])('%s: done %s', (_, published, entries, done) => {
    expect(progressOf(published, entries).done).toBe(done)
  })

  test('counts, and takes names from the list if the task has none', () => {
    const progress = progressOf([api('a'), api('b'), api('c')], [row('a'), row('b', 'FAILED', 'no')])
    expect(progress).toMatchObject({ total: 3, updated: 1, failed: 1, moving: 1 })
    expect(progress.apis.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'name-a updated',
      'name-b failed',
      'name-c moving'
    ])
  })
})

test('an API matched by group and name gets the ID from the list', () => {
  const { apis, total } = progressOf(
    [api('a'), api('b')],
    [row('x', 'FAILED', 'no', api('b')), row('y', 'OVER', '', api('a')), row('z', 'OVER', '', api('c'))]
  )
  expect(total).toBe(3)
  expect(apis.map(({ apiId, name, state }) => `${apiId} ${name} ${state}`)).toEqual([
    'b name-b failed',
    'a name-a updated',
    'z name-c updated'
  ])
})

test('does not wait for an API that is no longer published; a failed one remains failed', () => {
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
