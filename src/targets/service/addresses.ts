import { canonicalAddress, hostKindOf } from '../../model/address.ts'
import type { HostKind } from '../../model/address.ts'
import type { Definition } from '../../model/definition.ts'
import type { Difference } from '../../model/diff.ts'
import { joinUpTo } from '../../runtime/text.ts'

// The addresses of a service are a set: their order and the spelling of a host have no meaning.

/** The addresses of a definition, in their original form. */
export function addressesOf(definition: Definition): readonly string[] {
  const { addresses } = definition
  return Array.isArray(addresses) ? addresses.filter(address => typeof address === 'string') : []
}

/** Deduplicated, in one spelling and one order. */
function normalAddresses(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map(canonicalAddress))].sort()
}

/** The definition in normal form; empty without an address, which no input can express. */
export function definitionOf(addresses: readonly string[]): Definition {
  return addresses.length === 0 ? {} : { addresses: normalAddresses(addresses) }
}

export function canonicalAddresses(definition: Definition): string {
  return JSON.stringify(normalAddresses(addressesOf(definition)))
}

export function compareAddresses(desired: Definition, live: Definition): Difference {
  const [before, after] = [live, desired].map(side => normalAddresses(addressesOf(side)))
  if (before === undefined || after === undefined || JSON.stringify(before) === JSON.stringify(after)) {
    return { changes: [], omitted: [] }
  }
  const change = {
    path: 'addresses',
    before: before.length === 0 ? undefined : before,
    after: after.length === 0 ? undefined : after,
    secret: false
  }
  return { changes: [change], omitted: [] }
}

/** Up to this number, all addresses are shown. */
const FEW = 5
const MAX_SHOWN = 20

/** Addresses in readable form, a line each; of many, those that the other side has as well are only counted. */
export function describeAddresses(definition: Definition, other: Definition): string[] {
  const all = normalAddresses(addressesOf(definition))
  if (all.length === 0) return ['none']
  if (all.length <= FEW) return all
  const others = new Set(normalAddresses(addressesOf(other)))
  const own = all.filter(address => !others.has(address))
  const more = own.length - MAX_SHOWN
  const kept = all.length - own.length
  return [
    ...own.slice(0, MAX_SHOWN),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(kept > 0 ? [`${own.length > 0 ? 'and ' : ''}${kept} unchanged`] : [])
  ]
}

const TAKES: Readonly<Record<string, { readonly kind: HostKind; readonly form: string }>> = {
  VIP: { kind: 'ip', form: 'IP addresses with ports' },
  DNS: { kind: 'name', form: 'host names with ports' }
}

/** The source types of services whose addresses can be edited. */
export const SOURCE_TYPES: readonly string[] = Object.keys(TAKES)

/** Why a service of this source type does not accept these addresses; `undefined` if it does. */
export function formProblem(addresses: readonly string[], sourceType: string): string | undefined {
  const takes = TAKES[sourceType]
  const wrong = addresses.filter(address => hostKindOf(address) !== takes?.kind)
  if (takes === undefined || wrong.length === 0) return undefined
  return `a service of the source type ${sourceType} takes ${takes.form}, not ${joinUpTo(wrong, 3)}`
}
