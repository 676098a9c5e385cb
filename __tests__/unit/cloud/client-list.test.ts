import { describe, expect, test } from '@jest/globals'
import { createLister, createReader } from '../../../src/cloud/client.ts'
import { IncompleteListError } from '../../../src/cloud/call-error.ts'
import type { EncodedRequest } from '../../../src/cloud/operation.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createRetryBudget } from '../../../src/cloud/retry.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

interface Page {
  readonly ids: readonly string[]
  readonly count?: number
}

function pageOf(request: EncodedRequest): string {
  return 'form' in request ? (request.form['PageNumber'] ?? '') : ''
}

/** A reader of a service that returns these pages in order and repeats the last one. */
function readerOf(pages: readonly Page[]) {
  const asked: string[] = []
  const reader = createReader({
    send: ({ request }) => {
      const { ids, count } = pages[Math.min(asked.length, pages.length - 1)] ?? { ids: [] }
      asked.push(pageOf(request))
      const body = { RequestId: 'R', TotalCount: count, ApiInfoList: ids.map(id => ({ ApiId: id })) }
      return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(body) })
    },
    clock: new FakeClock(),
    rateLimiter: createRateLimiter(new FakeClock()),
    log: createMemoryLog(),
    budget: createRetryBudget(),
    requestTimeoutMs: 1000,
    maxAttempts: 1
  })
  return {
    asked,
    list: () => reader.list(OPERATIONS.listPublishedApis, { backendId: 'b', stageName: 'TEST' })
  }
}

describe('a list that matches its count is read once', () => {
  test.each<[string, readonly Page[], readonly string[]]>([
    ['one page', [{ ids: ['a', 'b'], count: 2 }], ['1']],
    ['none', [{ ids: [], count: 0 }], ['1']],
    [
      'several pages',
      [
        { ids: ['a'], count: 2 },
        { ids: ['b'], count: 2 }
      ],
      ['1', '2']
    ],
    ['no count', [{ ids: ['a', 'b'] }, { ids: [] }], ['1', '2']]
  ])('%s', async (_, pages, asked) => {
    const service = readerOf(pages)
    const listed = await service.list()
    expect(listed.map(({ apiId }) => apiId)).toEqual([...new Set(pages.flatMap(({ ids }) => ids))])
    expect(service.asked).toEqual(asked)
  })
})

const REPEATS: readonly Page[] = [
  { ids: ['a', 'b'], count: 3 },
  { ids: ['b'], count: 3 }
]

test('a list is read again if a page repeats an API and hides another', async () => {
  const service = readerOf([...REPEATS, { ids: ['a', 'b'], count: 3 }, { ids: ['c'], count: 3 }])
  const listed = await service.list()
  expect(listed.map(({ apiId }) => apiId)).toEqual(['a', 'b', 'c'])
  expect(service.asked).toEqual(['1', '2', '1', '2'])
})

describe('a second mismatch is an error with the larger number', () => {
  test.each<[string, readonly Page[], number]>([
    ['a repeated API', [...REPEATS, ...REPEATS], 3],
    ['more items than the count', [{ ids: ['a', 'b', 'c'], count: 2 }], 3],
    ['the same page every time', [{ ids: ['a'], count: 9 }], 9],
    ['a count without items', [{ ids: [], count: 4 }], 4],
    ['the larger number of both readings', [...REPEATS, { ids: ['a'], count: 2 }, { ids: [], count: 2 }], 3]
  ])('%s', async (_, pages, atLeast) => {
    const error: unknown = await readerOf(pages)
      .list()
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(IncompleteListError)
    expect(error).toMatchObject({ code: 'IncompleteList', fault: 'malformed', ambiguous: false, atLeast })
  })
})

