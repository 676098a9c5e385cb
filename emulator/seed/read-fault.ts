import type { Fault, FaultBody, FaultKind, FaultMatch } from '../faults.ts'
import { FAULT_KINDS } from '../faults.ts'
import { knownActions } from '../cloud/operations.ts'
import type { Place } from './place.ts'
import { resolveReference } from './read-api.ts'
import { unknownStage } from './unknown.ts'

const MATCH = ['kind', 'action', 'where', 'nth', 'times']

/** The fields of each kind in addition to `MATCH`; those with `!` are required. */
const FIELDS: Readonly<Record<FaultKind, readonly string[]>> = {
  latency: ['ms!'],
  'hang-before-commit': [],
  'hang-after-commit': [],
  'reset-before-commit': [],
  'reset-after-commit': [],
  'error-before-commit': ['status', 'body', 'code', 'message', 'retry-after-seconds'],
  'error-after-commit': ['status', 'body', 'code', 'message', 'retry-after-seconds'],
  throttling: ['code', 'retry-after-ms'],
  custom: ['status!', 'code!', 'message!'],
  'truncated-json': [],
  'empty-object': [],
  'slow-drip': ['ms', 'bytes'],
  'endless-body': [],
  'stuck-batch': ['after'],
  'failing-batch': ['apis', 'message'],
  'another-writer': ['backend', 'stage', 'service', 'route', 'deploy', 'definition!', 'description'],
  'keeps-old-value': [],
  'adds-defaults': ['defaults!']
}

/** The resources that a fault can refer to. */
export interface FaultNames {
  readonly backends: ReadonlyMap<string, { id: string; name: string }>
  readonly apis: ReadonlyMap<string, { id: string; name: string }>
  /** The stages in which a backend has a definition. */
  stagesOf(backendId: string): readonly string[]
}

/** Reads a fault. Unknown names are rejected: such a fault would never apply, and a rehearsal would pass without it. */
export function readFault(place: Place, names: FaultNames): Fault | undefined {
  const fields = place.fields()
  if (!place.isMapping()) return undefined
  const kind = fields.get('kind')?.oneOf(FAULT_KINDS)
  if (kind === undefined) {
    if (!fields.has('kind')) place.problem(`requires kind: one of ${FAULT_KINDS.join(', ')}`)
    return undefined
  }
  const own = FIELDS[kind].map(name => name.replace('!', ''))
  const required = FIELDS[kind].filter(name => name.endsWith('!')).map(name => name.replace('!', ''))
  place.record([...MATCH, ...own], required)
  const match = readMatch(fields)
  const text = (name: 'code' | 'message' | 'service' | 'route' | 'description') =>
    optional(name, fields.get(name)?.text())
  const number = (name: 'ms' | 'bytes' | 'after', min: number) =>
    optional(name, fields.get(name)?.wholeNumber(min))
  const status = () => fields.get('status')?.wholeNumber(100, 599)
  switch (kind) {
    case 'latency':
      return { kind, ...match, ms: fields.get('ms')?.wholeNumber(0) ?? 0 }
    case 'error-before-commit':
    case 'error-after-commit': {
      const body = optional('body', fields.get('body')?.oneOf<FaultBody>(['json', 'html', 'empty']))
      const wait = optional('retryAfterSeconds', fields.get('retry-after-seconds')?.wholeNumber(0))
      const what = { ...optional('status', status()), ...body, ...wait }
      return { kind, ...match, ...what, ...text('code'), ...text('message') }
    }
    case 'throttling':
      return {
        kind,
        ...match,
        ...text('code'),
        ...optional('retryAfterMs', fields.get('retry-after-ms')?.wholeNumber(0))
      }
    case 'custom': {
      const { code = '', message = '' } = { ...text('code'), ...text('message') }
      return { kind, ...match, status: status() ?? 400, code, message }
    }
    case 'slow-drip':
      return { kind, ...match, ...number('ms', 0), ...number('bytes', 1) }
    case 'stuck-batch':
      return { kind, ...match, ...number('after', 0) }
    case 'failing-batch': {
      const apis = optional(
        'apis',
        fields
          .get('apis')
          ?.list()
          // keep names as written, because several APIs can share one
          .flatMap(api => (resolveReference(api, names.apis, 'API') === undefined ? [] : api.text()))
      )
      return { kind, ...match, ...apis, ...text('message') }
    }
    case 'another-writer': {
      const definition = fields.get('definition')?.json() ?? {}
      const native = {
        ...text('service'),
        ...text('route'),
        ...optional('deploy', fields.get('deploy')?.flag())
      }
      return {
        kind,
        ...match,
        ...readTarget(fields, names),
        ...native,
        definition,
        ...text('description')
      }
    }
    case 'adds-defaults':
      return { kind, ...match, defaults: fields.get('defaults')?.json() ?? {} }
    default:
      return { kind, ...match }
  }
}

/** The backend and stage that another writer changes; the call determines omitted ones. */
function readTarget(
  fields: ReadonlyMap<string, Place>,
  names: FaultNames
): { readonly backend?: string; readonly stage?: string } {
  const backend = resolveReference(fields.get('backend'), names.backends, 'backend')
  const stage = fields.get('stage')?.text()
  const stages = backend === undefined ? [] : names.stagesOf(backend.id)
  if (backend !== undefined && stage !== undefined && !stages.includes(stage)) {
    fields.get('stage')?.problem(unknownStage(stage, backend.name, stages))
  }
  return { ...optional('backend', backend?.id), ...optional('stage', stage) }
}

function readMatch(fields: Map<string, Place>): FaultMatch {
  const times = fields.get('times')
  const where = fields.get('where')?.fields()
  const action = fields.get('action')
  return {
    ...optional('action', action && readAction(action)),
    ...(where === undefined
      ? {}
      : { where: Object.fromEntries([...where].map(([name, value]) => [name, value.text()])) }),
    ...optional('nth', fields.get('nth')?.wholeNumber(1)),
    ...optional('times', readTimes(times))
  }
}

/** A known action, or `*`. A misspelled action would never match a call. */
export function readAction(place: Place): string {
  const action = place.text(/^(\*|[A-Za-z]+)$/, 'an action or *')
  if (action !== '' && action !== '*' && !knownActions().includes(action)) {
    place.problem(`is not a known action; must be * or one of ${knownActions().join(', ')}`)
  }
  return action
}

function readTimes(place: Place | undefined): number | 'every' | undefined {
  const text = place?.text(/^([1-9]\d{0,8}|every)$/, 'a whole number of at least 1, or every')
  return text === undefined || text === '' ? undefined : text === 'every' ? text : Number(text)
}

/** `{ [name]: value }`, or `{}` if undefined: optional fields are omitted rather than undefined. */
function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined
): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>)
}
