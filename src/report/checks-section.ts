import type { Outcome, Result } from '../rollout/outcome.ts'
import { formatDuration } from '../runtime/clock.ts'
import { plural } from '../runtime/text.ts'
import type { Budget, Cuts } from './budget.ts'
import { capital, countOfChecks, verdictOf } from './headline.ts'
import { NOTHING, blocks, commas, list, markup, shown, table } from './markdown.ts'
import type { Heading, Markdown } from './markdown.ts'

/** The steps of a ladder of weights. */
export function rungsSection({ rungs = [] }: Outcome, heading: Heading): Markdown {
  if (rungs.length === 0) return NOTHING
  const rows = rungs.map(({ weight, result, checks, durationMs }) => {
    const duration = durationMs === 0 ? NOTHING : markup` after ${formatDuration(durationMs)}`
    return [
      markup`${weight}%`,
      markup`${RUNG_RESULTS[result] ?? verdictOf(result)}${duration}`,
      checks.length === 0 || result === 'cancelled' ? markup`–` : markup`${countChecks(checks)}`
    ]
  })
  return blocks([heading('Weight steps'), table(['Weight', 'Result', 'Checks'], rows)])
}

/** A step that fails says nothing about the target's own result, since the ladder is rolled back. */
const RUNG_RESULTS: Partial<Record<Result, Markdown>> = {
  switched: markup`✓ verified`,
  partial: markup`✗ failed`,
  failed: markup`✗ failed`,
  cancelled: markup`stopped`,
  'not-started': markup`not started`
}

/** `1 bake check failed; 1 preflight check, 2 probes passed`. */
function countChecks(checks: Outcome['checks']): string {
  const counted = (passed: boolean, verb: string): string[] => {
    const byName = Map.groupBy(
      checks.filter(check => check.passed === passed),
      ({ name }) => name
    )
    const counts = [...byName].map(([name, { length }]) => countOfChecks(length, name))
    return counts.length === 0 ? [] : [`${counts.join(', ')} ${verb}`]
  }
  return [...counted(false, 'failed'), ...counted(true, 'passed')].join('; ')
}

/** A list, since a table of URLs and responses does not fit on a phone. */
export function checksSection(outcome: Outcome, budget: Budget, cuts: Cuts, heading: Heading): Markdown {
  const { checks, rungs = [] } = outcome
  const ofRungs = rungs.flatMap(({ weight, checks: own }) => own.map(check => ({ check, weight })))
  // those before the first write of all targets come first, and belong to no step
  const before = checks.slice(0, checks.length - ofRungs.length).map(check => ({ check, weight: undefined }))
  const all = [...before, ...ofRungs]
  // failed ones first
  const sorted = [...all.filter(({ check }) => !check.passed), ...all.filter(({ check }) => check.passed)]
  cuts.add('check', sorted.length - budget.extras)
  const items = sorted.slice(0, budget.extras).map(({ check, weight }) => checkItem(check, weight, outcome))
  return items.length === 0 ? NOTHING : blocks([heading('Checks'), list(items)])
}

function checkItem(
  { name, subject, passed, attempts, detail, likelyCause }: Outcome['checks'][number],
  weight: number | undefined,
  { error, result }: Outcome
): Markdown {
  const wasStopped = result === 'cancelled'
  const state = passed ? '✓' : wasStopped ? '–' : '✗'
  const verb = passed ? 'passed' : wasStopped ? 'stopped' : 'failed'
  const at = weight === undefined ? NOTHING : markup` at ${weight}%`
  const named = markup`${state} ${capital(name)} ${verb}${at}: ${shown(subject)}`
  // the error describes it
  if (!passed && !wasStopped && error !== undefined) return named
  // what a signal stopped says nothing about the service
  const isTelling = passed || !wasStopped
  const response = detail === '' || !isTelling ? [] : [shown(detail)]
  const cause = likelyCause === undefined || !isTelling ? NOTHING : markup`. Likely cause: ${likelyCause}`
  return markup`${named}<br>${commas([...response, markup`${plural(attempts, 'attempt')}`])}${cause}`
}
