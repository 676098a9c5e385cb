// Measures what a step costs: whole processes on this machine, with the emulator in another process.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { plotTargets } from './plot.ts'
import type { Places } from './programs.ts'
import { measureBatch } from './sections/batch.ts'
import { measureGateways, measureKinds } from './sections/kinds.ts'
import { measureLatency } from './sections/latency.ts'
import { measureOneTarget } from './sections/one-target.ts'
import { measureTargets } from './sections/targets.ts'
import { printed } from './table.ts'
import type { Table } from './table.ts'

const HELP = `Measures what a step costs, against the emulator.

Usage: npm run bench -- [--only SECTION,…] [--runs N] [--targets N,…] [--max-parallel N] [--throttles N,…]
                        [--services N] [--json] [--plot FILE] [--step FILE]

  --only SECTION,…   sections to run: one, kinds, latency, targets, batch, gateways (default: all)
  --runs N           runs per program with one target (default: 15). The section latency uses a third of them, targets
                     and batch a fifth, gateways one
  --targets N,…      numbers of targets in the section targets (default: 1,10,100,1000)
  --services N       number of services in the section gateways (default: 100)
  --max-parallel N   max-parallel of the step with many targets (default: 32)
  --throttles N,…    throttles of the section targets, in requests per second (default: none,50)
  --json             print one JSON object instead of tables
  --plot FILE        write the section targets to FILE as an SVG plot
  --step FILE        bundle of the step to measure (default: dist/index.js)
  -h, --help         print this text
`
const SECTIONS = ['one', 'kinds', 'latency', 'targets', 'batch', 'gateways'] as const

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: SECTIONS.join(',') },
    runs: { type: 'string', default: '15' },
    targets: { type: 'string', default: '1,10,100,1000' },
    services: { type: 'string', default: '100' },
    'max-parallel': { type: 'string', default: '32' },
    throttles: { type: 'string', default: 'none,50' },
    json: { type: 'boolean', default: false },
    plot: { type: 'string' },
    step: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false }
  }
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const runs = wholeNumber('--runs', values.runs)
const counts = values.targets.split(',').map(text => wholeNumber('--targets', text))
const services = wholeNumber('--services', values.services)
const maxParallel = wholeNumber('--max-parallel', values['max-parallel'])
const throttles = values.throttles
  .split(',')
  .map(text => (text === 'none' ? undefined : wholeNumber('--throttles', text)))
const only = values.only.split(',')
const unknown = only.filter(name => !(SECTIONS as readonly string[]).includes(name))
if (unknown.length > 0)
  usage(`invalid value "${unknown.join(', ')}" for --only: must be ${SECTIONS.join(', ')}`)

const root = join(import.meta.dirname, '..')
mkdirSync(join(root, 'build'), { recursive: true })
const folder = mkdtempSync(join(root, 'build', 'bench-'))
const places: Places = { root, folder, step: resolve(values.step ?? join(root, 'dist', 'index.js')) }
const measure: Record<(typeof SECTIONS)[number], () => Promise<Table>> = {
  one: () => measureOneTarget(places, runs),
  kinds: () => measureKinds(places, runs),
  latency: () => measureLatency(places, Math.ceil(runs / 3)),
  targets: () => measureTargets(places, { counts, maxParallel, throttles, runs: Math.ceil(runs / 5) }),
  batch: () => measureBatch(places, Math.ceil(runs / 5)),
  gateways: () => measureGateways(places, { targets: services })
}
try {
  const tables: Record<string, Table> = {}
  if (!values.json) process.stdout.write(`Node ${process.version}, ${cpus().length} cores\n\n`)
  for (const name of SECTIONS) {
    if (!only.includes(name)) continue
    const table = await measure[name]()
    tables[name] = table
    if (!values.json) process.stdout.write(`${printed(table)}\n`)
  }
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ node: process.version, cores: cpus().length, ...tables })}\n`)
  }
  if (values.plot !== undefined && tables['targets'] !== undefined) {
    writeFileSync(values.plot, plotTargets(tables['targets']))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    usage(`invalid value "${text}" for ${option}: must be a whole number, 1 or greater`)
  return number
}

function usage(problem: string): never {
  process.stderr.write(`error: ${problem}\n`)
  process.exit(2)
}
