import { NativeOwnership } from '../../conformance/native/ownership.ts'
import type { Scope } from '../../conformance/native/ownership.ts'
import type { NativeQuestionId } from '../../conformance/native/questions.ts'
import { runNative } from '../../conformance/native/run.ts'
import type { NativeSession, NativeSessionOptions } from '../../conformance/native/session.ts'
import type { Run } from '../../conformance/run.ts'
import { senderTo } from '../../conformance/target.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { createSecrets } from '../../src/runtime/secrets.ts'
import { FakeClock } from '../support/fake-clock.ts'

export const SCOPE: Scope = { gatewayId: 'gw-test', httpApiId: 'api-test' }

/** A gateway for the test and another one, each with a route that is not the kit's. */
export function nativeSeedWith({ key = '', services = '', routes = '', more = '' } = {}): string {
  return `
accounts:
  - id: '1234567890123456'
    keys: [{ id: conformance-test-key-id, secret: conformance-test-key-secret${key} }]
gateways:
  - { id: gw-test, name: for-the-test }
  - { id: gw-shop, name: shop }
services:
  - { id: svc-test, name: orders, gateway: for-the-test, type: VIP, addresses: ['10.0.0.1:80'] }
  - { id: svc-shop, name: orders, gateway: shop, type: VIP, addresses: ['10.0.0.2:80'] }
${services}
http-apis:
  - id: api-test
    name: for-the-test
    gateway: for-the-test
    routes:
      - { id: hr-test, name: orders, path: /orders, domains: [api.example.com], backend: { service: orders } }
${routes}
  - id: api-shop
    name: shop
    gateway: shop
    routes: [{ id: hr-shop, name: orders, path: /orders, backend: { service: orders } }]
${more}
`
}

/** An emulator whose time passes only when the kit waits. */
export interface NativeTarget extends Emulator {
  readonly time: FakeClock
}

export async function withNativeTarget<T>(
  seed: string,
  use: (target: NativeTarget) => Promise<T>
): Promise<T> {
  const time = new FakeClock(Date.now())
  const emulator = await startEmulator({ seed, clock: time })
  try {
    return await use({ ...emulator, time })
  } finally {
    await emulator.close()
  }
}

/** Runs the script in this process. */
export function runNativeAgainst(
  { endpoint, accessKeyId, accessKeySecret, time }: NativeTarget,
  options: Partial<NativeSessionOptions> = {},
  play?: (session: NativeSession) => Promise<void>
): Promise<Run<NativeQuestionId>> {
  const secrets = createSecrets(() => undefined)
  secrets.add(accessKeyId, accessKeySecret)
  return runNative(
    {
      send: senderTo(new URL(`http://${endpoint}`), { accessKeyId, accessKeySecret }),
      clock: time,
      own: new NativeOwnership(time.now(), SCOPE),
      secrets,
      ...options
    },
    play
  )
}

/** The names of all services and routes in the cloud. */
export function namesIn({ cloud: { apig } }: Pick<Emulator, 'cloud'>): string[] {
  return [
    ...apig.services().map(({ gatewayId, name }) => `${gatewayId} service ${name}`),
    ...apig.routes().map(({ api, name }) => `${api.id} route ${name}`)
  ]
}

/** The names before a run. */
export const UNTOUCHED = [
  'gw-test service orders',
  'gw-shop service orders',
  'api-test route orders',
  'api-shop route orders'
]
