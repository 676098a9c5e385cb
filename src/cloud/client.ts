import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { plural } from '../runtime/text.ts'
import { asCallError, readResponse } from './response.ts'
import { CallError, IncompleteListError, isThrottling, malformedResponse } from './call-error.ts'
import { requestIdOf } from './decode.ts'
import type { Body, Page, Scrub } from './decode.ts'
import { callOf } from './operation.ts'
import type { EncodedRequest, ListOperation, Operation, ReadOperation } from './operation.ts'
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

/** The reading half. Each read is tried again where that may help. */
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
        `${operation.action} counts ${count ?? 'no'} ${operation.items} and lists ${items.length} on ${plural(pages, 'page')}`,
        atLeast
      )
    }
  }
}

/** A whole list, or one that is as good as it gets: `isWhole` says whether it has as many items as the service counts. */
export interface Listed<T> {
  readonly items: readonly T[]
  readonly isWhole: boolean
}

/** Lists, for those who can do with a list that is not whole. Rejects with a CallError. */
export function createLister(
  client: ClientOptions
): <P, T>(operation: ListOperation<P, T>, parameters: P, options?: CallOptions) => Promise<Listed<T>> {
  return async (operation, parameters, options) => {
    const { items, isWhole } = await readWhole(client, operation, parameters, options)
    return { items, isWhole }
  }
}

/** What a call needs of its operation, once it is encoded. */
type Answered<P, T> = Pick<Operation<P, unknown>, 'api' | 'action' | 'resource' | 'writes'> & {
  readonly decode: (body: Body, scrub?: Scrub) => T | undefined
}

function retried<P, T>(
  client: ClientOptions,
  operation: Answered<P, T>,
  request: EncodedRequest,
  parameters: P,
  options?: CallOptions
): Promise<T> {
  return withRetry(() => callOnce(client, operation, request, parameters, { deadline: options?.deadline }), {
    ...client,
    ...options
  })
}

/** One call, once, when it is its turn, or at once: what it was answered, or a CallError. */
export async function callOnce<P, T>(
  { send, rateLimiter, requestTimeoutMs, regionId, accountId, scrub }: ClientOptions,
  operation: Answered<P, T>,
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
    const answer = await send({ api, action, request, timeoutMs, ...limits })
    body = readResponse(call, answer, { regionId, accountId }, scrub)
  } catch (error) {
    const failure = asCallError(call, error)
    if (failure instanceof CallError && isThrottling(failure)) rateLimiter.throttled()
    else rateLimiter.answered()
    throw failure
  }
  rateLimiter.answered()
  const decoded = decode(body, scrub)
  if (decoded !== undefined) return decoded
  throw malformedResponse(call, 'without what it should hold', {
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

/** Sizes of a page to fall back to. The limit is not documented; without a size, the service takes its own default. */
const PAGE_SIZES = [50, 10, undefined]

/** By the sender of a client: the size that each list is read with, once a larger one was refused. */
const acceptedSizes = new WeakMap<SendSigned, Map<string, number>>()

/**
 * Reads a list page by page, and again with smaller pages where the service refuses the size. It stays with the size that was
 * accepted.
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
      if (pageSize === undefined || !refusesPageSize(error)) throw error
      // another list may have taken the next size meanwhile
      if ((accepted.get(action) ?? 0) === next) accepted.set(action, next + 1)
      const smaller = sizes[next + 1]
      log.info(
        `${error.message}; listing again ${smaller === undefined ? 'with the default page size of the service' : `with a page size of ${smaller}`}`
      )
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

/**
 * Reads a list. Where the service counts other than it lists, something may have been added meanwhile, or a
 * page repeats one and hides another: the list is read again.
 * @returns the last reading, and the largest number that was counted or listed
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

/** A reader that registers the secrets of every answer, before anything can be said about it. */
export function maskingReader(reader: CloudReader, secrets: Pick<Secrets, 'add'>): CloudReader {
  return {
    async read(operation, parameters, options) {
      const answer = await reader.read(operation, parameters, options)
      secrets.add(...(operation.secretsIn?.(answer) ?? []))
      return answer
    },
    async list(operation, parameters, options) {
      const items = await reader.list(operation, parameters, options)
      if (operation.secretsIn !== undefined) secrets.add(...items.flatMap(operation.secretsIn))
      return items
    }
  }
}

/** A reader, and when the oldest shared answer that it got was asked for, by the clock: another may have done it before. */
export interface SharedReader extends CloudReader {
  /** `undefined` as long as it got none. */
  askedAt(): number | undefined
}

/**
 * Readers that make each read that may be shared once, for all targets that are planned together. Such a read outlives a
 * caller that gives up, since others may wait for the same one.
 * @returns the same reader, sharing what the others of the endpoint have asked for
 */
export function createReadShare(
  clock: Clock,
  deadline: Deadline
): (reader: CloudReader, endpoint: URL) => SharedReader {
  const answers = new Map<string, { readonly askedAt: number; readonly answer: Promise<unknown> }>()
  return (reader, endpoint) => {
    let oldest: number | undefined
    const shared = async <T>(key: string, ask: () => Promise<T>): Promise<T> => {
      const known = answers.get(key) ?? { askedAt: clock.now(), answer: ask() }
      answers.set(key, known)
      const answer = await known.answer
      oldest = Math.min(oldest ?? known.askedAt, known.askedAt)
      // the key names the operation, whose answers are all of this type
      return answer as T
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
      askedAt: () => oldest
    }
  }
}
