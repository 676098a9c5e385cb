import type { FilePlace } from '../errors/action-error.ts'
import { joinUpTo } from './text.ts'

/** The log of the step. Every method accepts text of one or more lines and makes hostile parts harmless. */
export interface Log {
  info(text: string): void
  /** Lines of a difference, in color unless the step's environment sets NO_COLOR. */
  diff(lines: readonly DiffLine[]): void
  debug(text: string): void
  /** @param about the parts in which copies of the text differ; `flush` annotates such copies once */
  notice(text: string, about?: About): void
  /** @param about as in `notice` */
  warning(text: string, about?: About): void
  /** @param place where in the repository the annotation is shown; nowhere if not set */
  error(text: string, title: string, place?: FilePlace): void
  /** Annotates the texts that were held back. */
  flush(): void
  /** Runs a phase inside a collapsible group. */
  group<T>(title: string, phase: () => Promise<T>): Promise<T>
}

/** One line of a difference; context without `change`. */
export interface DiffLine {
  readonly text: string
  readonly change?: 'added' | 'removed'
}

/** What a text is about, the name first. Copies of the text that differ in nothing else become one annotation. */
export type About = readonly string[]

/** The annotations of one level. */
export interface Annotations {
  /** A text with `about` is logged, and annotated by `flush` together with its copies. */
  add(text: string, about?: About): void
  /** Annotates what was held back. */
  flush(): void
}

/** The runner silently drops further annotations of a level from one step. */
const MAX_ANNOTATIONS = 10
/** The last one is for texts after the flush, such as a comment that could not be written. */
const MAX_BEFORE_FLUSH = MAX_ANNOTATIONS - 1
const MAX_NAMED = 5

/**
 * Saves the few annotations of a level for different texts.
 * @param annotate writes an annotation, which is also a line of the log
 * @param write writes a line of the log only
 */
export function createAnnotations(
  level: 'notice' | 'warning',
  annotate: (text: string) => void,
  write: (text: string) => void
): Annotations {
  let count = 0
  const seen = new Set<string>()
  const held = new Map<string, { readonly text: string; readonly names: Set<string> }>()

  let most = MAX_BEFORE_FLUSH

  function make(text: string): void {
    count++
    annotate(count < MAX_ANNOTATIONS ? text : `${text}\nFor further ${level}s, see the log.`)
  }

  return {
    add(text, about) {
      const isCopy = seen.has(text)
      seen.add(text)
      if (about === undefined && !isCopy && count < most) {
        make(text)
        return
      }
      write(`${level}: ${text}`)
      if (about === undefined && isCopy) return
      const [name = ''] = about ?? []
      const key = keyOf(text, about ?? [])
      const like = held.get(key)
      if (like === undefined) held.set(key, { text, names: new Set([name]) })
      else like.names.add(name)
    },
    flush() {
      for (const [key, { text, names }] of [...held].slice(0, most - count)) {
        make(`${text}${others([...names])}`)
        held.delete(key)
      }
      most = MAX_ANNOTATIONS
    }
  }
}

/** Request ids and similar IDs, which differ in each copy. */
const IDS = /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})\b/gi

/** The text without the parts that it is about. */
function keyOf(text: string, about: About): string {
  return [...about]
    .filter(part => part !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((rest, part) => rest.replaceAll(part, '…'), text)
    .replace(IDS, '…')
}

function others([, ...names]: readonly string[]): string {
  if (names.length === 0) return ''
  return `\nThe same applies to ${names.length} more: ${joinUpTo(names, MAX_NAMED)}. For each of them, see the log.`
}
