import { expect, test } from '@jest/globals'
import { createReader } from '../../../src/cloud/client.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createRetryBudget } from '../../../src/cloud/retry.ts'
import { createSender } from '../../../src/cloud/sdk.ts'
import { createWriter } from '../../../src/cloud/writer.ts'
import { createExchange } from '../../../src/runtime/http.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { startRawServer } from '../../support/raw-server.ts'

function responseOf(body: object): string {
  const text = JSON.stringify(body)
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`
}

test('a write does not take a late second response of an earlier read for its own', async () => {
  const read = responseOf({ RequestId: 'READ', BackendInfo: { BackendModels: [] } })
  let repeat = (): void => undefined
  const server = await startRawServer((socket, { connection, request }) => {
    if (connection === 1 && request === 1) {
      socket.write(read)
      repeat = () => void socket.write(read)
      return
    }
    repeat()
    setTimeout(() => {
      if (socket.writable) socket.write(responseOf({ RequestId: 'WRITE', OperationId: 'O' }))
    }, 50)
  })
  const clock = new FakeClock()
  const keys = () => Promise.resolve({ accessKeyId: 'an-access-key-id', accessKeySecret: 'a-secret' })
  const client = {
    send: createSender(new URL(`http://127.0.0.1:${server.port}`), {
      credentials: { identity: 'a', description: 'keys', keys },
      exchange: createExchange({ proxyFor: () => undefined }),
      userAgent: 'test'
    }),
    clock,
    log: createMemoryLog(),
    requestTimeoutMs: 60_000,
    maxAttempts: 1,
    rateLimiter: createRateLimiter(clock),
    budget: createRetryBudget()
  }
  try {
    await createReader(client).read(OPERATIONS.describeBackend, 'b')
    const modification = {
      ...{ backendId: 'b', stageName: 'TEST', backendType: 'HTTP', backendModelId: 'm' },
      ...{ backendModelData: '{}', description: undefined }
    }
    expect(await createWriter(client).write(OPERATIONS.modifyBackend, modification)).toEqual({
      requestId: 'WRITE',
      operationId: 'O'
    })
  } finally {
    await server.close()
  }
})
