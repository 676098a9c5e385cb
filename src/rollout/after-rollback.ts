import { CallError } from '../cloud/call-error.ts'
import { ActionError } from '../errors/action-error.ts'
import type { Advice, ErrorDetails } from '../errors/action-error.ts'
import { entryOfCall, entryOfOwn } from '../errors/catalog.ts'
import { nextSteps } from './next-steps.ts'
import type { Plan } from './plan.ts'
import type { RollbackResult } from './roll-back.ts'
import { withSentence } from './words.ts'

// What the error of a switch says about its rollback.

/** The message of a failure, with the outcome of its rollback. */
export function withRollbackSentence(message: string, end: RollbackResult): string {
  return withSentence(message, sentenceAfter(message, end))
}

/** Definitions that the message already shows are not repeated. */
function sentenceAfter(message: string, { sentence, definitions }: RollbackResult): string {
  const isShown = definitions !== undefined && message.includes(definitions)
  return isShown ? sentence.replace(`: ${definitions}`, '') : sentence
}

/**
 * The message for a page that says itself that the target was rolled back, and shows the changes and the IDs: why a rollback failed
 * is a paragraph of its own.
 * @param message of the failure that caused the rollback
 */
export function briefAfter(message: string, end: RollbackResult): string {
  if (end.result === 'rolled-back') return message
  return `${message}\n${sentenceAfter(message, end)}`
}

/**
 * What to do after a rollback: fix the cause or, if the rollback failed, fix that first.
 * @param options.of completes `the cause`, such as ` for orders`
 * @param options.first what to do first if the rollback failed
 */
export function adviceAfter(
  plan: Plan,
  end: RollbackResult,
  { of = '', first = CHECK_FIRST }: { readonly of?: string; readonly first?: string | undefined } = {}
): Advice & Pick<ErrorDetails, 'rollbackError'> {
  if (end.result === 'rolled-back') return { cure: `Fix the cause${of}, then re-run the job.` }
  if (end.result === 'stopped') return { cure: FINISHED_BY_POST, nextSteps: nextSteps(plan) }
  const { cure, policy }: Advice =
    end.error === undefined ? { cure: entryOfOwn(end.code ?? '')?.first } : rollbackAdvice(end.error)
  return {
    cure: [first, cure].filter(Boolean).join('\n'),
    policy,
    nextSteps: nextSteps(plan),
    rollbackError: end.error
  }
}

export const CHECK_FIRST = 'Check the live definition first (mode: plan shows it).'
const FINISHED_BY_POST =
  'Wait for the post step: it reports the outcome at the end of the log and in the job summary.'

/**
 * The advice on what made a rollback fail. The catalog's cure for a failed call is about a call of the switch, so the one for a rollback
 * replaces it, if there is one. A cure that the error sets itself, such as a permission to grant, stays.
 */
function rollbackAdvice(error: ActionError): Advice {
  const { advice } = error
  const code = failedCallOf(error)?.code
  const { cure, rollbackCure } = (code === undefined ? undefined : entryOfCall(code)) ?? {}
  return rollbackCure === undefined || advice.cure !== cure ? advice : { ...advice, cure: rollbackCure }
}

/** The call whose failure caused the error. */
function failedCallOf(error: unknown): CallError | undefined {
  if (error instanceof CallError) return error
  return error instanceof ActionError ? failedCallOf(error.cause) : undefined
}
