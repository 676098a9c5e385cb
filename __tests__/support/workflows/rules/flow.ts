import { posix } from 'node:path'
import { applies, isEmulator, isNative, isOwn } from '../document.ts'
import type { Step, Workflow } from '../document.ts'
import { expressionsOf, jobsOf } from '../places.ts'
import type { PlacedJob } from '../places.ts'

/** A job that may write to a cloud, and not to an emulator of its own. */
function writes({ steps }: PlacedJob): boolean {
  return steps.some(applies) && !steps.some(isEmulator)
}

/** GitHub Enterprise Server refuses a workflow with `queue`: https://docs.github.com/actions (versions fpt and ghec alone). */
const WITHOUT_QUEUE = 'examples/ghes.yml'

/**
 * A concurrency group, with a queue, on what writes alone: a plan, and a run that waits for its approval, hold up nobody. A plan
 * may cancel an older one.
 */
export function appliesWaitForEachOther(workflow: Workflow): string[] {
  const jobs = jobsOf(workflow)
  return [
    ...(workflow.concurrency !== undefined && jobs.some(writes)
      ? ['the workflow has a concurrency group, which is held while a run waits for its approval']
      : []),
    ...jobs.flatMap(placed => {
      const { name, job, steps } = placed
      const { concurrency } = job
      if (!writes(placed)) {
        return concurrency !== undefined && steps.some(isOwn) && !cancelsOlder(concurrency)
          ? [`${name}: writes nothing and has a concurrency group that does not cancel`]
          : []
      }
      if (concurrency === undefined) return [`${name}: writes without a concurrency group`]
      const { group, 'cancel-in-progress': cancels, queue } = concurrency as Record<string, unknown>
      const stages = steps
        .filter(step => applies(step) && !isNative(step))
        .map(step => String(step.with?.['stage-name']))
      return [
        ...(typeof group === 'string' && group !== '' ? [] : [`${name}: its concurrency has no group`]),
        ...(stages.every(stage => String(group).includes(stage))
          ? []
          : [`${name}: its concurrency group does not name the stage`]),
        ...(cancels === false ? [] : [`${name}: does not say cancel-in-progress: false`]),
        ...(workflow.path === WITHOUT_QUEUE || queue === 'max' ? [] : [`${name}: does not say queue: max`]),
        ...(workflow.path === WITHOUT_QUEUE && queue !== undefined
          ? [`${name}: GitHub Enterprise Server does not know queue`]
          : [])
      ]
    })
  ]
}

function cancelsOlder(concurrency: unknown): boolean {
  const { 'cancel-in-progress': cancels, queue } = concurrency as Record<string, unknown>
  return cancels === true && queue === undefined
}

/** What writes is in an environment, and sends what was approved where there was a plan. */
export function appliesAreApproved(workflow: Workflow): string[] {
  const jobs = jobsOf(workflow)
  const plans = jobs.filter(({ steps }) => steps.some(step => isOwn(step) && step.with?.['mode'] === 'plan'))
  return jobs.filter(writes).flatMap(({ name, job, steps }) => [
    ...(job.environment === undefined ? [`${name}: writes outside of an environment`] : []),
    ...steps
      .filter(step => plans.length > 0 && applies(step))
      .filter(
        step =>
          !/^\$\{\{ needs\.\w+\.outputs\.plan-fingerprint \}\}$/.test(String(step.with?.['approved-plan'])) &&
          !isHandedOver(step.with?.['approved-plan-file'], steps, plans)
      )
      .map(() => `${name}: approved-plan is not the fingerprint of the plan before it`)
  ])
}

/** Whether a file is one of an artifact that a job with the plan has made. */
function isHandedOver(file: unknown, steps: readonly Step[], plans: readonly PlacedJob[]): boolean {
  return steps
    .filter(({ uses }) => uses?.startsWith('actions/download-artifact@'))
    .some(download =>
      plans
        .flatMap(plan => plan.steps)
        .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
        .some(
          ({ with: upload }) =>
            upload?.['name'] === download.with?.['name'] && posix.basename(String(upload?.['path'])) === file
        )
    )
}

/** A job of a matrix that fails must not cancel another in the middle of a write, nor wait in its place. */
export function matricesFinish(workflow: Workflow): string[] {
  return jobsOf(workflow)
    .filter(placed => writes(placed) && placed.job.strategy?.matrix !== undefined)
    .flatMap(({ name, job }) => [
      ...(job.strategy?.['fail-fast'] === false ? [] : [`${name}: its matrix does not say fail-fast: false`]),
      ...(JSON.stringify(job.concurrency ?? '').includes('matrix.')
        ? []
        : [`${name}: the jobs of its matrix share a concurrency group, and push each other out`])
    ])
}

const GREEN = ['valid', 'planned', 'exported', 'unchanged', 'switched', 'submitted', 'success']
const OUTCOME = /\b(?:needs|steps|jobs)\.[\w*-]+\.(?:outputs\.[\w-]+|result|outcome|conclusion)/
const EQUALS = new RegExp(`(?<![!(]\\s*)${OUTCOME.source} == '([\\w-]*)'`, 'g')
const CONTAINS = new RegExp(`(?<!!\\s*)contains\\(fromJSON\\('(\\[[^']*\\])'\\), ${OUTCOME.source}\\)`, 'g')
/** Outputs that are `true`, `false`, or dropped by the runner, where a secret of the job has one of these words as its value. */
const FLAG = /\b(?:needs|steps|jobs)\.[\w*-]+\.outputs\.(?:has-changes|changed)\b/
const NOT_FALSE = new RegExp(`${FLAG.source} != 'false'`, 'g')
const SURELY_FALSE = new RegExp(`${FLAG.source} == 'false' &&`, 'g')

/**
 * An outcome that nobody thought of, and an empty one, are not taken for good; and an output that was dropped does not skip what
 * would have found that out. A value may be told from a flag that is surely `false`, a condition may not.
 */
export function conditionsFailSafe(workflow: Workflow): string[] {
  return expressionsOf(workflow).flatMap(({ expression, where, isCondition }) =>
    isCondition ? badCondition(expression, where) : badValue(expression, where)
  )
}

function badCondition(expression: string, where: string): string[] {
  const named: string[] = []
  const withoutFlags = expression.replaceAll(NOT_FALSE, 'true')
  if (FLAG.test(withoutFlags))
    return [`${where}: an output that was dropped skips it; compare with != 'false': ${expression}`]
  const rest = withoutFlags
    .replaceAll(CONTAINS, (_, list: string) => {
      named.push(...(JSON.parse(list) as string[]))
      return 'true'
    })
    .replaceAll(EQUALS, (_, value: string) => {
      named.push(value)
      return 'true'
    })
  const bad = named.filter(name => !GREEN.includes(name))
  return [
    ...bad.map(name => `${where}: ${name} is no good end`),
    ...(OUTCOME.test(rest) ? [`${where}: does not name the good ends: ${expression}`] : [])
  ]
}

/** A flag may be handed on as it is; what is made of it must not take an empty one for `false` or `true`. */
function badValue(expression: string, where: string): string[] {
  const rest = expression.replaceAll(SURELY_FALSE, '').replace(new RegExp(`^${FLAG.source}$`), '')
  const handedOn = rest.replaceAll(new RegExp(`${FLAG.source} \\|\\|`, 'g'), '')
  return FLAG.test(handedOn)
    ? [`${where}: takes an output that was dropped for an answer: ${expression}`]
    : []
}
