import type { Backend, ListedBackend, PublishedApi } from '../model/backend.ts'
import { secretsOf } from '../model/redact.ts'
import { backendKey } from '../model/target.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { plural } from '../runtime/text.ts'
import { asCallError, readAnswer } from './answer.ts'
import { CallError, IncompleteListError, isThrottling, malformedAnswer } from './call-error.ts'
import { requestIdOf } from './decode.ts'
import type { Body, Page, Scrub } from './decode.ts'
import { OPERATIONS } from './operations.ts'
import type { Operation, ReadOperation } from './operations.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { withRetry } from './retry.ts'
import type { RetryBudget } from './retry.ts'
import type { SendSigned } from './sdk.ts'
import type { CallOptions, CloudReader, ModifyOptions } from './types.ts'

export interface ClientOptions {
  readonly send: SendSigned
  readonly clock: Clock
  readonly log: Log
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
  /** Shared by every client of a step. */
  readonly rateLimiter: RateLimiter
  /** For the statement that a refused right is answered with. */
  readonly regionId?: string | undefined
  readonly accountId?: string | undefined
  /** One for the whole step. */
  readonly budget: RetryBudget
  /** Takes the secrets of the step out of what the cloud says. */
  readonly scrub?: Scrub | undefined
}

/** No account has as many APIs; a list that goes on is none. */
const MAX_PAGES = 10_000
/** A modification of many APIs may take the service a while; it is never given less. */
const MIN_WRITE_TIMEOUT_MS = 30_000

/** Reads, each tried again where that may help. */
function createRead(client: ClientOptions) {
  return <P, T>(operation: ReadOperation<P, T>, parameters: P, options?: CallOptions): Promise<T> =>
    withRetry(() => callOnce(client, operation, parameters, { deadline: options?.deadline }), {
      ...client,
      ...options
    })
}

/** The reading half of CloudAPI 2016-07-14. */
export function createReader(client: ClientOptions): CloudReader {
  const read = createRead(client)
  const inPages = createPageSizes(client.log, 100)
  return {
    describeBackend: (backendId, options) => read(OPERATIONS.describeBackend, backendId, options),
    listPublishedApis: (backendId, stageName, options) =>
      inPages(pageSize =>
        allPages(page =>
          read(OPERATIONS.listPublishedApis, { backendId, stageName, page, pageSize }, options)
        )
      ),
    describeTask: (operationId, options) => read(OPERATIONS.describeTask, operationId, options)
  }
}

/** Sizes of a page to fall back to. The limit is not documented; without a size, the service takes its own default. */
const PAGE_SIZES = [50, 10, undefined]

/**
 * Reads lists page by page, and reads a list again with smaller pages where the service refuses the size. It stays with the size that
 * was accepted.
 */
function createPageSizes(log: Log, largest: number) {
  const sizes = [largest, ...PAGE_SIZES.filter(size => size === undefined || size < largest)]
  let next = 0
  return async <T>(readList: (pageSize: number | undefined) => Promise<T>): Promise<T> => {
    for (;;) {
      const pageSize = sizes[next]
      try {
        return await readList(pageSize)
      } catch (error) {
        if (pageSize === undefined || !refusesPageSize(error)) throw error
        // another list may have taken the next size meanwhile
        if (sizes[next] === pageSize) next += 1
        const smaller = sizes[next]
        log.info(
          `${error.message}; listing again ${smaller === undefined ? 'with the default page size of the service' : `with a page size of ${smaller}`}`
        )
      }
    }
  }
}

/** `InvalidPageSize`, or an invalid parameter that the code or the message names. */
function refusesPageSize(error: unknown): error is CallError {
  return (
    error instanceof CallError &&
    error.fault === 'client' &&
    /page_?size/i.test(`${error.code} ${error.message}`)
  )
}

/** The account that the keys belong to, as STS says. Needs no permission. */
export function createAccountReader(client: ClientOptions): (options?: CallOptions) => Promise<string> {
  const read = createRead(client)
  return options => read(OPERATIONS.getAccountId, {}, options)
}

/** Every backend of the region; `isWhole` says whether they are as many as the service counts. */
export interface BackendList {
  readonly backends: readonly ListedBackend[]
  readonly isWhole: boolean
}

/** Lists the backends of a region, for those who need no more of the reading half. Rejects with a CallError. */
export function createBackendLister(client: ClientOptions): (options?: CallOptions) => Promise<BackendList> {
  const read = createRead(client)
  // Terraform asks for so many
  const inPages = createPageSizes(client.log, 50)
  return async options => {
    const { items, isWhole } = await inPages(pageSize =>
      readWhole(
        page => read(OPERATIONS.listBackends, { page, pageSize }, options),
        ({ backendId }) => backendId
      )
    )
    return { backends: items, isWhole }
  }
}

