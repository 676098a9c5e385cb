import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ownership } from '../../conformance/ownership.ts'
import { run } from '../../conformance/run.ts'
import type { Run } from '../../conformance/run.ts'
import type { Session, SessionOptions } from '../../conformance/session.ts'
import { senderTo } from '../../conformance/target.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { createSecrets } from '../../src/runtime/secrets.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { ROOT } from '../support/step.ts'

const KEY = 'id: conformance-test-key-id, secret: conformance-test-key-secret'

/** A cloud with a backend that is not the kit's. */
export function seedWith(backends = '', key = '', more = ''): string {
  return `
accounts:
  - id: '1234567890123456'
    keys: [{ ${KEY}${key} }]
backends:
  - { name: orders, type: HTTP, stages: { TEST: { ServiceAddress: http://127.0.0.1:1 } } }
${backends}
${more}
`
}

export async function withTarget<T>(seed: string, use: (target: Emulator) => Promise<T>): Promise<T> {
  const target = await startEmulator({ seed })
  try {
    return await use(target)
  } finally {
    await target.close()
  }
}

/** Runs the script in this process; time passes only when the kit waits. */
export function runAgainst(
  target: Emulator,
  options: Partial<SessionOptions> = {},
  play?: (session: Session) => Promise<void>
): Promise<Run> {
  const { endpoint, accessKeyId, accessKeySecret } = target
  const secrets = createSecrets(() => undefined)
  secrets.add(accessKeyId, accessKeySecret)
  const clock = new FakeClock()
  return run(
    {
      send: senderTo(new URL(`http://${endpoint}`), { accessKeyId, accessKeySecret }),
      clock,
      own: new Ownership(clock.now()),
      secrets,
      ...options
    },
    play
  )
}

/** The names of all backends in the cloud. */
export function backendsOf(target: Emulator): string[] {
  const { BackendInfoList } = target.cloud.call('DescribeBackendList', { PageSize: '100' })
  return (BackendInfoList as { BackendName: string }[]).map(({ BackendName }) => BackendName)
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The text of the record; empty if none was written. */
  readonly record: string
}

const INHERITED = ['PATH', 'SystemRoot', 'NODE_COMPILE_CACHE']

export interface Kit {
  readonly ended: Promise<Ended>
  /** Resolves once it has printed something on stderr. */
  readonly printedError: Promise<void>
  kill(signal: NodeJS.Signals): void
}

/** Starts `npm run conformance` in its own process. */
export function startKit(args: readonly string[], env: Readonly<Record<string, string>> = {}): Kit {
  const kit = { kill: (_: NodeJS.Signals): void => undefined }
  const printedError = Promise.withResolvers<undefined>()
  const ended = mkdtemp(join(tmpdir(), 'conformance-')).then(async folder => {
    const record = join(folder, 'record.json')
    const child = spawn(
      process.execPath,
      [
        join(ROOT, 'conformance', 'main.ts'),
        ...args,
        ...(args.includes('--record') ? [] : ['--record', record])
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...Object.fromEntries(INHERITED.map(name => [name, process.env[name]])), ...env }
      }
    )
    kit.kill = signal => void child.kill(signal)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    child.stderr.once('data', () => printedError.resolve(undefined))
    const code = await new Promise<number | null>(resolve => child.once('close', resolve))
    const text = await readFile(record, 'utf8').catch(() => '')
    await rm(folder, { recursive: true, force: true })
    return { code, stdout, stderr, record: text }
  })
  return { ended, printedError: printedError.promise, kill: signal => kit.kill(signal) }
}

export function keysOf({ accessKeyId, accessKeySecret }: Emulator): Record<string, string> {
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret
  }
}
