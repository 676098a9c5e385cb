import { InputError } from '../../errors/action-error.ts'
import type { ActionError } from '../../errors/action-error.ts'
import type { Outcome } from '../../rollout/outcome.ts'
import type { Log } from '../../runtime/log.ts'
import { failuresOf } from './sink.ts'
import type { Sink, StepFailure } from './sink.ts'

export function createAnnotationsSink({ log }: { readonly log: Log }): Sink {
  return {
    name: 'annotations',
    publish({ outcomes, failure }) {
      if (failure !== undefined) announceFailure(failure, log)
      announceAll(outcomes, log)
      return Promise.resolve()
    }
  }
}

/** The places in files that are annotated one by one, so that the rest still has an annotation. */
const MOST_PLACES = 8

/** Problems that have a place in a file are shown there, each on its own; the others together. */
function announceFailure({ error, title }: StepFailure, log: Log): void {
  const problems = error instanceof InputError ? error.problems : []
  const placed = problems.filter(({ place }) => place !== undefined).slice(0, MOST_PLACES)
  for (const { input, message, place } of placed)
    log.error(`${input}: ${message} [${error.code}]`, title, place)
  const others = problems.filter(problem => !placed.includes(problem))
  if (placed.length > 0 && others.length === 0) return
  announce(placed.length === 0 ? error : new InputError(others), title, log)
}

/** One annotation a failure; what to do about it stands below. */
export function announce(error: ActionError, title: string, log: Log, text = textOf(error)): void {
  log.error(text, title)
  if (error.code === 'InternalError' && error.cause instanceof Error) log.debug(error.cause.stack ?? '')
}

function textOf({ message, requestId, code, hint }: ActionError): string {
  const request = requestId === undefined ? '' : ` (request ${requestId})`
  return `${message}${request} [${code}]${hint === undefined ? '' : `\n${hint}`}`
}

/** The runner drops what a step says beyond these, without a word. */
const MOST_ANNOUNCED = 10

/** One annotation a target that failed, the worst first; where they are too many, the last one counts the others. */
function announceAll(outcomes: readonly Outcome[], log: Log): void {
  const worst = failuresOf(outcomes).map(({ error, target: { name }, result }) => {
    // a log shows no titles
    const isNamed = outcomes.length === 1 || error.message.startsWith(name)
    const text = `${isNamed ? '' : `${name}: `}${textOf(error)}`
    return { error, text, title: `${name}: ${result}` }
  })
  const announced = worst.slice(0, worst.length > MOST_ANNOUNCED ? MOST_ANNOUNCED - 1 : MOST_ANNOUNCED)
  for (const { error, title, text } of announced) announce(error, title, log, text)
  const others = worst.slice(announced.length)
  if (others.length === 0) return
  for (const { error, title } of others) log.info(`${title}: ${textOf(error)}`)
  log.error(
    `${others.length} more targets failed. Their errors are in the log and in the job summary.`,
    `${others.length} more targets`
  )
}
