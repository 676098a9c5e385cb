import { getOctokit } from '@actions/github'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { GitHub, GitHubOptions } from '../../emulator/github/server.ts'
import { startGitHub } from '../../emulator/github/server.ts'
import type { TextResponse } from './support.ts'
import { send, TestClock } from './support.ts'

const REPOSITORY = 'octo-org/shop'
const PULL_REQUEST = { owner: 'octo-org', repo: 'shop', issue_number: 7 }
const COMMENTS = `/repos/${REPOSITORY}/issues/7/comments`

let open: GitHub[] = []
afterEach(async () => {
  await Promise.all(open.map(github => github.close()))
  open = []
})

async function start(options: GitHubOptions = {}): Promise<GitHub> {
  const pullRequests = [
    { repository: REPOSITORY, number: 7 },
    { repository: REPOSITORY, number: 8, locked: true }
  ]
  const issues = [{ repository: REPOSITORY, number: 9 }]
  const github = await startGitHub({ pullRequests, issues, ...options })
  open.push(github)
  return github
}

function bodies(count: number): { repository: string; number: number; body: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    repository: REPOSITORY,
    number: 7,
    body: `no. ${index + 1}`
  }))
}

const octokitOf = ({ apiUrl, token }: GitHub, other = token) => getOctokit(other, { baseUrl: apiUrl })

/** Sends a request without octokit; `token: ''` omits the authorization. */
function ask(
  github: GitHub,
  method: string,
  path: string,
  { body = '', token = github.token } = {}
): Promise<TextResponse> {
  const headers = {
    'user-agent': 'test',
    ...(token === '' ? {} : { authorization: `Bearer ${token}` })
  }
  return send(`${github.apiUrl}${path}`, { method, headers, body })
}

const asJson = (response: TextResponse) => JSON.parse(response.text) as Record<string, unknown>

describe.each(['github.com', 'ghes'] as const)('octokit on %s', edition => {
  test('creates, finds, updates and deletes a comment', async () => {
    const clock = new TestClock()
    const github = await start({ edition, clock })
    const { rest, paginate } = octokitOf(github)
    const { data: created, status } = await rest.issues.createComment({ ...PULL_REQUEST, body: 'first' })
    expect(status).toBe(201)
    expect(created).toMatchObject({
      id: 3_000_000_001,
      node_id: expect.stringMatching(/^IC_/),
      body: 'first',
      user: { login: 'github-actions[bot]', id: 41898282, type: 'Bot' },
      html_url: `${github.serverUrl}/octo-org/shop/pull/7#issuecomment-3000000001`,
      issue_url: `${github.apiUrl}/repos/octo-org/shop/issues/7`,
      created_at: '2026-01-02T03:04:05Z',
      updated_at: '2026-01-02T03:04:05Z'
    })
    clock.time += 60_000
    const one = { owner: 'octo-org', repo: 'shop', comment_id: created.id }
    const { data: updated } = await rest.issues.updateComment({ ...one, body: 'second' })
    expect(updated).toMatchObject({
      id: created.id,
      body: 'second',
      created_at: '2026-01-02T03:04:05Z',
      updated_at: '2026-01-02T03:05:05Z'
    })
    expect(await paginate(rest.issues.listComments, PULL_REQUEST)).toEqual([updated])
    expect((await rest.issues.getComment(one)).data).toEqual(updated)
    expect((await rest.issues.deleteComment(one)).status).toBe(204)
    expect(github.comments()).toEqual([])
    await expect(rest.issues.updateComment({ ...one, body: 'third' })).rejects.toMatchObject({ status: 404 })
  })

  test('fetches all pages in order of IDs', async () => {
    const github = await start({ edition, comments: bodies(205) })
    const { rest, paginate } = octokitOf(github)
    const all = await paginate(rest.issues.listComments, { ...PULL_REQUEST, per_page: 100 })
    expect(all.map(({ body }) => body)).toEqual(bodies(205).map(({ body }) => body))
    expect(github.requests.map(({ operation, query }) => [operation, query])).toEqual([
      ['issues/list-comments', { per_page: '100' }],
      ['issues/list-comments', { per_page: '100', page: '2' }],
      ['issues/list-comments', { per_page: '100', page: '3' }]
    ])
  })

  test("GraphQL returns the token's account", async () => {
    const github = await start({ edition })
    const { graphql } = octokitOf(github)
    expect(await graphql('{ viewer { login } }')).toEqual({ viewer: { login: 'github-actions[bot]' } })
    expect(github.requests[0]?.path).toBe(new URL(github.graphqlUrl).pathname)
    expect(github.requests[0]?.path).toBe(edition === 'ghes' ? '/api/graphql' : '/graphql')
  })

  test('an invalid token is a 401', async () => {
    const github = await start({ edition })
    const { rest, graphql } = octokitOf(github, 'ghs_other')
    const refused = { status: 401, message: expect.stringContaining('Bad credentials') }
    await expect(rest.issues.listComments(PULL_REQUEST)).rejects.toMatchObject(refused)
    await expect(graphql('{ viewer { login } }')).rejects.toMatchObject(refused)
  })
})

