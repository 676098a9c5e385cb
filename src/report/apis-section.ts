import type { AffectedApi } from '../model/backend.ts'
import type { ApiProgress, ApiState } from '../model/batch.ts'
import { redactText } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { countMoved } from '../rollout/words.ts'
import { plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Budget, Cuts } from './budget.ts'
import { capital, mayBeInEffect } from './headline.ts'
import { NOTHING, blocks, commas, details, markup, prose, shown, shownName, table } from './markdown.ts'
import type { Heading, Markdown } from './markdown.ts'

// What a target affects: published APIs, or routes and operations.

const LONGEST_RESPONSE = 200
const MAX_GROUPS = 12

/** How many APIs an apply would affect, by group. */
export function groupsSection({ target, plan, result, hasChanges, error }: Outcome): Markdown {
  const affected = plan?.affected ?? []
  const isAsked = result === 'planned' || error?.code === 'TooManyApis'
  if (!isAsked || hasChanges === false || affected.length === 0) return NOTHING
  if (kindOf(target).words.movesItself) return NOTHING
  const groups = byGroup(affected)
  const counts = groups
    .slice(0, MAX_GROUPS)
    .map(([group, members]) => markup`${shownName(group)} ${members.length}`)
  const more =
    groups.length > counts.length
      ? markup` and ${plural(groups.length - counts.length, 'more group')}`
      : NOTHING
  const { completesByList, words } = kindOf(target)
  const heading = completesByList ? 'APIs by group' : `${words.moved.many} by ${words.group}`
  return markup`Affected ${heading}: ${commas(counts)}${more}`
}

/** The APIs that failed, in the open. */
export function failedApisSection(
  { target, progress }: Outcome,
  budget: Budget,
  cuts: Cuts,
  heading: Heading
): Markdown {
  // for a target that affects only itself, the error reports it
  if (kindOf(target).words.movesItself) return NOTHING
  const failed = (progress?.apis ?? []).filter(api => api.state === 'failed')
  cuts.add('failed API', failed.length - budget.failedApis)
  const rows = failed
    .slice(0, budget.failedApis)
    .map(api => [
      markup`${shownName(api.name || api.apiId)} (${shownName(api.group)})`,
      prose(redactText(responseOf(api)), LONGEST_RESPONSE)
    ])
  return rows.length === 0
    ? NOTHING
    : blocks([heading('Failed APIs'), table(['API', 'Service response'], rows)])
}

/** Every other API by group, collapsed: with its state, or with its request if nothing was sent. */
export function apisSection(outcome: Outcome, budget: Budget, cuts: Cuts): Markdown {
  const { plan, progress, result, rollback, target } = outcome
  if (kindOf(target).words.movesItself) return NOTHING
  if (progress !== undefined && kindOf(target).reportsCompletion) {
    const rest = progress.apis.filter(api => api.state !== 'failed')
    // a rollback that was refused updates nothing
    const isOld = result === 'rolled-back' || (result === 'rollback-failed' && rollback !== undefined)
    const title = `${statesOf(progress.apis)}${isOld ? ', before the rollback' : ''}`
    return apiTable(target, title, 'State', rest, stateCell, budget, cuts)
  }
  if (result !== 'planned' && !mayBeInEffect(outcome)) return NOTHING
  const affected = plan?.affected ?? []
  return apiTable(
    target,
    countMoved([{ count: affected.length, target }]),
    'Request',
    affected,
    requestCell,
    budget,
    cuts
  )
}

/** Two columns, with a row for each group: more do not fit on a phone. */
function apiTable<T extends { group: string; name: string; apiId: string }>(
  target: Target,
  title: string,
  column: string,
  apis: readonly T[],
  cell: (api: T) => Markdown,
  budget: Budget,
  cuts: Cuts
): Markdown {
  const ordered = byGroup(apis).flatMap(([, members]) => members)
  const listed = ordered.slice(0, budget.apis)
  cuts.add('API', ordered.length - listed.length)
  const { group, member } = kindOf(target).words
  const rows = listed.flatMap((api, index) => [
    ...(listed[index - 1]?.group === api.group
      ? []
      : [[markup`**${group}** ${shownName(api.group)}`, NOTHING]]),
    [shownName(api.name || api.apiId), cell(api)]
  ])
  return details(prose(title), [table([capital(member), column], rows)])
}

/** The largest group first. */
function byGroup<T extends { group: string }>(apis: readonly T[]): [string, T[]][] {
  return [...Map.groupBy(apis, api => api.group)].sort(([, one], [, other]) => other.length - one.length)
}

function requestCell({ method, path }: AffectedApi): Markdown {
  const request = [method, path].filter(Boolean).join(' ')
  return request === '' ? markup`–` : shown(request, LONGEST_RESPONSE)
}

function stateCell(api: ApiProgress): Markdown {
  if (api.state === 'updated') return markup`✓ updated`
  const response = responseOf(api)
  return response === '' ? markup`… in progress` : markup`… in progress: ${shown(response, LONGEST_RESPONSE)}`
}

/** The raw status and message. */
function responseOf({ status, message }: ApiProgress): string {
  return [status, message].filter(Boolean).join(': ')
}

const STATES: readonly ApiState[] = ['updated', 'failed', 'moving']

/** `14 APIs: 12 updated, 2 failed`. */
function statesOf(apis: readonly ApiProgress[]): string {
  const counts = STATES.map(state => ({ state, count: apis.filter(api => api.state === state).length }))
  const parts = counts
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state === 'moving' ? 'in progress' : state}`)
  return `${plural(apis.length, 'API')}: ${parts.join(', ')}`
}
