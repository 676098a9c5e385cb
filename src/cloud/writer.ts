import { callOnce } from './client.ts'
import type { ClientOptions } from './client.ts'
import type { CloudWriter } from './types.ts'

/** The writing half, apart from the client so that what plans cannot reach it. Whether to send again is decided by what live shows. */
export function createWriter(client: ClientOptions): CloudWriter {
  return {
    async write(operation, parameters, options) {
      return callOnce(client, operation, operation.encode(parameters), parameters, options)
    }
  }
}
