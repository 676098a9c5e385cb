import type { FilePlace, Problem } from '../../errors/action-error.ts'
import { didYouMean } from '../../model/closest.ts'
import type { Definition } from '../../model/definition.ts'
import { createSecrets } from '../../runtime/secrets.ts'
import { joinUpTo } from '../../runtime/text.ts'
import type { DefinitionContext } from '../definition.ts'
import * as parse from '../parsers.ts'
import { attemptAsync, quote } from '../source.ts'
import type { Source } from '../source.ts'
import { pathInWorkspace, readWorkspaceFile } from '../workspace-file.ts'
import { BACKENDS } from './backends.ts'
import { readEntry, readNames } from './entries.ts'
import type {
  ManifestEntry,
  ManifestOptions,
  ManifestStage,
  Reading,
  Section,
  StageEntry
} from './entries.ts'
import { placeText, readKey, readMapping } from './located.ts'
import type { Find, Finding, Located } from './located.ts'
import { fillIn, fillingOf } from './variables.ts'
import type { Variables } from './variables.ts'

// The same rules as in schema/manifest.schema.json, which editors use; a test compares the two.

const SECTIONS = ['backends', 'services', 'routes'] as const
const TOP_KEYS = ['$schema', 'version', ...SECTIONS]

/** How the entries of each section are read. */
export type Sections = Readonly<Partial<Record<(typeof SECTIONS)[number], Section>>>

/** The section that most manifests have. The others are loaded on demand. */
const TRADITIONAL: Sections = { backends: BACKENDS }

/** The number of problems that are reported. */
const MAX_PROBLEMS = 100

/**
 * Reads a manifest in the workspace. Every problem is reported with file, line and column, never with the
 * file's text. Returns everything that could be read, even with problems.
 */
export async function readManifestFile(
  source: Source,
  path: string,
  { workspace, filling, ...options }: DefinitionContext & Omit<ManifestOptions, 'place' | 'filePlace'>
): Promise<readonly ManifestEntry[] | undefined> {
  const text = await attemptAsync(() => readWorkspaceFile(path, workspace), source, 'manifest')
  if (text === undefined) return undefined
  const { parseYaml } = await import('./yaml.ts')
  const parsed = parseYaml(text)
  const place = (at: number): string => `${path}, ${placeText(parsed.position(at))}`
  const filePlace = (at: number): FilePlace => ({
    file: pathInWorkspace(path, workspace),
    ...parsed.position(at)
  })
  const report = ({ at, what }: Finding): void => {
    source.report('manifest', `${place(at)}: ${what}`, filePlace(at))
  }
  if (parsed.root === undefined) {
    for (const { at, what } of parsed.findings) report({ at, what: `neither JSON nor YAML: ${what}` })
    return undefined
  }
  // even without the input: a placeholder without a value is a mistake
  const filled = fillIn(parsed.root, filling ?? fillingOf(new Map()))
  const sections = await sectionsOf(filled.root)
  const { entries, findings } = readManifest(filled.root, { ...options, place, filePlace }, sections)
  const all = [...parsed.findings, ...filled.findings, ...findings].sort((a, b) => a.at - b.at)
  for (const finding of all.slice(0, MAX_PROBLEMS)) report(finding)
  const more = all.length - MAX_PROBLEMS
  if (more > 0) source.report('manifest', `${path} has ${more} more problems`)
  return entries
}

/** The sections that a manifest requires. */
async function sectionsOf(root: Located): Promise<Sections> {
  const isNative = root.kind === 'mapping' && (root.entries.has('services') || root.entries.has('routes'))
  return isNative ? { ...TRADITIONAL, ...(await import('./native.ts')).NATIVE } : TRADITIONAL
}

/**
 * Reads a manifest, and finds every problem in it. `entries` is `undefined` if none could be read.
 * @param sections at least those that the manifest has
 */
export function readManifest(
  root: Located,
  options: ManifestOptions,
  sections: Sections
): { readonly entries: readonly ManifestEntry[] | undefined; readonly findings: readonly Finding[] } {
  const findings: Finding[] = []
  const find: Find = (at, what) => {
    findings.push({ at, what })
    return undefined
  }
  const reading = { ...options, find }
  const read = readTop(root, reading, sections)
  findSameNames(read ?? [], reading)
  findDuplicates(read ?? [], reading)
  return { entries: read?.map(({ entry }) => entry), findings }
}

