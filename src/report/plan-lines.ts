import type { Difference } from '../model/diff.ts'
import type { Json } from '../model/json.ts'
import { idOf, isLadder } from '../model/target.ts'
import type { Plan } from '../rollout/plan.ts'
import { countMoved, stepsOf, describeDefinitions } from '../rollout/words.ts'
import { cut, plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import { redactChange } from './report.ts'

/** Takes the secrets of the step out of a text. */
type Scrub = (text: string) => string

const MAX_SHOWN_APIS = 50
const MAX_SHOWN_VALUE = 300

/** A plan, line by line, for the log. Redacted. */
export function planLines(plan: Plan, scrub: Scrub): string[] {
  const { target, live, affected, difference } = plan
  const { noun, id } = idOf(target)
  const kind = kindOf(target)
  const { words } = kind
  const name = live?.title ? `${live.title} (${id})` : id
  const of = target.kind === 'route' ? ` of API ${target.httpApiId}` : ''
  const lines = [
    `${`${noun.charAt(0).toUpperCase()}${noun.slice(1)}`.padEnd(8)} ${name}${of}, ${words.type} ${plan.targetType}`,
    ...(target.kind === 'backend' ? [`Stage    ${target.stageName}, definition ${plan.definitionId}`] : [])
  ]
  const told = toldLines(plan, scrub)
  if (told !== undefined) lines.push(...told)
  else if (difference === undefined) lines.push('Changes  not known: the live definition may not be read')
  else if (difference.changes.length === 0) lines.push('Changes  none')
  else
    lines.push('Changes', ...difference.changes.flatMap(change => changeLines(redactChange(change), scrub)))
  if (told === undefined && difference !== undefined && difference.omitted.length > 0) {
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
  if (words.movesItself) return lines
  if (affected === undefined) {
    lines.push(
      target.kind === 'backend'
        ? 'APIs     not known: they may not be listed'
        : 'Affects  not known: what uses it may not be listed'
    )
  } else {
    lines.push(
      target.kind === 'backend'
        ? `APIs     ${countMoved([{ count: affected.length, target }])} in ${target.stageName} that a switch moves`
        : `Affects  ${countMoved([{ count: affected.length, target }])}`
    )
    for (const api of affected.slice(0, MAX_SHOWN_APIS)) {
      lines.push(`  ${[api.group, api.name || api.apiId, api.method, api.path].filter(Boolean).join('  ')}`)
    }
    if (affected.length > MAX_SHOWN_APIS) lines.push(`  … and ${affected.length - MAX_SHOWN_APIS} more`)
  }
  return lines
}

/** A definition that people read better as a whole than by its keys. */
function toldLines(plan: Plan, scrub: Scrub): string[] | undefined {
  const told = describeDefinitions(plan)
  if (told === undefined) return undefined
  const { definition } = kindOf(plan.target).words
  const title = definition.charAt(0).toUpperCase() + definition.slice(1)
  if (told.isSame) return [`${title.padEnd(8)} ${oneText(told.before, scrub)}, as desired`]
  return [
    title,
    ...told.before.map(line => `    - ${show(line, scrub)}`),
    ...told.after.map(line => `    + ${show(line, scrub)}`)
  ]
}

function oneText(lines: readonly string[], scrub: Scrub): string {
  return lines.map(line => show(line, scrub)).join('; ')
}

/** Several plans, a line each and the changes below it, for the log. Redacted. */
export function planTable(
  planned: readonly { readonly plan: Plan; readonly hasChanges: boolean }[],
  scrub: Scrub
): string[] {
  return planned.flatMap(({ plan, hasChanges }) => {
    const { target } = plan
    const { changes = [], omitted = [] } = plan.difference ?? {}
    const told = hasChanges || changes.length > 0 ? toldText(plan, scrub) : []
    return [
      [
        `${target.name}  ${hasChanges ? 'changes' : 'unchanged'}`,
        ...affectedTexts(plan),
        ...(hasChanges && isLadder(target) ? [stepsOf(plan).toLowerCase()] : []),
        plan.fingerprint ?? 'no fingerprint'
      ].join(', '),
      ...(told ?? changeTexts({ changes, omitted: hasChanges ? omitted : [] }, scrub)).map(
        text => `  ${text}`
      )
    ]
  })
}

/** `3 APIs`; nothing of a target that moves itself alone. */
function affectedTexts({ target, affected }: Plan): string[] {
  if (target.kind === 'backend') {
    return [affected === undefined ? 'APIs not known' : plural(affected.length, 'API')]
  }
  const { movesItself, moved } = kindOf(target).words
  if (movesItself) return []
  return [
    affected === undefined ? `${moved.many} not known` : countMoved([{ count: affected.length, target }])
  ]
}

function toldText(plan: Plan, scrub: Scrub): string[] | undefined {
  const told = describeDefinitions(plan)
  if (told === undefined || told.isSame) return undefined
  const { definition } = kindOf(plan.target).words
  return [`${definition}: ${oneText(told.before, scrub)} -> ${oneText(told.after, scrub)}`]
}

/** The differences of a plan on one line. Redacted. */
export function showDifference(plan: Plan, scrub: Scrub): string {
  const { difference } = plan
  if (difference === undefined) return 'not known'
  const told = toldText(plan, scrub)
  return (told ?? changeTexts(difference, scrub)).join('; ') || (plan.live?.notInForce ?? 'no change')
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
