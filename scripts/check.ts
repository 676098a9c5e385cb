// What is checked without running anything: types, lint and format, side by side, since each leaves a core to others.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const root = join(import.meta.dirname, '..')

const CHECKS = [
  ['typescript/bin/tsc'],
  ['eslint/bin/eslint.js', '.'],
  ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']
] as const

/** @returns whether it found nothing */
async function check([script, ...args]: (typeof CHECKS)[number]): Promise<boolean> {
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root })
  const [said, complained, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>
  ])
  process.stdout.write(said)
  process.stderr.write(complained)
  return exitCode === 0
}

const good = await Promise.all(CHECKS.map(check))
process.exitCode = good.every(Boolean) ? 0 : 1