interface ReadEntry {
  readonly section: Section
  readonly entry: ManifestEntry
}

/** In the order of the file, which is the order of the writes. */
function readTop(root: Located, reading: Reading, sections: Sections): readonly ReadEntry[] | undefined {
  const { find } = reading
  const shape = 'a mapping with version and backends, services or routes'
  const top = readMapping(root, { what: 'the manifest', shape, keys: TOP_KEYS }, find)
  if (top === undefined) return undefined
  readKey(top, '$schema', 'the manifest', parse.text, find)
  const version = top.entries.get('version')?.value
  if (version === undefined) find(top.at, 'version is required: version: 1')
  else if (version.kind !== 'broken' && !(version.kind === 'scalar' && version.value === 1)) {
    find(version.at, 'version must be 1')
  }
  const present = [...top.entries].flatMap(([key, { value }]) => {
    const name = SECTIONS.find(known => known === key)
    return name === undefined ? [] : [{ name, value }]
  })
  if (present.length === 0) {
    return find(top.at, 'backends, services or routes is required: a mapping of names to targets')
  }
  const read = present.map(({ name, value }) => {
    const section = sections[name]
    if (section === undefined) throw new Error(`the section ${name} of the manifest is not loaded`)
    return readNames(value, name, `a mapping of names to ${name}`, find)?.flatMap(([key, each]) => {
      const entry = readEntry(key, each, section, reading)
      return entry === undefined ? [] : [{ section, entry }]
    })
  })
  // without one of them, the set of entries is not known
  return read.includes(undefined) ? undefined : read.flatMap(entries => entries ?? [])
}

/** Reports names that two sections share; within a section, they are duplicate keys. */
function findSameNames(read: readonly ReadEntry[], { place, find }: Reading): void {
  const seen = new Map<string, ReadEntry>()
  for (const each of read) {
    const { name, at } = each.entry
    const first = seen.get(name)
    if (first === undefined) seen.set(name, each)
    else {
      const other = `a ${first.section.noun} (${place(first.entry.at)})`
      find(at, `${name} is already the name of ${other}; names must be unique in the whole file`)
    }
  }
}

/** Reports a backend and stage, service or route that appears twice: one would overwrite the other. */
function findDuplicates(read: readonly ReadEntry[], { regionId: stepRegionId = '', find }: Reading): void {
  const seen = new Map<string, ManifestStage>()
  for (const { section, entry } of read) {
    for (const stage of entry.stages ?? []) {
      if (stage.entry === undefined) continue
      const { regionId = stepRegionId } = stage.entry
      const key = [regionId, ...idsOf(stage.entry, stage.stageName)].join('/')
      const first = seen.get(key)
      if (first === undefined) seen.set(key, stage)
      else find(stage.at, `${stage.name} is the same ${section.sameness} as ${first.name} (${first.place})`)
    }
  }
}

function idsOf(entry: StageEntry, stageName: string): readonly string[] {
  switch (entry.kind) {
    case 'backend':
      return [entry.kind, entry.backendId, stageName]
    case 'service':
      return [entry.kind, entry.serviceId]
    case 'route':
      return [entry.kind, entry.httpApiId, entry.routeId]
  }
}

/** The content of a manifest, as a step reads it. */
export interface ManifestText {
  /** They never repeat a value of the text. */
  readonly problems: readonly string[]
  /** The definitions of all targets that could be read. */
  readonly definitions: readonly Definition[]
}

/** Reads the text of a manifest as a step would, with `definition: full`. */
export async function readManifestText(text: string, variables: Variables): Promise<ManifestText> {
  const { parseYaml } = await import('./yaml.ts')
  const { root, findings, position } = parseYaml(text)
  if (root === undefined) return { problems: findings.map(({ what }) => what), definitions: [] }
  const filled = fillIn(root, fillingOf(variables))
  const options: ManifestOptions = {
    form: 'full',
    regionId: undefined,
    // the caller has the text, and so its secrets
    secrets: createSecrets(() => undefined),
    place: at => placeText(position(at))
  }
  const read = readManifest(filled.root, options, await sectionsOf(filled.root))
  const stages = (read.entries ?? []).flatMap(entry => entry.stages ?? [])
  return {
    problems: [...findings, ...filled.findings, ...read.findings].map(({ what }) => what),
    definitions: stages.flatMap(({ entry }) => (entry === undefined ? [] : [entry.definition]))
  }
}

