import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import type { Seed } from '../../emulator/seed.ts'

export const BACKEND_ID = '20bcdc9453524b78a8beb1f6de21edb7'
export const MODEL_ID = '3bb6375bc71c4e4c95ce05b4e7a55a9d'
export const OLD_ADDRESS = 'http://10.0.0.1:8080'
export const NEW_ADDRESS = 'http://10.0.0.2:8080'
export const NEW_DATA = JSON.stringify({ ServiceAddress: NEW_ADDRESS })

export interface SeedOptions {
  /** The access key's permissions. Defaults to everything. */
  readonly allow?: readonly string[]
  readonly msPerApi?: number
  readonly apis?: number
  readonly type?: string
  /** The RELEASE definition as YAML flow. */
  readonly definition?: string
  readonly securityToken?: string
  /** Defaults to true. */
  readonly strict?: boolean
  /** The seed's doubts as YAML flow. */
  readonly doubts?: string
}

/** One backend with two stages, and APIs published in RELEASE. */
export function seedOf(options: SeedOptions = {}): string {
  const { apis = 3, msPerApi = 0, type = 'HTTP' } = options
  const definition = options.definition ?? `{ ServiceAddress: '${OLD_ADDRESS}' }`
  const key = [
    'id: test-access-key-id',
    'secret: test-access-key-secret',
    ...(options.securityToken === undefined ? [] : [`security-token: ${options.securityToken}`]),
    ...(options.allow === undefined ? [] : [`allow: [${options.allow.join(', ')}]`])
  ]
  const published = Array.from(
    { length: apis },
    (_, index) =>
      `  - { name: api-${index + 1}, group: shop, method: GET, path: /a${index + 1}, backend: orders, published: [RELEASE] }`
  )
  return `
region: cn-hangzhou
accounts:
  - id: '1234567890123456'
    keys: [{ ${key.join(', ')} }]
backends:
  - id: ${BACKEND_ID}
    name: orders
    type: ${type}
    stages:
      RELEASE: { model-id: ${MODEL_ID}, description: before, definition: ${definition} }
      TEST: ${definition}
groups: [{ name: shop, domains: [shop.localhost] }]
apis:${published.length === 0 ? ' []' : `\n${published.join('\n')}`}
batch: { ms-per-api: ${msPerApi} }
strict: ${options.strict ?? true}
${options.doubts === undefined ? '' : `doubts: ${options.doubts}\n`}`
}

/** Runs with a new emulator, and closes it in any case. */
export async function withCloud<T>(seed: string | Seed, use: (cloud: Emulator) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ seed })
  try {
    return await use(emulator)
  } finally {
    await emulator.close()
  }
}

/** The actions of the received calls, in order. */
export function actionsOf(emulator: Emulator): string[] {
  return emulator.requests.map(({ action }) => action)
}

/** The number of received modifications. */
export function writesTo(emulator: Emulator): number {
  return actionsOf(emulator).filter(action => action === 'ModifyBackendModel').length
}

/** The stored definition of RELEASE. */
export function liveOf({ cloud }: Emulator): unknown {
  return cloud.definition(BACKEND_ID, 'RELEASE')
}
