import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Emulator } from '../../emulator/emulator.ts'
import { runStep } from '../../step-runner/step.ts'
import type { StepOptions, StepResult } from '../../step-runner/step.ts'
import { BACKEND_ID, NEW_DATA } from './cloud.ts'

export const ROOT = join(import.meta.dirname, '..', '..')

/** Inputs of a switch of RELEASE to the new address. */
export function inputsFor(emulator: Emulator, inputs: Record<string, string> = {}): Record<string, string> {
  return {
    'backend-id': BACKEND_ID,
    'stage-name': 'RELEASE',
    'backend-model-data': NEW_DATA,
    'region-id': 'cn-hangzhou',
    endpoint: emulator.endpoint,
    'access-key-id': emulator.accessKeyId,
    'access-key-secret': emulator.accessKeySecret,
    ...inputs
  }
}

/** Runs the bundle as the runner does, in a workspace of its own. */
export async function step(
  inputs: Record<string, string>,
  options: Partial<Omit<StepOptions, 'action' | 'with'>> = {}
): Promise<StepResult> {
  const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
  try {
    return await runStep({ workspace, ...options, action: ROOT, with: inputs })
  } finally {
    await rm(workspace, { recursive: true, force: true })
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
    readonly error: { code: string; message: string; hint: string | null; requestId: string | null } | null
  }[]
  readonly truncated?: true
}

export function reportOf(result: StepResult): Report {
  return JSON.parse(result.outputs['report'] ?? '') as Report
}

/** The messages of the annotations of a level. */
export function annotationsOf(result: StepResult, level: string): string[] {
  return result.annotations.filter(annotation => annotation.level === level).map(({ message }) => message)
}
