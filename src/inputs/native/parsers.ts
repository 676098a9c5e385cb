import { addressProblem, canonicalAddress } from '../../model/address.ts'
import { damageOf } from '../../model/host.ts'
import { quoteAddress } from '../parsers.ts'
import { Invalid, invalidValue } from '../source.ts'

// Parsers of inputs for Cloud-native API Gateway. Each throws an Invalid that names what is accepted.

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/

/** @param example an ID, for the message */
export function id(example: string): (raw: string) => string {
  return raw => {
    if (ID.test(raw)) return raw
    throw invalidValue(
      raw,
      `an ID of 2 to 128 letters, digits and . _ - that begins with a letter or digit, such as ${example}`
    )
  }
}

export const serviceId = id('svc-cr6pk4tlhtgm58e0')
export const httpApiId = id('api-cr6ql0tlhtgmc8o0')
export const routeId = id('hr-crf5l7tlhtgp91tabcd0')
const gateway = id('gw-cqoohqtlh0')

/** An ID, or `any`. */
export function gatewayId(raw: string): string {
  if (raw === 'any') return raw
  try {
    return gateway(raw)
  } catch (error) {
    throw error instanceof Invalid ? new Invalid(`${error.message}, or any`) : error
  }
}

/** The gateway that a target must belong to; `undefined` for any. */
export function gatewayOf(id: string | null | undefined): string | undefined {
  return id === 'any' ? undefined : (id ?? undefined)
}

export function protocol(raw: string): string {
  if (raw === 'HTTP' || raw === 'HTTPS') return raw
  throw invalidValue(raw, 'HTTP or HTTPS')
}

/** The name of a service's version. */
export function version(raw: string): string {
  const problem = raw === '' ? 'is empty' : damageOf(raw)
  if (problem !== undefined) throw new Invalid(problem)
  if (raw.length > 128) throw new Invalid(`has ${raw.length} characters; at most 128 are allowed`)
  return raw
}

export const LIST_OF_ADDRESSES = 'a list of host:port, such as 10.0.0.1:8080'

/** One `host:port`, as written. */
export function address(raw: string): string {
  if (raw === '') {
    throw new Invalid(
      'an address is empty: a job output that was dropped or misspelled arrives as an empty string'
    )
  }
  const problem = addressProblem(raw)
  if (problem !== undefined) throw new Invalid(`${quoteAddress(raw)} ${problem}`)
  return raw
}

/** The items of a list, separated by commas or newlines. Empty items next to a comma are kept: a dropped job output leaves them. */
export function splitList(raw: string): readonly string[] {
  const lines = raw
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
  return lines.flatMap((line, index) =>
    (index < lines.length - 1 ? line.replace(/,$/, '') : line).split(',').map(part => part.trim())
  )
}

/** Addresses without repetitions, in any spelling: they are a set. */
export function uniqueAddresses(addresses: readonly string[]): string[] {
  const seen = new Set<string>()
  return addresses.filter(each => {
    const key = canonicalAddress(each)
    return !seen.has(key) && seen.add(key)
  })
}

/** `none`, or percentages, separated by commas or newlines. */
export function weightSteps(raw: string): readonly number[] {
  if (raw === 'none') return []
  const parts = splitList(raw)
  const steps = parts.map(part => (/^[1-9]\d{0,2}$/.test(part) ? Number(part) : NaN))
  if (!isLadderOf(steps)) {
    throw invalidValue(raw, 'ascending whole percentages up to 100, such as 10, 50, 100, or none')
  }
  return steps
}

/** Whether percentages ascend to 100. */
function isLadderOf(steps: readonly number[]): boolean {
  return steps.at(-1) === 100 && steps.every((step, index) => step >= 1 && step > (steps[index - 1] ?? 0))
}
