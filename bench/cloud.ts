import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface CloudCounts {
  readonly requests: number
  readonly throttled: number
  /** That were accepted. */
  readonly writes: number
  readonly beforeFirstWrite: number
}

export interface CloudPlace {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
}

/** What the process of the emulator says: once where it is, then counts whenever it is asked. */
export type CloudResponse = CloudPlace | CloudCounts

export interface BenchCloud extends CloudPlace {
  /** Of the requests since the last time. */
  counts(): Promise<CloudCounts>
}

/** Runs `use` against an emulator with this seed, in a process of its own. */
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
        const answer = responseOf(child)
        child.send('count')
        return answer as Promise<CloudCounts>
      }
    })
  } finally {
    if (child.connected) child.disconnect()
    rmSync(file)
  }
}

async function responseOf(child: ChildProcess): Promise<CloudResponse> {
  const failed = once(child, 'exit').then(() => {
    throw new Error('the process of the emulator ended')
  })
  const [answer] = (await Promise.race([once(child, 'message'), failed])) as [CloudResponse]
  return answer
}
