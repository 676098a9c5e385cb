import type { Fault, FaultBody, FaultKind, FaultMatch } from '../faults.ts'
import { FAULT_KINDS } from '../faults.ts'
import { knownActions } from '../cloud/operations.ts'
import type { Place } from './place.ts'
import { refer } from './read-api.ts'
import { unknownStage } from './unknown.ts'

const MATCH = ['kind', 'action', 'where', 'nth', 'times']

/** The fields of each kind beside the match; those with `!` are needed. */
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

/** What the fields of a fault can name. */
export interface FaultNames {
  readonly backends: ReadonlyMap<string, { id: string; name: string }>
  readonly apis: ReadonlyMap<string, { id: string; name: string }>
  /** The stages in which a backend has a definition. */
  stagesOf(backendId: string): readonly string[]
}

/** Reads a fault. One that names what is not there would never strike, and a rehearsal would pass for it. */
export function readFault(place: Place, names: FaultNames): Fault | undefined {
  const fields = place.fields()
  if (!place.isMapping()) return undefined
  const kind = fields.get('kind')?.oneOf(FAULT_KINDS)
  if (kind === undefined) {
    if (!fields.has('kind')) place.problem(`needs kind, one of ${FAULT_KINDS.join(', ')}`)
    return undefined
  }
  const own = FIELDS[kind].map(name => name.replace('!', ''))
  const mandatory = FIELDS[kind].filter(name => name.endsWith('!')).map(name => name.replace('!', ''))
  place.record([...MATCH, ...own], mandatory)
  const match = readMatch(fields)
  const text = (name: 'code' | 'message' | 'service' | 'route' | 'description') =>
    optional(name, fields.get(name)?.text())
  const number = (name: 'ms' | 'bytes' | 'after', least: number) =>
    optional(name, fields.get(name)?.wholeNumber(least))
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
          // by the name as it stands, which several may have
          .flatMap(api => (refer(api, names.apis, 'API') === undefined ? [] : api.text()))
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

/** Whose definition another writer changes; of what is left out the call decides. */
function readTarget(
  fields: ReadonlyMap<string, Place>,
  names: FaultNames
): { readonly backend?: string; readonly stage?: string } {
  const backend = refer(fields.get('backend'), names.backends, 'backend')
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

/** An action that there is, or `*`: no call would ever be that of a misspelled one. */
export function readAction(place: Place): string {
  const action = place.text(/^(\*|[A-Za-z]+)$/, 'an action or *')
  if (action !== '' && action !== '*' && !knownActions().includes(action)) {
    place.problem(`is no action; must be * or one of ${knownActions().join(', ')}`)
  }
  return action
}

function readTimes(place: Place | undefined): number | 'every' | undefined {
  const text = place?.text(/^([1-9]\d{0,8}|every)$/, 'a whole number from 1, or every')
  return text === undefined || text === '' ? undefined : text === 'every' ? text : Number(text)
}

/** `{ [name]: value }`, or nothing at all: an optional field is never present and undefined. */
function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined
): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>)
}
