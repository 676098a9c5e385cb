import { expect, test } from '@jest/globals'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createReader } from '../../../src/cloud/client.ts'
import { connect } from '../../../src/cloud/connect.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { staticCredentials } from '../../../src/credentials/keys.ts'
import { messageOf } from '../../../src/errors/action-error.ts'
import type { Emulator } from '../../../emulator/emulator.ts'
import { BACKEND_ID, actionsOf, seedOf, withCloud } from '../../support/cloud.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

function connectTo(cloud: Emulator) {
  const log = createMemoryLog()
  const { accessKeyId, accessKeySecret } = cloud
  const client = connect(
    {
      endpoint: new URL(`http://${cloud.endpoint}`),
      credentials: staticCredentials({ accessKeyId, accessKeySecret }, 'the test'),
      proxyFor: () => undefined,
      requestTimeoutMs: 3_600_000,
      maxAttempts: 5
    },
    { clock: new FakeClock(), log, rateLimiter: createRateLimiter(new FakeClock()) }
  )
  return { reader: createReader(client), log }
}

const TARGETS = 60

test('in an outage, a step with many targets sends one request per target and twenty more', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'error-before-commit', status: 503, times: 'every' })
    const { reader, log } = connectTo(cloud)
    const messages: string[] = []
    let next = 0
    const work = async (): Promise<void> => {
      while (next++ < TARGETS) {
        await reader
          .read(OPERATIONS.describeBackend, BACKEND_ID)
          .catch((error: unknown) => messages.push(messageOf(error)))
      }
    }
    await Promise.all([work(), work(), work(), work()])
    expect(actionsOf(cloud)).toHaveLength(TARGETS + 20)
    expect(log.lines).toHaveLength(20)
    expect(messages).toHaveLength(TARGETS)
    // a failure that used all of its own attempts does not mention the budget
    expect(messages.filter(message => message.includes('its retries are used up')).length).toBeGreaterThan(50)
    for (const message of messages) expect(message).toContain('DescribeBackendInfo failed with')
  }))

test('every target is read if the cloud fails now and then', () =>
  withCloud(seedOf(), async cloud => {
    const { reader } = connectTo(cloud)
    for (let target = 1; target <= TARGETS; target++) {
      cloud.faults.add({ kind: 'error-before-commit', status: 502, body: 'html', times: 1 })
      await reader.read(OPERATIONS.describeBackend, BACKEND_ID)
    }
    expect(actionsOf(cloud)).toHaveLength(2 * TARGETS)
  }))

test('polls do not count as retries', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'error-before-commit', status: 503, times: 100 })
    const { reader } = connectTo(cloud)
    for (let poll = 1; poll <= 100; poll++) {
      await expect(reader.read(OPERATIONS.describeTask, 'operation', { once: true })).rejects.not.toThrow(
        'used up'
      )
    }
    cloud.faults.add({ kind: 'error-before-commit', status: 503, times: 4 })
    expect(await reader.read(OPERATIONS.describeBackend, BACKEND_ID)).toMatchObject({ backendId: BACKEND_ID })
  }))
