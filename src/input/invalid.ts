import { redactText } from '../model/redact.ts'

/** A value that an input does not take. The message says what was given, never a secret, and what is taken. */
export class Invalid extends Error {
  override readonly name = 'Invalid'
}

/** What was given, for a message: short, and on one line. */
export function given(raw: string): string {
  // a long value is a file or a token in the wrong place: cut off, it could be masked no more
  if (raw.length > 60) return `a value of ${raw.length} characters`
  return `"${redactText(raw.replace(/\p{Cc}+/gu, ' '))}"`
}
