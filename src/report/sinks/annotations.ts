import { InputError } from '../../errors/action-error.ts'
import type { ActionError } from '../../errors/action-error.ts'
import { helpLine, helpLines } from '../../errors/help.ts'
import type { ActionSource } from '../../errors/help.ts'
import { failuresOf } from '../../rollout/outcome.ts'
import type { Outcome } from '../../rollout/outcome.ts'
import type { Log } from '../../runtime/log.ts'
import type { Sink, StepFailure } from './sink.ts'

export function createAnnotationsSink({ log }: { readonly log: Log }): Sink {
  return {
    name: 'annotations',
    publish({ outcomes, failure, github }) {
      log.flush()
      if (failure !== undefined) announceFailure(failure, github, log)
      announceAll(outcomes, github, log)
      return Promise.resolve()
    }
  }
}

/** Problems that are annotated one by one; the others still get an annotation. */
const MAX_PLACES = 8

/** Each problem with a place in a file is annotated there; the others share an annotation. */
function announceFailure({ error, title }: StepFailure, source: ActionSource, log: Log): void {
  const problems = error instanceof InputError ? error.problems : []
  const placed = problems.filter(({ place }) => place !== undefined).slice(0, MAX_PLACES)
  const others = problems.filter(problem => !placed.includes(problem))
  for (const { input, message, place } of placed) {
    log.error(`${input}: ${message} [${error.code}]\n${helpLine(error, source)}`, title, place)
  }
  if (placed.length > 0 && others.length === 0) {
    // the annotations are in the file; the log says what that means for the step
    if (error.hint !== undefined) log.info(error.hint)
    return
  }
  announce(placed.length === 0 ? error : new InputError(others), title, source, log)
}

/** One annotation per failure, with the cure and a link below the message. */
export function announce(error: ActionError, title: string, source: ActionSource, log: Log): void {
  log.error(textOf(error, source), title)
  debug(error, log)
}

function debug({ code, cause }: ActionError, log: Log): void {
  if (code === 'InternalError' && cause instanceof Error) log.debug(cause.stack ?? '')
}

function textOf(error: ActionError, source: ActionSource): string {
  const { message, requestId, code, hint } = error
  const request = requestId === undefined ? '' : ` (request ${requestId})`
  return [
    `${message}${request} [${code}]`,
    ...(hint === undefined ? [] : [hint]),
    ...helpLines(error, source)
  ].join('\n')
}

/** The runner silently drops further annotations of a step. */
const MAX_ANNOUNCED = 10

/** One annotation per failed target, the worst first; if there are too many, the last one counts the others. */
function announceAll(outcomes: readonly Outcome[], source: ActionSource, log: Log): void {
  const worst = failuresOf(outcomes).map(({ error, target: { name }, result }) => ({
    error,
    text: textOf(error, source),
    title: `${name}: ${result}`
  }))
  const announced = worst.slice(0, worst.length > MAX_ANNOUNCED ? MAX_ANNOUNCED - 1 : MAX_ANNOUNCED)
  for (const { error, title, text } of announced) {
    log.error(text, title)
    debug(error, log)
  }
  const others = worst.slice(announced.length)
  if (others.length === 0) return
  for (const { title, text } of others) log.info(`${title}: ${text}`)
  log.error(
    `${others.length} more targets failed. The log and the job summary have their errors.`,
    `${others.length} more targets`
  )
}
