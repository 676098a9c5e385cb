import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Runs Jest as `npm run jest` does, with additional environment variables, and exits with its exit code. */
export function runJest(args: readonly string[], env: Readonly<Record<string, string>>): void {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js')
  const { status } = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, ...args],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }
  )
  process.exitCode = status ?? 1
}
