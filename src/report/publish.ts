import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import type { ActionError } from '../errors.ts'
import { approvalLines } from '../model/approval.ts'
import type { Outputs } from '../outputs.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { changedOf, resultOf } from '../rollout/results.ts'
import type { Result } from '../rollout/results.ts'
import type { GitHubContext } from '../runtime/github.ts'
import type { Log } from '../runtime/log.ts'
import { writePrivateFile } from '../runtime/private-file.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { commentOn } from './comment-sink.ts'
import { commentSubject } from './comment-subject.ts'
import type { CommentSubject } from './comment-subject.ts'
import type { CommentService } from './comment-sink.ts'
import { buildReport, fitReport } from './report.ts'
import { scrubbed } from './scrubbed.ts'
import { shownOf } from './shown-of.ts'
import { renderSummary } from './summary.ts'

/** Where the step speaks to people and to later steps. None of them can change how it ended. */
export interface Sinks {
  readonly log: Log
  readonly outputs: Outputs
  readonly secrets: Secrets
  /** Adds markdown to the job summary. */
  readonly writeSummary: (markdown: string) => Promise<void>
  /** Reaches the pull requests of the server that the job runs on. */
  readonly comments: CommentService
}

export interface PublishOptions extends CommentSubject {
  readonly summary: boolean
  /** The token to comment with; `undefined` when no comment is wanted. */
  readonly commentToken: string | undefined
  readonly mode: 'apply' | 'plan' | 'validate'
}

/** One annotation a failure; the cure stands below it. */
export function announce(error: ActionError, title: string, { log }: Pick<Sinks, 'log'>): void {
  const ids = error.requestId === undefined ? '' : ` (request ${error.requestId})`
  const cure = error.hint === undefined ? '' : `\n${error.hint}`
  log.error(`${error.message}${ids} [${error.code}]${cure}`, title)
  if (error.code === 'InternalError' && error.cause instanceof Error) log.debug(error.cause.stack ?? '')
}

/**
 * The last words of the step: outputs first, as they are what later steps act on; then what people read.
 * Without outcomes the step failed before there was a target to speak of.
 */
export async function publish(
  outcomes: readonly Outcome[],
  github: GitHubContext,
  options: PublishOptions,
  sinks: Sinks,
  failure?: ActionError
): Promise<Result> {
  const result =
    failure === undefined && outcomes.length === 0 ? NOTHING_TO_DO[options.mode] : resultOf(outcomes)
  writeOutputs(outcomes, result, github, sinks)
  if (options.mode === 'plan') writePlanFile(outcomes, github, sinks)
  if (options.summary) await writeSummary(outcomes, github, sinks, { failure })
  if (options.commentToken !== undefined && outcomes.length > 0) {
    await commentOn(outcomes, github, options.commentToken, commentSubject(options), sinks)
  }
  return result
}

/** The result of a shard that no target belongs to. */
const NOTHING_TO_DO = { apply: 'unchanged', plan: 'planned', validate: 'valid' } as const

function writeOutputs(
  outcomes: readonly Outcome[],
  result: Result,
  { tempDir }: GitHubContext,
  sinks: Sinks
): void {
  const { outputs, secrets } = sinks
  const changed = changedOf(outcomes)
  outputs.set('result', result)
  outputs.set('changed', changed === undefined ? '' : String(changed))
  const batches = outcomes.flatMap(({ progress }) => (progress === undefined ? [] : [progress]))
  if (batches.length > 0) {
    const sum = (of: 'total' | 'updated' | 'failed'): string =>
      String(batches.reduce((total, batch) => total + batch[of], 0))
    outputs.set('apis-total', sum('total'))
    outputs.set('apis-updated', sum('updated'))
    outputs.set('apis-failed', sum('failed'))
  }
  const whole = buildReport(result, changed, scrubbed(outcomes, secrets))
  outputs.set('report', fitReport(whole))
  const text = `${secrets.scrub(JSON.stringify(whole, null, 2))}\n`
  writeFileOutput(
    'report-file',
    join(tempDir, `switch-backend-report-${randomUUID()}.json`),
    text,
    tempDir,
    sinks
  )
}

function writePlanFile(outcomes: readonly Outcome[], { tempDir }: GitHubContext, sinks: Sinks): void {
  const plans = outcomes.flatMap(({ target: { name }, plan }) =>
    plan?.fingerprint === undefined ? [] : [{ name, fingerprint: plan.fingerprint }]
  )
  if (plans.length === 0) return
  const path = join(tempDir, `switch-backend-plan-${randomUUID()}.txt`)
  writeFileOutput('plan-file', path, approvalLines(plans), tempDir, sinks)
}

function writeFileOutput(
  output: 'report-file' | 'plan-file',
  path: string,
  text: string,
  tempDir: string,
  { log, outputs }: Sinks
): void {
  if (tempDir === '') return
  try {
    writePrivateFile(path, text)
    outputs.set(output, path)
  } catch (error) {
    log.warning(
      `the output ${output} is not there, because its file could not be written: ${messageOf(error)}`
    )
  }
}

/** Adds the outcomes to the job summary. */
export async function writeSummary(
  outcomes: readonly Outcome[],
  github: GitHubContext,
  { log, secrets, writeSummary: write }: Sinks,
  more: { readonly title?: string; readonly failure?: ActionError | undefined } = {}
): Promise<void> {
  try {
    await write(secrets.scrub(renderSummary(shownOf(outcomes, github, secrets, more))))
  } catch (error) {
    log.warning(`the job summary could not be written: ${messageOf(error)}`)
  }
}
