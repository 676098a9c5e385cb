import { messageOf, InputError } from '../../errors/action-error.ts'
import type { Json } from '../../model/json.ts'
import { idOf, keyOf } from '../../model/target.ts'
import type { Outputs } from '../../outputs.ts'
import { byBadness, changedOf, failuresOf, isGreen, resultOf } from '../../rollout/outcome.ts'
import type { Outcome, Result } from '../../rollout/outcome.ts'
import { tempPath } from '../../runtime/files.ts'
import type { PrivateFiles } from '../../runtime/files.ts'
import type { Log } from '../../runtime/log.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import { joinUpTo, plural } from '../../runtime/text.ts'
import { kindOf } from '../../targets/kinds.ts'
import { capital, nameOf, resultCounts, titleWordsOf, wasSent, weightFailed } from '../headline.ts'
import type { Shown } from '../page.ts'
import { buildReport, fitReport, redactChange } from '../report.ts'
import { shownOf } from './sink.ts'
import type { Sink, View } from './sink.ts'

/** What writes outputs and their files. */
interface OutputTools {
  readonly log: Log
  readonly outputs: Outputs
  readonly files: PrivateFiles
}

/** Sets the outputs of the result, and writes the report file. */
export function createOutputsSink(tools: OutputTools & { readonly secrets: Secrets }): Sink {
  const { outputs, secrets } = tools
  return {
    name: 'outputs',
    publish(view) {
      const { outcomes, result, failure, scrub, github } = view
      const changed = failure?.sent === true ? undefined : changedOf(outcomes)
      outputs.set('result', result)
      outputs.set('error-code', errorCodeOf(view))
      outputs.set('message', renderMessage(shownOf(view)))
      outputs.set('changed', changed === undefined ? '' : String(changed))
      const batches = outcomes.flatMap(({ progress }) => (progress === undefined ? [] : [progress]))
      if (batches.length > 0) {
        const sum = (of: 'total' | 'updated' | 'failed'): string =>
          String(batches.reduce((total, batch) => total + batch[of], 0))
        outputs.set('apis-total', sum('total'))
        outputs.set('apis-updated', sum('updated'))
        outputs.set('apis-failed', sum('failed'))
      }
      const whole = buildReport(result, changed, scrub(outcomes), github)
      outputs.set('report', fitReport(whole))
      const text = `${secrets.scrub(JSON.stringify(whole, null, 2))}\n`
      writeFileOutput('report-file', 'json', text, github.tempDir, tools)
      return Promise.resolve()
    }
  }
}

/** The code of the worst failure; empty if the step succeeded. */
function errorCodeOf({ outcomes, result, failure }: View): string {
  if (isGreen(result)) return ''
  return failure?.error.code ?? failuresOf(outcomes)[0]?.error.code ?? ''
}

/** Writes a text that is too long for an output to a file in `RUNNER_TEMP`, and sets the output to its path. */
export function writeFileOutput(
  output: 'report-file' | 'plan-file',
  extension: 'json' | 'txt',
  text: string,
  tempDir: string,
  { log, outputs, files }: OutputTools
): void {
  if (tempDir === '') return
  const path = tempPath(tempDir, output.replace('-file', ''), extension)
  try {
    files.write(path, text)
    // set once the file is complete
    outputs.set(output, path)
  } catch (error) {
    log.warning(`the output ${output} is not set: its file could not be written: ${messageOf(error)}`)
  }
}

/**
 * Which text from outside the message shows: ids, names, addresses and numbers on one line, which neither a shell, a
 * chat nor the log interprets. No quoting works for all of them.
 */
const PLAIN = /^[\w.:/?=%+,~[\]-]{1,120}$/
const PLAIN_NAME = /^[\w./[\]-]{1,120}$/

const MAX_TARGETS = 5
const MAX_INPUTS = 5
const MAX_KEYS = 2
/** Targets whose changes are shown. */
const MAX_CHANGED = 2

/** The result of a step in two to six lines of plain text, to post in a chat. Free text from the cloud is left out. */
export function renderMessage(report: Shown): string {
  const { outcomes, result = resultOf(outcomes), error, context } = report
  const [only] = outcomes
  const about =
    only === undefined
      ? ofNoTarget(result, report)
      : outcomes.length === 1
        ? ofOne(result, only)
        : ofSeveral(result, outcomes)
  const code = isGreen(result) ? undefined : (error?.code ?? failuresOf(outcomes)[0]?.error.code)
  return [
    ...about,
    ...(code === undefined ? [] : [`Error: ${plainOr(code, 'see the run')}${inputsOf(error)}`]),
    ...(context.runUrl !== undefined && PLAIN.test(context.runUrl) ? [`Run: ${context.runUrl}`] : [])
  ].join('\n')
}

