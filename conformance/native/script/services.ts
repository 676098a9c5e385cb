import type { JsonObject } from '../../../src/model/json.ts'
import { holdsAll } from '../../script/backend.ts'
import { outcomeOf } from '../../transcript.ts'
import type { NativeSession } from '../session.ts'
import type { Setup } from './setup.ts'

const MAX_READS = 5
const READ_INTERVAL_MS = 1_000

/** Fields other than the addresses: their names in writes and reads, and a value that shows that they were kept. */
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

/** The calls of the action for a service: update only the addresses, read back, compare all other fields. */
export async function services(session: NativeSession, { blue }: Setup): Promise<void> {
  const created = await session.service('service blue', blue)
  session.check(
    'a service shows its type, its gateway and its addresses',
    created.sourceType === 'VIP' &&
      created.gatewayId === session.own.scope.gatewayId &&
      created.addresses.join() === '192.0.2.1:8080',
    `${created.sourceType}, ${created.gatewayId}, ${created.addresses.join()}`
  )
  const set: string[] = []
  for (const [written, read, value] of OTHERS) {
    const response = await session.updateService(`set ${written}`, blue, { [written]: value })
    const { raw } = await session.service(`set ${written}: after`, blue)
    if (holdsAll(raw[read], value)) set.push(read)
    session.learn('native-service-put', `${written} alone: ${outcomeOf(response)}`)
  }
  // set together, in case each of them reset the others
  const all = Object.fromEntries(
    OTHERS.filter(([, read]) => set.includes(read)).map(([name, , value]) => [name, value])
  )
  await session.updateService('set every field', blue, { ...all, addresses: ['192.0.2.1:8080'] })
  await visible(session, blue)
}

/** Updates only the addresses. */
async function visible(session: NativeSession, blue: string): Promise<void> {
  const before = await session.service('every field: after', blue)
  const addresses = ['192.0.2.3:8080', '192.0.2.4:8081']
  const response = await session.updateService('new addresses', blue, { addresses })
  session.check('addresses alone are accepted', response.code === '', outcomeOf(response))
  for (let reads = 1; ; reads++) {
    const { addresses: shown, raw } = await session.service('new addresses: after', blue)
    const isShown = shown.toSorted().join() === addresses.join()
    if (!isShown && reads < MAX_READS) {
      await session.pause(READ_INTERVAL_MS)
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
      'unchanged'
    )
    return
  }
}

/** Which addresses are rejected, by type of service. */
export async function addresses(session: NativeSession, { green }: Setup): Promise<void> {
  const dns = await session.createService('dns', 'DNS', 'orders.conformance.invalid:8080')
  const cases: readonly (readonly [what: string, serviceId: string | undefined, addresses: string[]])[] = [
    ['VIP, a name', green, ['orders.conformance.invalid:8080']],
    ['VIP, without a port', green, ['192.0.2.2']],
    ['VIP, the port 0', green, ['192.0.2.2:0']],
    ['VIP, one address twice', green, ['192.0.2.2:8080', '192.0.2.2:8080']],
    ['VIP, none', green, []],
    ['DNS, an IP address', dns, ['192.0.2.2:8080']],
    ['DNS, two names', dns, ['orders.conformance.invalid:8080', 'shop.conformance.invalid:8080']]
  ]
  for (const [what, serviceId, list] of cases) {
    if (serviceId === undefined) {
      session.learn('native-addresses', `${what}: CreateService was rejected`)
      continue
    }
    const response = await session.updateService(`addresses: ${what}`, serviceId, { addresses: list })
    session.learn('native-addresses', `${what}: ${outcomeOf(response)}`)
  }
  await session.updateService('restore the addresses', green, { addresses: ['192.0.2.2:8080'] })
}