describe('a page size that the service rejects', () => {
  const APIS = Array.from({ length: 120 }, (_, index) => ({ ApiId: `api-${index}` }))

  const of = (stageName: string) => ({ backendId: 'b', stageName })
  /** A reader of a service that accepts page sizes up to `limit`, and has pages of 7 if none is set. */
  function limitedTo(limit: number, refusal = { Code: 'InvalidPageSize', Message: 'not valid' }) {
    const asked: string[] = []
    const log = createMemoryLog()
    const send = ({ request }: { readonly request: EncodedRequest }) => {
      const { PageNumber: page = '', PageSize: size } = 'form' in request ? request.form : {}
      asked.push(`${page} of ${size ?? 'the default'}`)
      const count = Number(size ?? 7)
      const from = (Number(page) - 1) * count
      const body =
        size !== undefined && count > limit
          ? { RequestId: 'R', ...refusal }
          : {
              RequestId: 'R',
              TotalCount: APIS.length,
              ApiInfoList: APIS.slice(from, from + count),
              BackendInfoList: []
            }
      return Promise.resolve({ status: 'Code' in body ? 400 : 200, headers: {}, body: JSON.stringify(body) })
    }
    const client = {
      send,
      clock: new FakeClock(),
      rateLimiter: createRateLimiter(new FakeClock()),
      log,
      budget: createRetryBudget(),
      requestTimeoutMs: 1000,
      maxAttempts: 1
    }
    return {
      asked,
      log,
      client,
      list: () => createReader(client).list(OPERATIONS.listPublishedApis, of('TEST'))
    }
  }

  test.each([
    [100, ['1 of 100', '2 of 100']],
    [99, ['1 of 100', '1 of 50', '2 of 50', '3 of 50']],
    [49, ['1 of 100', '1 of 50', '1 of 10', '2 of 10']],
    [9, ['1 of 100', '1 of 50', '1 of 10', '1 of the default', '2 of the default']]
  ])('with a limit of %d, every API is listed', async (limit, asked) => {
    const service = limitedTo(limit)
    const listed = await service.list()
    expect(listed.map(({ apiId }) => apiId)).toEqual(APIS.map(({ ApiId }) => ApiId))
    expect(service.asked.slice(0, asked.length)).toEqual(asked)
    expect(service.log.lines.filter(line => line.includes('listing again'))).toHaveLength(
      new Set(asked.map(call => call.split(' of ')[1])).size - 1
    )
  })

  test('the accepted page size is used from then on', async () => {
    const { asked, client } = limitedTo(50)
    const reader = createReader(client)
    await reader.list(OPERATIONS.listPublishedApis, of('TEST'))
    asked.length = 0
    await reader.list(OPERATIONS.listPublishedApis, of('PRE'))
    expect(asked).toEqual(['1 of 50', '2 of 50', '3 of 50'])
  })

  test.each([
    { Code: 'InvalidParameter', Message: 'The specified parameter PageSize value is not valid.' },
    { Code: 'InvalidParameter.PageSize', Message: 'too large' }
  ])('$Code: $Message', async refusal => {
    expect(await limitedTo(50, refusal).list()).toHaveLength(APIS.length)
  })

  test('another rejection fails the read', async () => {
    const service = limitedTo(50, { Code: 'InvalidParameter', Message: 'StageName' })
    await expect(service.list()).rejects.toMatchObject({ code: 'InvalidParameter' })
    expect(service.asked).toEqual(['1 of 100'])
  })

  test('applies to the list of backends as well', async () => {
    const { asked, client } = limitedTo(10)
    await createLister(client)(OPERATIONS.listBackends, {})
    expect(asked).toEqual(['1 of 50', '1 of 10', '1 of 10'])
  })
})

describe('the list of backends', () => {
  /** A lister of a service that returns these bodies in order and repeats the last one. */
  function listerOf(bodies: readonly object[]) {
    const asked: string[] = []
    const list = createLister({
      send: ({ action, request }) => {
        const body = bodies[Math.min(asked.length, bodies.length - 1)]
        asked.push(`${action} ${pageOf(request)}`)
        return Promise.resolve({
          status: 200,
          headers: {},
          body: JSON.stringify({ RequestId: 'R', ...body })
        })
      },
      clock: new FakeClock(),
      rateLimiter: createRateLimiter(new FakeClock()),
      log: createMemoryLog(),
      budget: createRetryBudget(),
      requestTimeoutMs: 1000,
      maxAttempts: 1
    })
    return { asked, list: () => list(OPERATIONS.listBackends, {}) }
  }
  const rows = (...ids: readonly string[]) => ids.map(id => ({ BackendId: id, BackendName: `name of ${id}` }))
  const named = (...ids: readonly string[]) => ids.map(id => ({ backendId: id, name: `name of ${id}` }))

  test.each<[string, readonly object[], readonly string[], number]>([
    ['bare', [{ TotalCount: 2, BackendInfoList: rows('a', 'b') }], ['a', 'b'], 1],
    ['wrapped', [{ TotalCount: 1, BackendInfoList: { BackendInfo: rows('a') } }], ['a'], 1],
    ['a count as text', [{ TotalCount: '1', BackendInfoList: rows('a') }], ['a'], 1],
    ['no backends and no list', [{ TotalCount: 0 }], [], 1],
    [
      'pages smaller than requested',
      [
        { TotalCount: 3, PageSize: 2, BackendInfoList: rows('a', 'b') },
        { TotalCount: 3, PageSize: 2, BackendInfoList: rows('c') }
      ],
      ['a', 'b', 'c'],
      2
    ],
    ['no count', [{ BackendInfoList: rows('a') }, { BackendInfoList: [] }], ['a'], 2]
  ])('%s', async (_, bodies, ids, requests) => {
    const service = listerOf(bodies)
    expect(await service.list()).toEqual({ items: named(...ids), isWhole: true })
    expect(service.asked).toHaveLength(requests)
    expect(service.asked[0]).toBe('DescribeBackendList 1')
  })

  test('a list that does not match its count twice is returned as incomplete', async () => {
    const service = listerOf([{ TotalCount: 5, BackendInfoList: rows('a') }])
    expect(await service.list()).toEqual({ items: named('a'), isWhole: false })
  })

  test('a response without a list is an error', async () => {
    await expect(listerOf([{ TotalCount: 3 }]).list()).rejects.toMatchObject({ code: 'MalformedResponse' })
  })
})
