import type { Difference } from '../model/diff.ts'
import type { Json } from '../model/json.ts'
import { idOf, isLadder } from '../model/target.ts'
import type { Planned } from '../rollout/guard.ts'
import type { Plan } from '../rollout/plan.ts'
import { countAffected, stepsOf, describeDefinitions } from '../rollout/words.ts'
import type { DiffLine } from '../runtime/log.ts'
import { cut, plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import { capital, nameOf } from './headline.ts'
import { redactChange } from './report.ts'

/** Masks the secrets of the step in a text. */
type Scrub = (text: string) => string

const MAX_SHOWN_APIS = 50
const MAX_SHOWN_VALUE = 300

/** A plan, line by line, for the log. Redacted. */
export function planLines(planned: Planned, scrub: Scrub): DiffLine[] {
  const { plan } = planned
  const { fingerprint } = plan
  return [
    { text: titleText(plan) },
    ...changeSection(planned, scrub),
    ...(isLadder(plan.target) && plan.difference?.changes.length !== 0
      ? [{ text: `Weights  ${stepsOf(plan)}` }]
      : []),
    ...(fingerprint === undefined ? [] : [{ text: `Plan     ${fingerprint}` }]),
    ...affectedTexts(plan).map(text => ({ text }))
  ]
}

/** `orders/RELEASE (backend 20bcdc94…, type HTTP, definition 0d105f80…)`. */
function titleText(plan: Plan): string {
  const { target, targetType, definitionId } = plan
  const name = nameOf(target)
  const { noun, id } = idOf(target)
  const facts = [
    name.includes(id) ? noun : `${noun} ${id}`,
    ...(target.kind === 'route' && !name.includes(target.httpApiId) ? [`API ${target.httpApiId}`] : []),
    `${kindOf(target).words.type} ${targetType}`,
    ...(definitionId === '' ? [] : [`definition ${definitionId}`])
  ]
  return `${name} (${facts.join(', ')})`
}

function changeSection({ plan, hasChanges }: Planned, scrub: Scrub): DiffLine[] {
  const { difference } = plan
  const described = describeDefinitions(plan)
  if (described !== undefined) {
    const title = capital(kindOf(plan.target).words.definition)
    return described.isSame
      ? [{ text: `${title.padEnd(8)} ${oneText(described.before, scrub)}, as desired` }]
      : [{ text: title }, ...wholeLines(described, scrub)]
  }
  if (difference === undefined) return [{ text: 'Changes  not known: the live definition cannot be read' }]
  const lines = differenceLines(difference, hasChanges, scrub)
  if (lines.length > 0) return [{ text: 'Changes' }, ...lines]
  const { omitted } = difference
  if (omitted.length === 0) {
    return [{ text: hasChanges ? 'Changes  no key differs; the definition is sent again' : 'Changes  none' }]
  }
  return [
    { text: 'Changes  none; the live definition has keys that the desired definition omits:' },
    ...omitted.map(redactChange).map(({ path, before }) => ({ text: `  ${path}: ${show(before, scrub)}` })),
    { text: '  To remove them, set skip-unchanged: false' }
  ]
}

/** A definition that people read better as a whole than by its keys. */
function wholeLines(
  { before, after }: { readonly before: readonly string[]; readonly after: readonly string[] },
  scrub: Scrub
): DiffLine[] {
  return [...before.map(line => removed(show(line, scrub))), ...after.map(line => added(show(line, scrub)))]
}

/** Each key, with the removed and the added value. Keys that the definition omits are removed only by sending it. */
function differenceLines({ changes, omitted }: Difference, hasChanges: boolean, scrub: Scrub): DiffLine[] {
  return [
    ...changes
      .map(redactChange)
      .flatMap(({ path, before, after }) => [
        { text: `  ${path}` },
        ...(before === null ? [] : [removed(show(before, scrub))]),
        ...(after === null ? [] : [added(show(after, scrub))])
      ]),
    ...(hasChanges ? omitted : [])
      .map(redactChange)
      .flatMap(({ path, before }) => [
        { text: `  ${path} (removed: the definition omits it)` },
        removed(show(before, scrub))
      ])
  ]
}

function removed(text: string): DiffLine {
  return { text: `    - ${text}`, change: 'removed' }
}

function added(text: string): DiffLine {
  return { text: `    + ${text}`, change: 'added' }
}

/** What the plan affects; nothing for a target that affects itself alone. */
function affectedTexts({ target, affected }: Plan): string[] {
  if (kindOf(target).words.affectsOnlyItself) return []
  if (affected === undefined) {
    return [
      target.kind === 'backend'
        ? 'Affects  not known: the published APIs cannot be listed'
        : 'Affects  not known: the routes and operations cannot be listed'
    ]
  }
  const more = affected.length - MAX_SHOWN_APIS
  return [
    `Affects  ${countAffected([{ count: affected.length, target }])}`,
    ...affected
      .slice(0, MAX_SHOWN_APIS)
      .map(api => `  ${[api.group, api.name || api.apiId, api.method, api.path].filter(Boolean).join('  ')}`),
    ...(more > 0 ? [`  … and ${more} more`] : [])
  ]
}

function oneText(lines: readonly string[], scrub: Scrub): string {
  return lines.map(line => show(line, scrub)).join('; ')
}

/** Several plans, each on a line with its changes below it, for the log. Redacted. */
export function planTable(planned: readonly Planned[], scrub: Scrub): DiffLine[] {
  return planned.flatMap(one => {
    const { plan, hasChanges } = one
    const { target } = plan
    const facts = [
      `${target.name}  ${hasChanges ? 'changes' : 'no changes'}`,
      ...affectedCounts(plan),
      ...(hasChanges && isLadder(target) ? [stepsOf(plan).toLowerCase()] : []),
      plan.fingerprint ?? 'no fingerprint'
    ]
    const described = describeDefinitions(plan)
    const lines =
      described === undefined
        ? differenceLines(plan.difference ?? { changes: [], omitted: [] }, hasChanges, scrub)
        : described.isSame
          ? []
          : wholeLines(described, scrub)
    return [{ text: facts.join(', ') }, ...lines]
  })
}

/** `3 APIs`; nothing for a target that affects itself alone. */
function affectedCounts({ target, affected }: Plan): string[] {
  if (target.kind === 'backend') {
    return [affected === undefined ? 'APIs not known' : plural(affected.length, 'API')]
  }
  const { affectsOnlyItself, affected: noun } = kindOf(target).words
  if (affectsOnlyItself) return []
  return [
    affected === undefined ? `${noun.many} not known` : countAffected([{ count: affected.length, target }])
  ]
}

function describedText(plan: Plan, scrub: Scrub): string[] | undefined {
  const described = describeDefinitions(plan)
  if (described === undefined || described.isSame) return undefined
  const { definition } = kindOf(plan.target).words
  return [`${definition}: ${oneText(described.before, scrub)} -> ${oneText(described.after, scrub)}`]
}

/** The differences of a plan on one line. Redacted. */
export function showDifference(
  plan: Plan,
  scrub: Scrub,
  absent = 'removed (the definition omits it)'
): string {
  const { difference } = plan
  if (difference === undefined) return 'not known'
  const described = describedText(plan, scrub)
  return (
    (described ?? changeTexts(difference, scrub, absent)).join('; ') ||
    (plan.live?.notInEffect ?? 'no change')
  )
}

/** `ServiceTimeout: 3000 -> 5000`, one for each key. */
function changeTexts({ changes, omitted }: Difference, scrub: Scrub, absent: string): string[] {
  return [
    ...changes
      .map(redactChange)
      .map(({ path, before, after }) => `${path}: ${show(before, scrub)} -> ${show(after, scrub)}`),
    ...omitted.map(redactChange).map(({ path, before }) => `${path}: ${show(before, scrub)} -> ${absent}`)
  ]
}

/** Scrubbed before it is cut, since half of a secret is not recognized. */
function show(value: Json, scrub: Scrub): string {
  const text = scrub(typeof value === 'string' ? value : JSON.stringify(value))
  return text.length <= MAX_SHOWN_VALUE ? text : `${cut(text, MAX_SHOWN_VALUE)}… (${text.length} characters)`
}
