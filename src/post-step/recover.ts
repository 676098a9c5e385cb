import { createReader, maskingReader } from '../cloud/client.ts'
import type { ClientOptions } from '../cloud/client.ts'
import { createRateLimiter } from '../cloud/rate-limiter.ts'
import { createRetryBudget } from '../cloud/retry.ts'
import type { RetryBudget } from '../cloud/retry.ts'
import { createWriter } from '../cloud/writer.ts'
import { ActionError, asActionError } from '../errors/action-error.ts'
import { readCredentials } from '../inputs/credentials.ts'
import { readNetwork, readRegion, readStsEndpoint } from '../inputs/network.ts'
import { createSource } from '../inputs/source.ts'
import { registerDocumentSecrets, registerSecrets } from '../inputs/table.ts'
import { createSinks, publish } from '../report/publish.ts'
import type { SinkTools } from '../report/publish.ts'
import { createScrubber } from '../report/scrubber.ts'
import { announce } from '../report/sinks/annotations.ts'
import { parseJournal } from '../rollout/journal.ts'
import type { Journal, JournalEntry, UnsentTarget } from '../rollout/journal.ts'
import { nextSteps } from '../rollout/next-steps.ts'
import { isGreen, resultOf, outcomeOf } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { resolveWrite } from '../rollout/resolve-write.ts'
import { restorePlan, restoreTarget } from '../rollout/stored-plan.ts'
import { idsText } from '../rollout/words.ts'
import type { Network } from '../run/context.ts'
import type { Clock } from '../runtime/clock.ts'
import { readGitHubContext } from '../runtime/github.ts'
import type { Environment } from '../runtime/github.ts'
import type { OtherProcess } from '../runtime/process.ts'
import { joinUpTo, plural } from '../runtime/text.ts'
import { kindOf, loadKinds } from '../targets/kinds.ts'

export interface RecoveryDependencies extends SinkTools {
  readonly env: Environment
  readonly clock: Clock
  /** The process of the main step, by its ID. */
  readonly main: (pid: number) => OtherProcess
  /** Aborted when the post step has to end. */
  readonly deadline: AbortSignal
  /** Aborted a little later, when the report has to be complete. */
  readonly lastWord: AbortSignal
  readonly network: Pick<Network, 'connect'>
}

/** How long the post step waits for a write: a cancelled job is killed after five minutes, including all post steps. */
const WAIT_MS = 100_000
const TITLE = 'After the step was stopped'
const TITLE_UNKNOWN = 'The result of the step is not known'

/** A damaged journal never yields a result. */
function lostJournal(why: string): ActionError {
  return new ActionError(
    'JournalLost',
    `the step was stopped or could not write its journal, and ${why}: whether anything was sent, and with what result, is not known`,
    { cure: 'Run mode: plan to see what is live, then re-run the job.' }
  )
}

/**
 * The post step: if the main step was stopped, resolves its writes and reports their results. Region, endpoint and definitions come from
 * the journal, never from the inputs. Never rejects.
 */
export async function recover(journalPath: string, dependencies: RecoveryDependencies): Promise<void> {
  const { env, secrets, log, files } = dependencies
  const github = readGitHubContext(env)
  try {
    const left = await readFinalJournal(journalPath, dependencies)
    if (left === undefined) {
      announce(lostJournal('its journal could not be read'), TITLE_UNKNOWN, github, log)
      return
    }
    if (left.isDamaged) {
      announce(lostJournal('its journal is damaged'), TITLE_UNKNOWN, github, log)
    }
    await loadKinds([...left.entries.map(({ plan }) => plan), ...left.unsent].map(({ target }) => target))
    const open = left.entries.filter(({ phase }) => phase !== 'ended')
    if (open.length === 0 && left.reported) return
    const source = createSource(env)
    registerSecrets(source, env, secrets)
    await registerDocumentSecrets(source, github.workspace, secrets)
    for (const entry of open) log.info(describeEntry(entry))
    const resolved = await resolveAll(left, open, dependencies)
    // results from before the step was killed have not been reported either
    const ended = left.reported ? [] : left.entries.filter(({ phase }) => phase === 'ended').map(endedOutcome)
    await report({ ended, resolved, unsent: unsentOutcomes(left) }, left, dependencies)
  } catch (error) {
    announce(asActionError(error), TITLE_UNKNOWN, github, log)
  } finally {
    log.flush()
    files.remove(journalPath)
  }
}

/** The outcomes of targets without a write. A damaged journal does not show which targets these are. */
function unsentOutcomes({ isDamaged, reported, unsent }: Journal): readonly Outcome[] {
  return isDamaged || reported ? [] : unsent.map(unsentOutcome)
}

