import type { FilePlace } from '../errors/action-error.ts'
import { listed } from './text.ts'

/** What the step says. Every method takes text of one or more lines and makes hostile parts harmless. */
export interface Log {
  info(text: string): void
  /** Lines of a difference, in color unless the step's environment sets NO_COLOR. */
  diff(lines: readonly DiffLine[]): void
  debug(text: string): void
  /** @param about what copies of the text differ in, which are said once, by `flush` */
  notice(text: string, about?: About): void
  /** @param about as of a notice */
  warning(text: string, about?: About): void
  /** @param place where in the repository the annotation is shown; at none without it */
  error(text: string, title: string, place?: FilePlace): void
  /** Says what was held back. */
  flush(): void
  /** Runs a phase inside a foldable group. */
  group<T>(title: string, phase: () => Promise<T>): Promise<T>
}

/** One line of a difference; context without `change`. */
export interface DiffLine {
  readonly text: string
  readonly change?: 'added' | 'removed'
}

/** What a text is about, the name first: copies of the text that differ in nothing else are one annotation. */
export type About = readonly string[]

/** The annotations of one level. */
export interface Annotations {
  /** A text about something is annotated by `flush`, with all others like it; until then it is a line of the log. */
  add(text: string, about?: About): void
  /** Annotates what was held back. */
  flush(): void
}

/** The runner drops what a step says of a level beyond these, without a word. */
const MOST_ANNOTATIONS = 10
/** The last of them is for what is said after the flush, such as that a comment could not be written. */
const MOST_BEFORE_FLUSH = MOST_ANNOTATIONS - 1
const MOST_NAMED = 5

/**
 * Keeps the few annotations that a level has for different texts.
 * @param annotate makes an annotation, which is a line of the log as well
 * @param write makes a line of the log alone
 */
export function createAnnotations(
  level: 'notice' | 'warning',
  annotate: (text: string) => void,
  write: (text: string) => void
): Annotations {
  let count = 0
  const said = new Set<string>()
  const held = new Map<string, { readonly text: string; readonly names: Set<string> }>()

  let most = MOST_BEFORE_FLUSH

  function make(text: string): void {
    count++
    annotate(count < MOST_ANNOTATIONS ? text : `${text}\nThe log has any further ${level}s.`)
  }

  return {
    add(text, about) {
      const isCopy = said.has(text)
      said.add(text)
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
      most = MOST_ANNOTATIONS
    }
  }
}

/** Request ids and the like, which are others in each copy. */
const IDS = /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})\b/gi

/** The text without what it is about. */
function keyOf(text: string, about: About): string {
  return [...about]
    .filter(part => part !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((rest, part) => rest.replaceAll(part, '…'), text)
    .replace(IDS, '…')
}

function others([, ...names]: readonly string[]): string {
  if (names.length === 0) return ''
  return `\nThe same for ${names.length} more: ${listed(names, MOST_NAMED)}. The log has each.`
}
