import { posix } from 'node:path'
import { applies, isEmulator, isNative, isOwn } from '../document.ts'
import type { Step, Workflow } from '../document.ts'
import { expressionsOf, jobsOf } from '../places.ts'
import type { PlacedJob } from '../places.ts'

/** Whether a job can write to a real cloud rather than an emulator. */
function writes({ steps }: PlacedJob): boolean {
  return steps.some(applies) && !steps.some(isEmulator)
}

/** GitHub Enterprise Server rejects a workflow with `queue`: https://docs.github.com/actions (fpt and ghec only). */
const WITHOUT_QUEUE = 'examples/ghes.yml'

/**
 * Only writing jobs have a concurrency group, with a queue: plans and runs that wait for their approval must not block
 * others. A plan is allowed to cancel an older one.
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

/** Writing jobs have an environment, and apply the approved plan if there is one. */
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

/** Whether a file is from an artifact that the planning job uploaded. */
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

/** A failing job of a matrix must not cancel another during a write, nor wait in its place. */
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
/** Outputs that are `true`, `false`, or dropped by the runner (if a secret of the job has one of these values). */
const FLAG = /\b(?:needs|steps|jobs)\.[\w*-]+\.outputs\.(?:has-changes|changed)\b/
const NOT_FALSE = new RegExp(`${FLAG.source} != 'false'`, 'g')
const SURELY_FALSE = new RegExp(`${FLAG.source} == 'false' &&`, 'g')

/**
 * Unexpected and empty outcomes must not count as success, and a dropped output must not skip the job that would detect
 * it. A value can depend on a flag that is definitely `false`, a condition cannot.
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
    return [`${where}: a dropped output skips it; compare with != 'false': ${expression}`]
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

/** A flag can be passed on unchanged; expressions must not treat an empty one as `false` or `true`. */
function badValue(expression: string, where: string): string[] {
  const rest = expression.replaceAll(SURELY_FALSE, '').replace(new RegExp(`^${FLAG.source}$`), '')
  const remainder = rest.replaceAll(new RegExp(`${FLAG.source} \\|\\|`, 'g'), '')
  return FLAG.test(remainder)
    ? [`${where}: takes an output that was dropped for an answer: ${expression}`]
    : []
}