describe('permissions of a token', () => {
  test('an installation token has no user', async () => {
    const { rest } = octokitOf(await start())
    await expect(rest.users.getAuthenticated()).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration')
    })
  })

  test('a user token has a user', async () => {
    const github = await start({ tokenKind: 'user', token: 'ghp_mine' })
    const { rest, graphql } = octokitOf(github)
    expect((await rest.users.getAuthenticated()).data).toMatchObject({ login: 'octocat', type: 'User' })
    expect(await graphql('{ viewer { login } }')).toEqual({ viewer: { login: 'octocat' } })
  })

  test.each([
    [{ 'pull-requests': 'write' }, 7, 200, 201],
    [{ issues: 'write' }, 7, 200, 201],
    [{ 'pull-requests': 'read' }, 7, 200, 403],
    [{ issues: 'none' }, 7, 403, 403],
    [{}, 7, 403, 403],
    // for an issue that is not a pull request, the other permission is not sufficient
    [{ 'pull-requests': 'write' }, 9, 403, 403],
    [{ issues: 'write' }, 9, 200, 201]
  ] as const)('with %j on #%i: read %i, write %i', async (permissions, number, read, write) => {
    const github = await start({ permissions })
    const path = `/repos/${REPOSITORY}/issues/${number}/comments`
    expect((await ask(github, 'GET', path)).status).toBe(read)
    expect((await ask(github, 'POST', path, { body: '{"body":"x"}' })).status).toBe(write)
  })

  test('an error has a message, a documentation URL and the accepted permissions', async () => {
    const github = await start({ permissions: { 'pull-requests': 'read' }, comments: bodies(1) })
    const response = await ask(github, 'POST', COMMENTS, { body: '{"body":"x"}' })
    expect(asJson(response)).toEqual({
      message: 'Resource not accessible by integration',
      documentation_url: 'https://docs.github.com/rest/issues/comments#create-an-issue-comment',
      status: '403'
    })
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-github-request-id': expect.stringMatching(/^[0-9A-F]{4}(:[0-9A-F]{5,8}){4}$/),
      'x-accepted-github-permissions': 'issues=write; pull_requests=write'
    })
    const one = `/repos/${REPOSITORY}/issues/comments/3000000001`
    expect((await ask(github, 'PATCH', one, { body: '{"body":"x"}' })).status).toBe(403)
    expect((await ask(github, 'DELETE', one)).status).toBe(403)
    expect(github.comments().map(({ body }) => body)).toEqual(['no. 1'])
  })

  test('errors name a personal access token, and use Enterprise Server documentation', async () => {
    const github = await start({ tokenKind: 'user', permissions: {}, edition: 'ghes' })
    expect(asJson(await ask(github, 'GET', COMMENTS))).toMatchObject({
      message: 'Resource not accessible by personal access token',
      documentation_url: expect.stringMatching(
        /^https:\/\/docs\.github\.com\/enterprise-server@\d\.\d+\/rest\/issues\/comments#/
      )
    })
  })

  test('without a token, a public repository is readable and a private one is a 404', async () => {
    const token = ''
    const hidden = await start()
    expect((await ask(hidden, 'GET', COMMENTS, { token })).status).toBe(404)
    const github = await start({ publicRepositories: [REPOSITORY], permissions: {} })
    expect((await ask(github, 'GET', COMMENTS, { token })).status).toBe(200)
    expect((await ask(github, 'GET', COMMENTS)).status).toBe(200)
    const statuses = [
      await ask(github, 'POST', COMMENTS, { token, body: '{"body":"x"}' }),
      await ask(github, 'GET', '/user', { token }),
      await ask(github, 'POST', '/graphql', { token, body: '{"query":"{viewer{login}}"}' })
    ].map(({ status }) => status)
    expect(statuses).toEqual([401, 401, 401])
  })

  test.each([
    ['an unknown repository', 'GET', '/repos/octo-org/other/issues/7/comments'],
    ['an unknown number', 'POST', `/repos/${REPOSITORY}/issues/70/comments`],
    ['an unknown comment', 'DELETE', `/repos/${REPOSITORY}/issues/comments/1`],
    ['an unknown path', 'GET', '/repos'],
    ['an unsupported method', 'PUT', COMMENTS]
  ])('%s is a 404', async (_what, method, path) => {
    const github = await start()
    const response = await ask(github, method, path, { body: method === 'POST' ? '{"body":"x"}' : '' })
    expect(response.status).toBe(404)
    expect(asJson(response)).toMatchObject({ message: 'Not Found', status: '404' })
  })

  test('finds a comment only in its own repository, case-insensitively', async () => {
    const elsewhere = { repository: 'octo-org/other', number: 1 }
    const pullRequests = [{ repository: REPOSITORY, number: 7 }, elsewhere]
    const github = await start({ pullRequests, comments: [{ ...elsewhere, body: 'x' }] })
    const id = github.comments()[0]?.id
    expect((await ask(github, 'GET', `/repos/${REPOSITORY}/issues/comments/${id}`)).status).toBe(404)
    expect((await ask(github, 'GET', `/repos/Octo-Org/OTHER/issues/comments/${id}`)).status).toBe(200)
    expect(asJson(await ask(github, 'GET', `/repos/Octo-Org/OTHER/issues/1/comments`))).toHaveLength(1)
  })

  test("a locked conversation rejects an app's comment", async () => {
    const locked = `/repos/${REPOSITORY}/issues/8/comments`
    const body = '{"body":"x"}'
    const response = await ask(await start(), 'POST', locked, { body })
    expect(asJson(response)).toMatchObject({
      message: 'Unable to create comment because issue is locked.',
      status: '403'
    })
    const users = await start({ tokenKind: 'user' })
    expect((await ask(users, 'POST', locked, { body })).status).toBe(201)
  })

  test('rejects a request without a User-Agent', async () => {
    const { apiUrl, token } = await start()
    const response = await send(`${apiUrl}${COMMENTS}`, { headers: { authorization: `Bearer ${token}` } })
    expect([response.status, response.text]).toEqual([403, expect.stringContaining('User-Agent')])
  })
})

