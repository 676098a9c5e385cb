import { spawn } from 'node:child_process'

export interface Program {
  readonly name: string
  /** For people: what it does. */
  readonly what: string
  readonly script: string
  /** The environment of one run; asked for each, so that runs may differ. */
  readonly env: () => Readonly<Record<string, string>>
}

export interface Sample {
  readonly name: string
  /** Wall time of whole processes, in milliseconds, sorted. */
  readonly wallMs: readonly number[]
}

/** Runs whole processes in turn (A B C A B C …), so that a machine that drifts drifts for all of them. */
export async function runInTurn(programs: readonly Program[], runs: number, warmUps = 2): Promise<Sample[]> {
  const walls = new Map<string, number[]>(programs.map(({ name }) => [name, []]))
  for (let run = -warmUps; run < runs; run++) {
    for (const program of programs) {
      const wallMs = await runOnce(program)
      if (run >= 0) walls.get(program.name)?.push(wallMs)
    }
  }
  return [...walls].map(([name, wallMs]) => ({ name, wallMs: wallMs.sort((a, b) => a - b) }))
}

function runOnce({ name, script, env }: Program): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const child = spawn(process.execPath, [script], {
      env: { PATH: process.env['PATH'] ?? '', ...env() },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) resolve(performance.now() - startedAt)
      else reject(new Error(`${name} ended with ${code}:\n${printed}`))
    })
  })
}

export function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2)
  const high = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? NaN) + high) / 2
}
