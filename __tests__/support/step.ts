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
import { bounded } from './bounded.ts'
import { BACKEND_ID, NEW_DATA } from './cloud.ts'
import { assertNoLeak, registerSecrets } from './leaks.ts'

export const ROOT = join(import.meta.dirname, '..', '..')

/** Connection inputs, with a time-out that a slow machine does not reach. */
export function connectionTo(emulator: Emulator): Record<string, string> {
  return {
    'region-id': 'cn-hangzhou',
    endpoint: emulator.endpoint,
    'access-key-id': emulator.accessKeyId,
    'access-key-secret': emulator.accessKeySecret,
    'request-timeout': '5m'
  }
}

/** Inputs that switch RELEASE to the new address. */
export function inputsFor(emulator: Emulator, inputs: Record<string, string> = {}): Record<string, string> {
  return {
    'backend-id': BACKEND_ID,
    'stage-name': 'RELEASE',
    'backend-model-data': NEW_DATA,
    ...connectionTo(emulator),
    ...inputs
  }
}

interface StepStartOptions extends Partial<Omit<StepOptions, 'action' | 'with' | 'needsPost'>> {
  /** Whether to run a post step that has nothing to do. Most scenarios do not. */
  readonly idlePost?: boolean
  /** The directory of the action file, such as `native`. Defaults to the root. */
  readonly folder?: string
  /** How long the test waits for one line of the log. */
  readonly lineWithinMs?: number
}

/** The last line of a journal without open entries (src/post.ts). */
const NOTHING_LEFT = '{"reported":true,"left":0}'

/** Whether main left work for the post step. */
export function leavesWork({ state }: PhaseResult): boolean {
  const { journal } = state
  if (journal === undefined) return Object.keys(state).length > 0
  try {
    return readFileSync(journal, 'utf8').trimEnd().split('\n').at(-1) !== NOTHING_LEFT
  } catch {
    return true
  }
}

/** Runs the bundle like the runner, in a new workspace. */
export async function step(
  inputs: Record<string, string>,
  options: StepStartOptions = {}
): Promise<StepResult> {
  return (await start(inputs, options)).result
}

/** Shares the compile cache between all steps (jest.config.js). */
const compiled = { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '' }

/** `npm run scenario` prints the log of each step. */
const shown: Partial<StepOptions> =
  process.env['STEP_LOG'] === undefined
    ? {}
    : { onLine: line => void process.stderr.write(`    ${renderLine(line)}\n`) }

// a failing test must not leave a waiting step behind
const underWay = new Set<RunningStep>()
afterAll(() => {
  for (const running of underWay) running.abandon()
})

/** Starts the bundle, for tests that act while it runs. */
export async function start(
  inputs: Record<string, string>,
  { idlePost = false, folder = '.', lineWithinMs, ...options }: StepStartOptions = {}
): Promise<RunningStep> {
  registerSecrets(inputs, options)
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
      await assertNoLeak(result, temp)
      return result
    } finally {
      underWay.delete(running)
      for (const folder of options.temp === undefined ? [workspace, temp] : [workspace]) {
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      }
    }
  }
  const result = finish()
  // the caller may never await the result
  result.catch(() => undefined)
  return {
    ...running,
    get pid() {
      return running.pid
    },
    get log() {
      return running.log
    },
    line: expected =>
      bounded(
        running.line(expected),
        () => `the line ${String(expected)}; the log:\n${running.log}`,
        lineWithinMs
      ),
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

/** The error code of the only target. */
export function codeOf(result: StepResult): string | undefined {
  return reportOf(result).targets[0]?.error?.code
}

/** All outputs of main and post, except add-mask commands. */
export function everythingOf({ post, ...main }: StepResult): string {
  return [main, ...(post === undefined ? [] : [post])]
    .map(({ rawStdout, rawStderr, outputs, state, summary, annotations }) => {
      const stdout = rawStdout.replaceAll(/^::add-mask::.*$/gm, '')
      return JSON.stringify([stdout, rawStderr, outputs, state, summary, annotations])
    })
    .join('\n')
}

/** The messages of a level's annotations. */
export function annotationsOf(result: Pick<PhaseResult, 'annotations'>, level: string): string[] {
  return result.annotations.filter(annotation => annotation.level === level).map(({ message }) => message)
}
