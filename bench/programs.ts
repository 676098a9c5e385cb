import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Emulator } from '../emulator/emulator.ts'
import type { Program } from './processes.ts'

export interface Places {
  /** Of the project. */
  readonly root: string
  /** For what the runs write. */
  readonly folder: string
  /** The bundle of `programs/naive.js`. */
  readonly naive: string
}

/** The floor, the naive bundle and the step, each switching the same backend to a new address in every run. */
export function programsAgainst(emulator: Emulator, { root, folder, naive }: Places): Program[] {
  const [backend] = emulator.cloud.seed.backends
  const stage = backend?.stages[0]
  if (backend === undefined || stage === undefined) throw new Error('the seed has no backend')
  const output = join(folder, 'output')
  writeFileSync(output, '')
  let switches = 0
  const data = (): string => JSON.stringify({ ServiceAddress: `http://10.0.0.${++switches % 250}:8080` })

  const plain = () => ({
    ENDPOINT: emulator.endpoint,
    ACCESS_KEY_ID: emulator.accessKeyId,
    ACCESS_KEY_SECRET: emulator.accessKeySecret,
    BACKEND_ID: backend.id,
    STAGE_NAME: stage.name,
    DATA: data(),
    GITHUB_OUTPUT: output
  })
  const step = () => ({
    'INPUT_BACKEND-ID': backend.id,
    'INPUT_STAGE-NAME': stage.name,
    'INPUT_BACKEND-MODEL-DATA': data(),
    'INPUT_REGION-ID': emulator.cloud.seed.region,
    INPUT_ENDPOINT: emulator.endpoint,
    'INPUT_ACCESS-KEY-ID': emulator.accessKeyId,
    'INPUT_ACCESS-KEY-SECRET': emulator.accessKeySecret,
    GITHUB_OUTPUT: output,
    RUNNER_TEMP: folder
  })
  return [
    {
      name: 'floor',
      what: 'one bare signed POST: no check, no wait',
      script: join(root, 'bench', 'programs', 'floor.js'),
      env: plain
    },
    { name: 'naive', what: 'core and the SDK, one call: no check, no wait', script: naive, env: plain },
    {
      name: 'step',
      what: 'plan, switch, follow, read back',
      script: join(root, 'dist', 'index.js'),
      env: step
    }
  ]
}
