import type { Definition } from '../../model/definition.ts'
import { addressProblem, canonicalAddress, damageOf } from '../../model/host.ts'
import type { JsonObject } from '../../model/json.ts'
import { isWhole, nounOf, problemOf, readMapping, readText } from '../manifest/located.ts'
import type { Find, Located, Mapping } from '../manifest/located.ts'
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

const LIST_OF_ADDRESSES = 'a list of host:port, such as 10.0.0.1:8080'

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
function splitList(raw: string): readonly string[] {
  const lines = raw
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
  return lines.flatMap((line, index) =>
    (index < lines.length - 1 ? line.replace(/,$/, '') : line).split(',').map(part => part.trim())
  )
}

/** Addresses without repetitions, in any spelling: they are a set. */
function uniqueAddresses(addresses: readonly string[]): string[] {
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

// Definitions of services and routes, and weight steps, from inputs and manifests.

/**
 * The addresses of a service in the author's order: a list, or a text separated by commas or newlines.
 * @param what what they belong to, for a message; empty if the name of the input says it
 */
export function readAddresses(node: Located, what: string, find: Find): Definition | undefined {
  if (node.kind === 'broken') return undefined
  const isText = node.kind === 'scalar' && typeof node.value === 'string' && node.value.trim() !== ''
  if (node.kind !== 'list' && !isText) {
    return find(node.at, problemOf(what, `is ${nounOf(node)}: must be ${LIST_OF_ADDRESSES}`))
  }
  const items: readonly Located[] =
    node.kind === 'list'
      ? node.items
      : splitList(String(node.value)).map(value => ({ kind: 'scalar', at: node.at, value }))
  if (items.length === 0) return find(node.at, problemOf(what, `is empty: must be ${LIST_OF_ADDRESSES}`))
  const addresses = items.flatMap(item => readText(item, what, address, find) ?? [])
  if (addresses.length < items.length) return undefined
  return { addresses: uniqueAddresses(addresses) }
}

const SERVICE_KEYS = ['serviceId', 'port', 'protocol', 'version']
const BACKEND_SHAPE =
  'a mapping such as {"serviceId": "svc-cr6pk4tlhtgm58e0", "port": 8080}, or {"services": […]} with a weight each'
const MAX_SERVICES = 10

/** Why weight steps cannot be combined with several services, to follow `weight-steps`. */
export const ONE_SERVICE = 'requires a backend with one service: services have their own weights'

/**
 * The backend of a route: one service, or several with weights.
 * @param what what it belongs to, for a message
 */
export function readRouteBackend(node: Located, what: string, find: Find): Definition | undefined {
  const problems = { found: false }
  const track: Find = (at, text) => {
    problems.found = true
    return find(at, text)
  }
  const keys = [...SERVICE_KEYS, 'services']
  const mapping = readMapping(node, { what, shape: BACKEND_SHAPE, keys }, track)
  if (mapping === undefined) return undefined
  const services = mapping.entries.get('services')
  const definition =
    services === undefined
      ? readService(mapping, what, track)
      : readServices(mapping, services.value, what, track)
  return problems.found || !isWhole(node) ? undefined : definition
}

function readServices(mapping: Mapping, node: Located, what: string, find: Find): Definition | undefined {
  for (const [key, { at }] of mapping.entries) {
    if (SERVICE_KEYS.includes(key))
      find(at, `${what}: ${key} cannot be set together with services: set it for each service`)
  }
  if (node.kind === 'broken') return undefined
  const shape = `a list of mappings with serviceId and weight`
  if (node.kind !== 'list') return find(node.at, `${what}: services is ${nounOf(node)}: must be ${shape}`)
  const { items } = node
  if (items.length === 0) return find(node.at, `${what}: services is empty: must be ${shape}`)
  if (items.length > MAX_SERVICES) {
    return find(node.at, `${what}: services has ${items.length} entries; at most ${MAX_SERVICES} are allowed`)
  }
  const keys = [...SERVICE_KEYS, 'weight']
  const read = items.map((item, index) => {
    const whose = `${what}: service ${index + 1}`
    const service = readMapping(
      item,
      { what: whose, shape: 'a mapping with serviceId and weight', keys },
      find
    )
    if (service === undefined) return undefined
    const weight = readWhole(service, 'weight', whose, 100, find)
    if (!service.entries.has('weight')) find(service.at, `${whose}: weight is required`)
    const rest = readService(service, whose, find)
    return rest && weight !== undefined ? { ...rest, weight } : undefined
  })
  const whole = read.flatMap(service => service ?? [])
  if (whole.length < items.length) return undefined
  findRepeated(whole, items, what, find)
  const sum = whole.reduce((total, { weight }) => total + weight, 0)
  if (sum !== 100)
    return find(node.at, `${what}: the weights of services sum to ${sum}; they must sum to 100`)
  return { services: whole }
}

function findRepeated(
  services: readonly JsonObject[],
  items: readonly Located[],
  what: string,
  find: Find
): void {
  const keyOf = (service: JsonObject): string => JSON.stringify([service['serviceId'], service['version']])
  services.forEach((service, index) => {
    const first = services.findIndex(other => keyOf(other) === keyOf(service))
    if (first < index) {
      find(
        items[index]?.at ?? 0,
        `${what}: service ${index + 1} is the same service and version as service ${first + 1}`
      )
    }
  })
}

/** One service, with its keys in a fixed order. */
function readService(mapping: Mapping, what: string, find: Find): JsonObject | undefined {
  const { entries, at } = mapping
  const textOf = (key: string, parser: (raw: string) => string): string | undefined => {
    const entry = entries.get(key)
    return entry && readText(entry.value, `${what}: ${key}`, parser, find)
  }
  if (!entries.has('serviceId')) find(at, `${what}: serviceId is required`)
  const id = textOf('serviceId', serviceId)
  const port = readWhole(mapping, 'port', what, 65_535, find)
  const scheme = textOf('protocol', protocol)
  const subset = textOf('version', version)
  if (id === undefined) return undefined
  return {
    serviceId: id,
    ...(port === undefined ? {} : { port }),
    ...(scheme === undefined ? {} : { protocol: scheme }),
    ...(subset === undefined ? {} : { version: subset })
  }
}

/** A whole number from 1, as a number or as text, which variables result in. */
function readWhole(
  { entries }: Mapping,
  key: string,
  what: string,
  most: number,
  find: Find
): number | undefined {
  const node = entries.get(key)?.value
  if (node === undefined || node.kind === 'broken') return undefined
  const number = wholeOf(node)
  if (number !== undefined && number <= most) return number
  const isEmpty = node.kind === 'scalar' && (node.value === null || node.value === '')
  const range = `a whole number from 1 to ${most}`
  return find(node.at, `${what}: ${key} ${isEmpty ? 'is empty: ' : ''}must be ${range}`)
}

/** A positive whole number that is written as it is sent. */
function wholeOf(node: Located): number | undefined {
  if (node.kind !== 'scalar' || node.written !== undefined) return undefined
  return /^[1-9]\d{0,8}$/.test(String(node.value)) ? Number(node.value) : undefined
}

/** The percentages of weight steps: a list, or the text of the input. */
export function readWeightSteps(node: Located, what: string, find: Find): readonly number[] | undefined {
  if (node.kind === 'broken') return undefined
  if (node.kind !== 'list') {
    const text: Located =
      node.kind === 'scalar' && wholeOf(node) !== undefined ? { ...node, value: String(node.value) } : node
    return readText(text, what, weightSteps, find)
  }
  if (node.items.length === 0) return find(node.at, `${what} is an empty list: to use none, write none`)
  if (!isWhole(node)) return undefined
  const parts = node.items.map(item => wholeOf(item) ?? 'NaN')
  return readText({ kind: 'scalar', at: node.at, value: parts.join(', ') }, what, weightSteps, find)
}
