/**
 * A pattern with Unicode properties. V8 builds their tables when it reads a literal, even if it is never used: the few in this
 * action would delay each step by about 6 ms.
 */
export function lazyPattern(source: string, flags: string): () => RegExp {
  let pattern: RegExp | undefined
  return () => (pattern ??= new RegExp(source, flags))
}

/** Matches most texts. */
const PRINTABLE_ASCII = /^[ -~]*$/

export function isPrintableAscii(text: string): boolean {
  return PRINTABLE_ASCII.test(text)
}
