import { createReader, maskingReader } from '../cloud/client.ts'
import type { ClientOptions } from '../cloud/client.ts'
import { USER_AGENT } from '../cloud/connect.ts'
import type { connect } from '../cloud/connect.ts'
import type { CloudReader } from '../cloud/operation.ts'
import { OPERATIONS } from '../cloud/operations.ts'
import { createRateLimiter } from '../cloud/rate-limiter.ts'
import type { RateLimiter, LimitedRate } from '../cloud/rate-limiter.ts'
import { createRetryBudget } from '../cloud/retry.ts'
import type { RetryBudget } from '../cloud/retry.ts'
import { messageOf } from '../errors/action-error.ts'
import type { Inputs } from '../inputs/table.ts'
import { isServiceHost } from '../model/endpoints.ts'
import type { Target } from '../model/target.ts'
import type { SinkTools } from '../report/publish.ts'
import { commentSubject } from '../report/sinks/comment.ts'
import { bakeCheck, preflightBakeCheck } from '../rollout/checks/bake.ts'
import type { Check } from '../rollout/checks/check.ts'
import { preflightCheck, probeCheck, successesAt, withSuccesses } from '../rollout/checks/probe.ts'
import type { AccountGuard, ThisRun } from '../rollout/guard.ts'
import { NOTHING_LEFT, createJournalKeeper } from '../rollout/journal.ts'
import type { JournalKeeper } from '../rollout/journal.ts'
import { createOwnWrites } from '../rollout/verify.ts'
import type { OwnWrites } from '../rollout/verify.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import { tempPath } from '../runtime/files.ts'
import type { Environment, GitHubContext } from '../runtime/github.ts'
import type { createExchange } from '../runtime/http.ts'
import type { Log } from '../runtime/log.ts'
import type { Secrets } from '../runtime/secrets.ts'
import type { Rung } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'

/** The network access of this process. */
export interface Network {
  readonly connect: typeof connect
  readonly createExchange: typeof createExchange
}

export interface Dependencies extends SinkTools {
  readonly env: Environment
  readonly clock: Clock
  readonly network: Network
  /** Aborted by a signal, or once the log is no longer read. */
  readonly stop: AbortSignal
  readonly pid: number
  /** Saves a value for the post step. */
  readonly saveState: (name: string, value: string) => void
}

/** What all phases of a step share. */
export interface Step {
  readonly inputs: Inputs
  readonly targets: readonly Target[]
  readonly github: GitHubContext
  readonly dependencies: Dependencies
  readonly journal: JournalKeeper
  /** What this step may have written. */
  readonly ownWrites: OwnWrites
  /** The account that the step acts in, once known. */
  readonly account: { id: string | undefined }
  /** Restricts the step to the allowed accounts; `undefined` for any account. */
  readonly accountGuard: AccountGuard | undefined
  /** The client for the API of the target's region. Its log lines name the target if there are several. */
  readonly client: (target: Place, lane?: string) => ClientOptions
  readonly reader: (target: Place, lane?: string) => CloudReader
  /** The checks of a target, before its write and after its switch. */
  readonly checks: (target: Target, log: Log, rung?: Pick<Rung, 'weight'>) => readonly Check[]
  /** The log for lines about a target. */
  readonly logOf: (target: Named) => Log
}

/** What is read, and its name in the log. */
type Place = Pick<Target, 'name' | 'endpoint' | 'regionId'> & LimitedPlace

/** What log lines are about: a target or an exported backend. */
interface Named {
  readonly name: string
  readonly backendId?: string
  readonly stageName?: string | undefined
}

/** The name under which the post step finds the journal's path. */
const JOURNAL_STATE = 'journal'
/** How many targets are read in parallel per target that is written at a time: reads are harmless. */
export const READS_A_WRITE = 4

