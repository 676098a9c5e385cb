import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from '@jest/globals'
import { runStep } from '../../step-runner/step.ts'
import type { StepOptions, StepResult } from '../../step-runner/step.ts'

export const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name)

let folder = ''
beforeAll(async () => {
  // the temporary folder of macOS is a link, and a process sees its target as the current folder
  folder = await realpath(await mkdtemp(join(tmpdir(), 'step-runner-')))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

export const workspace = (): string => folder

type ScriptOptions = Partial<Omit<StepOptions, 'action' | 'workspace'>>

/** Runs code as an action's main; in it, `file(variable, text)` appends to a command file. */
export function script(main: string, options: ScriptOptions = {}, post = ''): Promise<StepResult> {
  return runStep({ action: fixture('script'), workspace: folder, ...options, with: { main, post } })
}

/** Runs an action that prints these lines. */
export function print(...lines: string[]): Promise<StepResult> {
  return script(lines.map(line => `console.log(${JSON.stringify(line)})`).join('\n'))
}

export function messages(result: Pick<StepResult, 'annotations'>): string[] {
  return result.annotations.map(({ level, message }) => `${level}: ${message}`)
}
