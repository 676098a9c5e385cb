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

type Given = Partial<Omit<StepOptions, 'action' | 'with'>>

/** Runs the bundle as the runner does, in a workspace of its own; a post step with nothing to do only where a test asks for it. */
export async function step(inputs: Record<string, string>, options: Given = {}): Promise<StepResult> {
  return (await start(inputs, options)).result
}

/** `npm run scenario` shows the log of each step. */
const shown: Given =
  process.env['STEP_LOG'] === undefined
    ? {}
    : { onLine: line => void process.stderr.write(`    ${renderLine(line)}\n`) }

// a test that fails must not leave a step behind that goes on waiting
const underWay = new Set<RunningStep>()
afterAll(() => {
  for (const running of underWay) running.abandon()
})

/** Starts the bundle; for a test that does something while it runs. */
export async function start(inputs: Record<string, string>, options: Given = {}): Promise<RunningStep> {
  keepSecretsOf(inputs, options)
  const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
  const temp = options.temp ?? (await mkdtemp(join(tmpdir(), 'runner-temp-')))
  const running = startStep({
    workspace,
    postWithoutState: false,
    ...shown,
    ...options,
    temp,
    action: ROOT,
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
