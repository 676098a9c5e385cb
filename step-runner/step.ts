import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { evaluateDefault, readAction } from './action-file.ts'
import type { Action, PostCondition } from './action-file.ts'
import { fileVariables, hostVariables, inputVariable, jobVariables, override } from './environment.ts'
import type { Variables } from './environment.ts'
import { createCommandFiles, readCommandFiles } from './file-commands.ts'
import type { CommandFiles, FileCommands } from './file-commands.ts'
import { LineWatch } from './line-watch.ts'
import { Masks } from './masks.ts'
import type { StepOptions } from './options.ts'
import { ActionProcess } from './process.ts'
import type { ProcessEnd } from './process.ts'
import { renderLine, renderLines } from './render.ts'
import type { Conclusion, PhaseResult, StepResult } from './result.ts'
import { StepLog } from './step-log.ts'

export type { StepOptions } from './options.ts'
export type { StepResult } from './result.ts'

/** A running step. */
export interface RunningStep {
  /** Of the process that runs now; `undefined` if it could not be started. */
  readonly pid: number | undefined
  /** The log so far, as in `StepResult.log`, including the post step's. */
  readonly log: string
  readonly result: Promise<StepResult>
  /** Cancels as the runner does; the post step runs afterwards. */
  cancel(): void
  /** Kills the process that runs now; after main, the post step runs. */
  kill(): void
  /** Kills the process that runs now, and runs no post step: for a test or a program that stops early. */
  abandon(): void
  signal(signal: NodeJS.Signals): void
  /**
   * The first line of the rendered log that contains a text or matches a pattern, including past lines.
   * Rejects if the step ends without one.
   */
  line(expected: string | RegExp): Promise<string>
}

/** Runs a step to completion. Rejects if the action or the options are invalid; a failed step is a result. */
export async function runStep(options: StepOptions): Promise<StepResult> {
  return startStep(options).result
}

/** Starts a step. @throws Error if the action or the options are invalid */
export function startStep(options: StepOptions): RunningStep {
  const action = readAction(options.action)
  const masks = new Masks()
  for (const secret of [options.token ?? '', ...(options.secrets ?? [])]) masks.add(secret)
  const inputs = evaluateInputs(action, options)
  const watch = new LineWatch()
  const temp = options.temp ?? mkdtempSync(join(tmpdir(), 'runner-temp-'))
  const job: Job = { options, inputs, masks, watch, temp, variables: jobVariables(options, temp) }

  let abandoned = false
  let phase = startPhase(job, action.main, {}, log => announce(log, action, inputs, options))
  const finish = async (): Promise<StepResult> => {
    try {
      const main = await phase.ended
      const { post } = action
      const isIdle = options.needsPost?.(main) === false
      if (post === undefined || abandoned || isIdle || !holds(post.condition, main.conclusion)) {
        return toStepResult(main, undefined, masks)
      }
      const failure = await restOfJob(options, main)
      phase = startPhase(job, post.entry, main)
      const result = toStepResult(main, await phase.ended, masks)
      if (failure !== undefined) throw failure.reason
      return result
    } finally {
      watch.end()
      if (options.temp === undefined) rmSync(temp, { recursive: true, force: true, maxRetries: 3 })
    }
  }
  return {
    get pid() {
      return phase.process.pid
    },
    get log() {
      return watch.lines.join('\n')
    },
    result: finish(),
    cancel: () => phase.process.cancel(),
    kill: () => phase.process.signal('SIGKILL'),
    abandon: () => {
      abandoned = true
      phase.process.signal('SIGKILL')
    },
    signal: signal => phase.process.signal(signal),
    line: expected => watch.next(expected)
  }
}

interface Job {
  readonly options: StepOptions
  /** The inputs of action.yml, and those of `with` that it does not declare. */
  readonly inputs: Readonly<Record<string, string>>
  readonly masks: Masks
  readonly watch: LineWatch
  readonly temp: string
  readonly variables: Variables
}

interface Phase {
  readonly process: ActionProcess
  readonly ended: Promise<PhaseResult>
}

/** As on GitHub, the post step runs even if a step in between fails. */
async function restOfJob(
  { restOfJob }: StepOptions,
  main: PhaseResult
): Promise<{ readonly reason: unknown } | undefined> {
  try {
    await restOfJob?.(main)
    return undefined
  } catch (reason) {
    return { reason }
  }
}

/** Starts main or post: with new command files, the same inputs and, for post, what main saved. */
function startPhase(
  job: Job,
  entry: string,
  left: Partial<Pick<PhaseResult, 'state' | 'env' | 'path'>>,
  begin?: (log: StepLog) => void
): Phase {
  const { options, masks, watch } = job
  const log = new StepLog({
    masks,
    workspace: options.workspace,
    debug: options.debug === true,
    onLine: line => {
      watch.add(renderLine(line))
      options.onLine?.(line)
    }
  })
  begin?.(log)
  const files = createCommandFiles(job.temp)
  const process = new ActionProcess({
    node: options.node ?? globalThis.process.execPath,
    entry,
    cwd: options.workspace,
    env: phaseVariables(job, files, left),
    cancelTimes: options.cancelTimes ?? {},
    onLine: line => log.take(line)
  })
  const ended = process.ended.then(end => {
    if (end.startError !== undefined) log.issue('error', end.startError)
    const commands = readCommandFiles(files)
    for (const { message } of commands.errors) log.issue('error', message)
    return toPhaseResult(end, commands, log, masks, options.continueOnError === true)
  })
  return { process, ended }
}

