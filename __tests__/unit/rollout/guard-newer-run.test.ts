import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newerRunOf, newerRunRemark, supersededError } from '../../../src/rollout/guard.ts'
import type { ThisRun } from '../../../src/rollout/guard.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { writeOf } from '../../../src/rollout/send.ts'
import { readGitHubContext } from '../../../src/runtime/github.ts'
import type { GitHubContext } from '../../../src/runtime/github.ts'
import { stampOf } from '../../../src/runtime/stamp.ts'
import type { Live } from '../../../src/targets/kind.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { NEW, OLD, apisOf, backendWith, fakeCloud, targetOf } from '../../support/fake-cloud.ts'

const REPOSITORY = 'octo-org/octo-shop'

function runOf(
  env: Record<string, string> = {},
  allowOlderRun = false
): ThisRun & { readonly github: GitHubContext } {
  const github = readGitHubContext({
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_SHA: '5f0c3a1d9be24c7f8a6b1e02d4c79358ab61ef70',
    GITHUB_RUN_ID: '100',
    GITHUB_ACTOR: 'octocat',
    ...env
  })
  return { github, allowOlderRun }
}

const liveWith = (description: string): Live => ({
  raw: {},
  definition: {},
  canonical: '',
  description,
  title: '',
  neighbors: () => new Map()
})

const stampIn = (text: string, env?: Record<string, string>): string | undefined =>
  newerRunOf(liveWith(text), runOf(env))?.runId

/** The description that a step of that run sends. */
async function descriptionOf(env: Record<string, string>): Promise<string> {
  const stamp = stampOf(runOf(env).github) ?? ''
  const target = targetOf(NEW, { description: { text: stamp, setByAuthor: false } })
  const cloud = fakeCloud({ backend: backendWith(OLD), apis: apisOf('a') })
  const plan = await planTarget(cloud, target, { needs: {}, clock: new FakeClock() })
  return writeOf(plan).description ?? ''
}

describe('a run writes the stamp that another run reads', () => {
  test.each([
    ['a newer run', { GITHUB_RUN_ID: '101' }, '101'],
    ['a newer run, re-run', { GITHUB_RUN_ID: '101', GITHUB_RUN_ATTEMPT: '3' }, '101'],
    ['started by a managed user', { GITHUB_RUN_ID: '101', GITHUB_ACTOR: 'octocat_corp' }, '101'],
    ['started by a bot', { GITHUB_RUN_ID: '101', GITHUB_ACTOR: 'dependabot[bot]' }, '101'],
    [
      'of the repository in a different case',
      { GITHUB_RUN_ID: '101', GITHUB_REPOSITORY: 'Octo-Org/octo-shop' },
      '101'
    ],
    ['more digits are a larger number', { GITHUB_RUN_ID: '1000' }, '1000'],
    ['the run itself', { GITHUB_RUN_ID: '100' }, undefined],
    ['the run itself, re-run', { GITHUB_RUN_ID: '100', GITHUB_RUN_ATTEMPT: '2' }, undefined],
    ['fewer digits are a smaller number', { GITHUB_RUN_ID: '99' }, undefined],
    ['another repository', { GITHUB_RUN_ID: '101', GITHUB_REPOSITORY: 'octo-org/octo-shop-2' }, undefined],
    [
      'a repository whose name has the same ending',
      { GITHUB_RUN_ID: '101', GITHUB_REPOSITORY: 'x-octo-org/octo-shop' },
      undefined
    ],
    ['a run without an actor', { GITHUB_RUN_ID: '101', GITHUB_ACTOR: '' }, '101'],
    [
      'a name so long that the actor is truncated',
      { GITHUB_RUN_ID: '101', GITHUB_ACTOR: 'a'.repeat(170) },
      '101'
    ]
  ])('%s', async (_, env, expected) => {
    expect(stampIn(await descriptionOf(env))).toBe(expected)
  })

  test('compares numbers beyond the precision of a double', async () => {
    const newer = await descriptionOf({ GITHUB_RUN_ID: '9007199254740993' })
    expect(stampIn(newer, { GITHUB_RUN_ID: '9007199254740992' })).toBe('9007199254740993')
    expect(stampIn(newer, { GITHUB_RUN_ID: '9007199254740993' })).toBeUndefined()
  })

  test('a name so long that the run number is truncated makes no stamp', async () => {
    const long = `octo-org/${'r'.repeat(140)}`
    const env = { GITHUB_REPOSITORY: long, GITHUB_RUN_ID: '12345678901' }
    const text = await descriptionOf(env)
    expect(text.length).toBeLessThanOrEqual(180)
    expect(text).toMatch(/ run 123 [0-9a-f]{8}$/)
    expect(stampIn(text, { GITHUB_REPOSITORY: long })).toBeUndefined()
  })
})

