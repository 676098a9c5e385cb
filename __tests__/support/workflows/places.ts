import type { Job, Step, Workflow } from './document.ts'
import { expressionsIn } from './expressions.ts'

/** An expression with its position. */
export interface Placed {
  readonly expression: string
  /** For messages, such as `jobs.plan.steps.0.with.mode`. */
  readonly where: string
  readonly job: string | undefined
  /** The index of its step. */
  readonly step: number | undefined
  readonly isCondition: boolean
}

export interface PlacedJob {
  readonly name: string
  readonly job: Job
  readonly steps: readonly Step[]
}

export function jobsOf({ jobs }: Workflow): PlacedJob[] {
  return Object.entries(jobs).map(([name, job]) => ({ name, job, steps: job.steps ?? [] }))
}

/** All expressions of a workflow. */
export function expressionsOf(workflow: Workflow): Placed[] {
  const { on, env, jobs, concurrency } = workflow
  return textsIn({ on, env, concurrency, jobs }, []).flatMap(({ path, text }) => {
    const isCondition = path.at(-1) === 'if'
    const inside = expressionsIn(text)
    const [first, job] = path
    const step = path[2] === 'steps' ? Number(path[3]) : undefined
    return (isCondition && inside.length === 0 ? [text] : inside).map(expression => ({
      expression,
      where: path.join('.'),
      job: first === 'jobs' ? job : undefined,
      step,
      isCondition
    }))
  })
}

function textsIn(value: unknown, path: readonly string[]): { path: readonly string[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => textsIn(child, [...path, key]))
}
