import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import { renderLine } from '../../step-runner/render.ts'
import type { PhaseResult } from '../../step-runner/result.ts'
import { startStep } from '../../step-runner/step.ts'
import type { RunningStep, StepOptions, StepResult } from '../../step-runner/step.ts'
import { BACKEND_ID, NEW_DATA } from './cloud.ts'
import { demandNoLeak, keepSecretsOf } from './leaks.ts'

export const ROOT = join(import.meta.dirname, '..', '..')

/** Where and as whom; no request is given up because a machine is slow. */
export function connectionTo(emulator: Emulator): Record<string, string> {
  return {
    'region-id': 'cn-hangzhou',
    endpoint: emulator.endpoint,
    'access-key-id': emulator.accessKeyId,
    'access-key-secret': emulator.accessKeySecret,
    'request-timeout': '5m'
  }
}

/** Inputs of a switch of RELEASE to the new address. */
export function inputsFor(emulator: Emulator, inputs: Record<string, string> = {}): Record<string, string> {
  return {
    'backend-id': BACKEND_ID,
    'stage-name': 'RELEASE',
    'backend-model-data': NEW_DATA,
    ...connectionTo(emulator),
    ...inputs
  }
}

interface Given extends Partial<Omit<StepOptions, 'action' | 'with' | 'needsPost'>> {
  /** Whether a post step runs that has nothing to do; most scenarios do not start one. */
  readonly idlePost?: boolean
  /** The folder of the action file: `native`; without it the root's. */
  readonly folder?: string
}

/** As the main step ends a journal of which nothing is left open (src/post.ts). */
const NOTHING_LEFT = '{"reported":true,"left":0}'

/** Whether main left anything to the post step: of what it does then without work, a few scenarios are enough. */
export function leavesWork({ state }: PhaseResult): boolean {
  const { journal } = state
  if (journal === undefined) return Object.keys(state).length > 0
  try {
    return readFileSync(journal, 'utf8').trimEnd().split('\n').at(-1) !== NOTHING_LEFT
  } catch {
    return true
  }
}

/** Runs the bundle as the runner does, in a workspace of its own. */
export async function step(inputs: Record<string, string>, options: Given = {}): Promise<StepResult> {
  return (await start(inputs, options)).result
}

/** The bundle is compiled once for all steps (jest.config.js). */
const compiled = { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '' }

/** `npm run scenario` shows the log of each step. */
const shown: Partial<StepOptions> =
  process.env['STEP_LOG'] === undefined
    ? {}
    : { onLine: line => void process.stderr.write(`    ${renderLine(line)}\n`) }

// a test that fails must not leave a step behind that goes on waiting
const underWay = new Set<RunningStep>()
afterAll(() => {
  for (const running of underWay) running.abandon()
})

/** Starts the bundle; for a test that does something while it runs. */
export async function start(
  inputs: Record<string, string>,
  { idlePost = false, folder = '.', ...options }: Given = {}
): Promise<RunningStep> {
  keepSecretsOf(inputs, options)
  const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
  const temp = options.temp ?? (await mkdtemp(join(tmpdir(), 'runner-temp-')))
  const running = startStep({
    workspace,
    ...(idlePost ? {} : { needsPost: leavesWork }),
    ...shown,
    ...options,
    env: { ...compiled, ...options.env },
    temp,
    action: join(ROOT, folder),
    with: inputs
  })
  underWay.add(running)
  const finish = async (): Promise<StepResult> => {
    try {
      const result = await running.result
      await demandNoLeak(result, temp)
      return result
    } finally {
      underWay.delete(running)
      for (const folder of options.temp === undefined ? [workspace, temp] : [workspace]) {
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      }
    }
  }
  const result = finish()
  // whoever started it may never ask
  result.catch(() => undefined)
  return {
    ...running,
    get pid() {
      return running.pid
    },
    get log() {
      return running.log
    },
    result
  }
}

export interface Report {
  readonly version: 1
  readonly result: string
  readonly changed: boolean | null
  readonly targets: readonly {
    readonly name: string
    readonly result: string
    readonly requestId: string | null
    readonly operationId: string | null
    readonly changes: readonly { path: string; before: unknown; after: unknown }[]
    readonly apis: readonly {
      apiId: string
      name: string
      group: string
      status: string
      error: string | null
    }[]
    readonly fingerprint: string | null
    readonly rollback: { requestId: string; operationId: string } | null
    readonly error: { code: string; message: string; hint: string | null; requestId: string | null } | null
  }[]
  readonly truncated?: true
}

export function reportOf(result: StepResult): Report {
  return JSON.parse(result.outputs['report'] ?? '') as Report
}

/** The code of the only target's error. */
export function codeOf(result: StepResult): string | undefined {
  return reportOf(result).targets[0]?.error?.code
}

/** Everything that left the process, and the post step's; but for the commands that ask for a mask. */
export function everythingOf({ post, ...main }: StepResult): string {
  return [main, ...(post === undefined ? [] : [post])]
    .map(({ rawStdout, rawStderr, outputs, state, summary, annotations }) => {
      const stdout = rawStdout.replaceAll(/^::add-mask::.*$/gm, '')
      return JSON.stringify([stdout, rawStderr, outputs, state, summary, annotations])
    })
    .join('\n')
}

/** The messages of the annotations of a level. */
export function annotationsOf(result: Pick<PhaseResult, 'annotations'>, level: string): string[] {
  return result.annotations.filter(annotation => annotation.level === level).map(({ message }) => message)
}