interface Stage {
  /** `orders/TEST` */
  readonly name: string
  readonly stageName: string
}

/** An entry to select from; `stages` is `undefined` if they could not be read. */
export interface Selectable<S> {
  readonly name: string
  readonly stages: readonly S[] | undefined
}

export interface Selection<S> {
  readonly stages: readonly S[]
  readonly problems: readonly Problem[]
  readonly notices: readonly string[]
}

/**
 * The stages of a manifest's entries that a step processes.
 * @param stageName one stage of each entry, or `*` for all of them
 * @param targets `name` or `name/STAGE`
 */
export function select<S extends Stage>(
  entries: readonly Selectable<S>[],
  { stageName, targets }: { readonly stageName: string; readonly targets: 'all' | readonly string[] }
): Selection<S> {
  const isSelected = (stage: S): boolean => stageName === '*' || stage.stageName === stageName
  return targets === 'all'
    ? selectAll(entries, stageName, isSelected)
    : selectNamed(entries, stageName, isSelected, targets)
}

function selectAll<S extends Stage>(
  entries: readonly Selectable<S>[],
  stageName: string,
  isSelected: (stage: S) => boolean
): Selection<S> {
  const stages = entries.flatMap(entry => entry.stages?.filter(isSelected) ?? [])
  const without = entries.filter(entry => entry.stages?.some(isSelected) === false)
  if (without.length === 0) return { stages, problems: [], notices: [] }
  if (without.length === entries.length) {
    const known = [...new Set(entries.flatMap(entry => namesOf(entry.stages)))]
    const message = `no target of the manifest has the stage ${stageName}: must be one of ${some(known)}`
    return { stages, problems: [{ input: 'stage-name', message }], notices: [] }
  }
  const names = some(without.map(({ name }) => name))
  return {
    stages,
    problems: [],
    notices: [`skipped, because they have no stage ${stageName} in the manifest: ${names}`]
  }
}

function selectNamed<S extends Stage>(
  entries: readonly Selectable<S>[],
  stageName: string,
  isSelected: (stage: S) => boolean,
  targets: readonly string[]
): Selection<S> {
  const known = new Map(entries.map(entry => [entry.name, entry]))
  const chosen = new Set<S>()
  const problems = targets.flatMap(target => {
    const [name = '', stage, ...more] = target.split('/')
    const entry = known.get(name)
    if (entry === undefined || more.length > 0) {
      const names = stage === undefined ? [...known.keys()] : entries.flatMap(fullNamesOf)
      return `${quote(target)} is not in the manifest${didYouMean(target, names, 3)}`
    }
    const { stages } = entry
    if (stages === undefined) return []
    const found = stages.filter(one => (stage === undefined ? isSelected(one) : one.stageName === stage))
    if (found.length === 0) {
      const oneOf = `must be one of ${some(namesOf(stages))}`
      return stage === undefined
        ? `${name} has no stage ${quote(stageName)} in the manifest: ${oneOf}`
        : `${quote(target)} is not in the manifest: ${name} has no stage ${quote(stage)}: ${oneOf}`
    }
    if (!found.every(isSelected)) {
      return `${target} is not in the stage ${stageName}: set stage-name to its stage, or to * for all stages`
    }
    for (const one of found) chosen.add(one)
    return []
  })
  return {
    stages: entries.flatMap(({ stages }) => stages?.filter(one => chosen.has(one)) ?? []),
    problems: problems.map(message => ({ input: 'targets', message })),
    notices: []
  }
}

function namesOf(stages: readonly Stage[] | undefined): readonly string[] {
  return stages?.map(({ stageName }) => stageName) ?? []
}

function fullNamesOf({ stages }: Selectable<Stage>): readonly string[] {
  return stages?.map(({ name }) => name) ?? []
}

const MAX_NAMES = 20

/** Names for a message. */
function some(names: readonly string[]): string {
  return joinUpTo(names, MAX_NAMES)
}