const STAMP = `${REPOSITORY}@5f0c3a1d9be2 run 101 by octocat 0a1b2c3d`

describe('a text that is not a stamp', () => {
  test('the stamp they are derived from is valid', () => expect(stampIn(STAMP)).toBe('101'))

  test.each([
    ['nothing', ''],
    ['a custom description', 'version 42 of orders'],
    ['text before it', `rollback of ${STAMP}`],
    ['text after it', `${STAMP} (edited)`],
    ['a line before it', `x\n${STAMP}`],
    ['a line break after it', `${STAMP}\n`],
    ['no write ID', STAMP.slice(0, -9)],
    ['a write ID that is not hex', STAMP.replace('0a1b2c3d', '0a1b2c3g')],
    ['digits cut', STAMP.slice(0, -1)],
    ['no run', STAMP.replace(' run 101', '')],
    ['a run ID that is not a number', STAMP.replace('101', '1e9')],
    ['a negative run ID', STAMP.replace('101', '-101')],
    ['a run ID with a leading zero', STAMP.replace('101', '0101')],
    ['a run ID with more digits than a 64-bit number', STAMP.replace('101', '1'.repeat(21))],
    ['two stamps', `${STAMP} ${STAMP}`],
    ['other spaces', STAMP.replaceAll(' ', '\u00a0')]
  ])('%s', (_, text) => expect(stampIn(text)).toBeUndefined())

  test.each([
    ['no repository', { GITHUB_REPOSITORY: '' }],
    ['no run', { GITHUB_RUN_ID: '' }],
    ['a run ID that is not a number', { GITHUB_RUN_ID: 'local' }]
  ])('compares nothing outside of GitHub, with %s', (_, env) => {
    expect(stampIn(STAMP, env)).toBeUndefined()
  })

  test('compares nothing without a live definition', () =>
    expect(newerRunOf(undefined, runOf())).toBeUndefined())
})

test('the error names both runs, the URL of the newer one, and the cure', () => {
  const error = supersededError(
    targetOf(),
    liveWith(STAMP),
    runOf({ GITHUB_SERVER_URL: 'https://ghe.example.com' })
  )
  expect(error?.code).toBe('Superseded')
  expect(error?.message).toBe(
    'backend-1/TEST: the newer run 101 of this repository wrote the live definition (https://ghe.example.com/octo-org/octo-shop/actions/runs/101), and this is run 100'
  )
  expect(error?.hint).toMatch(
    /^This target was not changed: .*re-run this job, or set allow-older-run: true\.$/
  )
})

test('docs/concurrency.md shows the description that a run writes, and the message of the step', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/concurrency.md'), 'utf8')
  const [stamp = '', said = ''] = [...page.matchAll(/```text\n(.*)\n```/g)].map(([, text = '']) => text)
  expect(stampIn(stamp)).toBe('16588214931')
  const error = supersededError(targetOf(NEW, { name: 'orders/RELEASE' }), liveWith(STAMP), runOf())
  expect(said).toBe(`${error?.message} [Superseded]`)
})

test.each([
  ['a re-run', runOf({ GITHUB_RUN_ATTEMPT: '2' }), 'this is a re-run'],
  ['allow-older-run', runOf({}, true), 'allow-older-run is true']
])('%s is no error, but a notice', (_, run, reason) => {
  expect(supersededError(targetOf(), liveWith(STAMP), run)).toBeUndefined()
  expect(newerRunRemark(targetOf(), liveWith(STAMP), run)).toEqual({
    level: 'notice',
    text: expect.stringContaining(reason)
  })
  expect(newerRunRemark(targetOf(), liveWith('before'), run)).toBeUndefined()
})
