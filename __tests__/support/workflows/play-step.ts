import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, delimiter, join, resolve } from 'node:path'
import { fileVariables, hostVariables, jobVariables } from '../../../step-runner/environment.ts'
import { createCommandFiles, readCommandFiles } from '../../../step-runner/file-commands.ts'
import type { StepOptions } from '../../../step-runner/options.ts'
import type { StepResult } from '../../../step-runner/result.ts'
import { runStep } from '../../../step-runner/step.ts'
import { leavesWork } from '../step.ts'
import { isEmulator, isExpect, isNative, isOwn, readMetadata, ROOT } from './document.ts'
import type { Step } from './document.ts'
import { fillAll, holds } from './expressions.ts'
import type { Contexts, Status } from './expressions.ts'
import { putFiles } from './files.ts'
import type { Play } from './play.ts'

export interface PlayedStep {
  /** Its id, its name, or its `uses` or `run`. */
  readonly label: string
  readonly outcome: 'success' | 'failure' | 'skipped'
  /** After `continue-on-error`. */
  readonly conclusion: 'success' | 'failure' | 'skipped'
  readonly outputs: Readonly<Record<string, string>>
  /** Variables that it sets for later steps. */
  readonly env: Readonly<Record<string, string>>
  readonly masks: readonly string[]
  /** The output of a script. */
  readonly log: string
  /** For steps of this action: the result and the inputs. */
  readonly own?: { readonly inputs: Readonly<Record<string, string>>; readonly result: StepResult }
}

/** The environment of a step. */
export interface Surroundings {
  readonly play: Play
  readonly contexts: Contexts
  readonly status: Status
  readonly idToken: Readonly<Record<string, string>>
  readonly masks: readonly string[]
  readonly folder: string
  readonly workspace: string
  readonly temp: string
  /** Artifacts of the whole run by name, with files by name. */
  readonly artifacts: Map<string, Readonly<Record<string, string>>>
}

const root = readMetadata('action.yml')
const native = readMetadata('native/action.yml')

export async function playStep(step: Step, surroundings: Surroundings): Promise<PlayedStep> {
  const { contexts, status } = surroundings
  const label = step.id ?? step.name ?? step.uses ?? step.run ?? ''
  const base = { label, outputs: {}, env: {}, masks: [], log: '' }
  if (!holds(step.if, contexts, status)) return { ...base, outcome: 'skipped', conclusion: 'skipped' }
  const env = fillAll({ ...(contexts['env'] as object), ...step.env }, contexts)
  const inputs = fillAll(step.with ?? {}, { ...contexts, env })
  const done = await perform(step, inputs, env, surroundings)
  const outcome = done.good ? 'success' : 'failure'
  const conclusion = step['continue-on-error'] === true ? 'success' : outcome
  return { ...base, ...done, outcome, conclusion }
}

type Done = Partial<Omit<PlayedStep, 'outcome' | 'conclusion'>> & { readonly good: boolean }

async function perform(
  step: Step,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  surroundings: Surroundings
): Promise<Done> {
  const { play, workspace, artifacts } = surroundings
  if (step.run !== undefined) return runScript(step.run, env, surroundings)
  if (isOwn(step)) return runOwn(isNative(step), inputs, env, surroundings)
  if (isEmulator(step)) {
    if (play.startEmulator === undefined) throw new Error('this play has no emulator to start')
    return { good: true, outputs: await play.startEmulator(inputs) }
  }
  if (isExpect(step)) return runExpect(inputs, env, surroundings)
  const { name = 'artifact', path = '' } = inputs
  switch (step.uses?.split('@')[0]) {
    case 'actions/checkout':
      await putFiles(workspace, play.repository ?? {})
      return { good: true }
    case 'actions/upload-artifact':
      artifacts.set(name, { [basename(path)]: await readFile(resolve(workspace, path), 'utf8') })
      return { good: true }
    case 'actions/download-artifact': {
      const files = artifacts.get(name)
      if (files !== undefined) await putFiles(join(workspace, path), files)
      return { good: files !== undefined }
    }
    default:
      // other actions install tools that this machine has
      return { good: true }
  }
}

async function runOwn(
  isOfNative: boolean,
  declared: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  { play, idToken, masks, workspace, temp }: Surroundings
): Promise<Done> {
  const instead = Object.entries(play.instead ?? {}).filter(([name]) => (declared[name] ?? 'none') !== 'none')
  // undeclared inputs would cause an error or a notice
  const known = (isOfNative ? native : root).inputs
  const adds = Object.entries(play.adds ?? {}).filter(([name]) => name in known)
  const inputs = { ...declared, ...Object.fromEntries([...instead, ...adds]) }
  const result = await runStep({
    ...options(play, workspace, temp),
    ...(isOfNative ? { action: join(ROOT, 'native') } : {}),
    needsPost: leavesWork,
    with: inputs,
    env: { ...env, ...idToken, ...play.env },
    secrets: masks
  })
  const { outputs, env: set, masks: more, log } = result
  return {
    good: result.conclusion === 'success',
    outputs,
    env: set,
    masks: more,
    log,
    own: { inputs, result }
  }
}

async function runExpect(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  { play, workspace, temp }: Surroundings
): Promise<Done> {
  const action = join(ROOT, 'emulator', 'expect')
  const result = await runStep({ ...options(play, workspace, temp), action, with: inputs, env })
  const { outputs, log } = result
  return { good: result.conclusion === 'success', outputs, log }
}

function options({ github, token, event }: Play, workspace: string, temp: string): StepOptions {
  return {
    action: ROOT,
    workspace,
    temp,
    github: { ...github, eventName: event.name, event: event.payload ?? {} },
    ...(token === undefined ? {} : { token })
  }
}

/** Git's bash on Windows, like the runner; the system's bash is WSL. */
const bash =
  process.platform === 'win32'
    ? join(process.env['ProgramFiles'] ?? 'C:\\Program Files', 'Git', 'bin', 'bash.exe')
    : 'bash'

/** The runner's default shell: `bash -e`. */
async function runScript(
  script: string,
  env: Readonly<Record<string, string>>,
  { play, folder, workspace, temp }: Surroundings
): Promise<Done> {
  const files = createCommandFiles(temp)
  const path = join(temp, 'script.sh')
  await writeFile(path, script)
  const host = hostVariables()
  const child = spawn(bash, ['--noprofile', '--norc', '-e', path], {
    cwd: workspace,
    env: {
      ...host,
      ...env,
      PATH: [join(folder, 'bin'), host['PATH']].join(delimiter),
      ...jobVariables(options(play, workspace, temp), temp),
      ...fileVariables(files)
    },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (log += chunk))
  }
  const [code] = (await once(child, 'close')) as [number | null]
  const { output, env: set } = readCommandFiles(files)
  return { good: code === 0, outputs: output, env: set, log }
}
