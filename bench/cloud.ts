import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface CloudCounts {
  readonly requests: number
  readonly throttled: number
  /** Accepted ones only. */
  readonly writes: number
  readonly beforeFirstWrite: number
}

export interface CloudPlace {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
}

/** Messages of the emulator's process: first its address, then counts on request. */
export type CloudResponse = CloudPlace | CloudCounts

export interface BenchCloud extends CloudPlace {
  /** Counts the requests since the last call. */
  counts(): Promise<CloudCounts>
}

/** Runs `use` against an emulator with this seed, in its own process. */
export async function withCloud<T>(
  folder: string,
  seed: string,
  use: (cloud: BenchCloud) => Promise<T>
): Promise<T> {
  const file = join(folder, 'seed.yaml')
  writeFileSync(file, seed)
  const child = fork(join(import.meta.dirname, 'cloud-process.ts'), [file], { execArgv: [] })
  try {
    const place = (await responseOf(child)) as CloudPlace
    return await use({
      ...place,
      counts: () => {
        const response = responseOf(child)
        child.send('count')
        return response as Promise<CloudCounts>
      }
    })
  } finally {
    if (child.connected) child.disconnect()
    rmSync(file)
  }
}

async function responseOf(child: ChildProcess): Promise<CloudResponse> {
  const failed = once(child, 'exit').then(() => {
    throw new Error('the emulator process exited')
  })
  const [response] = (await Promise.race([once(child, 'message'), failed])) as [CloudResponse]
  return response
}
