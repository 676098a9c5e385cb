import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { GitHub, GitHubOptions } from '../../emulator/github/server.ts'
import type { GitHubFault } from '../../emulator/github/faults.ts'
import type { StepOptions, StepResult } from '../../step-runner/step.ts'
import { BACKEND_ID, NEW_DATA, seedOf, withCloud } from '../support/cloud.ts'
import { jobOf, PULL_REQUEST, withGitHub } from '../support/github.ts'
import { holdBatch } from '../support/left-behind.ts'
import { annotationsOf, everythingOf, inputsFor, start, step } from '../support/step.ts'

const DEAD_PROXY = { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' }

const withBoth = (
  options: GitHubOptions,
  use: (github: GitHub, cloud: Emulator) => Promise<void>
): Promise<void> => withGitHub(options, github => withCloud(seedOf(), cloud => use(github, cloud)))

function comment(
  github: GitHub,
  cloud: Emulator,
  inputs: Record<string, string> = {},
  options: Partial<StepOptions> = {}
): Promise<StepResult> {
  return step(inputsFor(cloud, { 'comment-on-pr': 'true', ...inputs }), { ...jobOf(github), ...options })
}

const operations = (github: GitHub): string[] => github.requests.map(({ operation }) => operation)
const markerOf = (body = ''): string => body.split('\n')[0] ?? ''

test('is created, and updated in place by the next run', () =>
  withBoth({}, async (github, cloud) => {
    // loopback never goes through a proxy
    const planned = await comment(github, cloud, { mode: 'plan' }, { env: DEAD_PROXY })
    expect(planned.outputs['result']).toBe('planned')
    const [first, ...others] = github.comments()
    expect(others).toEqual([])
    expect(markerOf(first?.body)).toMatch(/^<!-- switch-backend [0-9a-f]{32} -->$/)
    expect(first?.body).toContain('Plan')
    expect(planned.log).toContain('commented on the pull request: http')

    const switched = await comment(github, cloud)
    expect(switched.outputs['result']).toBe('switched')
    expect(github.comments()).toHaveLength(1)
    expect(github.comments()[0]).toMatchObject({
      id: first?.id,
      body: expect.stringContaining('Switched')
    })
    expect(annotationsOf(switched, 'warning')).toEqual([])
    expect(everythingOf(switched)).not.toContain(github.token)

    // another job has its own comment
    const job = jobOf(github)
    await comment(github, cloud, { mode: 'plan' }, { ...job, github: { ...job.github, job: 'another' } })
    expect(github.comments()).toHaveLength(2)
  }))

test("is found on a later page; someone else's comment with the same marker is left alone", () =>
  withBoth({}, async (github, cloud) => {
    cloud.cloud.write(BACKEND_ID, 'RELEASE', JSON.parse(NEW_DATA) as Record<string, string>)
    await comment(github, cloud, { mode: 'plan' })
    const body = github.comments()[0]?.body ?? ''
    github.removeComment(github.comments()[0]?.id ?? 0)
    const forged = github.addComment({
      ...PULL_REQUEST,
      body: `${markerOf(body)}\napproved`,
      user: 'mallory'
    })
    const quoted = github.addComment({
      ...PULL_REQUEST,
      body: `> ${markerOf(body)}\n\nAbout this:`,
      user: 'github-actions[bot]'
    })
    for (let count = 0; count < 130; count++) github.addComment({ ...PULL_REQUEST, body: `talk ${count}` })
    const own = github.addComment({
      ...PULL_REQUEST,
      body: `${markerOf(body)}\nold`,
      user: 'github-actions[bot]'
    })
    const result = await comment(github, cloud)
    expect(result.outputs['result']).toBe('unchanged')
    expect(github.comments()).toHaveLength(133)
    const bodyOf = (id: number) => github.comments().find(other => other.id === id)?.body
    expect(bodyOf(own.id)).toContain('Unchanged')
    for (const other of [forged, quoted]) expect(bodyOf(other.id)).toBe(other.body)
  }))

test('a user token finds its own comment, on GitHub Enterprise Server', () =>
  withBoth({ edition: 'ghes', tokenKind: 'user' }, async (github, cloud) => {
    await comment(github, cloud, { mode: 'plan' })
    const result = await comment(github, cloud)
    expect(annotationsOf(result, 'warning')).toEqual([])
    expect(github.comments()).toMatchObject([{ user: { login: 'octocat' } }])
  }))

test('a missing permission is a warning that names it', () =>
  withBoth({ permissions: { 'pull-requests': 'read' } }, async (github, cloud) => {
    const result = await comment(github, cloud)
    expect(result).toMatchObject({ conclusion: 'success', outputs: { result: 'switched' } })
    expect(annotationsOf(result, 'warning')).toEqual([expect.stringContaining('pull-requests: write')])
    expect(github.comments()).toEqual([])
  }))

test('no pull request is a notice; comment-on-pr: false and mode: validate send no request', () =>
  withBoth({}, async (github, cloud) => {
    const job = jobOf(github)
    const result = await comment(github, cloud, {}, { ...job, github: { ...job.github, event: {} } })
    expect(result.outputs['result']).toBe('switched')
    expect(annotationsOf(result, 'notice').join()).toContain('no pull request')
    await comment(github, cloud, { 'comment-on-pr': 'false' })
    await comment(github, cloud, { mode: 'validate' })
    expect(operations(github)).toEqual([])
  }))

describe('a failure of GitHub is a warning and never changes the result', () => {
  const faults: GitHubFault[] = [
    {
      kind: 'error-before-commit',
      action: 'issues/list-comments',
      status: 502,
      body: 'html',
      times: 'every'
    },
    { kind: 'reset-after-commit', action: 'issues/create-comment', times: 'every' },
    { kind: 'truncated-json', action: 'issues/list-comments', times: 'every' },
    { kind: 'endless-body', action: 'issues/list-comments', times: 'every' },
    { kind: 'secondary-rate-limit', action: 'issues/create-comment', times: 'every' }
  ]
  test.each(faults)('$kind of $action', fault =>
    withBoth({ faults: [fault] }, async (github, cloud) => {
      const result = await comment(github, cloud)
      expect(result).toMatchObject({ conclusion: 'success', exitCode: 0, outputs: { result: 'switched' } })
      expect(annotationsOf(result, 'warning')).toEqual([
        expect.stringContaining('the comment on the pull request could not be written')
      ])
    })
  )

  test('without the login of the token, no comment counts as its own', () =>
    withBoth({}, async (github, cloud) => {
      await comment(github, cloud, { mode: 'plan' })
      const before = github.comments()
      github.faults.add({
        kind: 'error-before-commit',
        action: 'graphql',
        status: 502,
        body: 'html',
        times: 'every'
      })
      const result = await comment(github, cloud)
      expect(annotationsOf(result, 'warning')).toEqual([
        expect.stringContaining('the comment on the pull request could not be written')
      ])
      expect(github.comments()).toEqual(before)
    }))

  test.each<GitHubFault>([
    { kind: 'error-before-commit', action: 'graphql', status: 502, body: 'html' },
    { kind: 'reset-before-commit', action: 'graphql' },
    { kind: 'truncated-json', action: 'graphql' }
  ])('a GraphQL query is retried after $kind, since it changes nothing', fault =>
    withBoth({}, async (github, cloud) => {
      await comment(github, cloud, { mode: 'plan' })
      const [before] = github.comments()
      github.faults.add(fault)
      const result = await comment(github, cloud)
      expect(annotationsOf(result, 'warning')).toEqual([])
      expect(github.requests.filter(({ operation }) => operation === 'graphql')).toHaveLength(2)
      expect(github.comments()).toMatchObject([{ id: before?.id, body: expect.stringContaining('Switched') }])
    })
  )

  test('a rejected token', () =>
    withBoth({}, async (github, cloud) => {
      const result = await comment(github, cloud, { 'github-token': 'ghs_another_token' })
      expect(result.outputs['result']).toBe('switched')
      expect(annotationsOf(result, 'warning')[0]).toContain('Check github-token')
    }))
})

test('the post step updates the comment of its main step', () =>
  withBoth({}, async (github, cloud) => {
    cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel' })
    await comment(github, cloud, { mode: 'plan' })
    const options = { ...jobOf(github), ...holdBatch(cloud) }
    const running = await start(inputsFor(cloud, { 'comment-on-pr': 'true' }), options)
    await running.line('accepted')
    running.kill()
    const { post } = await running.result
    expect(post?.log).toContain('BatchFailed')
    expect(github.comments()).toMatchObject([{ body: expect.stringContaining('BatchFailed') }])
  }))
