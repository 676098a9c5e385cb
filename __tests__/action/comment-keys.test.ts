import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { GitHub, GitHubOptions } from '../../emulator/github/server.ts'
import type { Comment } from '../../emulator/github/state.ts'
import type { RunningStep, StepOptions, StepResult } from '../../step-runner/step.ts'
import { seedOf, withCloud } from '../support/cloud.ts'
import { PULL_REQUEST, jobOf, withGitHub } from '../support/github.ts'
import { holdBatch, withTemp } from '../support/left-behind.ts'
import { annotationsOf, connectionTo, inputsFor, start, step } from '../support/step.ts'

const withBoth = (
  options: GitHubOptions,
  use: (github: GitHub, cloud: Emulator) => Promise<void>
): Promise<void> => withGitHub(options, github => withCloud(seedOf(), cloud => use(github, cloud)))

const planning = (github: GitHub, cloud: Emulator): Promise<StepResult> =>
  step(inputsFor(cloud, { 'comment-on-pr': 'true', mode: 'plan' }), jobOf(github))

const markerOf = ({ body }: Comment): string => body.split('\n')[0] ?? ''
const idsOf = (github: GitHub): number[] => github.comments().map(({ id }) => id)
const operationsOf = (github: GitHub): string[] => github.requests.map(({ operation }) => operation)

describe('one comment for each part of a manifest', () => {
  const SEED = `
accounts: [{ id: '1234567890123456', keys: [{ id: test-access-key-id, secret: test-access-key-secret }] }]
backends:
  - { id: orders-id, name: orders, type: HTTP, stages: { TEST: { ServiceAddress: 'http://10.0.0.1' }, RELEASE: { ServiceAddress: 'http://10.0.0.1' } } }
  - { id: users-id, name: users, type: HTTP, stages: { TEST: { ServiceAddress: 'http://10.0.0.1' }, RELEASE: { ServiceAddress: 'http://10.0.0.1' } } }
groups: [{ name: shop, domains: [shop.localhost] }]
apis:
  - { name: orders, group: shop, path: /orders, backend: orders, published: [TEST, RELEASE] }
  - { name: users, group: shop, path: /users, backend: users, published: [TEST, RELEASE] }
batch: { ms-per-api: 0 }
`
  const backend = (name: string): string =>
    `  ${name}: { backend-id: ${name}-id, stages: { TEST: { ServiceAddress: http://10.0.0.2 }, RELEASE: { ServiceAddress: http://10.0.0.2 } } }\n`
  const MANIFEST = `version: 1\nbackends:\n${backend('orders')}${backend('users')}`

  type Run = (inputs: Record<string, string>) => Promise<StepResult>

  type Begin = (inputs: Record<string, string>, options?: Partial<StepOptions>) => Promise<RunningStep>

  const withManifest = (
    use: (github: GitHub, cloud: Emulator, run: Run, begin: Begin) => Promise<void>
  ): Promise<void> =>
    withTemp(workspace =>
      withGitHub({}, github =>
        withCloud(SEED, async cloud => {
          await writeFile(join(workspace, 'backends.yml'), MANIFEST)
          const base = {
            ...connectionTo(cloud),
            manifest: 'backends.yml',
            'comment-on-pr': 'true',
            mode: 'plan'
          }
          const begin: Begin = (inputs, options) =>
            start({ ...base, ...inputs }, { workspace, ...jobOf(github), ...options })
          await use(github, cloud, async inputs => (await begin(inputs)).result, begin)
        })
      )
    )

  test('two steps with one manifest, for TEST and RELEASE, have separate comments', () =>
    withManifest(async (github, _, run) => {
      await run({ 'stage-name': 'TEST' })
      await run({ 'stage-name': 'RELEASE' })
      const [first, second, ...others] = github.comments()
      expect(others).toEqual([])
      expect([first?.body, second?.body]).toEqual([
        expect.stringContaining('TEST'),
        expect.stringContaining('RELEASE')
      ])
      // both are found
      await run({ 'stage-name': 'TEST', mode: 'apply' })
      await run({ 'stage-name': 'RELEASE', mode: 'apply' })
      expect(github.comments()).toMatchObject([
        { id: first?.id, body: expect.stringMatching(/Switched[^]*TEST/) },
        { id: second?.id, body: expect.stringMatching(/Switched[^]*RELEASE/) }
      ])
    }))

  test.each<[string, Record<string, string>]>([
    ['other targets', { targets: 'users' }],
    ['another region', { 'region-id': 'cn-shanghai' }],
    ['another shard', { shard: '2/2' }],
    ['all stages', { 'stage-name': '*' }]
  ])('%s has another comment', (_, inputs) =>
    withManifest(async (github, _cloud, run) => {
      await run({ 'stage-name': 'TEST', targets: 'users, orders' })
      await run({ 'stage-name': 'TEST', targets: 'orders\nusers' })
      expect(github.comments()).toHaveLength(1)
      await run({ 'stage-name': 'TEST', targets: 'users, orders', ...inputs })
      expect(github.comments()).toHaveLength(2)
    })
  )

  test.each(['./backends.yml', './/backends.yml', 'x/../backends.yml'])(
    'the same file as %s has the same comment',
    manifest =>
      withManifest(async (github, _cloud, run) => {
        await run({ 'stage-name': 'TEST' })
        const [first] = github.comments()
        const result = await run({ 'stage-name': 'TEST', mode: 'apply', manifest })
        expect(result.outputs['result']).toBe('switched')
        expect(github.comments()).toMatchObject([
          { id: first?.id, body: expect.stringContaining('Switched') }
        ])
      })
  )

  test('the post step finds the comment of its part', () =>
    withManifest(async (github, cloud, run, begin) => {
      await run({ 'stage-name': 'TEST' })
      await run({ 'stage-name': 'RELEASE' })
      const [first, second] = github.comments()
      cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel' })
      const running = await begin({ 'stage-name': 'RELEASE', mode: 'apply' }, holdBatch(cloud))
      await running.line('accepted')
      running.kill()
      await running.result
      expect(github.comments()).toMatchObject([
        { id: first?.id, body: first?.body },
        { id: second?.id, body: expect.stringContaining('BatchFailed') }
      ])
    }))
})

