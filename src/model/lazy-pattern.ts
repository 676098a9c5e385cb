/**
 * A pattern with Unicode properties. V8 builds their tables where it first reads a literal, used or not: the few that this action
 * has would cost each step some 6 ms.
 */
export function lazyPattern(source: string, flags: string): () => RegExp {
  let pattern: RegExp | undefined
  return () => (pattern ??= new RegExp(source, flags))
}

/** What most texts are made of. */
const PRINTABLE_ASCII = /^[ -~]*$/

export function isPrintableAscii(text: string): boolean {
  return PRINTABLE_ASCII.test(text)
}
