import { idOf } from '../cloud/ids.ts'
import type { SeedGateway } from '../seed.ts'
import type { Place } from './place.ts'

/** A deterministic id in the product's format. */
export function nativeId(prefix: string, text: string): string {
  return `${prefix}-${idOf(text).slice(0, 20)}`
}

/** An ID set in the seed. */
export function readId(place: Place | undefined): string | undefined {
  return place?.text(/^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/, 'an ID such as svc-cr6pk4tlhtgm58e0')
}

/** A gateway with its only environment. */
export function readGateway(place: Place, accountIds: readonly string[], region: string): SeedGateway {
  const known = ['id', 'account', 'name', 'type', 'status', 'environment-id']
  const fields = place.record(known, ['name'])
  const name = fields.get('name')?.text() ?? ''
  const id = readId(fields.get('id')) ?? nativeId('gw', `gateway/${name}`)
  const account = fields.get('account')?.text() ?? accountIds[0] ?? ''
  if (!accountIds.includes(account)) fields.get('account')?.problem('is not an account of this seed')
  const environmentId = readId(fields.get('environment-id')) ?? nativeId('env', `environment/${id}`)
  const subDomain = (networkType: 'Internet' | 'Intranet', suffix: string) => ({
    domainId: nativeId('d', `${environmentId}/${networkType}`),
    name: `${environmentId}-${region}${suffix}.alicloudapi.com`.toLowerCase(),
    networkType
  })
  return {
    id,
    account,
    name,
    type: fields.get('type')?.text(/^\w+$/, 'a type such as API or AI') ?? 'API',
    status: fields.get('status')?.text() ?? 'Running',
    environment: {
      id: environmentId,
      name: `default-${id}`,
      gatewayId: id,
      subDomains: [subDomain('Internet', ''), subDomain('Intranet', '-vpc')]
    }
  }
}
