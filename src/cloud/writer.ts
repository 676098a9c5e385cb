import { labelOf } from './answer.ts'
import { call, requestIdOf } from './client.ts'
import type { ClientOptions } from './client.ts'
import type { CloudWriter } from './types.ts'

/** A modification of many APIs may take the service a while; it is never given less. */
const MIN_WRITE_TIMEOUT_MS = 30_000

/** The writing half. One try a call: whether to send again is decided by what live shows. */
export function createWriter(options: ClientOptions): CloudWriter {
  return {
    async modify(modification, limits = {}) {
      const body = await call(
        options,
        'ModifyBackendModel',
        {
          BackendId: modification.backendId,
          StageName: modification.stageName,
          BackendType: modification.backendType,
          BackendModelId: modification.backendModelId,
          BackendModelData: modification.backendModelData,
          ...(modification.description === undefined ? {} : { Description: modification.description })
        },
        { timeoutMs: Math.max(options.requestTimeoutMs, MIN_WRITE_TIMEOUT_MS), ...limits }
      )
      return { requestId: requestIdOf(body), operationId: labelOf(body['OperationId']) }
    }
  }
}
