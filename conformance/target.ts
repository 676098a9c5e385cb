import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startEmulator } from '../emulator/emulator.ts'
import type { Emulator } from '../emulator/emulator.ts'
import { createSender } from '../src/cloud/sdk.ts'
import type { SendSigned } from '../src/cloud/sdk.ts'
import { staticCredentials } from '../src/credentials/keys.ts'
import type { Keys } from '../src/credentials/keys.ts'
import { systemClock } from '../src/runtime/clock.ts'
import type { Clock } from '../src/runtime/clock.ts'
import { createExchange } from '../src/runtime/http.ts'
import type { ProxyFor } from '../src/runtime/proxy.ts'
import type { Scope } from './native/ownership.ts'
import { requesterTo } from './native/through.ts'
import type { Through } from './native/through.ts'

/** An account without any backends, because the kit expects none; as close to the documentation as the emulator can be. */
export const SEED = `
accounts:
  - id: '1234567890123456'
    keys: [{ id: conformance-access-key-id, secret: conformance-access-key-secret }]
strict: true
gateways:
  - { id: gw-conformance, name: conformance }
http-apis:
  - { id: api-conformance, name: conformance, gateway: conformance, routes: [] }
`

/** The gateway and the API that the kit uses in that account. */
export const SCOPE: Scope = { gatewayId: 'gw-conformance', httpApiId: 'api-conformance' }

/** The emulator responds immediately, so there is nothing to wait for. */
export const INSTANT_CLOCK: Clock = { ...systemClock, sleep: () => Promise.resolve() }

/** Sends calls as the action does: signed by the SDK, sent by the same transport. */
export function senderTo(endpoint: URL, keys: Keys, proxyFor: ProxyFor = () => undefined): SendSigned {
  return createSender(endpoint, {
    credentials: staticCredentials(keys, 'the environment'),
    exchange: createExchange({ proxyFor }),
    userAgent: 'apigateway-switch-backend-conformance'
  })
}

/** What a kit uses of an emulator that it started. */
export interface Emulated {
  readonly send: SendSigned
  readonly secret: string
  /** Its gateway, and two servers behind it. */
  readonly through: Through
}

/** Starts an emulator, and stops it after use. */
export async function withEmulator<T>(use: (emulated: Emulated) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ seed: SEED })
  const { endpoint, accessKeyId, accessKeySecret } = emulator
  const servers = await Promise.all(['one', 'other'].map(startTestServer))
  try {
    return await use({
      send: senderTo(new URL(`http://${endpoint}`), { accessKeyId, accessKeySecret }),
      secret: accessKeySecret,
      through: throughTo(emulator, servers)
    })
  } finally {
    await Promise.all(servers.map(({ close }) => close()))
    await emulator.close()
  }
}

interface TestServer {
  /** `127.0.0.1:<port>` */
  readonly address: string
  readonly close: () => Promise<void>
}

/** Starts a server that responds to every request with a text. */
export async function startTestServer(text: string): Promise<TestServer> {
  const server = createServer((_, response) => response.end(text)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
  }
}

/** Requests through an emulator's first gateway, which is addressed by the domain of its environment. */
export function throughTo(
  { gateway, cloud }: Pick<Emulator, 'gateway' | 'cloud'>,
  [one, other]: readonly TestServer[]
): Through {
  const host = cloud.apig.gateways()[0]?.environment.subDomains[0]?.name ?? ''
  return {
    request: requesterTo(new URL(gateway), host),
    answering: [one?.address ?? '', other?.address ?? '']
  }
}
