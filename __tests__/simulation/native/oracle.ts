import { isJsonObject } from '../../../emulator/cloud/json.ts'
import type { JsonObject } from '../../../emulator/cloud/json.ts'
import type { NativeSchedule } from './schedule.ts'
import { plainAddresses, plainUses, useOf } from './state.ts'
import type { State, Use } from './state.ts'

// The desired definition, derived independently of src.

/** A definition that a step may write. */
export interface Rung {
  readonly definition: string
  /** Of a route. */
  readonly uses: readonly Use[] | undefined
}

/** The definitions to write, in order; none if a ladder cannot start. */
export function rungsOf(schedule: NativeSchedule, before: State): readonly Rung[] {
  const { kind, desired, weightSteps } = schedule
  if (kind === 'service') {
    return [{ definition: plainAddresses(addressesIn(desired)), uses: undefined }]
  }
  const backend = JSON.parse(desired) as JsonObject
  const { services } = backend
  if (Array.isArray(services)) return [rungOf(services.filter(isJsonObject).map(service => useOf(service)))]
  const whole = useOf(backend, 100)
  const last = rungOf([whole])
  if (weightSteps.length === 0 || holds(before, last)) return [last]
  const [one, two, ...more] = before.uses ?? []
  if (one === undefined || more.length > 0) return []
  const isWhole = (use: Use): boolean => matches(use, whole)
  const [own, other] = two === undefined ? [undefined, one] : isWhole(one) ? [one, two] : [two, one]
  if (own !== undefined && (!isWhole(own) || isWhole(other))) return []
  const below = weightSteps.filter(weight => weight > (own?.weight ?? 0) && weight < 100)
  return [
    ...below.map(weight =>
      rungOf([
        { ...other, weight: 100 - weight },
        { ...whole, weight }
      ])
    ),
    last
  ]
}

function rungOf(uses: readonly Use[]): Rung {
  return { definition: plainUses(uses), uses }
}

function addressesIn(desired: string): string[] {
  if (!desired.startsWith('{')) return desired.split(/[,\s]+/)
  const { addresses } = JSON.parse(desired) as { readonly addresses: string[] }
  return addresses
}

/** Whether a state has every value that this definition sets. */
export function holds({ definition, uses }: State, rung: Rung): boolean {
  if (rung.uses === undefined || uses === undefined) return definition === rung.definition
  return (
    uses.length === rung.uses.length &&
    rung.uses.every(desired => uses.some(use => matches(use, desired) && use.weight === desired.weight))
  )
}

/** The service may fill in what is not set. */
function matches(use: Use, desired: Use): boolean {
  const isAs = (key: 'port' | 'protocol' | 'version'): boolean =>
    desired[key] === '' ||
    use[key] === desired[key] ||
    (key === 'protocol' && use[key] === '' && desired[key] === 'HTTP')
  return use.serviceId === desired.serviceId && isAs('port') && isAs('protocol') && isAs('version')
}
