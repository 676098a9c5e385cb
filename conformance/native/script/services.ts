import type { JsonObject } from '../../../src/model/json.ts'
import { holdsAll } from '../../script/backend.ts'
import { outcomeOf } from '../../transcript.ts'
import type { NativeSession } from '../session.ts'
import type { Workshop } from './ground.ts'

const MOST_READS = 5
const BETWEEN_READS_MS = 1_000

/** Fields beside the addresses, what writes and reads call them, and what tells that they were kept. */
const OTHERS: readonly (readonly [written: string, read: string, value: JsonObject | number])[] = [
  [
    'healthCheckConfig',
    'healthCheck',
    {
      enable: true,
      protocol: 'TCP',
      timeout: 2,
      interval: 17,
      healthyThreshold: 2,
      unhealthyThreshold: 3
    }
  ],
  [
    'outlierDetectionConfig',
    'outlierDetection',
    {
      enable: true,
      baseEjectionTime: 31,
      interval: 17,
      failurePercentageThreshold: 80,
      failurePercentageMinimumHosts: 3
    }
  ],
  ['healthyPanicThreshold', 'healthyPanicThreshold', 7]
]

/** The path of the action for a service: addresses alone, read back, every other field compared. */
export async function services(session: NativeSession, { blue }: Workshop): Promise<void> {
  const created = await session.service('service blue', blue)
  session.check(
    'a service shows its type, its gateway and its addresses',
    created.sourceType === 'VIP' &&
      created.gatewayId === session.own.ground.gatewayId &&
      created.addresses.join() === '192.0.2.1:8080',
    `${created.sourceType}, ${created.gatewayId}, ${created.addresses.join()}`
  )
  const set: string[] = []
  for (const [written, read, value] of OTHERS) {
    const answer = await session.updateService(`set ${written}`, blue, { [written]: value })
    const { raw } = await session.service(`set ${written}: after`, blue)
    if (holdsAll(raw[read], value)) set.push(read)
    session.learn('native-service-put', `${written} alone: ${outcomeOf(answer)}`)
  }
  // whatever each of them did to the others, here they are together
  const all = Object.fromEntries(
    OTHERS.filter(([, read]) => set.includes(read)).map(([name, , value]) => [name, value])
  )
  await session.updateService('set every field', blue, { ...all, addresses: ['192.0.2.1:8080'] })
  await visible(session, blue)
}

/** Addresses alone. */
async function visible(session: NativeSession, blue: string): Promise<void> {
  const before = await session.service('every field: after', blue)
  const addresses = ['192.0.2.3:8080', '192.0.2.4:8081']
  const answer = await session.updateService('new addresses', blue, { addresses })
  session.check('addresses alone are accepted', answer.code === '', outcomeOf(answer))
  for (let reads = 1; ; reads++) {
    const { addresses: shown, raw } = await session.service('new addresses: after', blue)
    const isShown = shown.toSorted().join() === addresses.join()
    if (!isShown && reads < MOST_READS) {
      await session.pause(BETWEEN_READS_MS)
      continue
    }
    session.learn('native-service-visible', isShown ? `yes, at read ${reads}` : `not after ${reads} reads`)
    session.check('new addresses are read back', isShown, shown.join())
    const had = OTHERS.filter(([, read, value]) => holdsAll(before.raw[read], value))
    const kept = had.filter(([, read, value]) => holdsAll(raw[read], value))
    const names = (fields: typeof OTHERS) => fields.map(([, read]) => read).join(', ') || 'nothing'
    session.learn('native-service-put', `addresses alone: of ${names(had)} it keeps ${names(kept)}`)
    session.check(
      'an update changes the time stamp of a service',
      !isShown || raw['updateTimestamp'] !== before.raw['updateTimestamp'],
      'it does not'
    )
    return
  }
}

/** Which addresses are refused, by the type of a service. */
export async function addresses(session: NativeSession, { green }: Workshop): Promise<void> {
  const dns = await session.createService('dns', 'DNS', 'orders.conformance.invalid:8080')
  const asked: readonly (readonly [what: string, serviceId: string | undefined, addresses: string[]])[] = [
    ['VIP, a name', green, ['orders.conformance.invalid:8080']],
    ['VIP, without a port', green, ['192.0.2.2']],
    ['VIP, the port 0', green, ['192.0.2.2:0']],
    ['VIP, one address twice', green, ['192.0.2.2:8080', '192.0.2.2:8080']],
    ['VIP, none', green, []],
    ['DNS, an IP address', dns, ['192.0.2.2:8080']],
    ['DNS, two names', dns, ['orders.conformance.invalid:8080', 'shop.conformance.invalid:8080']]
  ]
  for (const [what, serviceId, list] of asked) {
    if (serviceId === undefined) {
      session.learn('native-addresses', `${what}: CreateService was refused`)
      continue
    }
    const answer = await session.updateService(`addresses: ${what}`, serviceId, { addresses: list })
    session.learn('native-addresses', `${what}: ${outcomeOf(answer)}`)
  }
  await session.updateService('the former addresses', green, { addresses: ['192.0.2.2:8080'] })
}