describe('duplicates', () => {
  test('of this token are reduced to the oldest; those of others stay', () =>
    withBoth({}, async (github, cloud) => {
      await planning(github, cloud)
      const [first] = github.comments()
      if (first === undefined) throw new Error('no comment')
      const copy = (user: string) =>
        github.addComment({ ...PULL_REQUEST, body: `${markerOf(first)}\nold`, user })
      copy('github-actions[bot]')
      const forged = copy('mallory')
      copy('GitHub-Actions[bot]')
      const result = await planning(github, cloud)
      expect(annotationsOf(result, 'warning')).toEqual([])
      expect(idsOf(github)).toEqual([first.id, forged.id])
      expect(github.comments()).toMatchObject([
        { body: expect.stringContaining('Planned') },
        { body: forged.body }
      ])
    }))

  test('that cannot be deleted are a warning', () =>
    withBoth({}, async (github, cloud) => {
      await planning(github, cloud)
      const body = `${github.comments().map(markerOf).join()}\nold`
      github.addComment({ ...PULL_REQUEST, body, user: 'github-actions[bot]' })
      github.faults.add({
        kind: 'error-before-commit',
        action: 'issues/delete-comment',
        status: 502,
        body: 'html'
      })
      const result = await planning(github, cloud)
      expect(result).toMatchObject({ conclusion: 'success', outputs: { result: 'planned' } })
      expect(annotationsOf(result, 'warning')).toEqual([expect.stringContaining('could not be deleted')])
      expect(github.comments()).toMatchObject([{ body: expect.stringContaining('Planned') }, { body }])
    }))
})

describe('a comment that someone deletes between the list and the update', () => {
  test('is created again', () =>
    withBoth({}, async (github, cloud) => {
      await planning(github, cloud)
      const [first] = idsOf(github)
      const listed = github.nextRequest('issues/list-comments').then(() => github.removeComment(first ?? 0))
      const result = await planning(github, cloud)
      await listed
      expect(annotationsOf(result, 'warning')).toEqual([])
      expect(operationsOf(github)).toContain('issues/update-comment')
      expect(idsOf(github)).toHaveLength(1)
      expect(idsOf(github)).not.toContain(first)
    }))

  test('is replaced by a duplicate', () =>
    withBoth({}, async (github, cloud) => {
      await planning(github, cloud)
      const [first] = github.comments()
      const body = `${first === undefined ? '' : markerOf(first)}\nold`
      const second = github.addComment({ ...PULL_REQUEST, body, user: 'github-actions[bot]' })
      const listed = github
        .nextRequest('issues/list-comments')
        .then(() => github.removeComment(first?.id ?? 0))
      await planning(github, cloud)
      await listed
      expect(github.comments()).toMatchObject([{ id: second.id, body: expect.stringContaining('Planned') }])
    }))
})

describe('the token of an app, without GraphQL and without GET /user', () => {
  const APP = { login: 'deploy-app[bot]', id: 1_234_567, type: 'Bot' } as const
  const WITHOUT: GitHubOptions = {
    viewer: APP,
    faults: [{ kind: 'error-before-commit', action: 'graphql', status: 404, times: 'every' }]
  }

  test('finds its own comment, and leaves copies of the marker alone', () =>
    withBoth(WITHOUT, async (github, cloud) => {
      await planning(github, cloud)
      const [first, ...others] = github.comments()
      expect(others).toEqual([])
      if (first === undefined) throw new Error('no comment')
      const forged = ['mallory', 'github-actions[bot]', 'deploy-app'].map(user =>
        github.addComment({ ...PULL_REQUEST, body: `${markerOf(first)}\napproved`, user })
      )
      for (let run = 0; run < 2; run++) {
        const result = await planning(github, cloud)
        expect(annotationsOf(result, 'warning')).toEqual([])
        expect(github.comments()).toMatchObject([
          { id: first.id, user: { login: APP.login }, body: expect.stringContaining('Planned') },
          ...forged.map(({ id, body }) => ({ id, body }))
        ])
      }
    }))

  test('creates its own comment if all others are copies of the marker', () =>
    withBoth(WITHOUT, async (github, cloud) => {
      await planning(github, cloud)
      const [own] = github.comments()
      if (own === undefined) throw new Error('no comment')
      const body = `${markerOf(own)}\napproved`
      const forged = github.addComment({ ...PULL_REQUEST, body, user: 'github-actions[bot]' })
      github.removeComment(own.id)
      await planning(github, cloud)
      expect(github.comments()).toMatchObject([
        { id: forged.id, body },
        { user: { login: APP.login }, body: expect.stringContaining('Planned') }
      ])
    }))

  test('reduces duplicates to one', () =>
    withBoth(WITHOUT, async (github, cloud) => {
      await planning(github, cloud)
      const [first] = github.comments()
      const body = `${first === undefined ? '' : markerOf(first)}\nold`
      github.addComment({ ...PULL_REQUEST, body, user: APP.login })
      await planning(github, cloud)
      expect(idsOf(github)).toEqual([first?.id])
    }))
})
