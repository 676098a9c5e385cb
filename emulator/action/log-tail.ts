import { readFileSync } from 'node:fs'

const LINES = 50

/** The last lines of a log, escaped so that the runner does not interpret them as commands. */
export function tailOf(file: string): string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return ['(no log file)']
  }
  if (text.trim() === '') return ['(the log is empty)']
  const lines = text.trimEnd().split(/\r\n|[\r\n]/)
  return lines.slice(-LINES).map(line => `| ${line.replaceAll('##[', '# #[')}`)
}
