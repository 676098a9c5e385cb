import type { Json } from '../model/json.ts'
import { redactText } from '../model/redact.ts'
import { code, fence, markup, prose } from './markdown.ts'
import type { Markdown } from './markdown.ts'
import { jsonText } from './paste.ts'

/** Text from outside as inline code, without the secrets of URLs in it. */
export function shown(text: string, longest?: number): Markdown {
  return code(redactText(text), longest)
}

const LONGEST_NAME = 100

/** The same for names and ids. */
export function shownName(text: string): Markdown {
  return shown(text, LONGEST_NAME)
}

/** A value, redacted already, as inline code; absent is a dash. */
export function shownValue(value: Json): Markdown {
  if (value === null) return markup`–`
  return shown(typeof value === 'string' ? value : JSON.stringify(value))
}

const MOST_LINES = 20

/** A message, line by line. */
export function shownMessage(message: string, longest: number): Markdown[] {
  return linesOf(message, longest).map(line => prose(line))
}

/** A text of this action, line by line; a RAM policy in it stands in a block of its own, to be copied. */
export function shownAdvice(advice: string, longest: number): Markdown[] {
  return linesOf(advice, longest).flatMap(line => {
    const policy = policyIn(line)
    if (policy === undefined) return [prose(line)]
    const { before, value, after } = policy
    return [prose(before), fence('json', jsonText(value, 2)), prose(after)].filter(part => part.source !== '')
  })
}

function linesOf(text: string, longest: number): string[] {
  // redacted first: a secret that is cut in two is not recognised
  const redacted = redactText(text)
  const cut = redacted.length <= longest ? redacted : `${redacted.slice(0, longest)}…`
  return cut
    .split('\n')
    .filter(line => line.trim() !== '')
    .slice(0, MOST_LINES)
}

function policyIn(line: string): { before: string; value: Json; after: string } | undefined {
  const start = line.indexOf('{"Version":"1","Statement":')
  const end = line.lastIndexOf('}') + 1
  if (start < 0 || end <= start || end - start > 4000) return undefined
  try {
    const value = JSON.parse(line.slice(start, end)) as Json
    return { before: line.slice(0, start), value, after: line.slice(end).replace(/^\.$/, '') }
  } catch {
    return undefined
  }
}
