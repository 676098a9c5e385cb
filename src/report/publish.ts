import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { messageOf } from '../errors/action-error.ts'
import type { ActionError } from '../errors/action-error.ts'
import type { Outputs } from '../outputs.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { RESULTS, changedOf, isGreen, resultOf } from '../rollout/outcome.ts'
import type { GitHubContext } from '../runtime/github.ts'
import type { Log } from '../runtime/log.ts'
import type { PrivateFiles } from '../runtime/private-file.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { commentOn } from './comment-sink.ts'
import { commentSubject } from './comment.ts'
import type { CommentSubject } from './comment.ts'
import type { CommentService } from './comment-sink.ts'
import { buildReport, fitReport } from './report.ts'
import { createScrubber } from './scrubbed.ts'
import type { Scrubber } from './scrubbed.ts'
import { shownOf } from './shown-of.ts'
import type { ShownOptions } from './shown-of.ts'
import { renderSummary } from './summary.ts'

/** Where the step speaks to people and to later steps. None of them can change how it ended. */
export interface Sinks {
  readonly log: Log
  readonly outputs: Outputs
  readonly secrets: Secrets
  readonly files: PrivateFiles
  /** Adds markdown to the job summary. */
  readonly writeSummary: (markdown: string) => void
  /** Reaches the pull requests of the server that the job runs on. */
  readonly comments: CommentService
}

export interface PublishOptions extends CommentSubject {
  readonly summary: boolean
  /** The token to comment with; `undefined` for no comment. */
  readonly commentToken: string | undefined
  readonly requestTimeoutMs: number
  readonly mode: 'apply' | 'plan' | 'validate'
}

/** One annotation a failure; the cure stands below it. */
export function announce(
  error: ActionError,
  title: string,
  { log }: Pick<Sinks, 'log'>,
  text = textOf(error)
): void {
  log.error(text, title)
  if (error.code === 'InternalError' && error.cause instanceof Error) log.debug(error.cause.stack ?? '')
}

function textOf(error: ActionError): string {
  const ids = error.requestId === undefined ? '' : ` (request ${error.requestId})`
  const cure = error.hint === undefined ? '' : `\n${error.hint}`
  return `${error.message}${ids} [${error.code}]${cure}`
}

/** The runner drops what a step says beyond these, without a word. */
const MOST_ANNOUNCED = 10

/** One annotation a target that failed, the worst first; where they are too many, the last one counts the others. */
export function announceAll(outcomes: readonly Outcome[], { log }: Pick<Sinks, 'log'>): void {
  const worst = worstFirst(failuresOf(outcomes)).map(({ error, target: { name }, result }) => {
    // a log shows no titles
    const isNamed = outcomes.length === 1 || error.message.startsWith(name)
    const text = `${isNamed ? '' : `${name}: `}${textOf(error)}`
    return { error, text, title: `${name}: ${result}` }
  })
  const announced = worst.slice(0, worst.length > MOST_ANNOUNCED ? MOST_ANNOUNCED - 1 : MOST_ANNOUNCED)
  for (const { error, title, text } of announced) announce(error, title, { log }, text)
  const others = worst.slice(announced.length)
  if (others.length === 0) return
  for (const { error, title } of others) log.info(`${title}: ${textOf(error)}`)
  log.error(
    `${others.length} more targets failed. Their errors are in the log and in the job summary.`,
    `${others.length} more targets`
  )
}

/** However many pages of comments there are: the job waits for it. */
const LONGEST_COMMENT_MS = 60_000

/**
 * The last words of the step: outputs first, as they are what later steps act on; then what people read.
 * @param failure why the step failed before there was a target to speak of, and whether a write had left by then
 */
export async function publish(
  outcomes: readonly Outcome[],
  github: GitHubContext,
  options: PublishOptions,
  sinks: Sinks,
  failure?: { readonly error: ActionError; readonly sent: boolean }
): Promise<Result> {
  const result = endOf(outcomes, options.mode, failure)
  const changed = failure?.sent === true ? undefined : changedOf(outcomes)
  const errorCode = errorCodeOf(result, outcomes, failure?.error)
  const scrub = createScrubber(sinks.secrets)
  writeOutputs(outcomes, { result, changed, errorCode }, scrub, github, sinks)
  announceAll(outcomes, sinks)
  if (options.summary) writeSummary(outcomes, github, sinks, { failure: failure?.error, result, scrub })
  // what needs no network is not told where it is needed
  if (options.commentToken !== undefined && options.mode !== 'validate' && outcomes.length > 0) {
    await commentOn(outcomes, github, options.commentToken, commentSubject(options), sinks, {
      timeoutMs: options.requestTimeoutMs,
      signal: AbortSignal.timeout(LONGEST_COMMENT_MS)
    })
  }
  return result
}

