import { stripVTControlCharacters } from 'node:util'
import type { AnnotationLevel, LogLine } from './step-log.ts'

export interface RenderOptions {
  readonly color?: boolean
}

const LABELS: Readonly<Record<AnnotationLevel, string>> = {
  error: 'Error',
  warning: 'Warning',
  notice: 'Notice'
}
const CODES: Readonly<Record<LogLine['kind'], number | undefined>> = {
  error: 31,
  warning: 33,
  notice: 36,
  debug: 35,
  group: 1,
  text: undefined
}

/** A line of the log as GitHub shows it; several lines if its text has several. */
export function renderLine(line: LogLine, options: RenderOptions = {}): string {
  const indent = line.inGroup ? '  ' : ''
  const code = options.color === true ? CODES[line.kind] : undefined
  return withLabel(line)
    .split('\n')
    .map(text => {
      const shown = options.color === true ? text : stripVTControlCharacters(text)
      return indent + (code === undefined ? shown : `\u001b[${code}m${shown}\u001b[0m`)
    })
    .join('\n')
}

function withLabel({ kind, text }: LogLine): string {
  switch (kind) {
    case 'text':
      return text
    case 'group':
      return `▶ ${text}`
    case 'debug':
      return `##[debug]${text}`
    case 'error':
    case 'warning':
    case 'notice':
      return `${LABELS[kind]}: ${text}`
  }
}

/** The lines of a log as text, without a trailing line break. */
export function renderLines(lines: readonly LogLine[], options: RenderOptions = {}): string {
  return lines.map(line => renderLine(line, options)).join('\n')
}
