import type { Accepted } from '../cloud/operation.ts'
import type { Definition } from '../model/definition.ts'
import { lazyPattern } from '../model/lazy-pattern.ts'
import { redact } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import { keyOf } from '../model/target.ts'
import { joinWithAnd, oneLine, withoutPeriod } from '../runtime/text.ts'
import type { Live } from '../targets/kind.ts'
import { changedOtherFields } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Plan } from './plan.ts'

// Phrases shared by the log, errors and reports, in the terms of the target's kind.

/** Counts what is affected: `3 published APIs`, `2 published APIs, 3 routes and operations, and 1 route`. */
export function countAffected(
  affected: readonly { readonly count: number; readonly target: Target }[]
): string {
  // zero of one kind is not worth mentioning next to some of another
  const some = affected.filter(({ count }) => count > 0)
  const byWords = Map.groupBy(
    some.length === 0 ? affected : some,
    ({ target }) => kindOf(target).words.affected
  )
  const texts = [...byWords].map(([words, ofWords]) => {
    const count = ofWords.reduce((sum, each) => sum + each.count, 0)
    return `${count} ${count === 1 ? words.one : words.many}`
  })
  return listOf(texts)
}

/** What the targets affect: `published APIs, and routes`. */
export function affectedBy(targets: readonly Target[]): string {
  return listOf([...new Set(targets.map(target => kindOf(target).words.affected.many))])
}

/** A list whose items may contain `and` themselves. */
function listOf(texts: readonly string[]): string {
  const last = texts.at(-1) ?? ''
  if (texts.length < 2) return last
  const isPlain = texts.length === 2 && !texts.some(text => text.includes(' and '))
  return `${texts.slice(0, -1).join(', ')}${isPlain ? '' : ','} and ${last}`
}

/** The remaining weights of a ladder: `Steps of 10, 50 and 100 percent`. */
export function stepsOf({ rungs }: Pick<Plan, 'rungs'>): string {
  const weights = rungs.map(({ weight }) => String(weight))
  return `${weights.length === 1 ? 'One step' : 'Steps'} of ${joinWithAnd(weights)} percent`
}

/** What happens to an accepted write that is no longer followed; a clause. */
export function unfollowedText(target: Target): string {
  const { reportsCompletion, words } = kindOf(target)
  if (!reportsCompletion) return 'the service does not report when it takes effect'
  return words.affectsOnlyItself
    ? `the gateway continues the ${words.completion}`
    : `the gateway continues to update the ${words.member}s`
}

/** What `switched` means if the product does not report when a write takes effect; completes `switched means …`. */
export function meaningOf(checks: readonly unknown[]): string {
  return checks.length === 0
    ? 'only that the read-back matched, because no probe ran'
    : 'that the read-back matched and the checks passed'
}

/** The IDs of an accepted modification, for a message. The service may return no operation ID, or have no operations. */
export function idsText({ requestId, operationId }: Accepted, target: Pick<Target, 'kind'>): string {
  return `request ${requestId}${operationText(operationId, target)}`
}

/** `, operation 7f0c…`; empty if the product has no operations. */
function operationText(operationId: string, target: Pick<Target, 'kind'>): string {
  return kindOf(target).words.hasOperations ? `, operation ${operationId || NO_OPERATION}` : ''
}

export const NO_OPERATION = 'not returned'

/** The live and the desired definition in readable form; `undefined` if a list of keys is clearer. */
export function describeDefinitions({
  target,
  live,
  desired,
  names = {},
  difference
}: Plan):
  | { readonly before: readonly string[]; readonly after: readonly string[]; readonly isSame: boolean }
  | undefined {
  const { describe } = kindOf(target)
  if (describe === undefined || live === undefined || difference === undefined) return undefined
  const isSame = difference.changes.length + difference.omitted.length === 0
  const before = describe(live.definition, names, isSame ? {} : desired)
  const after = describe(desired, names, live.definition)
  return before === undefined || after === undefined ? undefined : { before, after, isSame }
}

/** A message, followed by another sentence. */
export function withSentence(message: string, sentence: string): string {
  return `${withoutPeriod(message)}. ${sentence}`
}

/** A message about a failed check, and its likely cause, which is the end of the text. */
export function withLikelyCause(message: string, likelyCause: string | undefined): string {
  return likelyCause === undefined ? message : `${message}. Likely cause: ${likelyCause}`
}

/** A message about a target without its name, for a place that already shows the name. */
export function withoutName(message: string, { name }: Pick<Target, 'name'>): string {
  const prefix = `${name}: `
  return message.startsWith(prefix) ? message.slice(prefix.length) : message
}

/**
 * The previous, the desired and the live definition, redacted, on one line.
 * @param sent whether the desired one was sent, or perhaps sent
 */
export function describeDifference({ live, data }: Plan, now: Live | undefined, sent = true): string {
  const show = (definition: Definition | undefined): string =>
    definition === undefined ? 'none' : JSON.stringify(redact(definition))
  const others = changedOtherFields(live, now)
  const rest = [
    ...(now?.notInEffect === undefined || now.notInEffect === live?.notInEffect ? [] : [now.notInEffect]),
    ...(others.length === 0 ? [] : [`other fields changed: ${others.join(', ')}`])
  ]
  return oneLine(
    `the previous definition was ${show(live?.definition)}, ${sent ? 'this step sent' : 'the desired one is'} ${show(data)}, and the live definition is ${show(now?.definition)}${rest.map(text => `; ${text}`).join('')}`
  )
}

/** What the consoles accept as a name, and little more: no text that could pass for a part of a message, or hold a secret. */
const USABLE_ASCII = /^[A-Za-z0-9_](?:[A-Za-z0-9 _.()/-]{0,98}[A-Za-z0-9_.)-])?$/
/** The same for names in any language. Building it takes about 8 ms, so it is not tried if the other one matches. */
const USABLE = lazyPattern(
  String.raw`^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N} _.()/-]{0,98}[\p{L}\p{M}\p{N}_.)-])?$`,
  'u'
)

/** Names a target by its title in the console; by its IDs, as before, if that is no usable name. */
export function withTitle(target: Target, title: string): Target {
  if (!USABLE_ASCII.test(title) && !USABLE().test(title)) return target
  const name = target.kind === 'backend' ? `${title}/${target.stageName}` : title
  return { ...target, key: keyOf(target), name }
}