/** The journal once it is complete: in a container, no signal reaches the main step, so it may still be running. */
async function readFinalJournal(
  path: string,
  { main, clock, log, files }: RecoveryDependencies
): Promise<Journal | undefined> {
  const journal = parseJournal(files.readIfThere(path) ?? '')
  if (journal === undefined) return undefined
  const process = main(journal.pid)
  for (const [signal, graceMs] of [
    ['SIGTERM', 8_000],
    ['SIGKILL', 2_000]
  ] as const) {
    if (!process.isAlive()) break
    log.info(`the main step is still running (process ${journal.pid}): sending ${signal}`)
    process.end(signal)
    for (let waitedMs = 0; waitedMs < graceMs && process.isAlive(); waitedMs += 200) await clock.sleep(200)
  }
  return parseJournal(files.readIfThere(path) ?? '')
}

function describeEntry({ phase, sentAt, accepted, rollback, plan }: JournalEntry): string {
  // after "the rollback was accepted", nobody would take the IDs for those of the switch
  const whose = phase === 'rolling-back' || phase === 'rollback-accepted' ? 'the switch: ' : ''
  const ids = accepted === null ? '' : ` (${whose}${idsText(accepted, plan.target)})`
  const { taken, completion } = kindOf(plan.target).words
  const known = {
    sending: 'no response confirmed it',
    accepted:
      taken === 'accepted'
        ? `the modification was accepted, but its ${completion} had not completed`
        : `it was ${taken}, but its ${completion} had not been sent`,
    deploying: 'the deployment was sent, but no response confirmed it',
    deployed: 'the deployment was accepted, and its completion is not known',
    'rolling-back': 'the rollback was sent, but no response confirmed it',
    'rollback-accepted': `the rollback was accepted (request ${rollback?.requestId ?? ''})`,
    ended: 'its result was reported'
  }[phase]
  return `${plan.target.name}: the step was stopped after it sent a write at ${new Date(sentAt).toISOString()}: ${known}${ids}. Resolving it.`
}

async function resolveAll(
  journal: Journal,
  open: readonly JournalEntry[],
  dependencies: RecoveryDependencies
): Promise<Outcome[]> {
  const { clock, log, secrets, deadline } = dependencies
  const client = reconnect(journal, dependencies)
  if (client instanceof ActionError) return open.map(entry => unresolvedOutcome(entry, client))
  return Promise.all(
    open.map(async entry => ({
      accountId: client.accountId,
      ...(await resolveWrite(entry, {
        reader: maskingReader(createReader(client.of(entry)), secrets),
        writer: createWriter(client.of(entry)),
        budget: client.budget,
        clock,
        log,
        wait: journal.mustFollow === true ? 'always' : 'auto',
        waitTimeoutMs: Math.min(journal.waitTimeoutMs, WAIT_MS),
        waitLimit: journal.waitTimeoutMs > WAIT_MS ? 'the limit of the post step' : undefined,
        maxAttempts: journal.maxAttempts,
        rollbackOnFailure: journal.rollbackOnFailure,
        signal: deadline
      }))
    }))
  )
}

/** A new connection for each write, with the current credentials of the step. */
interface Reconnection {
  readonly accountId: string | undefined
  readonly budget: RetryBudget
  readonly of: (entry: JournalEntry) => ClientOptions
}

/** Reconnects, or returns why that is not possible. A role's credentials are requested again. */
function reconnect(journal: Journal, dependencies: RecoveryDependencies): Reconnection | ActionError {
  const { env } = dependencies
  const { requestTimeoutMs, maxAttempts } = journal
  const source = createSource(env)
  const proxyFor = readNetwork(source, env)
  const region = readRegion(source, journal.entries[0]?.plan.target.regionId ?? undefined, env)
  const network = source.raw('network') === 'vpc' ? 'vpc' : 'public'
  const sts = readStsEndpoint(source, region, network)
  const credentials = readCredentials(source, env, sts, {
    ...dependencies,
    proxyFor,
    requestTimeoutMs,
    maxAttempts
  })
  if (credentials === undefined || source.problems.length > 0) {
    const problems = source.problems.map(({ input, message }) => `${input} ${message}`).join('; ')
    return new ActionError(
      credentials === undefined ? 'NoCredentials' : 'InvalidInput',
      `the write was not resolved, because the post step has ${credentials === undefined ? 'no credentials' : 'invalid inputs'}: ${problems}`
    )
  }
  if (credentials.identity !== journal.identity) {
    return new ActionError(
      'OtherCredentials',
      'the write was not resolved, because the credentials of the job are no longer those that sent the modification'
    )
  }
  const rateLimiter = createRateLimiter(dependencies.clock)
  const budget = createRetryBudget()
  return {
    accountId: credentials.accountId,
    budget,
    of: ({
      plan: {
        target: { endpoint, regionId }
      }
    }) => ({
      ...dependencies.network.connect(
        {
          endpoint: new URL(endpoint),
          credentials,
          proxyFor,
          requestTimeoutMs,
          maxAttempts,
          regionId: regionId ?? undefined
        },
        { ...dependencies, rateLimiter, budget }
      ),
      accountId: credentials.accountId
    })
  }
}

