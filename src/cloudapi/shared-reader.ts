import type { Backend } from '../model/backend.ts'
import type { CloudReader } from './types.ts'

/**
 * A reader that reads each backend once, for all of its stages that are planned together. Its reads outlive a
 * caller that gives up, since others may wait for the same one.
 */
export function shareBackends(reader: CloudReader, signal: AbortSignal | undefined): CloudReader {
  const backends = new Map<string, Promise<Backend>>()
  return {
    ...reader,
    describeBackend(backendId) {
      const known = backends.get(backendId) ?? reader.describeBackend(backendId, { signal })
      backends.set(backendId, known)
      return known
    }
  }
}
