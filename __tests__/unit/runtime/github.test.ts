import { expect, test } from '@jest/globals'
import { readGitHubContext, stampOf } from '../../../src/runtime/github.ts'

test('the stamp says who, from what and in which run', () => {
  const github = readGitHubContext({
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_SHA: '0123456789abcdef',
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_ACTOR: 'a'
  })
  expect(stampOf(github)).toBe('o/r@0123456789ab run 7.2 by a')
  expect(stampOf(readGitHubContext({}))).toBeUndefined()
})

test('hostile names make a stamp of one line and at most 180 characters, none of them half', () => {
  const stamp = stampOf(
    readGitHubContext({
      GITHUB_REPOSITORY: 'o/r\n::error::x',
      GITHUB_ACTOR: `\u202e${'\u{1f600}'.repeat(200)}`
    })
  )
  expect(stamp).toMatch(/^o\/r ::error::x by {1,2}(\u{1f600})+$/u)
  expect(stamp?.length).toBeLessThanOrEqual(180)
})
