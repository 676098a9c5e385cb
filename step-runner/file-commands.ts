import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

/** The files that an action writes outputs, state and so on to; new ones for each process. */
export interface CommandFiles {
  readonly output: string
  readonly state: string
  readonly summary: string
  readonly env: string
  readonly path: string
}

const SUMMARY_LIMIT_BYTES = 1024 * 1024

/** Creates the five empty files, with the folder and the names that the runner uses. */
export function createCommandFiles(temp: string): CommandFiles {
  const folder = join(temp, '_runner_file_commands')
  mkdirSync(folder, { recursive: true })
  const suffix = randomUUID()
  const create = (prefix: string) => {
    const path = join(folder, `${prefix}_${suffix}`)
    writeFileSync(path, '')
    return path
  }
  return {
    output: create('set_output'),
    state: create('save_state'),
    summary: create('step_summary'),
    env: create('set_env'),
    path: create('add_path')
  }
}

export interface FileCommands {
  readonly output: Record<string, string>
  readonly state: Record<string, string>
  readonly env: Record<string, string>
  /** In the order of PATH: last added first. */
  readonly path: string[]
  /** Not masked yet. */
  readonly summary: string
  /** The runner's error lines; `fails` tells whether the error fails the step. */
  readonly errors: readonly { readonly message: string; readonly fails: boolean }[]
}

/** Reads the files after the process has exited, whether or not it succeeded, and removes them. */
export function readCommandFiles(files: CommandFiles): FileCommands {
  const errors: { message: string; fails: boolean }[] = []
  const pairs = (kind: 'output' | 'state' | 'env') => {
    const values: Record<string, string> = {}
    try {
      // the pairs before a malformed line are kept
      for (const [name, value] of parsePairs(read(files[kind]))) {
        if (kind === 'env' && name.toUpperCase() === 'NODE_OPTIONS') {
          const message = "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command."
          errors.push({ message, fails: false })
        } else {
          values[name] = value
        }
      }
    } catch (error) {
      errors.push({ message: `Unable to process file command '${kind}' successfully.`, fails: true })
      errors.push({ message: error instanceof Error ? error.message : String(error), fails: true })
    }
    return values
  }
  const env = pairs('env')
  const output = pairs('output')
  const state = pairs('state')
  const path = read(files.path).split(/\r?\n/).filter(Boolean).toReversed()
  const summary = readSummary(files.summary, message => errors.push({ message, fails: false }))
  for (const file of Object.values(files) as string[]) rmSync(file, { recursive: true, force: true })
  return { output, state, env, path, summary, errors }
}

function readSummary(file: string, error: (message: string) => void): string {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (bytes <= SUMMARY_LIMIT_BYTES) return read(file)
  error(
    `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${SUMMARY_LIMIT_BYTES / 1024}k, got ${Math.floor(bytes / 1024)}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`
  )
  return ''
}

/** Empty if the action removed the file. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch {
    return ''
  }
}

/**
 * The pairs of a command file: `name=value`, or `name<<DELIMITER`, lines, `DELIMITER`.
 * @throws Error with the runner's message, after the pairs before the malformed line
 */
export function* parsePairs(text: string): Generator<[name: string, value: string]> {
  const lines = readLines(text)
  for (const { line } of lines) {
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`)
      yield [line.slice(0, equals), line.slice(equals + 1)]
    } else if (heredoc >= 0) {
      const name = line.slice(0, heredoc)
      const delimiter = line.slice(heredoc + 2)
      if (name === '' || delimiter === '') {
        throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`)
      }
      yield [name, heredocValue(lines, delimiter)]
    } else {
      throw new Error(`Invalid format '${line}'`)
    }
  }
}

interface Line {
  readonly line: string
  /** Empty at the end of the text. */
  readonly newline: string
}

function heredocValue(lines: Generator<Line, void>, delimiter: string): string {
  let value = ''
  let lastNewline = ''
  for (;;) {
    // not for...of: leaving the loop would close the generator, which the caller still uses
    const next = lines.next()
    if (next.done === true) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`)
    const { line, newline } = next.value
    if (line === delimiter) return value
    if (newline === '') throw new Error('Invalid value. EOF marker missing new line.')
    value += lastNewline + line
    lastNewline = newline
  }
}

/** CR LF ends a line only on Windows; elsewhere the CR is part of the value. */
function* readLines(text: string): Generator<Line, void> {
  const ends = process.platform === 'win32' ? /\r\n|\n/g : /\n/g
  let start = 0
  for (const end of text.matchAll(ends)) {
    yield { line: text.slice(start, end.index), newline: end[0] }
    start = end.index + end[0].length
  }
  if (start < text.length) yield { line: text.slice(start), newline: '' }
}
