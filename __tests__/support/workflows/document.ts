import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export const ROOT = join(import.meta.dirname, '..', '..', '..')

type Mapping = Readonly<Record<string, unknown>>

export interface Step {
  readonly id?: string
  readonly name?: string
  readonly if?: unknown
  readonly uses?: string
  readonly run?: string
  readonly with?: Mapping
  readonly env?: Mapping
  readonly 'continue-on-error'?: boolean
}

export type Permissions = Readonly<Record<string, string>>

export interface Job {
  readonly needs?: string | readonly string[]
  readonly if?: unknown
  readonly permissions?: Permissions
  readonly environment?: string | { readonly name: string }
  readonly concurrency?: unknown
  readonly strategy?: { readonly matrix?: unknown; readonly 'fail-fast'?: unknown }
  readonly outputs?: Readonly<Record<string, string>>
  readonly env?: Mapping
  readonly steps?: readonly Step[]
  /** Set if the job calls a reusable workflow. */
  readonly uses?: string
  readonly with?: Mapping
  readonly secrets?: Mapping | 'inherit'
}

/** The inputs, secrets and outputs of a reusable workflow. */
export interface Call {
  readonly inputs?: Readonly<
    Record<string, { description?: string; type: string; required?: boolean; default?: unknown }>
  >
  readonly secrets?: Readonly<Record<string, { description?: string; required?: boolean }>>
  readonly outputs?: Readonly<Record<string, { description?: string; value: string }>>
}

export interface Workflow {
  /** Relative to the root, with slashes. */
  readonly path: string
  readonly text: string
  readonly on: Readonly<Record<string, unknown>>
  readonly call: Call | undefined
  readonly permissions: Permissions | undefined
  readonly env: Mapping
  readonly concurrency: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

export interface Metadata {
  readonly inputs: Readonly<Record<string, { required?: boolean; default?: string }>>
  readonly outputs: Readonly<Record<string, unknown>>
}

/** This repository's name in `uses`; a placeholder. */
export const SELF = 'OWNER/switch-backend'

export function parseWorkflow(path: string, text: string): Workflow {
  const raw = parse(text) as Partial<Omit<Workflow, 'on'>> & { on?: unknown }
  const { on: triggers, permissions, env = {}, concurrency, jobs = {} } = raw
  const on =
    typeof triggers === 'string'
      ? { [triggers]: null }
      : Array.isArray(triggers)
        ? Object.fromEntries(triggers.map(name => [String(name), null]))
        : (triggers as Mapping)
  const call = 'workflow_call' in on ? ((on['workflow_call'] ?? {}) as Call) : undefined
  return { path, text, on, call, permissions, env, concurrency, jobs }
}

const read = new Map<string, Workflow>()

/** A workflow of this repository, parsed once. */
export function readWorkflow(path: string): Workflow {
  const workflow = read.get(path) ?? parseWorkflow(path, readFileSync(join(ROOT, path), 'utf8'))
  read.set(path, workflow)
  return workflow
}

/** The workflows of a directory, by path. */
export function workflowsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter(name => /\.ya?ml$/.test(name))
    .sort()
    .map(name => `${folder}/${name}`)
}

export function readMetadata(path: string): Metadata {
  const { inputs, outputs } = parse(readFileSync(join(ROOT, path), 'utf8')) as Partial<Metadata>
  return { inputs: inputs ?? {}, outputs: outputs ?? {} }
}

/** Whether a step uses this action or native/, in any notation. */
export function isOwn(step: Pick<Step, 'uses'>): boolean {
  const { uses } = step
  return uses === './' || uses === '$/' || uses?.startsWith(`${SELF}@`) === true || isNative(step)
}

/** Whether a step uses native/, which has its own inputs. */
export function isNative({ uses }: Pick<Step, 'uses'>): boolean {
  return uses === './native' || uses?.startsWith(`${SELF}/native@`) === true
}

/** Whether a step uses this repository's emulator. */
export function isEmulator({ uses }: Pick<Step, 'uses'>): boolean {
  return uses === './emulator' || uses?.startsWith(`${SELF}/emulator@`) === true
}

/** Whether a step uses this repository's emulator/expect. */
export function isExpect({ uses }: Pick<Step, 'uses'>): boolean {
  return uses === './emulator/expect' || uses?.startsWith(`${SELF}/emulator/expect@`) === true
}

/** The path of the reusable workflow of this repository that a job calls. */
export function calledWorkflow({ uses }: Pick<Job, 'uses'>): string | undefined {
  const [, path] =
    /^(?:\.\/|\$\/|OWNER\/switch-backend\/)(\.github\/workflows\/[\w-]+\.yml)(?:@v\d+)?$/.exec(uses ?? '') ??
    []
  return path
}

export function needsOf({ needs }: Job): readonly string[] {
  return needs === undefined ? [] : typeof needs === 'string' ? [needs] : needs
}

const READING_MODES: readonly unknown[] = ['plan', 'validate', 'export']

/** Whether a step of this action can write. */
export function applies(step: Step): boolean {
  return isOwn(step) && !READING_MODES.includes(step.with?.['mode'])
}
