import { STAGE_NAMES, isStageName } from '../../model/backend.ts'
import type { Definition } from '../../model/definition.ts'
import { secretsOf } from '../../model/redact.ts'
import type { BackendTarget } from '../../model/target.ts'
import { createSecrets } from '../../runtime/secrets.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import { definitionFindings } from '../definition.ts'
import type { DefinitionContext } from '../definition.ts'
import * as parse from '../parsers.ts'
import { attemptAsync } from '../source.ts'
import type { Source } from '../source.ts'
import { pathInWorkspace, readWorkspaceFile } from '../workspace-file.ts'
import { isWhole, placeText, readKey, readMapping, readText, toJson, toObject } from './located.ts'
import type { Entry, Find, Finding, Located, Mapping } from './located.ts'
import { fillIn, fillingOf } from './variables.ts'
import type { Variables } from './variables.ts'

// The same rules as those of schema/manifest.schema.json, from which editors complete; a test holds the
// two together.

export interface ManifestBackend {
  readonly name: string
  /** In the manifest's order; `undefined` when they could not be read. */
  readonly stages: readonly ManifestStage[] | undefined
}

/** A backend in one stage, as the manifest has it. */
export interface ManifestStage {
  /** `orders/TEST` */
  readonly name: string
  readonly stageName: string
  /** Where its key stands. */
  readonly at: number
  /** The same for people. */
  readonly place: string
  /** `undefined` when it could not be read. */
  readonly entry: StageEntry | undefined
}

export interface StageEntry {
  readonly backendId: string
  readonly backendType: string | undefined
  readonly backendModelId: string | undefined
  /** Where the stage lives, if elsewhere than the step. */
  readonly regionId: string | undefined
  /** `undefined` leaves them to the input. */
  readonly preflightUrls: readonly URL[] | undefined
  readonly probeUrls: readonly URL[] | undefined
  readonly definition: Definition
}

export interface ManifestOptions {
  readonly form: BackendTarget['form']
  /** Of the stages that name none. */
  readonly regionId: string | undefined
  /** What the definitions hold is registered. */
  readonly secrets: Secrets
  /** `services.yaml, line 3, column 5` of an offset. */
  readonly place: (at: number) => string
}

const TOP_KEYS = ['$schema', 'version', 'backends']
const BACKEND_KEYS = ['backend-id', 'backend-type', 'stages']
/** A stage that has one of these is in the long form. */
export const STAGE_KEYS: readonly string[] = [
  'region-id',
  'backend-id',
  'backend-type',
  'backend-model-id',
  'preflight-url',
  'probe-url',
  'data'
]

const BACKEND_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
/** The word for every target. */
const RESERVED_NAME = 'all'

/** Whether a text can be the name of a manifest's entry. */
export function isManifestName(name: string): boolean {
  return BACKEND_NAME.test(name) && name !== RESERVED_NAME
}

interface Reading extends ManifestOptions {
  readonly find: Find
}

/** More problems than anybody reads. */
const MOST_PROBLEMS = 100

/**
 * Reads a manifest of the workspace. Every problem is reported with file, line and column, never with the
 * file's text, and everything that could be read is given back none the less.
 */
export async function readManifestFile(
  source: Source,
  path: string,
  { workspace, filling, ...options }: DefinitionContext & Omit<ManifestOptions, 'place'>
): Promise<readonly ManifestBackend[] | undefined> {
  const text = await attemptAsync(() => readWorkspaceFile(path, workspace), source, 'manifest')
  if (text === undefined) return undefined
  const { parseYaml } = await import('./yaml.ts')
  const parsed = parseYaml(text)
  const place = (at: number): string => `${path}, ${placeText(parsed.position(at))}`
  const report = ({ at, what }: Finding): void => {
    source.report('manifest', `${place(at)}: ${what}`, {
      file: pathInWorkspace(path, workspace),
      ...parsed.position(at)
    })
  }
  if (parsed.root === undefined) {
    for (const { at, what } of parsed.findings) report({ at, what: `neither JSON nor YAML: ${what}` })
    return undefined
  }
  // without the input, too: a placeholder that nothing fills in is a mistake
  const filled = fillIn(parsed.root, filling ?? fillingOf(new Map()))
  const { backends, findings } = readManifest(filled.root, { ...options, place })
  const all = [...parsed.findings, ...filled.findings, ...findings].sort((a, b) => a.at - b.at)
  for (const finding of all.slice(0, MOST_PROBLEMS)) report(finding)
  const more = all.length - MOST_PROBLEMS
  if (more > 0) source.report('manifest', `${path} has ${more} more problems`)
  return backends
}

