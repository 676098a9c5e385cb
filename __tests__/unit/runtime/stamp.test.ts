import { describe, expect, test } from '@jest/globals'
import { isStampedBy, readStamp, stampOf } from '../../../src/runtime/stamp.ts'
import { readGitHubContext } from '../../../src/runtime/github.ts'

const ENV = {
  GITHUB_REPOSITORY: 'octo-org/octo.shop',
  GITHUB_SHA: '5f0c3a1d9be2aaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  GITHUB_RUN_ID: '18234567890',
  GITHUB_ACTOR: 'dependabot[bot]'
}

describe('readStamp reads what stampOf creates', () => {
  test.each([
    [
      'a complete stamp',
      {},
      { sha: '5f0c3a1d9be2', runId: '18234567890', runAttempt: 1, actor: 'dependabot[bot]' }
    ],
    ['a re-run', { GITHUB_RUN_ATTEMPT: '3' }, { runAttempt: 3 }],
    ['without a commit', { GITHUB_SHA: '' }, { sha: undefined, runId: '18234567890' }],
    ['without an actor', { GITHUB_ACTOR: '' }, { actor: undefined }]
  ])('%s', (_, env, expected) => {
    const stamp = stampOf(readGitHubContext({ ...ENV, ...env })) ?? ''
    expect(readStamp(stamp)).toMatchObject({
      repository: 'octo-org/octo.shop',
      writeId: undefined,
      ...expected
    })
    // with the digits of the write
    expect(readStamp(`${stamp} 0badc0de`)).toMatchObject({ writeId: '0badc0de', ...expected })
  })
})

describe('other descriptions are not stamps', () => {
  test.each([
    '',
    'before',
    'octo-org/octo-shop',
    'octo-org/octo-shop@5f0c3a1d9be2',
    'octo-org/octo-shop@5f0c3a1d9be2 run',
    'octo-org/octo-shop@5f0c3a1d9be2 run 0',
    'octo-org/octo-shop@5f0c3a1d9be2 run 1x by octocat',
    'octo-org/octo-shop@main run 1 by octocat',
    'octo-org/octo-shop@5f0c3a1d9be2 run 1 by octocat, then by hand',
    'see octo-org/octo-shop@5f0c3a1d9be2 run 1 by octocat',
    'octo-org/octo-shop@5f0c3a1d9be2 run 1 by octocat\nby hand',
    'octo-org/octo-shop/more@5f0c3a1d9be2 run 1 by octocat',
    '-octo/octo-shop run 1 by octocat',
    // cut in the middle of the run ID
    'octo-org/octo-shop@5f0c3a1d9be2 run 1…'
  ])('%j', text => {
    expect(readStamp(text)).toBeUndefined()
  })
})

test('the name of a managed user contains an underscore', () => {
  expect(readStamp('octocat_corp/shop@5f0c3a1d9be2 run 101 by octocat_corp 0badc0de')).toMatchObject({
    repository: 'octocat_corp/shop',
    runId: '101'
  })
})

test('a stamp belongs to its repository, ignoring case', () => {
  const stamp = 'octo-org/octo-shop@5f0c3a1d9be2 run 1 by octocat 0badc0de'
  expect(isStampedBy(stamp, 'octo-org/octo-shop')).toBe(true)
  expect(isStampedBy(stamp, 'Octo-Org/octo-shop')).toBe(true)
  expect(isStampedBy(stamp, 'octo-org/octo-shop2')).toBe(false)
  expect(isStampedBy(stamp, 'octo-org/octo')).toBe(false)
  // outside of a workflow there is no repository, so no stamp belongs to it
  expect(isStampedBy('', '')).toBe(false)
  expect(isStampedBy('before', '')).toBe(false)
})
