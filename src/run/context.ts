import { createReader, maskingReader } from '../cloud/client.ts'
import type { ClientOptions } from '../cloud/client.ts'
import { USER_AGENT } from '../cloud/connect.ts'
import type { connect } from '../cloud/connect.ts'
import { createPaces } from './paces.ts'
import type { PacedPlace } from './paces.ts'
import { createRateLimiter } from '../cloud/rate-limiter.ts'
import { OPERATIONS } from '../cloud/operations.ts'
import type { RateLimiter } from '../cloud/rate-limiter.ts'
import { createRetryBudget } from '../cloud/retry.ts'
import type { RetryBudget } from '../cloud/retry.ts'
import type { CloudReader } from '../cloud/types.ts'
import { messageOf } from '../errors/action-error.ts'
import type { Inputs } from '../inputs/table.ts'
import { isServiceHost } from '../model/endpoints.ts'
import type { Target } from '../model/target.ts'
import type { SinkTools } from '../report/publish.ts'
import { commentSubject } from '../report/sinks/comment.ts'
import type { AccountGuard } from '../rollout/account.ts'
import { bakeCheck, preflightBakeCheck } from '../rollout/checks/bake.ts'
import type { Check } from '../rollout/checks/check.ts'
import { preflightCheck, probeCheck, successesAt, withSuccesses } from '../rollout/checks/probe.ts'
import { NOTHING_LEFT, createJournalKeeper } from '../rollout/journal.ts'
import type { JournalKeeper } from '../rollout/journal.ts'
import type { ThisRun } from '../rollout/newer-run.ts'
import { createOwnWrites } from '../rollout/remarks.ts'
import type { OwnWrites } from '../rollout/remarks.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Rung } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Clock } from '../runtime/clock.ts'
import { tempPath } from '../runtime/files.ts'
import type { Environment, GitHubContext } from '../runtime/github.ts'
import type { createExchange } from '../runtime/http.ts'
import type { Log } from '../runtime/log.ts'
import type { Secrets } from '../runtime/secrets.ts'

/** The ways out of this process. */
export interface Network {
  readonly connect: typeof connect
  readonly createExchange: typeof createExchange
}

export interface Dependencies extends SinkTools {
  readonly env: Environment
  readonly clock: Clock
  readonly network: Network
  /** Aborted by a signal, or when nobody reads the log any more. */
  readonly stop: AbortSignal
  readonly pid: number
  /** Leaves a value for the post step. */
  readonly saveState: (name: string, value: string) => void
}

/** What the phases of one step share. */
export interface Step {
  readonly inputs: Inputs
  readonly targets: readonly Target[]
  readonly github: GitHubContext
  readonly dependencies: Dependencies
  readonly journal: JournalKeeper
  /** What this step has perhaps written. */
  readonly written: OwnWrites
  /** Where the step acts, as soon as that is known. */
  readonly account: { id: string | undefined }
  /** What holds the step in the accounts that it may act in; `undefined` for any. */
  readonly accountGuard: AccountGuard | undefined
  /** The way to the API of the target's region. Its lines name the target where there are several. */
  readonly client: (target: Place, lane?: string) => ClientOptions
  readonly reader: (target: Place, lane?: string) => CloudReader
  /** What must hold of a target, before its write and once it is switched. */
  readonly checks: (target: Target, log: Log, rung?: Pick<Rung, 'weight'>) => readonly Check[]
  /** What is said about a target. */
  readonly logOf: (target: Named) => Log
}

/** Where something is read, and what it is called. */
type Place = Pick<Target, 'name' | 'endpoint' | 'regionId'> & PacedPlace

/** What the lines about something name: a target, or what is exported. */
interface Named {
  readonly name: string
  readonly backendId?: string
  readonly stageName?: string | undefined
}

/** The name under which the post step finds the journal's path. */
const JOURNAL_STATE = 'journal'
/** How many targets are read in parallel for one that may be written at a time: reads harm nobody. */
export const READS_A_WRITE = 4

