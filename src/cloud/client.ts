import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { plural } from '../runtime/text.ts'
import { CallError, IncompleteListError, isThrottling, malformedResponse } from './call-error.ts'
import { requestIdOf } from './decode.ts'
import type { Body, Page, Scrub } from './decode.ts'
import { callOf } from './operation.ts'
import type {
  EncodedRequest,
  ListOperation,
  Operation,
  ReadOperation,
  CallOptions,
  CloudReader,
  ModifyOptions
} from './operation.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { asCallError, readResponse } from './response.ts'
import { withRetry } from './retry.ts'
import type { RetryBudget } from './retry.ts'
import type { SendSigned } from './sdk.ts'

export interface ClientOptions {
  readonly send: SendSigned
  readonly clock: Clock
  readonly log: Log
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
  /** Shared by every client of a step. */
  readonly rateLimiter: RateLimiter
  /** For the RAM statement in the error of a denied call. */
  readonly regionId?: string | undefined
  readonly accountId?: string | undefined
  /** Shared by the whole step. */
  readonly budget: RetryBudget
  /** Removes the step's secrets from texts of the cloud. */
  readonly scrub?: Scrub | undefined
}

/** No account has this many APIs: a longer list is not a real one. */
const MAX_PAGES = 10_000
/** Modifying many APIs can take the service a while, so a write never times out earlier. */
const MIN_WRITE_TIMEOUT_MS = 30_000

/** The reading half. Each read is retried if that may help. */
export function createReader(client: ClientOptions): CloudReader {
  return {
    async read(operation, parameters, options) {
      return retried(client, operation, operation.encode(parameters), parameters, options)
    },
    async list<P, T>(operation: ListOperation<P, T>, parameters: P, options?: CallOptions): Promise<T[]> {
      const { isWhole, items, count, pages, atLeast } = await readWhole(
        client,
        operation,
        parameters,
        options
      )
      if (isWhole) return [...items]
      throw new IncompleteListError(
        operation,
        `${operation.action} reports ${count ?? 'no'} ${operation.items} but lists ${items.length} on ${plural(pages, 'page')}`,
        atLeast
      )
    }
  }
}

/** A list, which may be incomplete: `isWhole` says whether it has as many items as the service reports. */
export interface Listed<T> {
  readonly items: readonly T[]
  readonly isWhole: boolean
}

/** Lists for callers that can use an incomplete list. Rejects with a CallError. */
export function createLister(
  client: ClientOptions
): <P, T>(operation: ListOperation<P, T>, parameters: P, options?: CallOptions) => Promise<Listed<T>> {
  return async (operation, parameters, options) => {
    const { items, isWhole } = await readWhole(client, operation, parameters, options)
    return { items, isWhole }
  }
}

/** The part of an operation that an encoded call needs. */
type EncodedOperation<P, T> = Pick<Operation<P, unknown>, 'api' | 'action' | 'resource' | 'writes'> & {
  readonly decode: (body: Body, scrub?: Scrub) => T | undefined
}

function retried<P, T>(
  client: ClientOptions,
  operation: EncodedOperation<P, T>,
  request: EncodedRequest,
  parameters: P,
  options?: CallOptions
): Promise<T> {
  return withRetry(() => callOnce(client, operation, request, parameters, { deadline: options?.deadline }), {
    ...client,
    ...options
  })
}

/**
 * Makes one call once, when the rate limiter allows it or immediately.
 * @returns the decoded response; rejects with a CallError
 */
export async function callOnce<P, T>(
  { send, rateLimiter, requestTimeoutMs, regionId, accountId, scrub }: ClientOptions,
  operation: EncodedOperation<P, T>,
  request: EncodedRequest,
  parameters: P,
  { skipRateLimit = false, ...limits }: ModifyOptions = {}
): Promise<T> {
  const { api, action, writes, decode } = operation
  if (!skipRateLimit) await rateLimiter.acquire(limits.stop ?? limits.deadline?.signal)
  const call = callOf<P>(operation, parameters)
  let body: Body
  try {
    const timeoutMs = writes ? Math.max(requestTimeoutMs, MIN_WRITE_TIMEOUT_MS) : requestTimeoutMs
    const response = await send({ api, action, request, timeoutMs, ...limits })
    body = readResponse(call, response, { regionId, accountId }, scrub)
  } catch (error) {
    const failure = asCallError(call, error)
    if (failure instanceof CallError && isThrottling(failure)) rateLimiter.throttled()
    else rateLimiter.responded()
    throw failure
  }
  rateLimiter.responded()
  const decoded = decode(body, scrub)
  if (decoded !== undefined) return decoded
  throw malformedResponse(call, 'without the required fields', {
    ambiguous: writes,
    requestId: requestIdOf(body)
  })
}

/** One reading of a list, page by page. */
interface Listing<T> {
  readonly items: readonly T[]
  /** The count that the service reports; `undefined` if it reports none. */
  readonly count: number | undefined
  readonly pages: number
}

type ReadPage<T> = (page: number) => Promise<Page<T>>

/** Page sizes to fall back to. The limit is not documented; without a size, the service uses its own default. */
const PAGE_SIZES = [50, 10, undefined]

/** By a client's sender and a list's action: the index of the page size to use after the service rejected larger ones. */
const acceptedSizes = new WeakMap<SendSigned, Map<string, number>>()

/**
 * Reads a list page by page, and again with smaller pages if the service rejects the page size. The accepted size is used from
 * then on.
 */
