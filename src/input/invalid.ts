/** A value that an input does not take. The message says what was given, never a secret, and what is taken. */
export class Invalid extends Error {
  override readonly name = 'Invalid'
}

/** What was given, for a message: short, and on one line. */
export function given(raw: string): string {
  const flat = raw.replace(/\p{Cc}+/gu, ' ')
  return flat.length <= 60 ? `"${flat}"` : `"${flat.slice(0, 57)}…" (${raw.length} characters)`
}
