import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { readGitHubContext, readUnprivileged } from '../../../src/runtime/github.ts'
import { stampOf } from '../../../src/runtime/stamp.ts'

test('the stamp has repository, commit, run and actor', () => {
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

test('hostile names make a single-line stamp of at most 180 whole characters', () => {
  const stamp = stampOf(
    readGitHubContext({
      GITHUB_REPOSITORY: 'o/r\n::error::x',
      GITHUB_ACTOR: `\u202e${'\u{1f600}'.repeat(200)}`
    })
  )
  expect(stamp).toMatch(/^o\/r ::error::x by {1,2}(\u{1f600})+$/u)
  expect(stamp?.length).toBeLessThanOrEqual(180)
})

describe('a run without Actions secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const FORK = { repo: { fork: true, full_name: 'stranger/shop' } }
  const OWN = { repo: { fork: false, full_name: 'octo-org/shop' } }
  const of = (repository: string) => ({ kind: 'fork', repository })
  test.each<[string, Record<string, string>, unknown, unknown]>([
    ['of a fork', {}, FORK, of('stranger/shop')],
    ['of a review in a fork', { GITHUB_EVENT_NAME: 'pull_request_review' }, FORK, of('stranger/shop')],
    ['of a fork without the fork flag', {}, { repo: { full_name: 'stranger/shop' } }, of('stranger/shop')],
    ['of a fork without a name', {}, { repo: { fork: true } }, of('')],
    ['of a fork that was deleted', {}, { repo: null }, of('')],
    ['of a fork with a hostile name', {}, { repo: { fork: true, full_name: 'a/b\n::error::x' } }, of('')],
    ['of the repository', {}, OWN, undefined],
    ['of a repository that is a fork', {}, { repo: { fork: true, full_name: 'Octo-Org/shop' } }, undefined],
    ['for the target of a fork', { GITHUB_EVENT_NAME: 'pull_request_target' }, FORK, undefined],
    ['after a run of a fork', { GITHUB_EVENT_NAME: 'workflow_run' }, FORK, undefined],
    ['of a push', { GITHUB_EVENT_NAME: 'push' }, undefined, undefined],
    ['of Dependabot', { GITHUB_ACTOR: 'dependabot[bot]' }, OWN, { kind: 'dependabot' }],
    [
      'of Dependabot, for a push',
      { GITHUB_ACTOR: 'dependabot[bot]', GITHUB_EVENT_NAME: 'push' },
      undefined,
      { kind: 'dependabot' }
    ],
    [
      'of Dependabot, re-run by someone else',
      { GITHUB_ACTOR: 'dependabot[bot]', GITHUB_TRIGGERING_ACTOR: 'octocat' },
      OWN,
      { kind: 'dependabot' }
    ],
    ['of an actor with a similar name', { GITHUB_ACTOR: 'dependabot' }, OWN, undefined],
    ['of an event without a head', {}, undefined, undefined]
  ])('%s', (_name, env, head, expected) => {
    const path = join(folder, 'event.json')
    writeFileSync(path, JSON.stringify({ pull_request: { number: 1, head } }))
    const run = {
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_ACTOR: 'octocat',
      GITHUB_REPOSITORY: 'octo-org/shop'
    }
    expect(readUnprivileged({ ...run, GITHUB_EVENT_PATH: path, ...env })).toEqual(expected)
  })

  test('an event that cannot be read has no result', () => {
    const env = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: folder }
    expect(readUnprivileged(env)).toBeUndefined()
    expect(readUnprivileged({ ...env, GITHUB_EVENT_PATH: '' })).toBeUndefined()
  })
})
