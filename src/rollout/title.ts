import { lazyPattern } from '../model/lazy-pattern.ts'
import { keyOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'

/** What the consoles accept as a name, and little more: no text that could pass for a part of a message, or hold a secret. */
const USABLE_ASCII = /^[A-Za-z0-9_](?:[A-Za-z0-9 _.()/-]{0,98}[A-Za-z0-9_.)-])?$/
/** The same for names in any language. Building it takes about 8 ms, so it is not tried if the other one matches. */
const USABLE = lazyPattern(
  String.raw`^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N} _.()/-]{0,98}[\p{L}\p{M}\p{N}_.)-])?$`,
  'u'
)

/** Names a target by its title in the console; by its IDs, as before, if that is no usable name. */
export function withTitle(target: Target, title: string): Target {
  if (!USABLE_ASCII.test(title) && !USABLE().test(title)) return target
  const name = target.kind === 'backend' ? `${title}/${target.stageName}` : title
  return { ...target, key: keyOf(target), name }
}
