import { hash, randomUUID } from 'node:crypto'

export interface Ids {
  /** 32 lower-case hex digits: a backend, a model, a task. */
  id(): string
  /** An upper-case UUID. */
  requestId(): string
}

export const randomIds: Ids = {
  id: () => randomUUID().replaceAll('-', ''),
  requestId: () => randomUUID().toUpperCase()
}

/** Ids that count from 1, for reproducible runs. */
export function countingIds(): Ids {
  let count = 0
  const next = () => (++count).toString(16)
  return {
    id: () => next().padStart(32, '0'),
    requestId: () => `00000000-0000-4000-8000-${next().toUpperCase().padStart(12, '0')}`
  }
}

/** A deterministic id for a text. */
export function idOf(text: string): string {
  return hash('sha256', text).slice(0, 32)
}

/** A deterministic RAM ID of 18 digits, as users and roles have. */
export function ramIdOf(text: string): string {
  const digits = BigInt(`0x${hash('sha256', text).slice(0, 16)}`) % 10n ** 17n
  return `3${String(digits).padStart(17, '0')}`
}
