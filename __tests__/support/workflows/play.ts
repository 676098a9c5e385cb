import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GitHubOptions } from '../../../step-runner/options.ts'
import { calledWorkflow, needsOf, readWorkflow } from './document.ts'
import type { Call, Job, Workflow } from './document.ts'
import { asText, fill, fillAll, holds } from './expressions.ts'
import type { Contexts } from './expressions.ts'
import { playStep } from './play-step.ts'
import type { PlayedStep, Surroundings } from './play-step.ts'

/** Options of a workflow run. Approvals are granted immediately. */
export interface Play {
  /** The event: its name, its payload, and the inputs of a dispatch. */
  readonly event: {
    readonly name: string
    readonly payload?: unknown
    readonly inputs?: Readonly<Record<string, unknown>>
  }
  readonly github?: GitHubOptions
  readonly secrets?: Readonly<Record<string, string>>
  readonly vars?: Readonly<Record<string, string>>
  readonly token?: string
  /** Files of a checkout, by path. */
  readonly repository?: Readonly<Record<string, string>>
  /** Programs on the runner, as bash scripts by name. */
  readonly commands?: Readonly<Record<string, string>>
  /** Inputs for each step of this action that replace the workflow's, if the workflow or `adds` sets them. */
  readonly instead?: Readonly<Record<string, string>>
  readonly adds?: Readonly<Record<string, string>>
  /** Additional variables for each step of this action. */
  readonly env?: Readonly<Record<string, string>>
  /** Starts an emulator for a step. @returns its outputs */
  readonly startEmulator?: (
    inputs: Readonly<Record<string, string>>
  ) => Promise<Readonly<Record<string, string>>>
  /** The environment variables of a job with `id-token: write`. */
  readonly idToken?: (job: { readonly environment: string }) => Readonly<Record<string, string>>
  /** Called before a job starts, while it waits for its approval. */
  readonly beforeJob?: (name: string) => void
}

export interface PlayedJob {
  /** Such as `apply`, `release / apply` for a call, or `apply (1/8)` for a matrix. */
  readonly name: string
  readonly result: 'success' | 'failure' | 'skipped'
  readonly outputs: Readonly<Record<string, string>>
  readonly environment: string
  readonly concurrencyGroup: string
  readonly steps: readonly PlayedStep[]
}

