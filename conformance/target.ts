import { startEmulator } from '../emulator/emulator.ts'
import { createSender } from '../src/cloud/sdk.ts'
import type { SendSigned } from '../src/cloud/sdk.ts'
import { staticCredentials } from '../src/credentials/keys.ts'
import type { Keys } from '../src/credentials/keys.ts'
import { systemClock } from '../src/runtime/clock.ts'
import type { Clock } from '../src/runtime/clock.ts'
import { createExchange } from '../src/runtime/http.ts'
import type { ProxyFor } from '../src/runtime/proxy.ts'
import type { Ground } from './native/ownership.ts'

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

/** Gives the way to an emulator that lives as long as it is used. */
export async function withEmulator<T>(use: (send: SendSigned, secret: string) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ seed: SEED })
  const { endpoint, accessKeyId, accessKeySecret } = emulator
  try {
    return await use(
      senderTo(new URL(`http://${endpoint}`), { accessKeyId, accessKeySecret }),
      accessKeySecret
    )
  } finally {
    await emulator.close()
  }
}
