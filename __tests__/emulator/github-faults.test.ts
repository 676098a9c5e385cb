import { getOctokit } from '@actions/github'
import { afterEach, expect, test } from '@jest/globals'
import type { GitHubFault } from '../../emulator/github/faults.ts'
import type { GitHub } from '../../emulator/github/server.ts'
import { startGitHub } from '../../emulator/github/server.ts'
import { TestClock } from './support.ts'

const PULL_REQUEST = { owner: 'octo-org', repo: 'shop', issue_number: 7 }

let github: GitHub
afterEach(() => github.close())

async function start(...faults: GitHubFault[]) {
  const pullRequests = [{ repository: 'octo-org/shop', number: 7 }]
  github = await startGitHub({ pullRequests, faults, clock: new TestClock() })
  const octokit = getOctokit(github.token, { baseUrl: github.apiUrl })
  const create = (signal?: AbortSignal) =>
    octokit.rest.issues.createComment({
      ...PULL_REQUEST,
      body: 'x',
      ...(signal === undefined ? {} : { request: { signal } })
    })
  return { octokit, create }
}

test.each<[GitHubFault, object, number]>([
  [{ kind: 'error-before-commit', status: 502, body: 'html' }, { status: 502 }, 0],
  [{ kind: 'error-before-commit', body: 'empty' }, { status: 503 }, 0],
  [
    { kind: 'error-before-commit', status: 500, message: 'no' },
    { status: 500, message: expect.stringMatching(/^no/) },
    0
  ],
  [{ kind: 'error-after-commit', status: 502 }, { status: 502 }, 1],
  [{ kind: 'secondary-rate-limit' }, { status: 403, response: { headers: { 'retry-after': '60' } } }, 0],
  [
    { kind: 'secondary-rate-limit', status: 429, retryAfterSeconds: 1 },
    { status: 429, response: { headers: { 'retry-after': '1' } } },
    0
  ],
  [
    { kind: 'rate-limit', resetSeconds: 10 },
    {
      status: 403,
      response: {
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.ceil(Date.parse('2026-01-02T03:04:05.678Z') / 1000) + 10)
        }
      }
    },
    0
  ],
  [{ kind: 'reset-before-commit' }, { cause: { cause: { code: 'ECONNRESET' } } }, 0],
  [{ kind: 'reset-after-commit' }, { cause: { cause: { code: 'ECONNRESET' } } }, 1]
])('%j, once', async (fault, error, stored) => {
  const { create } = await start(fault)
  await expect(create()).rejects.toMatchObject(error)
  expect(github.comments()).toHaveLength(stored)
  expect((await create()).status).toBe(201)
  expect(github.comments()).toHaveLength(stored + 1)
})

test.each(['hang-before-commit', 'hang-after-commit'] as const)(
  '%s: no response until the client disconnects',
  async kind => {
    const { create } = await start({ kind })
    const patience = new AbortController()
    const arrived = github.nextRequest('issues/create-comment')
    const response = create(patience.signal)
    await arrived
    patience.abort()
    await expect(response).rejects.toThrow()
    expect(github.comments()).toHaveLength(kind === 'hang-after-commit' ? 1 : 0)
    expect(github.requests[0]?.status).toBeUndefined()
  }
)

test('close() aborts a hanging call', async () => {
  const { create } = await start({ kind: 'hang-before-commit' })
  const arrived = github.nextRequest('issues/create-comment')
  const response = create().catch(() => 'broken')
  await arrived
  await github.close()
  expect(await response).toBe('broken')
})

test('a fault applies to the nth call of an operation, a path or a page', async () => {
  const { octokit, create } = await start(
    { kind: 'error-before-commit', status: 501, action: 'issues/create-comment', nth: 2 },
    { kind: 'error-before-commit', status: 502, where: { method: 'GET', issue_number: '7', page: '2' } },
    { kind: 'error-before-commit', status: 503, where: { method: 'POST', path: '/graphql' } }
  )
  const list = (page: number) => octokit.rest.issues.listComments({ ...PULL_REQUEST, page })
  expect((await create()).status).toBe(201)
  expect((await list(1)).status).toBe(200)
  await expect(create()).rejects.toMatchObject({ status: 501 })
  await expect(list(2)).rejects.toMatchObject({ status: 502 })
  await expect(octokit.graphql('{ viewer { login } }')).rejects.toMatchObject({ status: 503 })
  expect(await octokit.graphql('{ viewer { login } }')).toHaveProperty('viewer')
})

test('adds and removes faults at runtime', async () => {
  const { create } = await start()
  github.faults.add({ kind: 'secondary-rate-limit', times: 'every' })
  await expect(create()).rejects.toMatchObject({ status: 403 })
  github.faults.clear()
  expect((await create()).status).toBe(201)
})

test('delays, drips and truncates responses', async () => {
  const { create } = await start(
    { kind: 'latency', ms: 60 },
    { kind: 'slow-drip', nth: 2, ms: 1, bytes: 100 },
    { kind: 'truncated-json', nth: 3 }
  )
  const started = performance.now()
  expect((await create()).data.body).toBe('x')
  expect(performance.now() - started).toBeGreaterThan(55)
  expect((await create()).data.body).toBe('x')
  // octokit returns unparsable bodies as text
  expect((await create()).data).toEqual(expect.any(String))
})
