import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { LineSplitter } from './lines.ts'
import { tooLong } from './environment.ts'
import type { Variables } from './environment.ts'
import type { CancelTimes } from './options.ts'

/** A child process of the action that keeps the pipe open must not delay the step's completion forever. */
const STREAMS_AFTER_EXIT_MS = 5_000

export interface ProcessOptions {
  readonly node: string
  readonly entry: string
  readonly cwd: string
  readonly env: Variables
  readonly cancelTimes: CancelTimes
  readonly onLine: (line: string) => void
}

export interface ProcessEnd {
  /** `null` if a signal ended it, or if it was not started. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started. */
  readonly startError: string | undefined
  readonly cancelled: boolean
  readonly rawStdout: string
  readonly rawStderr: string
  readonly durationMs: number
}

/** One process of an action: main or post. */
export class ActionProcess {
  readonly ended: Promise<ProcessEnd>
  readonly #child: ChildProcess | undefined
  readonly #cancelTimes: CancelTimes
  #over = false
  #cancelled = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: ProcessOptions) {
    this.#cancelTimes = options.cancelTimes
    const rejection = rejectionOf(options)
    if (rejection !== undefined) {
      this.#over = true
      this.ended = Promise.resolve(notStarted(rejection))
      return
    }
    const child = spawn(options.node, [options.entry], {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true
    })
    this.#child = child
    this.ended = this.#follow(child, options)
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /**
   * Stops the process as the runner does when a job is cancelled: SIGINT, SIGTERM, SIGKILL, until it has exited.
   * On Windows Node cannot send signals: the process is killed at once.
   */
  cancel(): void {
    if (this.#over || this.#cancelled) return
    this.#cancelled = true
    const { interruptMs = 7_500, terminateMs = 2_500 } = this.#cancelTimes
    this.#child?.kill('SIGINT')
    this.#timer = setTimeout(() => {
      this.#child?.kill('SIGTERM')
      this.#timer = setTimeout(() => this.#child?.kill('SIGKILL'), terminateMs)
    }, interruptMs)
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.#over) this.#child?.kill(signal)
  }

  async #follow(child: ChildProcess, options: ProcessOptions): Promise<ProcessEnd> {
    const startedAt = performance.now()
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    const finishers = [
      collect(child.stdout, stdout, options.onLine),
      collect(child.stderr, stderr, options.onLine)
    ]
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    let grace: NodeJS.Timeout | undefined
    child.once('error', error => {
      // an error after the start means that a signal could not be sent, not that the process has exited
      if (child.pid === undefined) resolve(startFailure(options, error.message))
    })
    child.once('exit', () => {
      this.#over = true
      clearTimeout(this.#timer)
      grace = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, STREAMS_AFTER_EXIT_MS)
    })
    child.once('close', () => resolve(undefined))
    const startError = await promise
    this.#over = true
    clearTimeout(this.#timer)
    clearTimeout(grace)
    for (const finish of finishers) finish()
    return {
      exitCode: startError === undefined ? child.exitCode : null,
      signal: child.signalCode,
      startError,
      cancelled: this.#cancelled,
      rawStdout: Buffer.concat(stdout).toString(),
      rawStderr: Buffer.concat(stderr).toString(),
      durationMs: performance.now() - startedAt
    }
  }
}

/**
 * Only Linux itself rejects a long variable. It is rejected on every system, so that a test on another system
 * does not pass what fails on a Linux runner.
 */
function rejectionOf(options: ProcessOptions): string | undefined {
  const variable = tooLong(options.env)
  return variable === undefined
    ? undefined
    : startFailure(options, `Argument list too long (the environment variable ${variable})`)
}

function startFailure({ node, cwd }: ProcessOptions, reason: string): string {
  return `An error occurred trying to start process '${node}' with working directory '${cwd}'. ${reason}`
}

function notStarted(startError: string): ProcessEnd {
  return {
    exitCode: null,
    signal: null,
    startError,
    cancelled: false,
    rawStdout: '',
    rawStderr: '',
    durationMs: 0
  }
}

function collect(
  stream: NodeJS.ReadableStream | null,
  chunks: Buffer[],
  onLine: (line: string) => void
): () => void {
  const splitter = new LineSplitter(onLine)
  stream?.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    splitter.push(chunk)
  })
  return () => splitter.end()
}
