import { CallError } from '../cloud/call-error.ts'
import { ActionError } from '../errors/action-error.ts'
import type { Advice } from '../errors/action-error.ts'
import { entryOfCall } from '../errors/catalog.ts'

/**
 * The advice on what made a rollback fail. The catalog's cure for a failed call is about a call of the switch, so the one for a rollback
 * replaces it, if there is one. A cure that the error sets itself, such as a permission to grant, stays.
 */
export function rollbackAdvice(error: ActionError): Advice {
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
