import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { join } from 'node:path'

export interface Program {
  readonly name: string
  /** A description for the table. */
  readonly what: string
  readonly script: string
  /** The environment of one run; called for each run, so that runs can differ. */
  readonly env: () => Readonly<Record<string, string>>
}

export interface Run {
  readonly wallMs: number
  /** The peak memory use of the process. */
  readonly peakBytes: number
}

export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** Runs whole processes in turn (A B C A B C …), so that changes in the machine's speed affect all of them. */
export async function runInTurn(
  programs: readonly Program[],
  runs: number,
  warmUps = 1
): Promise<Map<string, Spread>> {
  const walls = new Map<string, number[]>(programs.map(({ name }) => [name, []]))
  for (let run = -warmUps; run < runs; run++) {
    for (const program of programs) {
      const { wallMs } = await runOnce(program)
      if (run >= 0) walls.get(program.name)?.push(wallMs)
    }
  }
  return new Map([...walls].map(([name, wallMs]) => [name, spreadOf(wallMs)]))
}

/** @param memory whether to measure the peak memory use, with a preloaded script */
export function runOnce({ name, script, env }: Program, { memory = false } = {}): Promise<Run> {
  const preload = memory ? ['--import', join(import.meta.dirname, 'programs', 'peak-memory.js')] : []
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const child = spawn(process.execPath, [...preload, script], {
      env: { PATH: process.env['PATH'] ?? '', ...env() },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe']
    })
    let printed = ''
    let peak = ''
    const keep = (chunk: Buffer): void => void (printed += chunk.toString())
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    ;(child.stdio[3] as Readable).on('data', (chunk: Buffer) => (peak += chunk.toString()))
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) resolve({ wallMs: performance.now() - startedAt, peakBytes: Number(peak) })
      else reject(new Error(`${name} exited with code ${code}:\n${printed.slice(0, 4_000)}`))
    })
  })
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const high = sorted[middle] ?? NaN
  const median = sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? NaN) + high) / 2
  return { min: sorted[0] ?? NaN, median, max: sorted.at(-1) ?? NaN }
}
