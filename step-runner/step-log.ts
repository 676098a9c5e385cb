import { isAbsolute, relative, sep } from 'node:path'
import { parseCommand } from './commands.ts'
import type { Command } from './commands.ts'
import type { Masks } from './masks.ts'

export type AnnotationLevel = 'error' | 'warning' | 'notice'

export interface Annotation {
  readonly level: AnnotationLevel
  readonly title?: string
  /** Masked, and cut at 4,096 characters. */
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly endLine?: number
  readonly column?: number
}

/** A line of the log, masked with the secrets known when it was written. */
export interface LogLine {
  readonly kind: 'text' | 'group' | 'debug' | AnnotationLevel
  readonly text: string
  readonly inGroup: boolean
}

const MAX_ANNOTATIONS_OF_A_LEVEL = 10
const MAX_MESSAGE_LENGTH = 4096
const LEVELS: readonly string[] = ['error', 'warning', 'notice']
/** Problem matchers are included, so that their lines are hidden as on GitHub; they match nothing here. */
const KNOWN = new Set([
  ...LEVELS,
  ...['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'group'],
  ...['remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands']
])
const DISABLED = new Set(['set-output', 'save-state', 'set-env', 'add-path'])
/** Commands whose own line is never shown, not even with `echo` on. */
const SILENT = new Set([...LEVELS, 'add-mask', 'debug'])

export interface StepLogOptions {
  readonly masks: Masks
  readonly workspace: string
  readonly debug: boolean
  readonly onLine?: ((line: LogLine) => void) | undefined
}

/** Turns a process's lines into the log and the annotations, as GitHub does. */
export class StepLog {
  readonly lines: LogLine[] = []
  readonly annotations: Annotation[] = []
  readonly #options: StepLogOptions
  #commandFailed = false
  #inGroup = false
  #echo = false
  #stopToken: string | undefined

  constructor(options: StepLogOptions) {
    this.#options = options
  }

  /** Whether a command could not be processed, which fails the step. */
  get commandFailed(): boolean {
    return this.#commandFailed
  }

  /** Processes a line that the process wrote to either stream. */
  take(line: string): void {
    const token = this.#stopToken
    const command = parseCommand(line, name => KNOWN.has(name) || name === token)
    if (command === undefined) return this.#write('text', line)
    if (token !== undefined) {
      // while commands are stopped, everything but the token is text
      if (command.name === token) this.#stopToken = undefined
      return this.#write('text', line)
    }
    if (this.#echo && !SILENT.has(command.name)) this.#write('text', line)
    try {
      this.#process(command, line)
    } catch (error) {
      const shown = SILENT.has(command.name) ? command.name : line
      this.#commandFailed = true
      this.issue('error', `Unable to process command '${shown}' successfully.`)
      this.issue('error', error instanceof Error ? error.message : String(error))
    }
  }

  /** Adds a line of the runner itself, without looking for commands. */
  text(line: string): void {
    this.#write('text', line)
  }

  group(title: string): void {
    this.#inGroup = false
    this.#write('group', title)
    this.#inGroup = true
  }

  endGroup(): void {
    this.#inGroup = false
  }

  /** Adds a line to the log, and an annotation if there are fewer than ten of its level. */
  issue(level: AnnotationLevel, message: string, properties: Readonly<Record<string, string>> = {}): void {
    const { masks } = this.#options
    const cut = masks.maskLines(message).slice(0, MAX_MESSAGE_LENGTH)
    this.#write(level, cut)
    if (this.annotations.filter(other => other.level === level).length >= MAX_ANNOTATIONS_OF_A_LEVEL) return
    const { title, file } = properties
    const line = integer(properties['line']) ?? integer(properties['endline'])
    const endLine = integer(properties['endline'])
    const column = integer(properties['col'])
    this.annotations.push({
      level,
      message: cut,
      ...(title === undefined ? {} : { title: masks.mask(title) }),
      ...(file === undefined ? {} : { file: masks.mask(this.#inWorkspace(file)) }),
      ...(line === undefined ? {} : { line }),
      ...(endLine === undefined ? {} : { endLine }),
      ...(column === undefined ? {} : { column })
    })
  }

  #process({ name, data, properties }: Command, line: string): void {
    if (DISABLED.has(name)) {
      throw new Error(
        `The \`${name}\` command is disabled. Please upgrade to using Environment Files. For more information see: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#environment-files`
      )
    }
    switch (name) {
      case 'error':
      case 'warning':
      case 'notice':
        return this.issue(name, data, properties)
      case 'group':
        return this.group(data)
      case 'endgroup':
        return this.endGroup()
      case 'debug':
        if (this.#options.debug) this.#write('debug', data)
        return
      case 'add-mask':
        if (data.trim() === '') {
          return this.issue('warning', "Can't add secret mask for empty string in ##[add-mask] command.")
        }
        this.#options.masks.add(data)
        if (this.#echo) this.#write('text', '::add-mask::***')
        return
      case 'echo':
        return this.#setEcho(data)
      case 'stop-commands':
        if (data === '' || KNOWN.has(data.toLowerCase()) || data.toLowerCase() === 'pause-logging') {
          throw new Error(`Invoking ::stop-commands:: with endToken: '${data}' is not allowed.`)
        }
        this.#stopToken = data.toLowerCase()
        return this.#write('text', line)
    }
  }

  #setEcho(data: string): void {
    const value = data.trim().toLowerCase()
    if (value !== 'on' && value !== 'off') {
      throw new Error(
        `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${data}'.`
      )
    }
    this.#echo = value === 'on'
  }

  #write(kind: LogLine['kind'], text: string): void {
    const line = { kind, text: this.#options.masks.maskLines(text), inGroup: this.#inGroup }
    this.lines.push(line)
    this.#options.onLine?.(line)
  }

  /** GitHub shows annotations at paths relative to the repository. */
  #inWorkspace(file: string): string {
    if (!isAbsolute(file)) return file
    const path = relative(this.#options.workspace, file)
    return path.startsWith('..') || isAbsolute(path) ? file : path.replaceAll(sep, '/')
  }
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
