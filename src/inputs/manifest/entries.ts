import type { FilePlace } from '../../errors/action-error.ts'
import { STAGE_NAMES, isStageName } from '../../model/backend.ts'
import { secretsOf } from '../../model/redact.ts'
import type { BackendTarget, RouteTarget, ServiceTarget, Target } from '../../model/target.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import * as parse from '../parsers.ts'
import { readKey, readMapping, readText, toJson } from './located.ts'
import type { Entry, Find, Located, Mapping } from './located.ts'

// What the sections of a manifest have in common: named entries with stages.

/** A named entry of a manifest. */
export interface ManifestEntry {
  readonly name: string
  /** The offset of its key. */
  readonly at: number
  /** In the order of the manifest; `undefined` if they could not be read. */
  readonly stages: readonly ManifestStage[] | undefined
}

/** A stage of an entry, as written in the manifest. */
export interface ManifestStage {
  /** `orders/TEST` */
  readonly name: string
  readonly stageName: string
  /** The offset of its key. */
  readonly at: number
  /** The same as text for a message. */
  readonly place: string
  /** The same for an annotation; `undefined` if there is no file. */
  readonly filePlace: FilePlace | undefined
  /** `undefined` if it could not be read. */
  readonly entry: StageEntry | undefined
}

export type StageEntry = BackendEntry | ServiceEntry | RouteEntry

interface AnyEntry extends Pick<Target, 'definition'> {
  /** The region of the stage, if it is not the step's. */
  readonly regionId: string | undefined
  /** `undefined` to use those of the input. */
  readonly preflightUrls: readonly URL[] | undefined
  readonly probeUrls: readonly URL[] | undefined
}

export interface BackendEntry
  extends AnyEntry, Pick<BackendTarget, 'kind' | 'backendId' | 'backendType' | 'backendModelId'> {}

export interface ServiceEntry extends AnyEntry, Pick<ServiceTarget, 'kind' | 'serviceId' | 'gatewayId'> {}

export interface RouteEntry
  extends AnyEntry, Pick<RouteTarget, 'kind' | 'httpApiId' | 'routeId' | 'gatewayId' | 'weightSteps'> {}

export interface ManifestOptions {
  readonly form: BackendTarget['form']
  /** The default region of stages. */
  readonly regionId: string | undefined
  /** The secrets of definitions are registered here. */
  readonly secrets: Secrets
  /** `services.yaml, line 3, column 5` of an offset. */
  readonly place: (at: number) => string
  /** The same for an annotation. */
  readonly filePlace?: (at: number) => FilePlace
}

export interface Reading extends ManifestOptions {
  readonly find: Find
}

/** Reads one stage of an entry. */
export type ReadStage = (stage: {
  /** The offset of its key. */
  readonly at: number
  readonly node: Located
  /** `orders/TEST`, for messages. */
  readonly what: string
}) => StageEntry | undefined

/** The entries of one key of a manifest. */
export interface Section {
  /** `backend`, for messages. */
  readonly noun: string
  /** What an entry must be, for messages. */
  readonly shape: string
  /** What its stages must be, for messages. */
  readonly stagesShape: string
  readonly keys: readonly string[]
  readonly required: readonly string[]
  /** Reads the keys of an entry other than its stages. */
  readonly open: (mapping: Mapping, what: string, reading: Reading) => ReadStage
  /** What two equal stages have in common, for messages: `backend and stage`. */
  readonly sameness: string
}

const ENTRY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
/** Selects every target in `targets`. */
const RESERVED_NAME = 'all'

/** Whether a text is a valid name of a manifest entry. */
export function isManifestName(name: string): boolean {
  return ENTRY_NAME.test(name) && name !== RESERVED_NAME
}

/** The entries of a mapping whose keys are names; an empty mapping is a finding. */
export function readNames(
  node: Located,
  what: string,
  shape: string,
  find: Find
): readonly (readonly [string, Entry])[] | undefined {
  const mapping = readMapping(node, { what, shape }, find)
  if (mapping?.entries.size === 0) return find(mapping.at, `${what} is empty: must be ${shape}`)
  return mapping && [...mapping.entries]
}

/** @returns `undefined` without a valid name */
export function readEntry(
  name: string,
  { at, value }: Entry,
  section: Section,
  reading: Reading
): ManifestEntry | undefined {
  const { find } = reading
  const { noun, shape, keys } = section
  const named = isManifestName(name)
  if (name === RESERVED_NAME)
    find(
      at,
      `${name} is not a valid name of a ${noun}: it is reserved, because it selects every target in targets`
    )
  // an invalid name is not repeated: it may contain a secret
  else if (!named) {
    find(
      at,
      `invalid name of a ${noun}: must be 1 to 63 letters, digits and . _ -, beginning with a letter or digit`
    )
  }
  const what = named ? name : `a ${noun}`
  const mapping = readMapping(value, { what, shape, keys }, find)
  const stages = mapping && readStages(mapping, { what, at }, section, reading)
  return named ? { name, at, stages } : undefined
}

function readStages(
  mapping: Mapping,
  { what, at }: { what: string; at: number },
  { required, stagesShape, open }: Section,
  reading: Reading
): readonly ManifestStage[] | undefined {
  const { find } = reading
  const { entries } = mapping
  for (const key of required) if (!entries.has(key)) find(at, `${what}: ${key} is required`)
  const readStage = open(mapping, what, reading)
  const node = entries.get('stages')?.value
  const stages = node && readNames(node, `${what}: stages`, stagesShape, find)
  const read = stages?.map(([stageName, entry]) => {
    const named = isStageName(stageName)
    if (!named) find(entry.at, `${what}: invalid name of a stage: must be ${STAGE_NAMES}`)
    const name = `${what}/${named ? stageName : 'a stage'}`
    const { at } = entry
    return {
      name,
      stageName,
      named,
      at,
      place: reading.place(at),
      filePlace: reading.filePlace?.(at),
      entry: readStage({ at, node: entry.value, what: name })
    }
  })
  // with an invalid name, the set of stages is not known
  return read?.every(({ named }) => named) === true ? read : undefined
}

/** Keys that every long form can have. */
export function readCommon(mapping: Mapping, what: string, reading: Reading): Omit<AnyEntry, 'definition'> {
  const urls = (key: 'preflight-url' | 'probe-url'): readonly URL[] | undefined => {
    const entry = mapping.entries.get(key)
    return entry && readUrls(entry.value, `${what}: ${key}`, reading)
  }
  return {
    regionId: readKey(mapping, 'region-id', what, parse.region, reading.find),
    preflightUrls: urls('preflight-url'),
    probeUrls: urls('probe-url')
  }
}

/** `none`, one URL per line, or a list of URLs. */
function readUrls(node: Located, what: string, { secrets, find }: Reading): readonly URL[] | undefined {
  secrets.add(...secretsOf(toJson(node)))
  if (node.kind !== 'list') {
    return readText(node, what, raw => parse.probeUrls(parse.filled(raw.trim())), find)
  }
  const { length } = node.items
  if (length === 0) return find(node.at, `${what} is an empty list: to use none, write none`)
  if (length > parse.MAX_PROBE_URLS) {
    return find(node.at, `${what} has ${length} URLs; at most ${parse.MAX_PROBE_URLS} are allowed`)
  }
  return node.items.flatMap(item => readText(item, what, parse.probeUrl, find) ?? [])
}