const MAX_NAMED = 10
/** The targets that get a notice of their own; the copies for more targets become one. */
const MAX_NOTICES = 5

function notStartedText(names: readonly string[]): string {
  const [were, them] = names.length === 1 ? ['was', 'it'] : ['were', 'them']
  return `the step was stopped before ${plural(names.length, 'target')} ${were} started, and nothing was sent for ${them}: ${joinUpTo(names, MAX_NAMED)}. Re-run the job to switch ${them}.`
}

/** A set of which the step did not start all targets is no success. */
function resultOfStopped(outcomes: readonly Outcome[]): Result {
  const result = resultOf(outcomes)
  const isWhole = outcomes.every(outcome => outcome.result !== 'not-started')
  return isWhole || !isGreen(result) ? result : 'cancelled'
}

interface Found {
  /** The outcomes of writes that had ended before the step was stopped. */
  readonly ended: readonly Outcome[]
  /** The outcomes of the other writes. */
  readonly resolved: readonly Outcome[]
  readonly unsent: readonly Outcome[]
}

async function report(
  { ended, resolved, unsent }: Found,
  journal: Journal,
  dependencies: RecoveryDependencies
): Promise<void> {
  const { env, log, secrets, lastWord } = dependencies
  const github = readGitHubContext(env)
  const completed = [
    ...ended.map(outcome => ({ when: 'before', ...outcome })),
    ...resolved.map(outcome => ({ when: 'after', ...outcome }))
  ].filter(({ error }) => error === undefined)
  // a text about a target is logged at once and annotated later, which is one line too many if there is room for all
  const isCounted = completed.length > MAX_NOTICES
  for (const { when, target, result } of completed) {
    const text = `${target.name}: completed ${when} the step was stopped: ${result}`
    log.notice(text, isCounted ? [target.name] : undefined)
  }
  const notStarted = unsent.filter(({ result }) => result === 'not-started').map(({ target }) => target.name)
  if (notStarted.length > 0) log.notice(notStartedText(notStarted))
  const outcomes = [...ended, ...resolved, ...unsent]
  const token = createSource(env).raw('github-token')
  const view = {
    outcomes,
    result: resultOfStopped(outcomes),
    title: TITLE,
    github,
    summary: journal.summary,
    comment:
      journal.comment === null || token === ''
        ? undefined
        : { token, subject: journal.comment, timeoutMs: journal.requestTimeoutMs, signal: lastWord },
    scrub: createScrubber(secrets)
  }
  await publish(view, createSinks('post', dependencies), log)
}

// Outcomes from the journal alone, without a request to the cloud.

/** The outcome of a write that ended before the step was killed. */
function endedOutcome(entry: JournalEntry): Outcome {
  const plan = restorePlan(entry.plan)
  const result = entry.result ?? 'unknown'
  return outcomeOf(plan.target, {
    plan,
    hasChanges: true,
    result,
    changed: entry.changed ?? undefined,
    accepted: entry.accepted ?? undefined,
    rollback: entry.rollback ?? undefined,
    error: isGreen(result)
      ? undefined
      : new ActionError(
          'StepKilled',
          `${plan.target.name}: this target failed before the step was killed; the log has the error`,
          {
            nextSteps: nextSteps(plan)
          }
        )
  })
}

/** The outcome of a target that had no write when the step was killed. */
export function unsentOutcome({ target: stored, result = 'not-started' }: UnsentTarget): Outcome {
  const target = restoreTarget(stored)
  return outcomeOf(target, {
    result,
    changed: false,
    error:
      result !== 'failed'
        ? undefined
        : new ActionError(
            'StepKilled',
            `${target.name}: this target failed before the step was killed, and nothing was sent for it; the log has the error`,
            { cure: 'Look for the error in the log of the step.' }
          )
  })
}

/** The outcome of a write that could not be resolved. */
function unresolvedOutcome(entry: JournalEntry, error: ActionError): Outcome {
  const plan = restorePlan(entry.plan)
  return outcomeOf(plan.target, {
    plan,
    hasChanges: true,
    result: 'unknown',
    changed: undefined,
    accepted: entry.accepted ?? undefined,
    rollback: entry.rollback ?? undefined,
    error: error.with({ message: `${plan.target.name}: ${error.message}`, nextSteps: nextSteps(plan) })
  })
}
