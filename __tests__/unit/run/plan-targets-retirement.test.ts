import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { connect } from '../../../src/cloud/connect.ts'
import { run } from '../../../src/main.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { createExchange } from '../../../src/runtime/http.ts'
import { privateFiles } from '../../../src/runtime/files.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { inputVariable } from '../../../step-runner/environment.ts'
import { BACKEND_ID, seedOf, withCloud } from '../../support/cloud.ts'
import { withTemp } from '../../support/left-behind.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { connectionTo, inputsFor } from '../../support/step.ts'

const OTHER_ID = '739b68751c0b4e899e04d0c92b6d0be7'
const SEED = seedOf().replace(
  'backends:\n',
  `backends:
  - { id: ${OTHER_ID}, name: other, type: HTTP, stages: { RELEASE: { ServiceAddress: 'http://10.0.0.1:8080' } } }
`
)
const SERVICE_ID = 'svc-orders'
const NATIVE = `gateways: [{ id: gw-prod, name: prod }]
services: [{ id: ${SERVICE_ID}, name: orders, gateway: prod, type: VIP, addresses: ['10.0.0.1:8080'] }]
`
const MANIFEST = `version: 1
backends:
  orders: { backend-id: ${BACKEND_ID}, stages: { RELEASE: { ServiceAddress: 'http://10.0.0.2:8080' } } }
  other: { backend-id: ${OTHER_ID}, stages: { RELEASE: { ServiceAddress: 'http://10.0.0.2:8080' } } }
`

const OF_NATIVE_ALONE = `version: 1
services: { orders: { service-id: ${SERVICE_ID}, stages: { RELEASE: { addresses: ['10.0.0.2:8080'] } } } }
`

/** The notices of a step at this time of the system clock; with `manifest`, for the targets of a manifest. */
async function noticesAt(time: number, inputs: Record<string, string> = {}): Promise<string[]> {
  const log = createMemoryLog()
  const inCloud = (workspace: string) =>
    withCloud(SEED + NATIVE, async cloud => {
      await writeFile(join(workspace, 'backends.yml'), MANIFEST)
      await writeFile(join(workspace, 'native.yml'), OF_NATIVE_ALONE)
      const values =
        inputs['manifest'] === undefined
          ? inputsFor(cloud, { mode: 'plan', ...inputs })
          : { ...connectionTo(cloud), 'stage-name': 'RELEASE', mode: 'plan', ...inputs }
      const good = await run({
        env: {
          ...Object.fromEntries(Object.entries(values).map(([name, value]) => [inputVariable(name), value])),
          GITHUB_WORKSPACE: workspace,
          GITHUB_SERVER_URL: 'https://github.com',
          GITHUB_ACTION_REPOSITORY: 'acme/switch-backend',
          GITHUB_ACTION_REF: 'v1'
        },
        clock: { ...systemClock, wall: () => time },
        network: { connect, createExchange },
        log,
        secrets: createSecrets(() => undefined),
        files: privateFiles,
        outputs: { set: () => undefined },
        writeSummary: () => undefined,
        comments: { upsert: () => Promise.reject(new Error('no pull request')) },
        stop: new AbortController().signal,
        pid: 1,
        saveState: () => undefined
      })
      expect(good).toBe(true)
    })
  await withTemp(inCloud)
  return log.of('notice')
}

const NOTICE =
  'API Gateway (Traditional) is being retired: instances cannot be renewed from 2027-03-21 on, and it is turned off on 2027-09-21. Its successor is Cloud-native API Gateway. How to move: https://github.com/acme/switch-backend/blob/v1/docs/migration.md'

describe('the retirement of API Gateway (Traditional)', () => {
  const said = (notices: readonly string[]): string[] => notices.filter(text => text.includes('retired'))

  test.each([
    ['the last second of 2026', Date.UTC(2026, 11, 31, 23, 59, 59), []],
    ['the first second of 2027', Date.UTC(2027, 0, 1), [NOTICE]],
    ['a time after it was turned off', Date.UTC(2027, 9, 1), [NOTICE]]
  ])('a plan at %s', async (_, time, notices) => {
    expect(said(await noticesAt(time))).toEqual(notices)
  })

  test('is announced once for two backends of a step', async () => {
    const notices = await noticesAt(Date.UTC(2027, 0, 1), { manifest: 'backends.yml' })
    expect(said(notices)).toEqual([NOTICE])
  })

  test('is not announced for the successor', async () => {
    const notices = await noticesAt(Date.UTC(2027, 0, 1), { manifest: 'native.yml' })
    expect(notices.join()).toContain('is outside aliyuncs.com')
    expect(said(notices)).toEqual([])
  })

  test('is announced in a switch as well, because it plans', async () => {
    expect(said(await noticesAt(Date.UTC(2027, 0, 1), { mode: 'apply' }))).toEqual([NOTICE])
  })

  test('is not announced if no network is needed', async () => {
    expect(said(await noticesAt(Date.UTC(2027, 0, 1), { mode: 'validate' }))).toEqual([])
  })
})
