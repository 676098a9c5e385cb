import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileVariables, hostVariables, inputVariable, jobVariables } from '../../step-runner/environment.ts'
import { createCommandFiles, readCommandFiles } from '../../step-runner/file-commands.ts'
import type { FileCommands } from '../../step-runner/file-commands.ts'
import { runStep } from '../../step-runner/step.ts'
import type { StepOptions, StepResult } from '../../step-runner/step.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { ROOT } from './step.ts'

/** A `RUNNER_TEMP` that outlives the step. */
export async function withTemp<T>(use: (temp: string) => Promise<T>): Promise<T> {
  const temp = await mkdtemp(join(tmpdir(), 'runner-temp-'))
  try {
    return await use(temp)
  } finally {
    await rm(temp, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Holds the batch of the next write after its first APIs until main exits; releases it before the post step. */
export function holdBatch(cloud: Emulator, after = 0): Pick<StepOptions, 'restOfJob'> {
  cloud.faults.add({ kind: 'stuck-batch', action: 'ModifyBackendModel', after })
  return { restOfJob: () => Promise.resolve(cloud.cloud.releaseBatches()) }
}

/** The paths of the journals in a `RUNNER_TEMP`. */
export async function journalsIn(temp: string): Promise<string[]> {
  const names = await readdir(temp)
  return names.filter(name => name.includes('journal')).map(name => join(temp, name))
}

/** Runs only the post step, with a journal and these inputs. */
export function runPost(
  temp: string,
  journal: string,
  inputs: Readonly<Record<string, string>>
): Promise<StepResult> {
  const action = join(ROOT, '__tests__', 'action', 'fixtures', 'post')
  return runStep({ action, workspace: temp, temp, with: inputs, env: { STATE_journal: journal } })
}

/** Runs main and stops reading its log after a text appears; `onUnread` is called then. */
export async function runUntilUnread(
  temp: string,
  inputs: Readonly<Record<string, string>>,
  text: string,
  { env = {}, onUnread }: Pick<StepOptions, 'env'> & { readonly onUnread: () => void }
): Promise<FileCommands & { readonly exitCode: number | null }> {
  const files = createCommandFiles(temp)
  const inputVariables = Object.entries(inputs).map(([name, value]) => [inputVariable(name), value])
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'index.js')], {
    cwd: temp,
    env: {
      ...hostVariables(),
      ...env,
      ...jobVariables({ action: ROOT, workspace: temp }, temp),
      ...fileVariables(files),
      ...(Object.fromEntries(inputVariables) as Record<string, string>)
    },
    stdio: ['ignore', 'pipe', 'ignore']
  })
  const exit = once(child, 'exit')
  let log = ''
  child.stdout.once('close', onUnread)
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk
    if (log.includes(text)) child.stdout.destroy()
  })
  const [exitCode] = (await exit) as [number | null]
  return { ...readCommandFiles(files), exitCode }
}
