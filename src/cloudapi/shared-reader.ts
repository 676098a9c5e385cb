import type { Backend } from '../model/backend.ts'
import type { CloudReader } from './types.ts'

/**
 * Readers that read each backend once, for all of its stages that are planned together. Such a read outlives a
 * caller that gives up, since others may wait for the same one.
 * @returns the same reader, sharing what the others of the endpoint have asked for
 */
export function createBackendShare(
  signal: AbortSignal | undefined
): (reader: CloudReader, endpoint: URL) => CloudReader {
  const backends = new Map<string, Promise<Backend>>()
  return (reader, { href }) => ({
    ...reader,
    describeBackend(backendId) {
      const key = `${href} ${backendId}`
      const known = backends.get(key) ?? reader.describeBackend(backendId, { signal })
      backends.set(key, known)
      return known
    }
  })
}
