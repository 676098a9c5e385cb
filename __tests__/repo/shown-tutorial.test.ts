import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import { listen, stop } from '../../emulator/loopback.ts'
import { ROOT } from '../support/workflows/document.ts'
import { play } from '../support/workflows/play.ts'
import { endsOf } from '../support/workflows/shop.ts'
import { onPosix } from '../support/systems.ts'

// docs/tutorial.md works as pasted, from start to end, and prints what the page shows.

const run = promisify(execFile)
const page = readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8')
const seed = readFileSync(join(ROOT, 'emulator/default-seed.yaml'), 'utf8')

interface Block {
  readonly command: string
  /** What the page shows below the command. */
  readonly shown: string
}

const blocks: Block[] = [...page.matchAll(/^```sh\n([^]*?)^```$(?:\n\n```text\n([^]*?)^```$)?/gm)].map(
  ([, command = '', shown = '']) => ({ command, shown })
)

/** Without what differs between two runs. */
function stable(text: string): string {
  return text
    .replaceAll(/\d+(?:\.\d+)?m?s\b/g, 'TIME')
    .replaceAll(/fp1:[0-9a-f]{64}/g, 'FINGERPRINT')
    .trimEnd()
}

/** The lines that a page shows and a command did not print, in this order. */
function missing(shown: string, printed: string): string[] {
  const lines = stable(printed).split('\n')
  let from = 0
  return stable(shown)
    .split('\n')
    .filter(line => line !== '…' && line !== '')
    .filter(line => {
      const at = lines.indexOf(line, from)
      if (at >= 0) from = at + 1
      return at < 0
    })
}

const posix = onPosix ? test : test.skip // the commands are for a POSIX shell

posix('the commands of the tutorial print what it shows, in one shell', async () => {
  const [clone, start, serve, ...pasted] = blocks
  expect(clone?.command).toContain('npm ci')
  expect(start?.command).toContain('--port 8400 --gateway-port 8401')
  expect(serve?.command).toContain('[[8083, "blue", 200], [8084, "green", 200], [8085, "red", 500]]')
  expect(pasted.filter(({ shown }) => shown !== '')).toHaveLength(8)
  const servers = [
    ['blue', 200],
    ['green', 200],
    ['red', 500]
  ].map(([version, status]) =>
    createServer((_, response) => response.writeHead(Number(status)).end(`${version}\n`))
  )
  const free = await Promise.all(servers.map(server => listen(server, 0)))
  const services = [8083, 8084, 8085].map((port, index) => [`:${port}`, `:${free[index]}`] as const)
  const exchange = (text: string, pairs: readonly (readonly [string, string])[]): string =>
    pairs.reduce((result, [from, to]) => result.replaceAll(`127.0.0.1${from}`, `127.0.0.1${to}`), text)
  const emulator = await startEmulator({ seed: exchange(seed, services) })
  const portOf = (address: string): string => /:\d+$/.exec(address)?.[0] ?? ''
  const ports = [
    ...services,
    [':8400', portOf(emulator.endpoint)] as const,
    [':8401', portOf(emulator.gateway)] as const
  ]
  const folder = await mkdtemp(join(tmpdir(), 'tutorial-'))
  try {
    const script = pasted.map(({ command }) => `${exchange(command, ports)}\necho "=== end of a block ==="\n`)
    // plan.txt is written to the current folder: the test's, not the repository's
    const inFolder = script.join('').replaceAll('plan.txt', join(folder, 'plan.txt'))
    const { stdout } = await run('bash', ['-c', inFolder], { cwd: ROOT, maxBuffer: 1 << 24 })
    const printed = exchange(
      stdout,
      ports.map(([from, to]) => [to, from] as const)
    ).split('=== end of a block ===\n')
    for (const [index, { command, shown }] of pasted.entries()) {
      expect({ command, missing: missing(shown, printed[index] ?? '') }).toEqual({ command, missing: [] })
    }
  } finally {
    await Promise.all([emulator.close(), ...servers.map(stop), rm(folder, { recursive: true, force: true })])
  }
})

test('the workflow of the tutorial plans and applies as pasted', async () => {
  const [, workflow = ''] = /^```yaml\n([^]*?)^```$/m.exec(page) ?? []
  const folder = await mkdtemp(join(tmpdir(), 'tutorial-'))
  const emulator = await startEmulator({ seed })
  try {
    const path = join(folder, 'rehearsal.yml')
    await writeFile(path, workflow)
    const jobs = await play(relative(ROOT, path), {
      event: { name: 'workflow_dispatch' },
      adds: { 'request-timeout': '5m' },
      startEmulator: inputs => {
        expect(inputs['seed'] ?? '').toBe('')
        const { endpoint, accessKeyId, accessKeySecret } = emulator
        return Promise.resolve({
          endpoint,
          'region-id': 'cn-hangzhou',
          'access-key-id': accessKeyId,
          'access-key-secret': accessKeySecret
        })
      }
    })
    expect(endsOf(jobs)).toEqual({ rehearse: 'success planned switched' })
  } finally {
    await emulator.close()
    await rm(folder, { recursive: true })
  }
})
