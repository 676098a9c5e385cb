import { addressProblem, canonicalAddress } from '../../model/address.ts'
import { damageOf } from '../../model/host.ts'
import { quoteAddress } from '../parsers.ts'
import { Invalid, quote } from '../source.ts'

// Parsers of what Cloud-native API Gateway alone has. Each throws an Invalid that says what it takes.

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/

/** @param example such an id, for a message */
export function id(example: string): (raw: string) => string {
  return raw => {
    if (ID.test(raw)) return raw
    throw new Invalid(
      `${quote(raw)} is not an id: 2 to 128 letters, digits and . _ -, the first of them a letter or digit, such as ${example}`
    )
  }
}

export const serviceId = id('svc-cr6pk4tlhtgm58e0')
export const httpApiId = id('api-cr6ql0tlhtgmc8o0')
export const routeId = id('hr-crf5l7tlhtgp91tabcd0')
const gateway = id('gw-cqoohqtlh0')

/** An id, or `any`. */
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
  throw new Invalid(`${quote(raw)} must be HTTP or HTTPS`)
}

/** The name of a service's version. */
export function version(raw: string): string {
  const problem = raw === '' ? 'is empty' : damageOf(raw)
  if (problem !== undefined) throw new Invalid(problem)
  if (raw.length > 128) throw new Invalid(`has ${raw.length} characters; at most 128 are taken`)
  return raw
}

export const LIST_OF_ADDRESSES = 'a list of host:port, such as 10.0.0.1:8080'

/** One `host:port`, as it was written. */
export function address(raw: string): string {
  if (raw === '') {
    throw new Invalid('one is empty (a job output that was dropped or misspelled arrives as an empty string)')
  }
  const problem = addressProblem(raw)
  if (problem !== undefined) throw new Invalid(`${quoteAddress(raw)} ${problem}`)
  return raw
}

/** What stands in a list by comma or line. What is empty beside a comma stays: an output that was dropped leaves it so. */
export function splitList(raw: string): readonly string[] {
  const lines = raw
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
  return lines.flatMap((line, index) =>
    (index < lines.length - 1 ? line.replace(/,$/, '') : line).split(',').map(part => part.trim())
  )
}

/** The first address that is the same as one before it. */
export function repeatedAddress(addresses: readonly string[]): number | undefined {
  const seen = new Set<string>()
  const index = addresses.findIndex(each => {
    const key = canonicalAddress(each)
    return seen.has(key) || !seen.add(key)
  })
  return index < 0 ? undefined : index
}

/** `none`, or percentages by comma or line. */
export function weightSteps(raw: string): readonly number[] {
  if (raw === 'none') return []
  const parts = splitList(raw)
  const steps = parts.map(part => (/^[1-9]\d{0,2}$/.test(part) ? Number(part) : NaN))
  if (!isLadderOf(steps)) {
    throw new Invalid(
      `${quote(raw)} must be rising whole percentages, the last one 100, such as 10, 50, 100; or none`
    )
  }
  return steps
}

/** Whether percentages rise to 100. */
function isLadderOf(steps: readonly number[]): boolean {
  return steps.at(-1) === 100 && steps.every((step, index) => step >= 1 && step > (steps[index - 1] ?? 0))
}
