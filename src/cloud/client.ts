import type { PublishedApi } from '../model/backend.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
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
  return {
    describeBackend: (backendId, options) => read(OPERATIONS.describeBackend, backendId, options),
    listPublishedApis: (backendId, stageName, options) =>
      allPages(page => read(OPERATIONS.listPublishedApis, { backendId, stageName, page }, options)),
    describeTask: (operationId, options) => read(OPERATIONS.describeTask, operationId, options)
  }
}

/** The account that the keys belong to, as STS says. Needs no permission. */
export function createAccountReader(client: ClientOptions): (options?: CallOptions) => Promise<string> {
  const read = createRead(client)
  return options => read(OPERATIONS.getAccountId, {}, options)
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
interface Listing {
  readonly apis: readonly PublishedApi[]
  /** What the service counts; `undefined` where it does not. */
  readonly count: number | undefined
  readonly pages: number
}

/**
 * Reads the whole list. Where the service counts other than it lists, APIs may have been published meanwhile, or a
 * page repeats one and hides another: the list is read again.
 * @throws IncompleteListError where it disagrees again
 */
async function allPages(read: (page: number) => Promise<Page<PublishedApi>>): Promise<PublishedApi[]> {
  const first = await readPages(read)
  const last = isWhole(first) || first.pages === MAX_PAGES ? first : await readPages(read)
  if (isWhole(last)) return [...last.apis]
  throw new IncompleteListError(
    `${OPERATIONS.listPublishedApis.action} counts ${last.count ?? 'no'} APIs and lists ${last.apis.length} on ${plural(last.pages, 'page')}`,
    Math.max(...[first, last].flatMap(({ apis, count = 0 }) => [apis.length, count]))
  )
}

function isWhole({ apis, count, pages }: Listing): boolean {
  return count === undefined ? pages < MAX_PAGES : apis.length === count
}

/**
 * Reads page after page until there are as many as the service counts, or until a page adds nothing. The size of a
 * page is what the service gives, which may be less than what was asked for.
 */
async function readPages(read: (page: number) => Promise<Page<PublishedApi>>): Promise<Listing> {
  const found = new Map<string, PublishedApi>()
  let listed = 0
  for (let page = 1; ; page++) {
    const { items, totalCount } = await read(page)
    const before = found.size
    for (const api of items) found.set(api.apiId || `${api.group}/${api.name}`, api)
    listed += items.length
    const isOver = totalCount !== undefined && listed >= totalCount
    // a service that ignores the page's number must not be asked for ever
    if (isOver || found.size === before || page === MAX_PAGES) {
      return { apis: [...found.values()], count: totalCount, pages: page }
    }
  }
}
