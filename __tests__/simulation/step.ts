import type { OutputName } from '../../src/outputs.ts'
import type { SinkTools } from '../../src/report/publish.ts'
import { createSecrets } from '../../src/runtime/secrets.ts'
import { safeLines } from '../../src/runtime/text.ts'
import type { Caller } from './network.ts'
import type { RunnerFiles } from './runner-files.ts'
import type { VirtualTime } from './virtual-time.ts'

/** The main step or its post step as a process: what it prints, and whether it is alive. */
export class Step implements Caller {
  readonly name: 'main' | 'post'
  readonly stop = new AbortController()
  /** As printed, each after its level. */
  readonly lines: string[] = []
  readonly errors: { readonly title: string; readonly text: string }[] = []
  readonly outputs = new Map<string, string>()
  readonly summaries: string[] = []
  readonly startedAt: number
  journalPath: string | undefined
  endedAt: number | undefined
  returned: boolean | undefined
  /** The error that it rejected with, which is always a bug. */
  fault: unknown
  stoppedAt: number | undefined
  /** How many calls had been sent by then. */
  callsAtStop = Infinity
  killedAt: number | undefined
  #effects = 0
  #isLeaving = false
  readonly #killBeforeEffect: number
  readonly #time: VirtualTime
  readonly #files: RunnerFiles

  constructor(name: 'main' | 'post', time: VirtualTime, files: RunnerFiles, killBeforeEffect?: number) {
    this.name = name
    this.#time = time
    this.#files = files
    this.#killBeforeEffect = killBeforeEffect ?? Infinity
    this.startedAt = time.now()
  }

  begin(promise: Promise<boolean | undefined>): void {
    promise.then(
      returned => this.#end(returned, undefined),
      (fault: unknown) => this.#end(undefined, fault)
    )
  }

  #end(returned: boolean | undefined, fault: unknown): void {
    if (!this.isAlive()) return
    this.returned = returned
    this.fault = fault
    this.endedAt = this.#time.now()
  }

  readonly isAlive = (): boolean => this.killedAt === undefined

  isRunning(): boolean {
    return this.isAlive() && this.endedAt === undefined
  }

  /** As seen by another process: a killed one counts as alive until it can no longer change a file. */
  isThere(): boolean {
    return this.isRunning() || this.#isLeaving
  }

  readonly acts = (): boolean => {
    if (!this.isAlive()) return false
    this.#effects += 1
    if (this.#effects === this.#killBeforeEffect && this.isRunning()) {
      this.#keepJournal()
      this.kill()
    }
    return this.isAlive()
  }

  signal(calls: number): void {
    if (!this.isRunning() || this.stoppedAt !== undefined) return
    this.callsAtStop = calls
    this.stoppedAt = this.#time.now()
    this.stop.abort()
  }

  /** From here on it has no effect. */
  kill(): void {
    if (this.isRunning()) this.killedAt = this.#time.now()
  }

  /** It dies in the middle of a write, and what it does until its next wait has no effect. */
  dieWriting(): void {
    this.#files.hold(true)
    this.#isLeaving = true
    this.#time.after(0, () => {
      this.#isLeaving = false
      this.#files.hold(false)
    })
    this.kill()
  }

  /** Code of a killed step that still runs until its next wait leaves no trace in the journal. */
  #keepJournal(): void {
    const { journalPath } = this
    const text = this.journal()
    if (journalPath === undefined) return
    this.#isLeaving = true
    this.#time.after(0, () => {
      this.#isLeaving = false
      this.#files.restore(journalPath, text)
    })
  }

  saveState(name: string, value: string): void {
    if (this.acts() && name === 'journal') this.journalPath = value === '' ? undefined : value
  }

  journal(): string | undefined {
    return this.journalPath === undefined ? undefined : this.#files.readIfThere(this.journalPath)
  }

  /** Like those of `src/runtime/actions.ts`, stored instead of printed. */
  sinks(): SinkTools {
    const secrets = createSecrets(() => undefined)
    const clean = (text: string): string => safeLines(secrets.scrub(text))
    const at =
      (level: string) =>
      (text: string): void => {
        if (this.acts()) this.lines.push(`${level}: ${clean(text)}`)
      }
    return {
      secrets,
      files: this.#files,
      log: {
        info: at('info'),
        diff(changed) {
          for (const { text } of changed) at('info')(text)
        },
        debug: at('debug'),
        notice: at('notice'),
        warning: at('warning'),
        error: (text, title) => {
          if (this.acts()) this.errors.push({ title: clean(title), text: clean(text) })
        },
        flush: () => undefined,
        group: (title, phase) => {
          at('group')(title)
          return phase()
        }
      },
      outputs: {
        set: (name: OutputName, value) => {
          if (this.acts()) this.outputs.set(name, secrets.scrub(value))
        }
      },
      writeSummary: markdown => {
        if (this.acts()) this.summaries.push(markdown)
      },
      comments: { upsert: () => Promise.reject(new Error('no pull request in this simulation')) }
    }
  }
}