function phaseVariables(
  { options, inputs, variables }: Job,
  files: CommandFiles,
  left: Partial<Pick<PhaseResult, 'state' | 'env' | 'path'>>
): Variables {
  const host = hostVariables()
  const path = [...(left.path ?? []), host['PATH'] ?? ''].filter(Boolean).join(delimiter)
  const named = (entries: [string, string][], rename: (name: string) => string) =>
    Object.fromEntries(entries.map(([name, value]) => [rename(name), value]))
  return override(
    {
      ...host,
      ...left.env,
      ...options.env,
      ...(path === '' ? {} : { PATH: path }),
      ...variables,
      ...fileVariables(files),
      ...named(Object.entries(inputs), inputVariable),
      ...named(Object.entries(left.state ?? {}), name => `STATE_${name}`)
    },
    options.override
  )
}

function evaluateInputs(
  action: Action,
  { with: inputs = {}, token = '' }: StepOptions
): Record<string, string> {
  const byName = new Map(Object.entries(inputs).map(([name, value]) => [name.toLowerCase(), value]))
  const declared = new Set(action.inputs.map(({ name }) => name.toLowerCase()))
  return Object.fromEntries([
    // a default is not evaluated if a value is set
    ...action.inputs.map(input => [
      input.name,
      byName.get(input.name.toLowerCase()) ?? evaluateDefault(input, token)
    ]),
    ...Object.entries(inputs).filter(([name]) => !declared.has(name.toLowerCase()))
  ]) as Record<string, string>
}

/** The lines that the runner itself logs before it starts main. */
function announce(
  log: StepLog,
  action: Action,
  inputs: Readonly<Record<string, string>>,
  options: StepOptions
): void {
  const named = Object.keys(options.with ?? {}).map(name => name.toLowerCase())
  const declared = action.inputs.map(({ name }) => name)
  const unknown = Object.keys(inputs).filter(name => !declared.includes(name))
  if (unknown.length > 0) {
    log.issue(
      'warning',
      `Unexpected input(s) '${unknown.join("', '")}', valid inputs are ['${declared.join("', '")}']`
    )
  }
  for (const { name, deprecationMessage } of action.inputs) {
    if (deprecationMessage === undefined || !named.includes(name.toLowerCase())) continue
    log.issue('warning', `Input '${name}' has been deprecated with message: ${deprecationMessage}`)
  }
  if (options.showInputs !== true) return
  log.group(`Run ${action.name}`)
  log.text('with:')
  for (const [name, value] of Object.entries(inputs)) if (value !== '') log.text(`  ${name}: ${value}`)
  const env = Object.entries(options.env ?? {})
  if (env.length > 0) log.text('env:')
  for (const [name, value] of env) log.text(`  ${name}: ${value}`)
  log.endGroup()
}

function holds(condition: PostCondition, job: Conclusion): boolean {
  return condition === 'always' || condition === job
}

function toPhaseResult(
  end: ProcessEnd,
  commands: FileCommands,
  log: StepLog,
  masks: Masks,
  continueOnError: boolean
): PhaseResult {
  const good = end.exitCode === 0 && !log.commandFailed && !commands.errors.some(({ fails }) => fails)
  const outcome = end.cancelled ? 'cancelled' : good ? 'success' : 'failure'
  return {
    outcome,
    conclusion: outcome === 'failure' && continueOnError ? 'success' : outcome,
    exitCode: end.exitCode,
    signal: end.signal,
    durationMs: end.durationMs,
    outputs: commands.output,
    state: commands.state,
    env: commands.env,
    path: commands.path,
    summary: masks.maskLines(commands.summary),
    annotations: log.annotations,
    masks: masks.values,
    lines: log.lines,
    log: renderLines(log.lines),
    rawStdout: end.rawStdout,
    rawStderr: end.rawStderr
  }
}

function toStepResult(main: PhaseResult, post: PhaseResult | undefined, masks: Masks): StepResult {
  const outputs = Object.entries(main.outputs)
  // decided at the end of the job, with all masks known by then
  const isDropped = (value: string) => masks.mask(value) !== value
  return {
    ...main,
    jobOutputs: Object.fromEntries(outputs.filter(([, value]) => value !== '' && !isDropped(value))),
    droppedOutputs: outputs.filter(([, value]) => isDropped(value)).map(([name]) => name),
    ...(post === undefined ? {} : { post })
  }
}
