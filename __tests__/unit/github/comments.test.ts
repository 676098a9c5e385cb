import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { FakeClock } from '../../support/fake-clock.ts'
import { startGitHub } from '../../../emulator/github/server.ts'
import type { GitHubFault } from '../../../emulator/github/faults.ts'
import { createCommentService } from '../../../src/github/comments.ts'
import { ActionError } from '../../../src/errors/action-error.ts'

let github: Awaited<ReturnType<typeof startGitHub>>

beforeAll(async () => {
  github = await startGitHub({ pullRequests: [{ repository: 'o/r', number: 7 }] })
})
afterAll(() => github.close())

const scrub = (text: string): string => text.replaceAll('tr0ub4dor', '***')

async function refusal(
  fault: GitHubFault | undefined,
  request: object = {},
  apiUrl = github.apiUrl
): Promise<ActionError> {
  if (fault !== undefined) github.faults.add(fault)
  const service = createCommentService({ GITHUB_API_URL: apiUrl }, new FakeClock(), { scrub })
  const comment = {
    token: github.token,
    repository: 'o/r',
    pullRequest: 7,
    marker: '<!-- m -->',
    timeoutMs: 3_600_000,
    body: '<!-- m -->'
  }
  try {
    await service.upsert({ ...comment, ...request })
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
  throw new Error('it was not refused')
}

test.each<[string, GitHubFault | undefined, object, string]>([
  ['GitHub.RateLimit', { kind: 'secondary-rate-limit', retryAfterSeconds: 1 }, {}, 'later'],
  ['GitHub.RateLimit', { kind: 'rate-limit' }, {}, 'later'],
  ['GitHub.401', undefined, { token: 'another' }, 'github-token'],
  ['GitHub.404', undefined, { pullRequest: 8 }, 'pull-requests: write'],
  ['GitHub.422', undefined, { body: ' ' }, 'Report'],
  ['GitHub', { kind: 'error-before-commit', status: 502, body: 'html', times: 'every' }, {}, 'later']
])('%s: %j %j', async (code, fault, request, cure) => {
  const error = await refusal(fault, request)
  expect(error.code).toBe(code)
  expect(error.message).toContain(cure)
})

test('an abort ends the current call, and no other follows', async () => {
  const gone = new AbortController()
  github.faults.add({ kind: 'hang-before-commit', action: 'issues/list-comments', times: 'every' })
  const asked = github.nextRequest('issues/list-comments').then(() => gone.abort())
  const before = github.requests.length
  const error = await refusal(undefined, { signal: gone.signal })
  await asked
  expect(error.code).toBe('GitHub')
  expect(github.requests).toHaveLength(before + 1)
})

const HTML = { 'content-type': 'text/html' }

// such as the page of a proxy or of a login: nothing was written, so the action must not say that it commented
test.each<[string, number, Record<string, string>]>([
  ['a redirect', 302, { location: '/login' }],
  ['a redirect with a page', 307, { ...HTML, location: '/login' }],
  ['a page', 200, HTML],
  ['no content', 204, {}]
])('%s (%i) instead of JSON is not a comment', async (_, status, headers) => {
  for (const isListed of [false, true]) {
    const server = createServer(({ method }, response) => {
      if (isListed && method === 'GET') {
        response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
      } else response.writeHead(status, headers).end(status === 204 ? undefined : '<p>log in</p>')
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    try {
      const error = await refusal(undefined, {}, `http://127.0.0.1:${port}`)
      expect(error).toMatchObject({ code: 'GitHub', message: expect.stringContaining(`HTTP ${status}`) })
    } finally {
      server.close()
    }
  }
})

test('a secret that GitHub quotes is removed before the message is cut', async () => {
  let length = 0
  const server = createServer((_, response) => {
    response.writeHead(422, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ message: `${'x'.repeat(length)} tr0ub4dor` }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  try {
    for (length = 450; length < 500; length += 3) {
      const error = await refusal(undefined, {}, `http://127.0.0.1:${port}`)
      expect(error.message).toContain('xxx')
      expect(error.message).not.toContain('tr0')
    }
  } finally {
    server.close()
  }
})
