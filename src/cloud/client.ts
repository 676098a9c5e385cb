import type { PublishedApi } from '../model/backend.ts'
import type { Clock } from '../runtime/clock.ts'
import { createDeadline } from '../runtime/deadline.ts'
import type { Log } from '../runtime/log.ts'
import { plural } from '../runtime/text.ts'
import { asCallError, labelOf, readAnswer } from './answer.ts'
import type { Body, Scrub } from './answer.ts'
import { CallError, IncompleteListError, isThrottling } from './call-error.ts'
import { cureOf } from './cures.ts'
import { decodeApis, decodeBackend, decodeTask } from './decode.ts'
import type { Page } from './decode.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { isRetryableRead, withRetry } from './retry.ts'
import type { RetryBudget } from './retry.ts'
import type { SendSigned, SignedCall } from './sdk.ts'
import type { CallOptions, CloudReader } from './types.ts'

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

const PAGE_SIZE = 100
/** No account has as many APIs; a list that goes on is none. */
const MAX_PAGES = 10_000

/** One read, tried again where that may help. `decode` gives `undefined` for an answer without what it should hold. */
type Read = <T>(
  action: string,
  parameters: Readonly<Record<string, string>>,
  decode: (body: Body) => T | undefined,
  options?: CallOptions
) => Promise<T>

function createRead(options: ClientOptions): Read {
  return (action, parameters, decode, { deadline, once = false, untilDeadline = false } = {}) =>
    withRetry(
      async () => {
        const body = await call(options, action, parameters, {
          timeoutMs: options.requestTimeoutMs,
          deadline
        })
        return decode(body) ?? rejectShape(action, body)
      },
      {
        ...options,
        once,
        untilDeadline,
        deadline: deadline ?? createDeadline(options.clock, Infinity),
        retryable: isRetryableRead,
        onRetry: line => {
          options.log.info(line)
        }
      }
    )
}

/** The reading half of CloudAPI 2016-07-14. */
export function createReader(options: ClientOptions): CloudReader {
  const read = createRead(options)
  return {
    describeBackend: (backendId, callOptions) =>
      read('DescribeBackendInfo', { BackendId: backendId }, decodeBackend, callOptions),
    listPublishedApis: (backendId, stageName, callOptions) =>
      allPages(page =>
        read(
          'DescribeApisByBackend',
          {
            BackendId: backendId,
            // without a stage the service lists drafts
            StageName: stageName,
            PageNumber: String(page),
            PageSize: String(PAGE_SIZE)
          },
          decodeApis,
          callOptions
        )
      ),
    describeTask: (operationId, callOptions) =>
      read(
        'DescribeUpdateBackendTask',
        { OperationUid: operationId },
        body => decodeTask(body, options.scrub),
        callOptions
      )
  }
}

/**
 * The account that the keys belong to, as STS 2015-04-01 says. Needs no permission.
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-getcalleridentity
 */
export function createAccountReader(options: ClientOptions): (options?: CallOptions) => Promise<string> {
  const read = createRead(options)
  return callOptions =>
    read('GetCallerIdentity', {}, body => /^\d+$/.exec(labelOf(body['AccountId']))?.[0], callOptions)
}

/** One call, once, when it is its turn, or at once: its answer, or a CallError. */
export async function call(
  options: ClientOptions,
  action: string,
  parameters: Readonly<Record<string, string>>,
  {
    skipRateLimit = false,
    ...limits
  }: Pick<SignedCall, 'timeoutMs' | 'deadline' | 'stop' | 'precondition'> & {
    readonly skipRateLimit?: boolean | undefined
  }
): Promise<Body> {
  const { rateLimiter } = options
  if (!skipRateLimit) await rateLimiter.acquire(limits.stop ?? limits.deadline?.signal)
  try {
    const answer = await options.send({ action, parameters, ...limits })
    const { regionId, accountId, scrub } = options
    const where = { regionId, accountId, backendId: parameters['BackendId'] }
    const body = readAnswer(action, answer, where, scrub)
    rateLimiter.answered()
    return body
  } catch (error) {
    const failure = asCallError(action, error)
    if (failure instanceof CallError && isThrottling(failure)) rateLimiter.throttled()
    else rateLimiter.answered()
    throw failure
  }
}

function rejectShape(action: string, body: Body): never {
  throw new CallError({
    action,
    fault: 'malformed',
    code: 'MalformedAnswer',
    status: 200,
    message: `${action} got an answer without what it should hold`,
    ambiguous: false,
    requestId: requestIdOf(body),
    cure: cureOf('MalformedAnswer')
  })
}

export function requestIdOf(body: Body): string {
  return labelOf(body['RequestId'] ?? body['requestId'])
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
    `DescribeApisByBackend counts ${last.count ?? 'no'} APIs and lists ${last.apis.length} on ${plural(last.pages, 'page')}`,
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
