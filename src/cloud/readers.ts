import { secretsOf } from '../model/redact.ts'
import type { Secrets } from '../runtime/secrets.ts'
import type { CloudReader } from './types.ts'
import type { Backend } from '../model/backend.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Deadline } from '../runtime/deadline.ts'

/** A reader that registers the secrets of every definition that it reads, before anything can be said about it. */
export function maskingReader(reader: CloudReader, secrets: Secrets): CloudReader {
  return {
    ...reader,
    async describeBackend(backendId, options) {
      const backend = await reader.describeBackend(backendId, options)
      for (const { config } of backend.models) secrets.add(...secretsOf(config))
      return backend
    }
  }
}

/** A reader, and when it asked for a backend, by the clock: another may have done it before. */
export interface SharedReader extends CloudReader {
  askedAt(backendId: string): number | undefined
}

/**
 * Readers that read each backend once, for all of its stages that are planned together. Such a read outlives a
 * caller that gives up, since others may wait for the same one.
 * @returns the same reader, sharing what the others of the endpoint have asked for
 */
export function createBackendShare(
  clock: Clock,
  deadline: Deadline
): (reader: CloudReader, endpoint: URL) => SharedReader {
  const backends = new Map<string, { readonly askedAt: number; readonly backend: Promise<Backend> }>()
  return (reader, { href }) => ({
    ...reader,
    describeBackend(backendId) {
      const key = `${href} ${backendId}`
      const known = backends.get(key) ?? {
        askedAt: clock.now(),
        backend: reader.describeBackend(backendId, { deadline })
      }
      backends.set(key, known)
      return known.backend
    },
    askedAt: backendId => backends.get(`${href} ${backendId}`)?.askedAt
  })
}