describe('bodies', () => {
  const LONGEST = 65_536

  test.each([
    ['the maximum length', JSON.stringify({ body: 'x'.repeat(LONGEST) }), 201, undefined],
    ['the maximum length, in characters', JSON.stringify({ body: '😀'.repeat(LONGEST) }), 201, undefined],
    ['longer', JSON.stringify({ body: 'x'.repeat(LONGEST + 1) }), 422, 'Validation Failed'],
    ['blank', '{"body":" "}', 422, 'Validation Failed'],
    ['none', '{}', 422, 'Invalid request.\n\n"body" wasn\'t supplied.'],
    ['a missing body', '', 422, 'Invalid request.\n\n"body" wasn\'t supplied.'],
    [
      'a body that is not a string',
      '{"body":1}',
      422,
      "Invalid request.\n\nFor 'properties/body', 1 is not a string."
    ],
    ['invalid JSON', '{', 400, 'Problems parsing JSON'],
    ['JSON that is not an object', '[]', 400, 'Body should be a JSON object']
  ])('%s', async (_what, body, status, message) => {
    const github = await start()
    const response = await ask(github, 'POST', COMMENTS, { body })
    expect([response.status, asJson(response)['message']]).toEqual([status, message])
    expect(github.comments()).toHaveLength(status === 201 ? 1 : 0)
  })

  test('octokit reports a body that is too long; the old body is kept', async () => {
    const github = await start({ comments: bodies(1) })
    const [comment] = github.comments()
    const { rest } = octokitOf(github)
    const update = { owner: 'octo-org', repo: 'shop', comment_id: comment?.id ?? 0 }
    await expect(
      rest.issues.updateComment({ ...update, body: 'x'.repeat(LONGEST + 1) })
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Body is too long (maximum is 65536 characters)')
    })
    expect(github.comments()).toEqual([comment])
  })
})