function plainOr(text: string, other: string): string {
  return PLAIN_NAME.test(text) ? text : other
}

function ofNoTarget(result: Result, { error, exported }: Shown): string[] {
  const title = titleWordsOf(result)
  if (result === 'unknown') return [`${title}: the step ended before its results were known`]
  if (error !== undefined) return [`${title}: no target was changed`]
  if (exported !== undefined) {
    const { backends, stages, variables } = exported
    const needed = variables.map(name => plainOr(name, 'another'))
    return [
      `${title}: ${plural(backends, 'backend')} with ${plural(stages, 'stage')}`,
      needed.length === 0
        ? 'No variables are required'
        : `Required variables: ${joinUpTo(needed, MAX_INPUTS)}`
    ]
  }
  return [`${title}: no target in this shard`, 'No target was changed']
}

/** The names of the invalid inputs. */
function inputsOf(error: Shown['error']): string {
  if (!(error instanceof InputError)) return ''
  const names = [...new Set(error.problems.map(({ input }) => plainOr(input, 'another input')))]
  return ` (${joinUpTo(names, MAX_INPUTS)})`
}

/** A name that a chat cannot misread: if the live name is none, the key by which the inputs name the target. */
function plainNameOf({ target }: Outcome): string {
  return plainOr(nameOf(target), plainOr(keyOf(target), 'a target'))
}

function ofOne(result: Result, outcome: Outcome): string[] {
  const { noun, id } = idOf(outcome.target)
  const name = plainNameOf(outcome)
  // what the workflow and the log name by its ID
  const shownId = name === keyOf(outcome.target) || !PLAIN_NAME.test(id) ? '' : ` (${noun} ${id})`
  return [
    `${titleWordsOf(result)}: ${name}${shownId}`,
    stateOf({ ...outcome, result }),
    ...apisOf({ ...outcome, result })
  ]
}

function ofSeveral(result: Result, outcomes: readonly Outcome[]): string[] {
  const worst = outcomes.toSorted(byBadness)
  const isNoteworthy = ({ plan, changed, hasChanges, result: each, error }: Outcome): boolean =>
    each !== 'not-started' &&
    (error !== undefined || (plan !== undefined && (changed !== false || hasChanges !== false)))
  // the cause first: a target that was rolled back for another says less
  const telling = [...failuresOf(outcomes), ...worst.filter(({ error }) => error === undefined)].filter(
    isNoteworthy
  )
  const isEmptyPlan = result === 'planned' && outcomes.every(({ hasChanges }) => hasChanges === false)
  // the first words say it already if all targets have the result of the step
  const counts = outcomes.every(outcome => outcome.result === result) ? '' : ` (${resultCounts(outcomes)})`
  return [
    `${titleWordsOf(result)}: ${plural(outcomes.length, 'target')}${counts}`,
    `Targets: ${joinUpTo(worst.map(plainNameOf), MAX_TARGETS)}`,
    ...(isEmptyPlan ? ['No changes'] : []),
    ...telling
      .slice(0, MAX_CHANGED)
      .map(outcome => `${plainNameOf(outcome)}: ${stateOf(outcome)}${codeOf(outcome)}`)
  ]
}

function codeOf({ error }: Outcome): string {
  return error === undefined ? '' : ` (${plainOr(error.code, 'see the run')})`
}

/** What was done to the definition. */
function stateOf(outcome: Outcome): string {
  const { result, changed, hasChanges } = outcome
  if (result === 'valid') return 'The inputs are valid; the cloud was not called'
  if (result === 'unchanged') return 'The live definition is already as desired'
  if (result === 'not-started') return 'Not started'
  if (result === 'rolled-back') return `Restored${afterFailure(outcome)}; attempted: ${changesOf(outcome)}`
  if (result === 'planned' && hasChanges === false) return 'No changes'
  if (isSavedOnly(outcome) && hasNoChange(outcome)) {
    if (result === 'planned') return 'Would deploy the saved definition'
    if (result === 'drifted') return 'The desired definition is saved but not deployed'
    if (result === 'switched') return 'Deployed the saved definition'
  }
  if (result === 'planned' && hasNoChange(outcome)) return 'Would send the definition again; no key differs'
  if (result === 'planned') return `Would change: ${changesOf(outcome)}`
  if (result === 'drifted') return `The live definition differs: ${changesOf(outcome, liveAndDesired)}`
  if (changed === false) return 'Not changed'
  if (changed === undefined) return `Not known whether it was changed; attempted: ${changesOf(outcome)}`
  if (outcome.error?.code === 'Conflict') return `Changed by someone else; attempted: ${changesOf(outcome)}`
  const reached = reachedOf(outcome)
  if (reached !== undefined) return `Changed: ${reached}; desired: ${changesOf(outcome)}`
  return `Changed: ${changesOf(outcome)}`
}

