import { secretsOf } from '../model/redact.ts'
import type { Secrets } from '../runtime/secrets.ts'
import type { CloudReader } from './types.ts'

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
