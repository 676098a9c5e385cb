import type { Difference } from '../model/diff.ts'
import type { Json } from '../model/json.ts'
import { idOf, isLadder } from '../model/target.ts'
import { countMoved, stepsOf } from '../rollout/plan.ts'
import type { Plan } from '../rollout/plan.ts'
import { cut, plural } from '../runtime/text.ts'
import { redactChange } from './report.ts'

/** Takes the secrets of the step out of a text. */
type Scrub = (text: string) => string

const MAX_SHOWN_APIS = 50
const MAX_SHOWN_VALUE = 300

/** A plan, line by line, for the log. Redacted. */
export function planLines(plan: Plan, scrub: Scrub): string[] {
  const { target, live, published, difference } = plan
  const { noun, id } = idOf(target)
  const name = live?.title ? `${live.title} (${id})` : id
  const lines = [
    `${`${noun.charAt(0).toUpperCase()}${noun.slice(1)}`.padEnd(8)} ${name}, type ${plan.backendType}`,
    ...(target.kind === 'backend' ? [`Stage    ${target.stageName}, definition ${plan.backendModelId}`] : [])
  ]
  if (difference === undefined) lines.push('Changes  not known: the live definition may not be read')
  else if (difference.changes.length === 0) lines.push('Changes  none')
  else
    lines.push('Changes', ...difference.changes.flatMap(change => changeLines(redactChange(change), scrub)))
  if (difference !== undefined && difference.omitted.length > 0) {
    lines.push(
      difference.changes.length > 0
        ? 'Removed by omission: live holds these, and the new definition does not'
        : 'Left out: live holds these, and the new definition does not; they are removed only if it is sent',
      ...difference.omitted
        .map(redactChange)
        .map(change => `  - ${change.path}: ${show(change.before, scrub)}`)
    )
  }
  if (isLadder(target) && plan.difference?.changes.length !== 0) lines.push(`Weights  ${stepsOf(plan)}`)
  if (plan.fingerprint !== undefined) lines.push(`Plan     ${plan.fingerprint}`)
  if (published === undefined) {
    lines.push(
      target.kind === 'backend'
        ? 'APIs     not known: they may not be listed'
        : 'Affects  not known: what uses it may not be listed'
    )
  } else {
    lines.push(
      target.kind === 'backend'
        ? `APIs     ${countMoved(published.length, [target])} in ${target.stageName} that a switch moves`
        : `Affects  ${countMoved(published.length, [target])}`
    )
    for (const api of published.slice(0, MAX_SHOWN_APIS)) {
      lines.push(`  ${[api.group, api.name || api.apiId, api.method, api.path].filter(Boolean).join('  ')}`)
    }
    if (published.length > MAX_SHOWN_APIS) lines.push(`  … and ${published.length - MAX_SHOWN_APIS} more`)
  }
  return lines
}

/** Several plans, a line each and the changes below it, for the log. Redacted. */
export function planTable(
  planned: readonly { readonly plan: Plan; readonly hasChanges: boolean }[],
  scrub: Scrub
): string[] {
  return planned.flatMap(({ plan, hasChanges }) => {
    const apis = plan.published === undefined ? 'APIs not known' : plural(plan.published.length, 'API')
    const { changes = [], omitted = [] } = plan.difference ?? {}
    return [
      `${plan.target.name}  ${hasChanges ? 'changes' : 'unchanged'}, ${apis}, ${plan.fingerprint ?? 'no fingerprint'}`,
      ...changeTexts({ changes, omitted: hasChanges ? omitted : [] }, scrub).map(text => `  ${text}`)
    ]
  })
}

/** The differences of a plan on one line. Redacted. */
export function showDifference({ difference }: Plan, scrub: Scrub): string {
  if (difference === undefined) return 'not known'
  return changeTexts(difference, scrub).join('; ') || 'no change'
}

/** `ServiceTimeout: 3000 -> 5000`, one for each key. */
function changeTexts({ changes, omitted }: Difference, scrub: Scrub): string[] {
  return [
    ...changes
      .map(redactChange)
      .map(({ path, before, after }) => `${path}: ${show(before, scrub)} -> ${show(after, scrub)}`),
    ...omitted
      .map(redactChange)
      .map(({ path, before }) => `${path}: ${show(before, scrub)} -> removed by omission`)
  ]
}

function changeLines(change: { path: string; before: Json; after: Json }, scrub: Scrub): string[] {
  return [
    `  ${change.path}`,
    ...(change.before === null ? [] : [`    - ${show(change.before, scrub)}`]),
    ...(change.after === null ? [] : [`    + ${show(change.after, scrub)}`])
  ]
}

/** Cut once no secret is in it, since half of one is not recognized. */
function show(value: Json, scrub: Scrub): string {
  const text = scrub(typeof value === 'string' ? value : JSON.stringify(value))
  return text.length <= MAX_SHOWN_VALUE ? text : `${cut(text, MAX_SHOWN_VALUE)}… (${text.length} characters)`
}