describe('the Link header', () => {
  async function linksOf(count: number, query: string): Promise<[number, string[]]> {
    const github = await start({ comments: bodies(count) })
    const response = await ask(github, 'GET', `${COMMENTS}${query}`)
    const { link } = response.headers as { link?: string }
    const links = link?.split(', ') ?? []
    const root = `${github.apiUrl}/repositories/900000001/issues/7/comments`
    return [(JSON.parse(response.text) as unknown[]).length, links.map(one => one.replace(root, ''))]
  }

  test.each<[number, string, number, string[]]>([
    [0, '', 0, []],
    [30, '', 30, []],
    [31, '', 30, ['<?page=2>; rel="next"', '<?page=2>; rel="last"']],
    [31, '?page=2', 1, ['<?page=1>; rel="prev"', '<?page=1>; rel="first"']],
    [
      31,
      '?per_page=0&page=none',
      30,
      ['<?per_page=0&page=2>; rel="next"', '<?per_page=0&page=2>; rel="last"']
    ],
    [
      101,
      '?per_page=1000',
      100,
      ['<?per_page=1000&page=2>; rel="next"', '<?per_page=1000&page=2>; rel="last"']
    ],
    [
      5,
      '?per_page=2&page=2',
      2,
      [
        '<?per_page=2&page=1>; rel="prev"',
        '<?per_page=2&page=3>; rel="next"',
        '<?per_page=2&page=3>; rel="last"',
        '<?per_page=2&page=1>; rel="first"'
      ]
    ],
    [2, '?page=9', 0, ['<?page=1>; rel="prev"', '<?page=1>; rel="first"']]
  ])('%i comments, "%s": %i items', async (count, query, items, links) => {
    expect(await linksOf(count, query)).toEqual([items, links])
  })

  test('since omits older comments', async () => {
    const clock = new TestClock()
    const github = await start({ clock, comments: bodies(1) })
    clock.time += 60_000
    github.addComment({ repository: REPOSITORY, number: 7, body: 'later', user: 'renovate[bot]' })
    const response = await ask(github, 'GET', `${COMMENTS}?since=2026-01-02T03:05:00Z`)
    expect(asJson(response)).toMatchObject([{ body: 'later', user: { login: 'renovate[bot]', type: 'Bot' } }])
  })
})

describe('GraphQL', () => {
  async function query(text: unknown): Promise<Record<string, unknown>> {
    const github = await start()
    const response = await ask(github, 'POST', '/graphql', { body: JSON.stringify({ query: text }) })
    expect(response.status).toBe(200)
    return asJson(response)
  }

  test.each([
    ['{viewer{login}}', { viewer: { login: 'github-actions[bot]' } }],
    [
      'query {\n  viewer {\n    login, databaseId # and more\n    __typename\n  }\n}\n',
      { viewer: { login: 'github-actions[bot]', databaseId: 41898282, __typename: 'User' } }
    ],
    [
      'query Who { me: viewer { id } __typename }',
      { me: { id: 'MDM6Qm90NDE4OTgyODI=' }, __typename: 'Query' }
    ]
  ])('%j', async (text, data) => {
    expect(await query(text)).toEqual({ data })
  })

  test.each([
    ['{ viewer { nope } }', "Field 'nope' doesn't exist on type 'User'"],
    ['{ viewer }', "Field 'viewer' returns User but has no selections"],
    ['{ viewer { login { x } } }', "Field 'login' has no fields of its own"],
    ['{ viewer { login }', 'Parse error on the end'],
    ['{ viewer { } }', 'Parse error on "}"'],
    ['mutation { x }', 'Parse error on "mutation"'],
    ['{ repository(owner: "o") { id } }', 'Parse error on "("'],
    [undefined, 'A query attribute must be specified']
  ])('%j is an error with status 200', async (text, message) => {
    expect(await query(text)).toEqual({
      errors: [expect.objectContaining({ message: expect.stringContaining(message) })]
    })
  })
})

test('records requests as received', async () => {
  const github = await start()
  const arrived = github.nextRequest('issues/create-comment')
  await ask(github, 'GET', '/nowhere?a=1')
  await ask(github, 'POST', COMMENTS, { body: '{"body":"x"}' })
  expect(github.requests).toMatchObject([
    { operation: '', method: 'GET', path: '/nowhere', query: { a: '1' }, body: undefined, status: 404 },
    {
      operation: 'issues/create-comment',
      method: 'POST',
      path: COMMENTS,
      headers: { authorization: 'Bearer ghs_emulator' },
      body: { body: 'x' },
      status: 201
    }
  ])
  expect(await arrived).toBe(github.requests[1])
})

test('rejects a seeded comment without a pull request or issue', async () => {
  const comments = [{ repository: REPOSITORY, number: 70, body: 'x' }]
  await expect(startGitHub({ comments })).rejects.toThrow('no pull request or issue octo-org/shop#70')
})

test('listens on the requested port of the loopback address', async () => {
  const first = await start()
  expect(first.serverUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await first.close()
  await first.close()
  const port = Number(new URL(first.serverUrl).port)
  expect((await start({ port })).serverUrl).toBe(first.serverUrl)
  await expect(startGitHub({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