async function inPages<T>(
  { send, log }: ClientOptions,
  { action, pageSize: largest }: Pick<ListOperation<never, unknown>, 'action' | 'pageSize'>,
  readList: (pageSize: number | undefined) => Promise<T>
): Promise<T> {
  const sizes = [largest, ...PAGE_SIZES.filter(size => size === undefined || size < largest)]
  const accepted = acceptedSizes.get(send) ?? new Map<string, number>()
  acceptedSizes.set(send, accepted)
  for (;;) {
    const next = accepted.get(action) ?? 0
    const pageSize = sizes[next]
    try {
      return await readList(pageSize)
    } catch (error) {
      if (pageSize === undefined || !rejectsPageSize(error)) throw error
      // another list may have moved on to the next size meanwhile
      if ((accepted.get(action) ?? 0) === next) accepted.set(action, next + 1)
      const smaller = sizes[next + 1]
      log.info(
        `${error.message}; listing again ${smaller === undefined ? "with the service's default page size" : `with a page size of ${smaller}`}`
      )
    }
  }
}

/** `InvalidPageSize`, or another client error whose code or message names the page size. */
function rejectsPageSize(error: unknown): error is CallError {
  return (
    error instanceof CallError &&
    error.fault === 'client' &&
    /page_?size/i.test(`${error.code} ${error.message}`)
  )
}

/**
 * Reads a list, and once more if the reported count does not match the items: an item may have been added meanwhile, or a
 * page may repeat one item and hide another.
 * @returns the last reading, and the largest number that was reported or listed
 */
async function readWhole<P, T>(
  client: ClientOptions,
  operation: ListOperation<P, T>,
  parameters: P,
  options?: CallOptions
): Promise<WholeListing<T>> {
  return inPages(client, operation, size =>
    readTwice(operation, page =>
      retried(client, operation, operation.encode(parameters, { page, size }), parameters, options)
    )
  )
}

interface WholeListing<T> extends Listing<T> {
  readonly isWhole: boolean
  readonly atLeast: number
}

async function readTwice<T>(
  operation: Pick<ListOperation<never, T>, 'keyOf'>,
  read: ReadPage<T>
): Promise<WholeListing<T>> {
  const first = await readPages(read, operation.keyOf)
  const last =
    isWholeList(first) || first.pages === MAX_PAGES ? first : await readPages(read, operation.keyOf)
  const atLeast = Math.max(...[first, last].flatMap(({ items, count = 0 }) => [items.length, count]))
  return { ...last, isWhole: isWholeList(last), atLeast }
}

function isWholeList({ items, count, pages }: Listing<unknown>): boolean {
  return count === undefined ? pages < MAX_PAGES : items.length === count
}

/**
 * Reads pages until there are as many items as the service reports, or until a page adds nothing. A page may be smaller than
 * requested.
 */
async function readPages<T>(read: ReadPage<T>, keyOf: (item: T) => string): Promise<Listing<T>> {
  const found = new Map<string, T>()
  let listed = 0
  for (let page = 1; ; page++) {
    const { items, totalCount } = await read(page)
    const before = found.size
    for (const item of items) found.set(keyOf(item), item)
    listed += items.length
    const isComplete = totalCount !== undefined && listed >= totalCount
    // do not loop forever if the service ignores the page number
    if (isComplete || found.size === before || page === MAX_PAGES) {
      return { items: [...found.values()], count: totalCount, pages: page }
    }
  }
}

/** A reader that registers the secrets in every response before anything can print them. */
export function maskingReader(reader: CloudReader, secrets: Pick<Secrets, 'add'>): CloudReader {
  return {
    async read(operation, parameters, options) {
      const result = await reader.read(operation, parameters, options)
      secrets.add(...(operation.secretsIn?.(result) ?? []))
      return result
    },
    async list(operation, parameters, options) {
      const items = await reader.list(operation, parameters, options)
      if (operation.secretsIn !== undefined) secrets.add(...items.flatMap(operation.secretsIn))
      return items
    }
  }
}

/** A reader that also knows when its oldest shared result was requested, possibly by another reader. */
export interface SharedReader extends CloudReader {
  /** By the monotonic clock; `undefined` before the first shared result. */
  requestedAt(): number | undefined
}

/**
 * Makes readers that send each shareable read once for all targets that are planned together. Such a read continues when one
 * caller gives up, because others may be waiting for it.
 * @returns a function that wraps a reader so that it shares results with the other readers of its endpoint
 */
export function createReadShare(
  clock: Clock,
  deadline: Deadline
): (reader: CloudReader, endpoint: URL) => SharedReader {
  const results = new Map<string, { readonly requestedAt: number; readonly result: Promise<unknown> }>()
  return (reader, endpoint) => {
    let oldest: number | undefined
    const shared = async <T>(key: string, request: () => Promise<T>): Promise<T> => {
      const known = results.get(key) ?? { requestedAt: clock.now(), result: request() }
      results.set(key, known)
      const result = await known.result
      oldest = Math.min(oldest ?? known.requestedAt, known.requestedAt)
      // the key contains the operation, whose results all have this type
      return result as T
    }
    const keyOf = <P>(
      { api, action, shareKey }: Pick<ReadOperation<P, unknown>, 'api' | 'action' | 'shareKey'>,
      parameters: P
    ): string | undefined =>
      shareKey && JSON.stringify([endpoint.href, api.product, action, shareKey(parameters)])
    return {
      read(operation, parameters, options) {
        const key = keyOf(operation, parameters)
        return key === undefined
          ? reader.read(operation, parameters, options)
          : shared(key, () => reader.read(operation, parameters, { deadline }))
      },
      list(operation, parameters, options) {
        const key = keyOf(operation, parameters)
        return key === undefined
          ? reader.list(operation, parameters, options)
          : shared(key, () => reader.list(operation, parameters, { deadline }))
      },
      requestedAt: () => oldest
    }
  }
}