export function createStep(inputs: Inputs, github: GitHubContext, dependencies: Dependencies): Step {
  const { clock, log, network, secrets } = dependencies
  const targets = inputs.targets
  const rateLimiter = createRateLimiter(clock)
  const budget = createRetryBudget()
  const account = { id: inputs.credentials.accountId }
  const clients = new Map<string, ClientOptions>()
  // the reads of a plan: none of them should wait for a connection, which would count as waiting for its response
  const readsAtOnce = inputs.wait === 'always' || inputs.rollbackOnFailure ? 3 : 2
  const logOf = (target: Named): Log => (targets.length === 1 ? log : prefixedLog(log, target))
  const limiterOf = createLaneLimiters(clock, rateLimiter)
  const client = (target: Place, lane?: string): ClientOptions => {
    const { href } = target.endpoint
    const shared =
      clients.get(href) ??
      network.connect(
        {
          ...inputs,
          endpoint: target.endpoint,
          regionId: target.regionId,
          maxSockets: inputs.maxParallel * READS_A_WRITE * readsAtOnce
        },
        { clock, log, rateLimiter, budget, secrets }
      )
    clients.set(href, shared)
    return { ...shared, rateLimiter: limiterOf(target, lane), log: logOf(target), accountId: account.id }
  }
  return {
    inputs,
    targets,
    github,
    dependencies,
    journal: createJournal(inputs, github, dependencies),
    ownWrites: createOwnWrites(),
    account,
    accountGuard: createAccountGuard(inputs, dependencies, { rateLimiter, budget }),
    logOf,
    client,
    reader: (target, lane) => maskingReader(createReader(client(target, lane)), dependencies.secrets),
    checks: (target, targetLog, rung) => checksOf(target, targetLog, rung, inputs, dependencies)
  }
}

/** Logs the endpoints, and the source of the credentials. */
export function logEndpoints({ inputs, dependencies: { log } }: Step, apis: readonly URL[]): void {
  // an empty shard
  if (apis.length === 0) return
  const hosts = [...new Set(apis.map(({ host }) => host))]
  log.info(`API Gateway at ${hosts.join(', ')}, credentials from ${inputs.credentials.description}`)
  const endpoints = [...apis, ...(inputs.stsEndpoint === undefined ? [] : [inputs.stsEndpoint])]
  const foreign = endpoints.filter(endpoint => !isServiceHost(endpoint))
  for (const host of new Set(foreign.map(({ host }) => host))) {
    log.notice(`the endpoint ${host} is outside aliyuncs.com`)
  }
}

function createAccountGuard(
  inputs: Inputs,
  { clock, log, network, secrets }: Dependencies,
  shared: { readonly rateLimiter: RateLimiter; readonly budget: RetryBudget }
): AccountGuard | undefined {
  const { allowedAccounts: allowed, stsEndpoint: endpoint } = inputs
  if (allowed === undefined || endpoint === undefined) return undefined
  const reader = createReader(network.connect({ ...inputs, endpoint }, { clock, log, secrets, ...shared }))
  return {
    allowed,
    // the account of the credentials according to STS, which requires no permission
    find: signal =>
      reader.read(OPERATIONS.getAccountId, {}, { deadline: createDeadline(clock, Infinity, signal) })
  }
}

/** The run of the step, which must not replace a newer run's definition. */
export function thisRun({ github, inputs: { allowOlderRun } }: Step): ThisRun {
  return { github, allowOlderRun }
}

/** A log whose lines start with a target's name. */
function prefixedLog(log: Log, { name, backendId, stageName }: Named): Log {
  const about = [name, backendId ?? '', stageName ?? '']
  const prefixed = (text: string): string => (text.startsWith(name) ? text : `${name}: ${text}`)
  return {
    ...log,
    info: text => log.info(prefixed(text)),
    notice: (text, more = []) => log.notice(prefixed(text), [...about, ...more]),
    warning: (text, more = []) => log.warning(prefixed(text), [...about, ...more])
  }
}

function createJournal(inputs: Inputs, github: GitHubContext, dependencies: Dependencies): JournalKeeper {
  return createJournalKeeper(
    {
      pid: dependencies.pid,
      identity: inputs.credentials.identity,
      requestTimeoutMs: inputs.requestTimeoutMs,
      maxAttempts: inputs.maxAttempts,
      waitTimeoutMs: inputs.waitTimeoutMs,
      rollbackOnFailure: inputs.rollbackOnFailure,
      mustFollow: inputs.wait === 'always' || inputs.rollbackOnFailure,
      summary: inputs.summary,
      comment: inputs.commentToken === undefined ? null : commentSubject(inputs)
    },
    journalWriter(github, dependencies),
    text => dependencies.secrets.scrub(text) !== text
  )
}