/**
 * Reads a manifest, and finds everything that is wrong with it. `backends` is `undefined` when none could
 * be read.
 */
export function readManifest(
  root: Located,
  options: ManifestOptions
): { readonly backends: readonly ManifestBackend[] | undefined; readonly findings: readonly Finding[] } {
  const findings: Finding[] = []
  const find: Find = (at, what) => {
    findings.push({ at, what })
    return undefined
  }
  const reading = { ...options, find }
  const backends = readTop(root, reading)
  findTwice(backends ?? [], reading)
  return { backends, findings }
}

function readTop(root: Located, reading: Reading): readonly ManifestBackend[] | undefined {
  const { find } = reading
  const shape = 'a mapping with version and backends'
  const top = readMapping(root, { what: 'the manifest', shape, keys: TOP_KEYS }, find)
  if (top === undefined) return undefined
  readKey(top, '$schema', 'the manifest', parse.text, find)
  const version = top.entries.get('version')?.value
  if (version === undefined) find(top.at, 'version is required: version: 1')
  else if (version.kind !== 'broken' && !(version.kind === 'scalar' && version.value === 1)) {
    find(version.at, 'version must be 1')
  }
  const backends = top.entries.get('backends')
  if (backends === undefined) return find(top.at, 'backends is required: a mapping of names to backends')
  return readNames(backends.value, 'backends', 'a mapping of names to backends', find)?.flatMap(
    ([name, entry]) => readBackend(name, entry, reading) ?? []
  )
}

