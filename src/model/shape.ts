import { closest } from './closest.ts'
import { isUnused } from './definition.ts'
import type { Definition } from './definition.ts'
import { isJsonObject } from './json.ts'
import type { Json } from './json.ts'

export interface ShapeError {
  /** The key that it is about; `undefined` for the whole. */
  readonly key: string | undefined
  readonly message: string
}

export interface ShapeFindings {
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** What a definition of a type is expected to hold, from the read form and from other writers of it. */
const EXPECTED: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  VPC: [['VpcConfig', 'VpcAccessId']],
  FC_EVENT: [['FunctionComputeConfig', 'FcRegionId']],
  FC_EVENT_V3: [['FunctionComputeConfig', 'FcRegionId']],
  FC_HTTP: [['FunctionComputeConfig', 'FcRegionId']],
  FC_HTTP_V3: [['FunctionComputeConfig', 'FcRegionId']],
  OSS: [
    ['OssConfig', 'OssRegionId'],
    ['OssConfig', 'BucketName']
  ],
  MOCK: [['MockConfig', 'MockResult']],
  EVENTBRIDGE: [['EventBridgeConfig', 'EventBus']]
}

/**
 * Checks a definition's shape. An error where the official page is sure; a warning where it is not, so
 * that a field which the service has gained is never refused.
 * @param backendType when it is known
 * @param liveKeys what live holds in the write form, as far as that is known
 */
export function checkShape(
  definition: Definition,
  backendType: string | undefined,
  liveKeys: readonly string[] = []
): ShapeFindings {
  const errors = shapeErrors(definition, backendType).map(({ message }) => message)
  const warnings: string[] = []
  if (Object.keys(definition).length === 0) return { errors, warnings }
  // a type is a word of the service's, and may be called like what every object has
  const known = backendType !== undefined && Object.hasOwn(EXPECTED, backendType)
  for (const [name, key] of (known ? EXPECTED[backendType] : undefined) ?? []) {
    const config = definition[name]
    if (config !== undefined && !isJsonObject(config)) warnings.push(`${name} is expected to be a mapping`)
    else if (isUnused(config?.[key])) {
      warnings.push(`a definition of the type ${backendType} is expected to have ${name}.${key}`)
    }
  }
  return { errors, warnings: [...misspelled(definition, liveKeys), ...new Set(warnings)] }
}

/** New keys that look like one which live holds and the definition leaves out. */
function misspelled(definition: Definition, liveKeys: readonly string[]): string[] {
  const given = Object.keys(definition)
  const omitted = liveKeys.filter(key => !given.includes(key))
  return given.flatMap(key => {
    const meant = liveKeys.includes(key) ? undefined : closest(key, omitted)
    return meant === undefined
      ? []
      : [`${key} is new, and ${meant}, which live holds, is left out; is it meant?`]
  })
}

/** The errors of a definition's shape, each with its key. */
export function shapeErrors(definition: Definition, backendType: string | undefined): readonly ShapeError[] {
  if (Object.keys(definition).length === 0) {
    return [{ key: undefined, message: 'is an empty mapping; a definition has at least one key' }]
  }
  const errors: ShapeError[] = []
  const address = definition['ServiceAddress']
  // other types have the key in their read form, empty
  const concerned = backendType === 'HTTP' || (backendType === undefined && !isUnused(address))
  if (concerned && !isHttpUrl(address)) {
    errors.push({ key: 'ServiceAddress', message: addressProblem(address, Object.keys(definition)) })
  }
  if (Object.hasOwn(definition, 'ServiceTimeout') && !isPositiveInteger(definition['ServiceTimeout'])) {
    errors.push({
      key: 'ServiceTimeout',
      message: 'ServiceTimeout must be a positive whole number of milliseconds'
    })
  }
  return errors
}

function addressProblem(address: Json | undefined, keys: readonly string[]): string {
  const what = 'a URL that begins with http:// or https://, for example http://10.0.0.1:8080'
  if (address === undefined) {
    const meant = closest('ServiceAddress', keys)
    return `ServiceAddress is missing${meant === undefined ? '' : ` (is ${meant} meant to be it?)`}: ${what}`
  }
  const isTemplate = typeof address === 'string' && address.includes('${')
  const more = isTemplate ? '; ${…} in it is replaced only where the input variables is given' : ''
  return `ServiceAddress must be ${what}${more}`
}

function isHttpUrl(value: Json | undefined): boolean {
  if (typeof value !== 'string' || /\s/.test(value)) return false
  const url = URL.parse(value)
  return url !== null && /^https?:\/\//i.test(value) && url.hostname !== ''
}

function isPositiveInteger(value: Json | undefined): boolean {
  if (typeof value === 'string') return /^[1-9]\d*$/.test(value)
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}