/** For a ladder: ` after a failure at 50 percent`. */
function afterFailure(outcome: Outcome): string {
  const at = weightFailed(outcome)
  return at === '' ? '' : ` after a failure${at}`
}

/** Whether the desired definition was saved before the step, but not in effect. */
function isSavedOnly({ plan }: Outcome): boolean {
  return plan?.live?.notInEffect !== undefined
}

/** How far a ladder came, if not to its last weight. The weight above may have been sent, so the live one is not known. */
function reachedOf({ rungs = [] }: Outcome): string | undefined {
  if (rungs.every(({ result }) => result === 'switched')) return undefined
  const weight = rungs.findLast(({ result }) => result === 'switched')?.weight
  return weight === undefined ? 'no weight verified' : `last verified weight ${weight} percent`
}

function hasNoChange({ plan }: Outcome): boolean {
  return (
    plan?.difference !== undefined && plan.difference.changes.length + plan.difference.omitted.length === 0
  )
}

function changesOf(
  { plan, hasChanges, result }: Outcome,
  describe: (before: Plain, after: Plain) => string = fromTo
): string {
  if (plan?.difference === undefined) return 'not known, because the live definition cannot be read'
  const { changes, omitted } = plan.difference
  const isKept = result === 'unchanged' || (hasChanges === false && result !== 'drifted')
  const removed = isKept ? [] : omitted
  const all = [...changes.map(redactChange), ...removed.map(redactChange)]
  if (all.length === 0) return 'no key'
  const named = all.filter(({ path }) => PLAIN_NAME.test(path)).slice(0, MAX_KEYS)
  const more = all.length - named.length
  const texts = named.map(({ path, before, after }) => `${path} ${describe(plainOf(before), plainOf(after))}`)
  return [...texts, ...(more > 0 ? [plural(more, named.length > 0 ? 'more key' : 'key')] : [])].join('; ')
}

/** A value as the message shows it; `null` if there is none, `undefined` if it cannot be shown. */
type Plain = string | null | undefined

function plainOf(value: Json): Plain {
  if (value === null) return null
  const text = Array.isArray(value) ? value.map(plainItem).join(',') : plainItem(value)
  return PLAIN.test(text) ? text : undefined
}

/** An item of a list can be shown only if it is a text, a number or a boolean. */
function plainItem(value: Json): string {
  return typeof value === 'object' ? ' ' : String(value)
}

function liveAndDesired(live: Plain, desired: Plain): string {
  if (live === null) return desired === undefined ? 'is absent' : `is absent, desired ${desired}`
  if (desired === null) return live === undefined ? 'is not desired' : `is ${live}, not desired`
  return live === undefined || desired === undefined ? 'differs' : `is ${live}, desired ${desired}`
}

function fromTo(before: Plain, after: Plain): string {
  if (after === null) return 'removed'
  if (before === null) return after === undefined ? 'added' : `added as ${after}`
  return before === undefined || after === undefined ? 'changed' : `from ${before} to ${after}`
}

function apisOf(outcome: Outcome): string[] {
  const { target, result, plan, progress, hasChanges } = outcome
  const { reportsCompletion, completesByList, words } = kindOf(target)
  if (words.movesItself) return []
  const name = completesByList ? 'APIs' : capital(words.moved.many)
  if (progress !== undefined && progress.total > 0) {
    // those of a rolled-back switch are updated once more
    if (result === 'rolled-back' || !wasSent(outcome)) return []
    const failed = progress.failed > 0 ? `, ${progress.failed} failed` : ''
    return reportsCompletion
      ? [`${name}: ${progress.updated} of ${progress.total} updated${failed}`]
      : [`${name} that use it: ${progress.total}`]
  }
  const count = plan?.affected?.length ?? 0
  return result === 'planned' && hasChanges !== false && count > 0 ? [`${name} affected: ${count}`] : []
}
