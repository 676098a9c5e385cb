import type { FilePlace } from '../../errors/action-error.ts'
import { STAGE_NAMES, isStageName } from '../../model/backend.ts'
import { secretsOf } from '../../model/redact.ts'
import type { BackendTarget, RouteTarget, ServiceTarget, Target } from '../../model/target.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import * as parse from '../parsers.ts'
import { readKey, readMapping, readText, toJson } from './located.ts'
import type { Entry, Find, Located, Mapping } from './located.ts'

// What the sections of a manifest have in common: names, and below each of them stages.

/** What a manifest has under one name. */
export interface ManifestEntry {
  readonly name: string
  /** Where its key stands. */
  readonly at: number
  /** In the manifest's order; `undefined` when they could not be read. */
  readonly stages: readonly ManifestStage[] | undefined
}

/** An entry in one stage, as the manifest has it. */
export interface ManifestStage {
  /** `orders/TEST` */
  readonly name: string
  readonly stageName: string
  /** Where its key stands. */
  readonly at: number
  /** The same for people. */
  readonly place: string
  /** The same for an annotation; `undefined` where there is no file. */
  readonly filePlace: FilePlace | undefined
  /** `undefined` when it could not be read. */
  readonly entry: StageEntry | undefined
}

export type StageEntry = BackendEntry | ServiceEntry | RouteEntry

interface AnyEntry extends Pick<Target, 'definition'> {
  /** Where the stage lives, if elsewhere than the step. */
  readonly regionId: string | undefined
  /** `undefined` leaves them to the input. */
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
  /** Of the stages that name none. */
  readonly regionId: string | undefined
  /** What the definitions hold is registered. */
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
  /** Where its key stands. */
  readonly at: number
  readonly node: Located
  /** `orders/TEST`, for messages. */
  readonly what: string
}) => StageEntry | undefined

/** The entries of one key of a manifest. */
export interface Section {
  /** `backend`, for messages. */
  readonly noun: string
  /** What an entry is, for messages. */
  readonly shape: string
  /** What its stages are, for messages. */
  readonly stagesShape: string
  readonly keys: readonly string[]
  readonly required: readonly string[]
  /** Reads what an entry has beside its stages. */
  readonly open: (mapping: Mapping, what: string, reading: Reading) => ReadStage
  /** What an entry is the same in as another one: `backend and stage`. */
  readonly sameness: string
}

const ENTRY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
/** The word for every target. */
const RESERVED_NAME = 'all'

/** Whether a text can be the name of a manifest's entry. */
export function isManifestName(name: string): boolean {
  return ENTRY_NAME.test(name) && name !== RESERVED_NAME
}

/** The entries of a mapping whose keys are names. There is at least one. */
export function readNames(
  node: Located,
  what: string,
  shape: string,
  find: Find
): readonly (readonly [string, Entry])[] | undefined {
  const mapping = readMapping(node, { what, shape }, find)
  if (mapping?.entries.size === 0) return find(mapping.at, `${what} has nothing in it; it is ${shape}`)
  return mapping && [...mapping.entries]
}

/** @returns `undefined` for what has no name */
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
    find(at, `${name} is not a valid name of a ${noun}: in targets it stands for all of them`)
  // otherwise the name itself is not repeated: it may be anything
  else if (!named) {
    find(
      at,
      `not a valid name of a ${noun}: 1 to 63 letters, digits and . _ -, the first of them a letter or digit`
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
    if (!named) find(entry.at, `${what}: this key is not a valid name of a stage: ${STAGE_NAMES}`)
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
  // where one has no name, nothing can be said about which there are
  return read?.every(({ named }) => named) === true ? read : undefined
}

/** What every long form may have. */
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

/** `none`, a URL a line, or a list of URLs. */
function readUrls(node: Located, what: string, { secrets, find }: Reading): readonly URL[] | undefined {
  secrets.add(...secretsOf(toJson(node)))
  if (node.kind !== 'list') {
    return readText(node, what, raw => parse.probeUrls(parse.filled(raw.trim())), find)
  }
  const { length } = node.items
  if (length === 0) return find(node.at, `${what} is an empty list; for none, write none`)
  if (length > parse.MAX_PROBE_URLS) {
    return find(node.at, `${what} has ${length} URLs; at most ${parse.MAX_PROBE_URLS} are taken`)
  }
  return node.items.flatMap(item => readText(item, what, parse.probeUrl, find) ?? [])
}
