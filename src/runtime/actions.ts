import { debug, error, group, info, notice, setSecret, warning } from '@actions/core'
import { randomUUID } from 'node:crypto'
import { EOL } from 'node:os'
import { messageOf } from '../errors/action-error.ts'
import type { Outputs } from '../outputs.ts'
import { appendWhole } from './files.ts'
import type { Environment } from './github.ts'
import { createAnnotations } from './log.ts'
import type { DiffLine, Log } from './log.ts'
import type { Secrets } from './secrets.ts'
import { indentedLine, safeLines } from './text.ts'

/** Outputs whose values are this action's own words and numbers: a secret with the same value is not disclosed by them. */
const WORDS: ReadonlySet<string> = new Set([
  'result',
  'changed',
  'has-changes',
  'apis-total',
  'apis-updated',
  'apis-failed'
])

/** ANSI escape sequences, which GitHub shows as colors: https://no-color.org says when not to write them. */
const COLORS = { added: '\u001b[32m', removed: '\u001b[31m' } as const
const RESET = '\u001b[0m'

/** Colors a safe line behind its indentation. */
function colored(line: string, change: DiffLine['change']): string {
  return change === undefined ? line : line.replace(/\S.*/, text => `${COLORS[change]}${text}${RESET}`)
}

/** The log of the step, written with the runner's workflow commands. */
export function createActionsLog(secrets: Secrets, env: Environment): Log {
  const hasColor = (env['NO_COLOR'] ?? '') === ''
  const clean = (text: string): string => safeLines(secrets.scrub(text))
  const write = (text: string): void => info(clean(text))
  const notices = createAnnotations('notice', text => notice(clean(text)), write)
  const warnings = createAnnotations('warning', text => warning(clean(text)), write)
  return {
    info: write,
    diff(lines) {
      for (const { text, change } of lines) {
        const line = clean(indentedLine(text))
        info(hasColor ? colored(line, change) : line)
      }
    },
    debug: text => debug(clean(text)),
    notice: (text, about) => notices.add(text, about),
    warning: (text, about) => warnings.add(text, about),
    error: (text, title, place) =>
      error(clean(text), {
        title: clean(title),
        ...(place === undefined
          ? {}
          : { file: clean(place.file), startLine: place.line, startColumn: place.column })
      }),
    flush() {
      notices.flush()
      warnings.flush()
    },
    group: (title, phase) => group(clean(title), phase)
  }
}

export function createActionsOutputs(log: Log, secrets: Secrets, env: Environment): Outputs {
  return {
    set(name, value) {
      try {
        const text = WORDS.has(name) ? value : secrets.scrub(value)
        appendWhole(requireFile(env, 'GITHUB_OUTPUT'), valueText(name, text))
      } catch (error) {
        log.warning(`the output ${name} could not be written: ${messageOf(error)}`, [name])
      }
    }
  }
}

export function maskInLog(value: string): void {
  setSecret(value)
}

/** Saves values for the post step. Throws if that is not possible. */
export function createStateSaver(env: Environment): (name: string, value: string) => void {
  return (name, value) => appendWhole(requireFile(env, 'GITHUB_STATE'), valueText(name, value))
}

/** A value in the runner's format, between delimiter lines that do not occur in it. */
function valueText(name: string, value: string): string {
  const delimiter = `ghadelimiter_${randomUUID()}`
  return [`${name}<<${delimiter}`, value, delimiter, ''].join(EOL)
}

function requireFile(
  env: Environment,
  variable: 'GITHUB_OUTPUT' | 'GITHUB_STATE' | 'GITHUB_STEP_SUMMARY'
): string {
  const file = env[variable] ?? ''
  if (file === '') throw new Error(`${variable} is not set`)
  return file
}

/** Appends Markdown to the job summary. Throws if that is not possible. */
export function createSummaryWriter(env: Environment): (markdown: string) => void {
  return markdown => appendWhole(requireFile(env, 'GITHUB_STEP_SUMMARY'), `${markdown}\n`)
}