export function createStep(inputs: Inputs, github: GitHubContext, dependencies: Dependencies): Step {
  const { clock, log, network, secrets } = dependencies
  const targets = inputs.targets
  const rateLimiter = createRateLimiter(clock)
  const budget = createRetryBudget()
  const account = { id: inputs.credentials.accountId }
  const clients = new Map<string, ClientOptions>()
  // of a plan: none of them waits for a connection, which would count as waiting for its answer
  const readsAtOnce = inputs.wait === 'always' || inputs.rollbackOnFailure ? 3 : 2
  const logOf = (target: Named): Log => (targets.length === 1 ? log : named(log, target))
  const paceOf = createPaces(clock, rateLimiter)
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
    return { ...shared, rateLimiter: paceOf(target, lane), log: logOf(target), accountId: account.id }
  }
  return {
    inputs,
    targets,
    github,
    dependencies,
    journal: createJournal(inputs, github, dependencies),
    written: createOwnWrites(),
    account,
    accountGuard: createAccountGuard(inputs, dependencies, { rateLimiter, budget }),
    logOf,
    client,
    reader: (target, lane) => maskingReader(createReader(client(target, lane)), dependencies.secrets),
    checks: (target, targetLog, rung) => checksOf(target, targetLog, rung, inputs, dependencies)
  }
}

/** Says where the step acts, and as whom. */
export function logEndpoints({ inputs, dependencies: { log } }: Step, apis: readonly URL[]): void {
  const hosts = [...new Set(apis.map(({ host }) => host))]
  log.info(`API Gateway at ${hosts.join(', ')}, credentials from ${inputs.credentials.description}`)
  const endpoints = [...apis, ...(inputs.stsEndpoint === undefined ? [] : [inputs.stsEndpoint])]
  const foreign = endpoints.filter(endpoint => !isServiceHost(endpoint))
  for (const host of new Set(foreign.map(({ host }) => host))) {
    log.notice(`the endpoint ${host} is outside of aliyuncs.com`)
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
    // the account that the keys belong to, as STS says: it needs no permission
    find: signal =>
      reader.read(OPERATIONS.getAccountId, {}, { deadline: createDeadline(clock, Infinity, signal) })
  }
}

/** The run of the step, for what must not replace a newer run's. */
export function thisRun({ github, inputs: { allowOlderRun } }: Step): ThisRun {
  return { github, allowOlderRun }
}

/** A log whose lines begin with a target's name. */
function named(log: Log, { name, backendId, stageName }: Named): Log {
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

/** Adds to a file of its own, and leaves its path for the post step. Without one the step goes on, and says so once. */
function journalWriter(
  { tempDir }: GitHubContext,
  { log, files, saveState }: Dependencies
): (line: string) => void {
  const path = tempPath(tempDir, 'writes', 'journal')
  let state: 'new' | 'kept' | 'broken' = tempDir === '' ? 'broken' : 'new'
  let isToldOf = false
  return line => {
    if (state === 'broken') {
      // everything was said, and the post step has nothing to miss
      if (isToldOf && line === NOTHING_LEFT) forget(saveState)
      return
    }
    try {
      // told first: a journal that no post step knows of would stay behind
      if (state === 'new') {
        saveState(JOURNAL_STATE, path)
        isToldOf = true
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

/** A journal that is no longer added to would be taken for the last word; without one, the post step says that nothing is known. */
function drop(files: Dependencies['files'], path: string): void {
  try {
    files.remove(path)
  } catch {
    // what cannot be removed is at most out of date
  }
}

function forget(saveState: Dependencies['saveState']): void {
  try {
    saveState(JOURNAL_STATE, '')
  } catch {
    // then the post step says that it knows nothing
  }
}

export interface CheckTools {
  readonly clock: Clock
  readonly network: { readonly createExchange: typeof createExchange }
  readonly secrets: Secrets
  readonly stop: AbortSignal
}

const MAX_BODY_BYTES = 1024 * 1024

/** The list of checks of a target, in their order; none without a URL. */
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
  // at a low weight few requests reach the new backend: unless it is asked itself, more of them must pass
  const successes = preflightUrls.length > 0 ? undefined : successesAt(rung?.weight ?? 100)
  const all = [
    preflightCheck(preflightUrls, options),
    probeCheck(probeUrls, {
      ...options,
      ...(successes === undefined ? {} : withSuccesses(successes, options))
    }),
    bakeCheck(probeUrls, inputs.bakeTimeMs, { ...options, countsAll: (rung?.weight ?? 100) < 100 }),
    // without a probe through the gateway, the new backend itself is watched
    ...(probeUrls.length > 0 || rung === undefined
      ? []
      : [preflightBakeCheck(preflightUrls, inputs.bakeTimeMs, options)])
  ]
  return all.filter(({ count }) => count > 0)
}