/** Runs a workflow of this repository: jobs in order of their needs, with their steps and outputs. */
export async function play(path: string, options: Play): Promise<PlayedJob[]> {
  const workflow = readWorkflow(path)
  const { inputs: typed = {} } = options.event
  const dispatch = workflow.on['workflow_dispatch'] as Pick<Call, 'inputs'> | null | undefined
  const root = await mkdtemp(join(tmpdir(), 'play-'))
  try {
    const run = new Run(options, root)
    await run.workflow(
      workflow,
      {
        inputs: withDefaults(dispatch?.inputs ?? workflow.call?.inputs, typed),
        secrets: options.secrets ?? {}
      },
      ''
    )
    return run.jobs
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The arguments of a workflow call. */
interface CallArguments {
  readonly inputs: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
}

class Run {
  readonly jobs: PlayedJob[] = []
  readonly #play: Play
  readonly #root: string
  readonly #artifacts: Surroundings['artifacts'] = new Map()

  constructor(options: Play, root: string) {
    this.#play = options
    this.#root = root
  }

  /** @returns the results and outputs of its jobs, as the contexts `jobs` and `needs` have them */
  async workflow(workflow: Workflow, args: CallArguments, prefix: string): Promise<Record<string, Ended>> {
    const ended: Record<string, Ended> = {}
    for (const [name, job] of inOrder(workflow)) {
      const needs = Object.fromEntries(needsOf(job).map(need => [need, ended[need]]))
      const contexts = this.#contexts(workflow, args, needs)
      const results = Object.values(needs).map(one => one?.result)
      const status = {
        success: results.every(one => one === 'success'),
        failure: results.includes('failure')
      }
      if (!holds(job.if, contexts, status)) {
        ended[name] = { result: 'skipped', outputs: {} }
        this.jobs.push({ ...nothing, name: `${prefix}${name}`, result: 'skipped' })
        continue
      }
      ended[name] = await this.#job(workflow, job, contexts, `${prefix}${name}`)
    }
    return ended
  }

  async #job(workflow: Workflow, job: Job, contexts: Contexts, name: string): Promise<Ended> {
    const called = calledWorkflow(job)
    if (called !== undefined) return this.#call(readWorkflow(called), job, contexts, name)
    let whole: Ended = { result: 'success', outputs: {} }
    const matrices = matrixOf(job, contexts)
    if (matrices.length === 0) {
      // "Matrix must define at least one vector", or an error of fromJSON: the job fails before its steps
      this.jobs.push({ ...nothing, name, result: 'failure' })
      return { result: 'failure', outputs: {} }
    }
    for (const matrix of matrices) {
      const suffix =
        Object.keys(matrix).length === 0 ? '' : ` (${Object.values(matrix).map(asText).join(', ')})`
      const one = await this.#steps(workflow, job, { ...contexts, matrix }, `${name}${suffix}`)
      // a failing job makes the matrix fail; the last job's outputs win
      whole = {
        result: whole.result === 'failure' ? 'failure' : one.result,
        outputs: { ...whole.outputs, ...one.outputs }
      }
    }
    return whole
  }

  async #call(called: Workflow, job: Job, contexts: Contexts, name: string): Promise<Ended> {
    const secrets = contexts['secrets'] as Record<string, string>
    const inputs = Object.fromEntries(
      Object.entries(job.with ?? {}).map(([key, value]) => [
        key,
        typeof value === 'string' ? fill(value, contexts) : value
      ])
    )
    const jobs = await this.workflow(
      called,
      {
        inputs: withDefaults(called.call?.inputs, inputs),
        secrets: job.secrets === 'inherit' ? secrets : fillAll(job.secrets ?? {}, contexts)
      },
      `${name} / `
    )
    const outputs = Object.fromEntries(
      Object.entries(called.call?.outputs ?? {}).map(([key, { value }]) => [
        key,
        asText(fill(value, { jobs }))
      ])
    )
    const failed = Object.values(jobs).some(({ result }) => result === 'failure')
    return { result: failed ? 'failure' : 'success', outputs }
  }

  async #steps(workflow: Workflow, job: Job, contexts: Contexts, name: string): Promise<Ended> {
    this.#play.beforeJob?.(name)
    const { folder, workspace, temp } = await this.#machine(name)
    const environment = asText(fill(nameOf(job.environment), contexts))
    const runner = { os: 'Linux', temp, name: 'local' }
    const base = { ...contexts, runner }
    const env: Record<string, string> = fillAll(workflow.env, base)
    Object.assign(env, fillAll(job.env ?? {}, { ...base, env }))
    const played: PlayedStep[] = []
    const steps: Record<string, unknown> = {}
    const masks = new Set<string>(
      Object.values(contexts['secrets'] as Record<string, string>).filter(Boolean)
    )
    for (const step of job.steps ?? []) {
      const failure = played.some(({ conclusion }) => conclusion === 'failure')
      const now = { ...base, env: { ...env }, steps, job: { status: failure ? 'failure' : 'success' } }
      const one = await playStep(step, {
        play: this.#play,
        contexts: now,
        status: { success: !failure, failure },
        idToken:
          job.permissions?.['id-token'] === 'write' ? (this.#play.idToken?.({ environment }) ?? {}) : {},
        masks: [...masks],
        folder,
        workspace,
        temp,
        artifacts: this.#artifacts
      })
      played.push(one)
      Object.assign(env, one.env)
      for (const mask of one.masks) masks.add(mask)
      const { id } = step
      if (id !== undefined)
        steps[id] = { outputs: one.outputs, outcome: one.outcome, conclusion: one.conclusion }
    }
    const evaluated = fillAll(job.outputs ?? {}, { ...base, env, steps })
    // the runner drops outputs that contain masked values
    const outputs = Object.fromEntries(
      Object.entries(evaluated).filter(
        ([, value]) => value !== '' && ![...masks].some(mask => value.includes(mask))
      )
    )
    const result = played.some(({ conclusion }) => conclusion === 'failure') ? 'failure' : 'success'
    const group = (job.concurrency as { group?: string } | undefined)?.group ?? ''
    this.jobs.push({
      name,
      result,
      outputs,
      environment,
      concurrencyGroup: asText(fill(group, base)),
      steps: played
    })
    return { result, outputs }
  }

  #contexts(workflow: Workflow, { inputs, secrets }: CallArguments, needs: object): Contexts {
    const { github = {}, event, vars = {}, token = 'ghs_play' } = this.#play
    const repository = github.repository ?? 'octo-org/octo-shop'
    return {
      github: {
        repository,
        repository_owner: repository.split('/')[0],
        event_name: event.name,
        event: event.payload ?? {},
        actor: github.actor ?? 'octocat',
        ref: github.ref ?? 'refs/heads/main',
        sha: github.sha ?? '5f0c3a1d9be24c7f8a6b1e02d4c79358ab61ef70',
        run_id: github.runId ?? '1658821493',
        run_attempt: github.runAttempt ?? '1',
        server_url: github.serverUrl ?? 'https://github.com',
        workflow: workflow.path,
        token
      },
      inputs,
      secrets: { ...secrets },
      vars,
      needs,
      matrix: {},
      strategy: {},
      env: workflow.env,
      steps: {},
      runner: {},
      job: {}
    }
  }

  /** A separate machine for each job. */
  async #machine(name: string): Promise<{ folder: string; workspace: string; temp: string }> {
    const folder = await mkdtemp(join(this.#root, `${name.replaceAll(/\W+/g, '-')}-`))
    const [workspace, temp, bin] = ['workspace', 'temp', 'bin'].map(part => join(folder, part)) as [
      string,
      string,
      string
    ]
    for (const part of [workspace, temp, bin]) await mkdir(part)
    for (const [command, script] of Object.entries(this.#play.commands ?? {})) {
      await writeFile(join(bin, command), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 })
    }
    return { folder, workspace, temp }
  }
}