/** One call, once, when it is its turn, or at once: what it was answered, or a CallError. */
export async function callOnce<P, T>(
  { send, rateLimiter, requestTimeoutMs, regionId, accountId, scrub }: ClientOptions,
  { api, action, writes, encode, decode }: Operation<P, T>,
  parameters: P,
  { skipRateLimit = false, ...limits }: ModifyOptions = {}
): Promise<T> {
  if (!skipRateLimit) await rateLimiter.acquire(limits.stop ?? limits.deadline?.signal)
  const encoded = encode(parameters)
  let body: Body
  try {
    const timeoutMs = writes ? Math.max(requestTimeoutMs, MIN_WRITE_TIMEOUT_MS) : requestTimeoutMs
    const answer = await send({ action, style: api.style, parameters: encoded, timeoutMs, ...limits })
    body = readAnswer(action, answer, { regionId, accountId, backendId: encoded['BackendId'] }, scrub)
  } catch (error) {
    const failure = asCallError(action, error)
    if (failure instanceof CallError && isThrottling(failure)) rateLimiter.throttled()
    else rateLimiter.answered()
    throw failure
  }
  rateLimiter.answered()
  const decoded = decode(body, scrub)
  if (decoded !== undefined) return decoded
  throw malformedAnswer(action, 'without what it should hold', {
    ambiguous: writes,
    requestId: requestIdOf(body)
  })
}

/** One reading of a list, page by page. */
interface Listing<T> {
  readonly items: readonly T[]
  /** What the service counts; `undefined` where it does not. */
  readonly count: number | undefined
  readonly pages: number
}

type ReadPage<T> = (page: number) => Promise<Page<T>>

/**
 * Reads the whole list of APIs.
 * @throws IncompleteListError where count and list disagree in two readings
 */
async function allPages(read: ReadPage<PublishedApi>): Promise<PublishedApi[]> {
  const { isWhole, items, count, pages, atLeast } = await readWhole(
    read,
    ({ apiId, group, name }) => apiId || `${group}/${name}`
  )
  if (isWhole) return [...items]
  throw new IncompleteListError(
    `${OPERATIONS.listPublishedApis.action} counts ${count ?? 'no'} APIs and lists ${items.length} on ${plural(pages, 'page')}`,
    atLeast
  )
}

/**
 * Reads a list. Where the service counts other than it lists, something may have been added meanwhile, or a
 * page repeats one and hides another: the list is read again.
 * @returns the last reading, and the largest number that was counted or listed
 */
async function readWhole<T>(
  read: ReadPage<T>,
  keyOf: (item: T) => string
): Promise<Listing<T> & { readonly isWhole: boolean; readonly atLeast: number }> {
  const first = await readPages(read, keyOf)
  const last = isWholeList(first) || first.pages === MAX_PAGES ? first : await readPages(read, keyOf)
  const atLeast = Math.max(...[first, last].flatMap(({ items, count = 0 }) => [items.length, count]))
  return { ...last, isWhole: isWholeList(last), atLeast }
}

function isWholeList({ items, count, pages }: Listing<unknown>): boolean {
  return count === undefined ? pages < MAX_PAGES : items.length === count
}

/**
 * Reads page after page until there are as many as the service counts, or until a page adds nothing. The size of a
 * page is what the service gives, which may be less than what was asked for.
 */
async function readPages<T>(read: ReadPage<T>, keyOf: (item: T) => string): Promise<Listing<T>> {
  const found = new Map<string, T>()
  let listed = 0
  for (let page = 1; ; page++) {
    const { items, totalCount } = await read(page)
    const before = found.size
    for (const item of items) found.set(keyOf(item), item)
    listed += items.length
    const isOver = totalCount !== undefined && listed >= totalCount
    // a service that ignores the page's number must not be asked for ever
    if (isOver || found.size === before || page === MAX_PAGES) {
      return { items: [...found.values()], count: totalCount, pages: page }
    }
  }
}

/** A reader that registers the secrets of every definition that it reads, before anything can be said about it. */
export function maskingReader(reader: CloudReader, secrets: Secrets): CloudReader {
  return {
    ...reader,
    async describeBackend(backendId, options) {
      const backend = await reader.describeBackend(backendId, options)
      for (const { config } of backend.models) secrets.add(...secretsOf(config))
      return backend
    }
  }
}

/** A reader, and when it asked for a backend, by the clock: another may have done it before. */
export interface SharedReader extends CloudReader {
  askedAt(backendId: string): number | undefined
}

/**
 * Readers that read each backend once, for all of its stages that are planned together. Such a read outlives a
 * caller that gives up, since others may wait for the same one.
 * @returns the same reader, sharing what the others of the endpoint have asked for
 */
export function createBackendShare(
  clock: Clock,
  deadline: Deadline
): (reader: CloudReader, endpoint: URL) => SharedReader {
  const backends = new Map<string, { readonly askedAt: number; readonly backend: Promise<Backend> }>()
  return (reader, endpoint) => ({
    ...reader,
    describeBackend(backendId) {
      const key = backendKey({ endpoint, backendId })
      const known = backends.get(key) ?? {
        askedAt: clock.now(),
        backend: reader.describeBackend(backendId, { deadline })
      }
      backends.set(key, known)
      return known.backend
    },
    askedAt: backendId => backends.get(backendKey({ endpoint, backendId }))?.askedAt
  })
}
