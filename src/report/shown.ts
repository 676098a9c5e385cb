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

/** A policy in a block of its own, to be copied; as text where it is too long, or no JSON without its secrets. */
export function shownPolicy(document: string, longest: number): Markdown[] {
  const redacted = redactText(document)
  try {
    if (redacted.length <= longest) return [fence('json', jsonText(JSON.parse(redacted) as Json, 2))]
  } catch {
    // a mask has taken a quotation mark with it
  }
  return shownMessage(document, longest)
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