interface Ended {
  readonly result: PlayedJob['result']
  readonly outputs: Readonly<Record<string, string>>
}

const nothing = { outputs: {}, environment: '', concurrencyGroup: '', steps: [] } as const

/** Jobs in topological order of their needs. */
function inOrder({ jobs }: Workflow): [string, Job][] {
  const ordered = new Map<string, Job>()
  const place = (name: string): void => {
    const job = jobs[name]
    if (job === undefined || ordered.has(name)) return
    for (const need of needsOf(job)) place(need)
    ordered.set(name, job)
  }
  for (const name of Object.keys(jobs)) place(name)
  return [...ordered]
}

function filledMatrix(expression: string, contexts: Contexts): unknown {
  try {
    return fill(expression, contexts)
  } catch {
    return { include: [] }
  }
}

/** The combinations of a matrix; none if it is empty or cannot be evaluated. */
function matrixOf({ strategy }: Job, contexts: Contexts): Record<string, unknown>[] {
  const matrix = strategy?.matrix
  if (matrix === undefined) return [{}]
  const { include = [], ...axes } = (
    typeof matrix === 'string' ? filledMatrix(matrix, contexts) : matrix
  ) as {
    include?: Record<string, unknown>[]
    [axis: string]: unknown[] | undefined
  }
  const product = Object.entries(axes).reduce<Record<string, unknown>[]>(
    (rows, [axis, values = []]) => rows.flatMap(row => values.map(value => ({ ...row, [axis]: value }))),
    [{}]
  )
  return Object.keys(axes).length === 0 ? include : [...product, ...include]
}

function withDefaults(
  declared: Call['inputs'] = {},
  provided: Readonly<Record<string, unknown>>
): Record<string, unknown> {
  const defaults = Object.entries(declared).map(([name, { default: fallback, type }]) => [
    name,
    fallback ?? (type === 'boolean' ? false : '')
  ])
  return { ...(Object.fromEntries(defaults) as Record<string, unknown>), ...provided }
}

function nameOf(environment: Job['environment'] = ''): string {
  return typeof environment === 'string' ? environment : environment.name
}
