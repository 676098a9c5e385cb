import { SeedError } from './seed.ts'

/** Why the emulator did not start, in words that say what to do. */
export function explainStart(thrown: unknown): string {
  if (thrown instanceof SeedError) return `the seed has problems (line:column):\n${thrown.message}`
  if (!(thrown instanceof Error)) return String(thrown)
  const code = 'code' in thrown ? thrown.code : undefined
  if (code === 'EADDRINUSE') return `${thrown.message}; choose another port, or 0 for any free one`
  if (code === 'EACCES') return `${thrown.message}; choose a port above 1023, or 0 for any free one`
  return thrown.message
}

/** The number of a port, 0 for any free one; `undefined` for anything else. */
export function portOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}
