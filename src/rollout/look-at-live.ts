import { CallError } from '../cloudapi/call-error.ts'
import type { CloudReader } from '../cloudapi/types.ts'
import { ActionError } from '../errors.ts'
import type { Code } from '../errors/catalogue.ts'
import { isResultOf, sameDefinition } from '../model/diff.ts'
import { fromReadForm } from '../model/definition.ts'
import { digestOf } from '../model/fingerprint.ts'
import type { JsonObject } from '../model/json.ts'
import { wayOn } from './going-on.ts'
import type { JournalEntry } from './journal.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'

/** A write without an answer: what is live says whether it arrived; nothing says whether its batch came through. */
export async function lookAtLive(
  entry: JournalEntry,
  plan: Plan,
  reader: CloudReader,
  signal: AbortSignal | undefined
): Promise<Pick<Outcome, 'result' | 'changed' | 'error'>> {
  const { name } = plan.target
  const unknown = (code: Code, message: string, changed: boolean | undefined) => ({
    result: 'unknown' as const,
    changed,
    error: new ActionError(code, `${name}: ${message}`, { hint: wayOn(plan) })
  })
  let config: JsonObject | undefined
  try {
    const backend = await reader.describeBackend(entry.backendId, { signal })
    config = backend.models.find(({ stageName }) => stageName === entry.stageName)?.config
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    return unknown(
      error.code,
      `the modification was perhaps sent, and live could not be read: ${error.message}`,
      undefined
    )
  }
  switch (config === undefined ? 'another' : whatLiveIs(entry, plan, config)) {
    case 'wanted':
      return unknown(
        'Unfollowed',
        'the modification arrived: the wanted definition is live. Whether every API has moved is not known, because no answer gave an operation to follow',
        true
      )
    case 'previous':
      return unknown(
        'NotArrived',
        'nothing of the modification is to be seen: the previous definition is live',
        false
      )
    case 'indistinct':
      return unknown(
        'Unfollowed',
        'the modification was perhaps sent. It makes what was live before, and that is live: nothing shows whether it arrived',
        false
      )
    case 'another':
      return unknown(
        'Conflict',
        'live is neither what it was nor what was sent: another writer is at work',
        undefined
      )
    case 'not-comparable':
      return unknown(
        'Unfollowed',
        'the modification was perhaps sent, and what was live before is not known',
        undefined
      )
  }
}

function whatLiveIs(
  { definitions, digests, backendId, stageName, backendType }: JournalEntry,
  plan: Plan,
  config: JsonObject
): 'wanted' | 'previous' | 'indistinct' | 'another' | 'not-comparable' {
  if (definitions !== null) {
    const before = { config: definitions.live.config, backendType }
    const live = { config, backendType }
    // keys that were left out may stay or go: where nothing else changes, what was there before is no sign
    if (sameDefinition(before, live))
      return isResultOf(plan.wanted, before, before) ? 'indistinct' : 'previous'
    return isResultOf(plan.wanted, before, live) ? 'wanted' : 'another'
  }
  if (digests === null) return 'not-comparable'
  const digest = digestOf(backendId, stageName, fromReadForm(config, backendType))
  if (digest === digests.live) return digests.wanted === digests.live ? 'indistinct' : 'previous'
  return digest === digests.wanted ? 'wanted' : 'another'
}
