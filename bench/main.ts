// What a step costs, as whole processes on this machine: the step, the naive bundle and the floor in turn.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmulator } from '../emulator/emulator.ts'
import { defaultSeed } from '../emulator/seed.ts'
import { median, runInTurn } from './processes.ts'
import type { Program, Sample } from './processes.ts'
import { programsAgainst } from './programs.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '21' }, json: { type: 'boolean', default: false } }
})
const runs = Number(values.runs)
if (!Number.isInteger(runs) || runs < 1) {
  process.stderr.write(`error: --runs is how often each program runs, from 1; it is "${values.runs}"\n`)
  process.exit(2)
}

const root = join(import.meta.dirname, '..')
mkdirSync(join(root, 'build'), { recursive: true })
const folder = mkdtempSync(join(root, 'build', 'bench-'))
// a batch that is over at the first look: what is measured is the step, not the service
const seed = defaultSeed()
const emulator = await startEmulator({ seed: { ...seed, batch: { ...seed.batch, msPerApi: 0 } } })
try {
  const naive = join(folder, 'naive')
  const ncc = join(root, 'node_modules', '@vercel', 'ncc', 'dist', 'ncc', 'cli.js')
  const source = join(import.meta.dirname, 'programs', 'naive.js')
  execFileSync(process.execPath, [ncc, 'build', source, '--out', naive, '--quiet'], { cwd: root })
  const programs = programsAgainst(emulator, { root, folder, naive: join(naive, 'index.js') })
  print(programs, await runInTurn(programs, runs))
} finally {
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
}

function print(programs: readonly Program[], samples: readonly Sample[]): void {
  const floor = median(samples.find(({ name }) => name === 'floor')?.wallMs ?? [])
  const rows = samples.map(({ name, wallMs }) => ({
    name,
    minMs: wallMs[0] ?? NaN,
    medianMs: median(wallMs),
    maxMs: wallMs.at(-1) ?? NaN,
    timesTheFloor: median(wallMs) / floor
  }))
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ node: process.version, runs, programs: rows })}\n`)
    return
  }
  const ms = (value: number): string => value.toFixed(0).padStart(8)
  const lines = rows.map(
    row =>
      `${row.name.padEnd(8)}${ms(row.minMs)}${ms(row.medianMs)}${ms(row.maxMs)}${row.timesTheFloor.toFixed(2).padStart(9)}  ${programs.find(({ name }) => name === row.name)?.what ?? ''}`
  )
  process.stdout.write(
    [
      `One switch against the emulator, ${runs} runs each, in turn, Node ${process.version}; wall time in ms`,
      '',
      '             min  median     max  / floor',
      ...lines,
      ''
    ].join('\n')
  )
}
