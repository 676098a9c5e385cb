import type { AffectedApi } from '../model/backend.ts'
import type { ApiProgress, ApiState } from '../model/batch.ts'
import { redactText } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { countMoved } from '../rollout/words.ts'
import { plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Budget, Cuts } from './budget.ts'
import { capital, mayHaveSent } from './headline.ts'
import { NOTHING, commas, details, markup, prose, shown, shownName, table } from './markdown.ts'
import type { Markdown } from './markdown.ts'

// What moves with a target: published APIs, or routes and operations.

const LONGEST_ANSWER = 200
const MOST_GROUPS = 12

/** How many APIs an apply would move, by group. */
export function groupsSection({ target, plan, result, hasChanges }: Outcome): Markdown {
  const affected = plan?.affected ?? []
  if (result !== 'planned' || hasChanges === false || affected.length === 0) return NOTHING
  if (kindOf(target).words.movesItself) return NOTHING
  const groups = byGroup(affected)
  const counts = groups
    .slice(0, MOST_GROUPS)
    .map(([group, members]) => markup`${shownName(group)} ${members.length}`)
  const more =
    groups.length > counts.length
      ? markup` and ${plural(groups.length - counts.length, 'more group')}`
      : NOTHING
  const { completesByList, words } = kindOf(target)
  const by = completesByList ? 'APIs by group' : `${words.moved.many} by ${words.group}`
  return markup`Affected ${by}: ${commas(counts)}${more}`
}

/** The APIs that failed, in the open. */
export function failedApisSection({ target, progress }: Outcome, budget: Budget, cuts: Cuts): Markdown {
  // of itself alone, the error says it
  if (kindOf(target).words.movesItself) return NOTHING
  const failed = (progress?.apis ?? []).filter(api => api.state === 'failed')
  cuts.add('failed API', failed.length - budget.failedApis)
  return table(
    ['Failed API', 'Response of the service'],
    failed
      .slice(0, budget.failedApis)
      .map(api => [
        markup`${shownName(api.name || api.apiId)} of ${shownName(api.group)}`,
        prose(redactText(responseOf(api)), LONGEST_ANSWER)
      ])
  )
}

/** Every other API by group, to be opened: with its state, or what asks for it as long as nothing moves. */
export function apisSection(outcome: Outcome, budget: Budget, cuts: Cuts): Markdown {
  const { plan, progress, result, target } = outcome
  if (kindOf(target).words.movesItself) return NOTHING
  if (progress !== undefined && kindOf(target).reportsCompletion) {
    const rest = progress.apis.filter(api => api.state !== 'failed')
    const isBack = result === 'rolled-back' || result === 'rollback-failed'
    const title = `${statesOf(progress.apis)}${isBack ? ', before the rollback' : ''}`
    return apiTable(target, title, 'State', rest, stateCell, budget, cuts)
  }
  if (result !== 'planned' && !mayHaveSent(outcome)) return NOTHING
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
  const rows = listed.map((api, index) => [
    listed[index - 1]?.group === api.group ? NOTHING : shownName(api.group),
    shownName(api.name || api.apiId),
    cell(api)
  ])
  const { group, member } = kindOf(target).words
  return details(prose(title), [table([group, capital(member), column], rows)])
}

/** The largest group first. */
function byGroup<T extends { group: string }>(apis: readonly T[]): [string, T[]][] {
  return [...Map.groupBy(apis, api => api.group)].sort(([, one], [, other]) => other.length - one.length)
}

function requestCell({ method, path }: AffectedApi): Markdown {
  const request = [method, path].filter(Boolean).join(' ')
  return request === '' ? markup`–` : shown(request, LONGEST_ANSWER)
}

function stateCell(api: ApiProgress): Markdown {
  if (api.state === 'updated') return markup`✓ updated`
  const answer = responseOf(api)
  return answer === '' ? markup`… moving` : markup`… moving: ${shown(answer, LONGEST_ANSWER)}`
}

/** The raw status and message. */
function responseOf({ status, message }: ApiProgress): string {
  return [status, message].filter(Boolean).join(': ')
}

const STATES: readonly ApiState[] = ['updated', 'failed', 'moving']

/** `14 APIs: 12 updated, 2 failed`. */
function statesOf(apis: readonly ApiProgress[]): string {
  const counts = STATES.map(state => ({ state, count: apis.filter(api => api.state === state).length }))
  const parts = counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${state}`)
  return `${plural(apis.length, 'API')}: ${parts.join(', ')}`
}
