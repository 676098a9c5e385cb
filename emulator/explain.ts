import { SeedError } from './seed.ts'

/** A message for a failed start, with the fix. */
export function describeStartError(thrown: unknown): string {
  if (thrown instanceof SeedError) return `invalid seed (line:column):\n${thrown.message}`
  if (!(thrown instanceof Error)) return String(thrown)
  const code = 'code' in thrown ? thrown.code : undefined
  if (code === 'EADDRINUSE') return `${thrown.message}; use another port, or 0 for any free port`
  if (code === 'EACCES') return `${thrown.message}; use a port above 1023, or 0 for any free port`
  return thrown.message
}

/** Parses a port number (0 for any free port); `undefined` if invalid. */
export function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}