function endOf(
  outcomes: readonly Outcome[],
  mode: PublishOptions['mode'],
  failure: { readonly sent: boolean } | undefined
): Result {
  if (failure?.sent === true) return 'unknown'
  return failure === undefined && outcomes.length === 0 ? NOTHING_TO_DO[mode] : resultOf(outcomes)
}

/** The code of what made the step red: the worst target's; empty when it is green. */
function errorCodeOf(result: Result, outcomes: readonly Outcome[], failure: ActionError | undefined): string {
  if (isGreen(result)) return ''
  return failure?.code ?? worstFirst(failuresOf(outcomes))[0]?.error.code ?? ''
}

type Failure = Outcome & { readonly error: ActionError }

function failuresOf(outcomes: readonly Outcome[]): Failure[] {
  return outcomes.filter((outcome): outcome is Failure => outcome.error !== undefined)
}

/** Of equal results, the cause before the targets that were rolled back because of it. */
function worstFirst(failures: readonly Failure[]): Failure[] {
  const rank = ({ result, error }: Failure): number =>
    RESULTS.indexOf(result) * 2 + (error.code === 'SetRolledBack' ? 1 : 0)
  return failures.toSorted((one, other) => rank(one) - rank(other))
}

/** The result of a shard that no target belongs to. */
const NOTHING_TO_DO = { apply: 'unchanged', plan: 'planned', validate: 'valid' } as const

/** What holds for the step as a whole. */
interface Summed {
  readonly result: Result
  readonly changed: boolean | undefined
  readonly errorCode: string
}

function writeOutputs(
  outcomes: readonly Outcome[],
  { result, changed, errorCode }: Summed,
  scrub: Scrubber,
  { tempDir }: GitHubContext,
  sinks: Sinks
): void {
  const { outputs, secrets } = sinks
  outputs.set('result', result)
  outputs.set('error-code', errorCode)
  outputs.set('changed', changed === undefined ? '' : String(changed))
  const batches = outcomes.flatMap(({ progress }) => (progress === undefined ? [] : [progress]))
  if (batches.length > 0) {
    const sum = (of: 'total' | 'updated' | 'failed'): string =>
      String(batches.reduce((total, batch) => total + batch[of], 0))
    outputs.set('apis-total', sum('total'))
    outputs.set('apis-updated', sum('updated'))
    outputs.set('apis-failed', sum('failed'))
  }
  const whole = buildReport(result, changed, scrub(outcomes))
  outputs.set('report', fitReport(whole))
  const text = `${secrets.scrub(JSON.stringify(whole, null, 2))}\n`
  writeFileOutput('report-file', 'json', text, tempDir, sinks)
}

/** Adds the outcomes to the job summary. */
export function writeSummary(
  outcomes: readonly Outcome[],
  github: GitHubContext,
  { log, secrets, writeSummary: write }: Sinks,
  more: ShownOptions = {}
): void {
  try {
    write(secrets.scrub(renderSummary(shownOf(outcomes, github, secrets, more))))
  } catch (error) {
    log.warning(`the job summary could not be written: ${messageOf(error)}`)
  }
}

/** Writes what is too much for an output into a file of `RUNNER_TEMP`, and sets the output to its path. */
export function writeFileOutput(
  output: 'report-file' | 'plan-file',
  extension: 'json' | 'txt',
  text: string,
  tempDir: string,
  { log, outputs, files }: { readonly log: Log; readonly outputs: Outputs; readonly files: PrivateFiles }
): void {
  if (tempDir === '') return
  const name = output.replace('-file', '')
  const path = join(tempDir, `switch-backend-${name}-${randomUUID()}.${extension}`)
  try {
    files.write(path, text)
    // told when it is whole: nobody reads half of it
    outputs.set(output, path)
  } catch (error) {
    log.warning(
      `the output ${output} is not there, because its file could not be written: ${messageOf(error)}`
    )
  }
}