/** The entries of a mapping whose keys are names. There is at least one. */
function readNames(
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
function readBackend(name: string, { at, value }: Entry, reading: Reading): ManifestBackend | undefined {
  const { find } = reading
  const named = isManifestName(name)
  if (name === RESERVED_NAME)
    find(at, `${name} is not a valid name of a backend: in targets it stands for all of them`)
  // otherwise the name itself is not repeated: it may be anything
  else if (!named) {
    find(
      at,
      'not a valid name of a backend: 1 to 63 letters, digits and . _ -, the first of them a letter or digit'
    )
  }
  const what = named ? name : 'a backend'
  const shape = 'a mapping with backend-id and stages'
  const mapping = readMapping(value, { what, shape, keys: BACKEND_KEYS }, find)
  const stages = mapping && readStages(mapping, { what, at }, reading)
  return named ? { name, stages } : undefined
}

function readStages(
  mapping: Mapping,
  { what, at }: { what: string; at: number },
  reading: Reading
): readonly ManifestStage[] | undefined {
  const { find } = reading
  const { entries } = mapping
  for (const key of ['backend-id', 'stages']) if (!entries.has(key)) find(at, `${what}: ${key} is required`)
  const backend = {
    what,
    backendId: readKey(mapping, 'backend-id', what, parse.id, find),
    backendType: readKey(mapping, 'backend-type', what, parse.backendType, find)
  }
  const node = entries.get('stages')?.value
  const stages = node && readNames(node, `${what}: stages`, 'a mapping of stages to definitions', find)
  const read = stages?.map(([stageName, entry]) => {
    const named = isStageName(stageName)
    if (!named) find(entry.at, `${what}: this key is not a valid name of a stage: ${STAGE_NAMES}`)
    const name = `${what}/${named ? stageName : 'a stage'}`
    const { at } = entry
    const place = reading.place(at)
    return { name, stageName, named, at, place, entry: readStage(entry.value, name, backend, reading) }
  })
  // where one has no name, nothing can be said about which there are
  return read?.every(({ named }) => named) === true ? read : undefined
}

interface Backend {
  readonly backendId: string | undefined
  readonly backendType: string | undefined
}

function readStage(node: Located, what: string, backend: Backend, reading: Reading): StageEntry | undefined {
  if (node.kind !== 'mapping' || !node.entries.has('data')) {
    return readShortForm(node, what, backend, reading)
  }
  const { find } = reading
  readMapping(node, { what, shape: 'a mapping', keys: STAGE_KEYS }, find)
  const { entries } = node
  const data = entries.get('data')
  const urls = (key: 'preflight-url' | 'probe-url'): readonly URL[] | undefined => {
    const entry = entries.get(key)
    return entry && readUrls(entry.value, `${what}: ${key}`, reading)
  }
  const backendType = readKey(node, 'backend-type', what, parse.backendType, find) ?? backend.backendType
  const definition = data && readDefinition(data.value, `${what}: data`, backendType, reading)
  const backendId = readKey(node, 'backend-id', what, parse.id, find) ?? backend.backendId
  const rest = {
    backendType,
    backendModelId: readKey(node, 'backend-model-id', what, parse.id, find),
    regionId: readKey(node, 'region-id', what, parse.region, find),
    preflightUrls: urls('preflight-url'),
    probeUrls: urls('probe-url')
  }
  if (backendId === undefined || definition === undefined) return undefined
  return { ...rest, backendId, definition }
}

/** The definition alone. */
function readShortForm(
  node: Located,
  what: string,
  { backendId, backendType }: Backend,
  reading: Reading
): StageEntry | undefined {
  const long = node.kind === 'mapping' ? [...node.entries].filter(([key]) => STAGE_KEYS.includes(key)) : []
  for (const [key, { at }] of long) {
    reading.find(at, `${what}: missing key "data" (required in the long form, with ${key})`)
  }
  if (long.length > 0) return undefined
  const definition = readDefinition(node, what, backendType, reading)
  if (backendId === undefined || definition === undefined) return undefined
  return {
    backendId,
    backendType,
    backendModelId: undefined,
    regionId: undefined,
    preflightUrls: undefined,
    probeUrls: undefined,
    definition
  }
}

function readDefinition(
  node: Located,
  what: string,
  backendType: string | undefined,
  { form, secrets, find }: Reading
): Definition | undefined {
  secrets.add(...secretsOf(toJson(node)))
  const findings = definitionFindings(node, form, backendType)
  for (const { at, what: problem } of findings) {
    find(at, `${what}${/^(?:is|holds) /.test(problem) ? '' : ':'} ${problem}`)
  }
  return node.kind === 'mapping' && isWhole(node) && findings.length === 0 ? toObject(node) : undefined
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

/** The same backend and stage in two places: one of them would overwrite the other. */
function findTwice(backends: readonly ManifestBackend[], { regionId: ofTheStep = '', find }: Reading): void {
  const seen = new Map<string, ManifestStage>()
  for (const stage of backends.flatMap(({ stages }) => stages ?? [])) {
    if (stage.entry === undefined) continue
    const { backendId, regionId = ofTheStep } = stage.entry
    const key = `${regionId}/${backendId}/${stage.stageName}`
    const first = seen.get(key)
    if (first === undefined) seen.set(key, stage)
    else find(stage.at, `${stage.name} is the same backend and stage as ${first.name} (${first.place})`)
  }
}

/** What a step reads in the text of a manifest. */
export interface ManifestText {
  /** They never repeat a value of the text. */
  readonly problems: readonly string[]
  /** Of every target that could be read. */
  readonly definitions: readonly Definition[]
}

/** Reads the text of a manifest as a step would, with `definition: full`. */
export async function readManifestText(text: string, variables: Variables): Promise<ManifestText> {
  const { parseYaml } = await import('./yaml.ts')
  const { root, findings, position } = parseYaml(text)
  if (root === undefined) return { problems: findings.map(({ what }) => what), definitions: [] }
  const filled = fillIn(root, fillingOf(variables))
  const read = readManifest(filled.root, {
    form: 'full',
    regionId: undefined,
    // whoever has the text knows its secrets
    secrets: createSecrets(() => undefined),
    place: at => placeText(position(at))
  })
  const stages = (read.backends ?? []).flatMap(backend => backend.stages ?? [])
  return {
    problems: [...findings, ...filled.findings, ...read.findings].map(({ what }) => what),
    definitions: stages.flatMap(({ entry }) => (entry === undefined ? [] : [entry.definition]))
  }
}
