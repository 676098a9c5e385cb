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
import type { Ground } from './native/ownership.ts'
import { askerOf } from './native/through.ts'
import type { Through } from './native/through.ts'

/** An account without anything in it, as the kit expects nothing; as close to the pages as the emulator can be. */
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

/** Where the kit works in that account. */
export const GROUND: Ground = { gatewayId: 'gw-conformance', httpApiId: 'api-conformance' }

/** The emulator answers at once: whatever is waited for is there. */
export const IMPATIENT: Clock = { ...systemClock, sleep: () => Promise.resolve() }

/** The action's own way to the API: signed by the SDK, sent by the same transport. */
export function senderTo(endpoint: URL, keys: Keys, proxyFor: ProxyFor = () => undefined): SendSigned {
  return createSender(endpoint, {
    credentials: staticCredentials(keys, 'the environment'),
    exchange: createExchange({ proxyFor }),
    userAgent: 'apigateway-switch-backend-conformance'
  })
}

/** What a kit may use of an emulator of its own. */
export interface Emulated {
  readonly send: SendSigned
  readonly secret: string
  /** Its gateway, and two servers behind it. */
  readonly through: Through
}

/** Gives the way to an emulator that lives as long as it is used. */
export async function withEmulator<T>(use: (emulated: Emulated) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ seed: SEED })
  const { endpoint, accessKeyId, accessKeySecret } = emulator
  const servers = await Promise.all(['one', 'other'].map(startAnswering))
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

interface Answering {
  /** `127.0.0.1:<port>` */
  readonly address: string
  readonly close: () => Promise<void>
}

/** A server that answers every request with a text. */
export async function startAnswering(text: string): Promise<Answering> {
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

/** The way through an emulator's first gateway, which is known by the name of its environment. */
export function throughTo(
  { gateway, cloud }: Pick<Emulator, 'gateway' | 'cloud'>,
  [one, other]: readonly Answering[]
): Through {
  const host = cloud.apig.gateways()[0]?.environment.subDomains[0]?.name ?? ''
  return {
    ask: askerOf(new URL(gateway), host),
    answering: [one?.address ?? '', other?.address ?? '']
  }
}