/** Appends to a private file, and saves its path for the post step. If that fails, the step continues after one warning. */
function journalWriter(
  { tempDir }: GitHubContext,
  { log, files, saveState }: Dependencies
): (line: string) => void {
  const path = tempPath(tempDir, 'writes', 'journal')
  let state: 'new' | 'kept' | 'broken' = tempDir === '' ? 'broken' : 'new'
  let isAnnounced = false
  return line => {
    if (state === 'broken') {
      // everything was reported, so the post step misses nothing
      if (isAnnounced && line === NOTHING_LEFT) forget(saveState)
      return
    }
    try {
      // the path first: a journal unknown to the post step would never be removed
      if (state === 'new') {
        saveState(JOURNAL_STATE, path)
        isAnnounced = true
      }
      files.append(path, line)
      state = 'kept'
    } catch (error) {
      state = 'broken'
      drop(files, path)
      log.warning(
        `the journal could not be written, so the post step cannot resolve the writes of a step that is killed: ${messageOf(error)}`
      )
    }
  }
}

/** Removes a journal that can no longer be written, since it would be read as complete. Without one, the post step reports an unknown result. */
function drop(files: Dependencies['files'], path: string): void {
  try {
    files.remove(path)
  } catch {
    // a journal that cannot be removed is at most outdated
  }
}

function forget(saveState: Dependencies['saveState']): void {
  try {
    saveState(JOURNAL_STATE, '')
  } catch {
    // then the post step reports an unknown result
  }
}

export interface CheckTools {
  readonly clock: Clock
  readonly network: { readonly createExchange: typeof createExchange }
  readonly secrets: Secrets
  readonly stop: AbortSignal
}

const MAX_BODY_BYTES = 1024 * 1024

/** The checks of a target, in order; none without a URL. */
function checksOf(
  target: Target,
  log: Log,
  rung: Pick<Rung, 'weight'> | undefined,
  inputs: Inputs,
  { clock, network, secrets, stop }: CheckTools
): readonly Check[] {
  const { preflightUrls, probeUrls } = target
  if (preflightUrls.length === 0 && probeUrls.length === 0) return []
  const exchange = network.createExchange({
    proxyFor: inputs.proxyFor,
    keepAlive: false,
    refuseLinkLocal: true,
    plainHttp: true,
    maxBodyBytes: MAX_BODY_BYTES
  })
  const options = {
    ...inputs.probe,
    exchange,
    clock,
    log,
    scrub: secrets.scrub,
    stageName: kindOf(target).probeStage(target),
    requestTimeoutMs: inputs.requestTimeoutMs,
    userAgent: USER_AGENT,
    signal: stop
  }
  // at a low weight few requests reach the new backend: unless it is requested directly, more of them must succeed
  const successes = preflightUrls.length > 0 ? undefined : successesAt(rung?.weight ?? 100)
  const all = [
    preflightCheck(preflightUrls, options),
    probeCheck(probeUrls, {
      ...options,
      ...(successes === undefined ? {} : withSuccesses(successes, options))
    }),
    bakeCheck(probeUrls, inputs.bakeTimeMs, { ...options, countsAll: (rung?.weight ?? 100) < 100 }),
    // without a probe through the gateway, bake the new backend directly
    ...(probeUrls.length > 0 || rung === undefined
      ? []
      : [preflightBakeCheck(preflightUrls, inputs.bakeTimeMs, options)])
  ]
  return all.filter(({ count }) => count > 0)
}

/** What a limiter is for: a target or an exported backend. */
export type LimitedPlace = Pick<Target, 'endpoint'> &
  Partial<Pick<Target, 'kind'>> & { readonly gatewayId?: string | undefined }

/**
 * The rate limiter of each lane if its kind has a limit, otherwise that of the whole step. Until a reading shows its lane, a target
 * shares a limiter with all other such targets of its endpoint, unless its author names the gateway.
 */
export function createLaneLimiters(
  clock: Clock,
  shared: RateLimiter
): (place: LimitedPlace, lane: string | undefined) => RateLimiter {
  const limiters = new Map<string, LimitedRate>()
  return ({ kind, endpoint, gatewayId }, lane = laneOf(endpoint, gatewayId)) => {
    const most = kind && kindOf({ kind }).callsPerSecond
    if (most === undefined) return shared
    const known = limiters.get(lane)
    if (known !== undefined) return known
    // calls to an unknown gateway may have been calls to this one
    const limiter = createRateLimiter(clock, most, limiters.get(endpoint.href)?.turns)
    limiters.set(lane, limiter)
    return limiter
  }
}

/** The same lane that the kinds use once a reading has shown the gateway. */
function laneOf({ href }: URL, gatewayId: string | undefined): string {
  return gatewayId === undefined ? href : `${href} ${gatewayId}`
}
