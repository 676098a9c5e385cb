import { callOnce } from './client.ts'
import type { ClientOptions } from './client.ts'
import type { CloudWriter } from './types.ts'

/** The writing half, separate from the client so that planning code cannot reach it. The caller decides from the live definition whether to send again. */
export function createWriter(client: ClientOptions): CloudWriter {
  return {
    async write(operation, parameters, options) {
      return callOnce(client, operation, operation.encode(parameters), parameters, options)
    }
  }
}
