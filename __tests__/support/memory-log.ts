import type { Log } from '../../src/runtime/log.ts'

export interface MemoryLog extends Log {
  readonly lines: string[]
  /** The lines of one level. */
  of(level: 'info' | 'notice' | 'warning' | 'error'): string[]
}

/** A log that records its lines, prefixed with their level. */
export function createMemoryLog(): MemoryLog {
  const lines: string[] = []
  const at =
    (level: string) =>
    (text: string): void => {
      lines.push(`${level}: ${text}`)
    }
  return {
    lines,
    of: level =>
      lines.filter(line => line.startsWith(`${level}: `)).map(line => line.slice(level.length + 2)),
    info: at('info'),
    diff(changed) {
      for (const { text } of changed) lines.push(`info: ${text}`)
    },
    debug: at('debug'),
    notice: at('notice'),
    warning: at('warning'),
    error: at('error'),
    flush: () => undefined,
    group: (title, phase) => {
      lines.push(`group: ${title}`)
      return phase()
    }
  }
}
