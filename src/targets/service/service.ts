import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import { ActionError } from '../../errors/action-error.ts'
import type { Definition } from '../../model/definition.ts'
import type { JsonObject } from '../../model/json.ts'
import type { NativeService } from '../../model/native.ts'
import type { ServiceTarget } from '../../model/target.ts'
import { joinUpTo, oneLine } from '../../runtime/text.ts'
import type { FollowResult, FollowOptions, Kind, Live, Resolved } from '../kind.ts'
import { NATIVE, NATIVE_WORDS, gatewayInput } from '../native.ts'
import {
  SOURCE_TYPES,
  addressesOf,
  canonicalAddresses,
  compareAddresses,
  definitionOf,
  formProblem,
  describeAddresses
} from './addresses.ts'
import { LIST_OPERATIONS, listUsers } from './affected.ts'
import { keepFields, readKept, textsOf } from './fields.ts'

const { getService } = NATIVE_OPERATIONS

/** The addresses of a service of Cloud-native API Gateway: a change affects everything that uses the service at once. */
export const SERVICE: Kind<ServiceTarget> = {
  ...NATIVE,
  words: {
    ...NATIVE_WORDS,
    moved: { one: 'route or operation', many: 'routes and operations' },
    member: 'route or operation',
    completion: 'update',
    completed: 'the update was accepted',
    input: 'addresses',
    definition: 'addresses',
    verb: 'are',
    type: 'source type',
    taken: 'accepted',
    following: 'Update',
    movesItself: false,
    unreported: 'Cloud-native API Gateway does not report when an update of a service takes effect'
  },
  operations: { read: getService, listAffected: LIST_OPERATIONS, follow: getService },
  reportsCompletion: false,
  settlesWithinMs: 5_000,
  confirmsAfterMs: 0,
  async discover(reader, target, options) {
    const service = await reader.read(getService, { serviceId: target.serviceId }, options)
    return { title: service.name, resolve: named => resolved(named, service) }
  },
  listAffected: listUsers,
  async read(reader, { target: { serviceId } }, options) {
    return liveOf(await reader.read(getService, { serviceId }, options))
  },
  follow: followNothing,
  compare: (desired, live) => compareAddresses(desired, live.definition),
  canonical: (_, desired) => canonicalAddresses(desired),
  restore,
  without: (_, definition) => definition,
  describe: (definition, _, other) => describeAddresses(definition, other),
  inputsOf: ({ serviceId, gatewayId }) => ({
    'service-id': serviceId,
    ...gatewayInput(gatewayId)
  })
}

function liveOf({ serviceId, name, addresses, raw }: NativeService): Live {
  const kept = keepFields(serviceId, raw)
  return { ...restore(definitionOf(addresses), '', { ...kept }), raw, title: name }
}

function restore(definition: Definition, description: string, base: JsonObject | undefined): Live {
  const kept = readKept(base)
  return {
    raw: { ...kept?.fields, ...definition },
    definition,
    canonical: canonicalAddresses(definition),
    description,
    title: '',
    neighbors: () => new Map(),
    ...(kept === undefined ? {} : { others: textsOf(kept), base: { ...kept } })
  }
}

function resolved(target: ServiceTarget, service: NativeService): Resolved {
  const { gatewayId, sourceType } = service
  checkAgainstLive(target, service)
  const live = liveOf(service)
  const desired = definitionOf(addressesOf(target.definition))
  return {
    targetType: sourceType,
    definitionId: '',
    live,
    rungs: [{ desired, data: desired, weight: 100 }],
    lane: `${target.endpoint.href} ${gatewayId}`,
    ...healthOf(service)
  }
}

function checkAgainstLive(target: ServiceTarget, { gatewayId, sourceType }: NativeService): void {
  const { name } = target
  if (target.gatewayId !== undefined && target.gatewayId !== gatewayId) {
    const is =
      gatewayId === '' ? 'the service did not return its gateway' : `the service belongs to ${gatewayId}`
    throw new ActionError('Mismatch', `${name}: gateway-id is ${target.gatewayId}, but ${is}`, {
      cure: 'Check service-id and gateway-id, or remove gateway-id: any gateway is then accepted. Nothing was sent for this target.'
    })
  }
  if (!SOURCE_TYPES.includes(sourceType)) {
    throw new ActionError(
      'UnsupportedService',
      `${name}: the source type of the service is ${oneLine(sourceType, 100) || 'not known'}; addresses can be edited only for ${SOURCE_TYPES.join(' and ')} services`
    )
  }
  const problem = formProblem(addressesOf(target.definition), sourceType)
  if (problem !== undefined) {
    throw new ActionError(
      'InvalidDefinition',
      `${name}: the addresses do not fit the live service: ${problem}`,
      {
        cure: 'Correct addresses (in the input or the manifest) or service-id. Nothing was sent for this target.'
      }
    )
  }
}

/** The health of the live service as the product reports it; its values are not documented. */
function healthOf({ healthStatus, raw }: NativeService): Pick<Resolved, 'warnings' | 'remarks'> {
  const { unhealthyEndpoints, runtimeDetailStatus, runtimeDetailErrorCode } = raw
  const unhealthy = Array.isArray(unhealthyEndpoints) ? unhealthyEndpoints.map(String) : []
  const runtime = [runtimeDetailStatus, runtimeDetailErrorCode].filter(Boolean).map(String).join(', ')
  const reported = [
    ...(healthStatus === '' ? [] : [healthStatus]),
    ...(runtime === '' ? [] : [`runtime ${runtime}`]),
    ...(unhealthy.length === 0 ? [] : [`unhealthy endpoints: ${joinUpTo(unhealthy, 5)}`])
  ].map(text => oneLine(text, 300))
  if (reported.length === 0) return { warnings: [] }
  const isUnhealthy = /unhealthy/i.test(healthStatus) || unhealthy.length > 0
  return isUnhealthy
    ? { warnings: [`the live service is unhealthy (${reported.join('; ')}): a rollback would restore it`] }
    : { warnings: [], remarks: [`health of the live service: ${reported.join('; ')}`] }
}

/** There is no task to follow: everything that uses the service changes with it. */
function followNothing({ affected = [], deadline }: FollowOptions): Promise<FollowResult> {
  if (deadline.isStopped()) return Promise.resolve({ kind: 'stopped', progress: undefined })
  const apis = affected.map(({ apiId, name, group }) => ({
    ...{ apiId, name, group, status: '', message: '' },
    state: 'updated' as const
  }))
  const total = apis.length
  const progress = { apis, total, updated: total, failed: 0, moving: 0, unlisted: [], done: true }
  return Promise.resolve({ kind: 'ended', progress, isCertain: true })
}
