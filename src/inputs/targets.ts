import { API_GATEWAY, NATIVE_API_GATEWAY } from '../model/endpoints.ts'
import { isLadder, shardIdOf } from '../model/target.ts'
import type { BackendTarget, Target } from '../model/target.ts'
import type { CheckUrls } from './checks.ts'
import { DEFINITION, readDefinition } from './definition.ts'
import type { DefinitionContext } from './definition.ts'
import type { ManifestEntry, ManifestStage, StageEntry } from './manifest/entries.ts'
import { readManifestFile, select } from './manifest/manifest.ts'
import type { Places } from './network.ts'
import * as parse from './parsers.ts'
import type { Shard } from './parsers.ts'
import type { Rows, Source } from './source.ts'

export const TARGET = {
  'backend-id': { parse: parse.id },
  'stage-name': { parse: parse.stageSelection },
  'backend-type': { parse: parse.backendType },
  'backend-model-id': { parse: parse.id },
  description: { parse: parse.description }
} satisfies Rows

/** The inputs about the target, or about each target of a manifest; `undefined` if a problem was reported. */
export interface TargetInputs {
  readonly form: BackendTarget['form'] | undefined
  readonly backendId: string | undefined
  readonly stageName: string | undefined
  readonly backendType: string | undefined
  readonly backendModelId: string | undefined
  readonly description: Target['description']
}

/** @param stamp the description if the author sets none */
function readTargetInputs(source: Source, stamp: string | undefined): TargetInputs {
  const value = source.reader(TARGET)
  if (source.raw('stage-name') === '') source.report('stage-name', 'is required')
  return {
    form: source.reader(DEFINITION)('definition'),
    backendId: value('backend-id'),
    stageName: value('stage-name'),
    backendType: value('backend-type'),
    backendModelId: value('backend-model-id'),
    description: describe(value('description'), stamp)
  }
}

function describe(text: string | undefined, stamp: string | undefined): Target['description'] {
  if (text !== undefined) return { text, setByAuthor: true }
  return stamp === undefined ? undefined : { text: stamp, setByAuthor: false }
}

/** The target from the inputs, without its region, endpoint and check URLs. */
export async function readTarget(
  source: Source,
  inputs: TargetInputs,
  context: DefinitionContext
): Promise<Omit<BackendTarget, 'regionId' | 'endpoint' | keyof CheckUrls> | undefined> {
  const { form, backendId, stageName, backendType } = inputs
  const definition = await readDefinition(source, { form: form ?? 'full', backendType }, context)
  if (source.raw('backend-id') === '') source.report('backend-id', 'is required unless manifest is set')
  if (stageName === '*') source.report('stage-name', 'is *, which requires manifest')
  if (form === undefined || backendId === undefined || stageName === undefined || definition === undefined) {
    return undefined
  }
  const name = `${backendId}/${stageName}`
  return { ...inputs, kind: 'backend', name, form, backendId, stageName, definition }
}

export const MANY_TARGETS = {
  manifest: { parse: parse.text },
  targets: { parse: parse.targets, fallback: 'all', guard: true },
  'max-parallel': { parse: parse.integer(1, 64), fallback: '4' },
  'on-failure': { parse: parse.oneOf('stop', 'continue'), fallback: 'stop' },
  shard: { parse: parse.shard, fallback: '1/1', guard: true }
} satisfies Rows

/** The targets of a step. */
export interface ReadTargets {
  /** In the order of their writes; none if no target belongs to the shard. */
  readonly targets: readonly Target[]
  readonly notices: readonly string[]
  /** `undefined` for a target from the inputs. */
  readonly manifest: ManifestSource | undefined
}

/** The manifest, and this job's share of its targets. */
export interface ManifestSource {
  readonly path: string
  /** The names of all its targets, selected or not. */
  readonly names: ReadonlySet<string>
  /** As written. */
  readonly selection: { readonly stageName: string; readonly targets: 'all' | readonly string[] }
  readonly shard: Shard
  /** The shard of each backend, service and API, by its ID (`shardIdOf`). */
  readonly shards: ReadonlyMap<string, number>
}

export interface TargetContext extends DefinitionContext {
  readonly places: Places
  /** The default of all targets; `undefined` if a problem was reported. */
  readonly urls: CheckUrls | undefined
}

/**
 * Reads the target from the inputs, or the targets of a manifest. Every problem is reported.
 * @param stamp the description if the author sets none
 */
export async function readTargets(
  source: Source,
  stamp: string | undefined,
  context: TargetContext
): Promise<ReadTargets | undefined> {
  const value = source.reader(MANY_TARGETS)
  const inputs = readTargetInputs(source, stamp)
  const names = value('targets')
  const shard = value('shard')
  const path = value('manifest')
  return path === undefined
    ? readOne(source, { inputs, names, shard }, context)
    : readMany(source, path, { inputs, names, shard }, context)
}

/** Values are `undefined` if a problem was reported. */
interface Selected {
  readonly inputs: TargetInputs
  readonly names: 'all' | readonly string[] | undefined
  readonly shard: Shard | undefined
}

async function readOne(
  source: Source,
  { inputs, names = 'all', shard: { index, count } = { index: 1, count: 1 } }: Selected,
  context: TargetContext
): Promise<ReadTargets | undefined> {
  const { places, urls } = context
  const target = await readTarget(source, inputs, context)
  const reason = 'requires manifest, which is not set'
  if (names !== 'all') source.report('targets', reason)
  if (index !== 1 || count !== 1) source.report('shard', reason)
  const endpoint = places.endpointOf(API_GATEWAY, undefined)
  if (target === undefined || endpoint === undefined || urls === undefined) return undefined
  const { regionId } = places.region
  return { targets: [{ ...target, regionId, endpoint, ...urls }], notices: [], manifest: undefined }
}

/** Inputs that a manifest replaces. */
const EXCLUDED = [
  'backend-id',
  'backend-type',
  'backend-model-id',
  'backend-model-data',
  'backend-model-data-file'
]

async function readMany(
  source: Source,
  path: string,
  { inputs, names, shard }: Selected,
  context: TargetContext
): Promise<ReadTargets | undefined> {
  for (const name of EXCLUDED) {
    if (source.raw(name) !== '')
      source.report(name, 'cannot be set together with manifest, which contains it: set one of them')
  }
  const { form = 'full', stageName } = inputs
  const { regionId } = context.places.region
  const entries = await readManifestFile(source, path, { ...context, form, regionId })
  if (entries === undefined || stageName === undefined || names === undefined) return undefined
  const selection = select(entries, { stageName, targets: names })
  for (const { input, message } of selection.problems) source.report(input, message)
  const selected = selection.stages.flatMap(stage => placed(source, stage, inputs, context) ?? [])
  if (shard === undefined) return undefined
  const { index, count } = shard
  const shards = dealShards(entries.flatMap(idsOf), count)
  return {
    targets: selected.filter(target => index === '*' || shards.get(shardIdOf(target)) === index),
    notices: selection.notices,
    manifest: {
      path,
      names: new Set(entries.flatMap(namesOf)),
      selection: { stageName, targets: names },
      shard,
      shards
    }
  }
}

function namesOf({ stages }: ManifestEntry): readonly string[] {
  return stages?.map(({ name }) => name) ?? []
}

function idsOf({ stages }: ManifestEntry): readonly string[] {
  return stages?.flatMap(({ entry }) => (entry === undefined ? [] : shardIdOf(entry))) ?? []
}

/** A stage of the manifest as a target. */
function placed(
  source: Source,
  { name, stageName, place, filePlace, entry }: ManifestStage,
  inputs: TargetInputs,
  { places, urls }: TargetContext
): Target | undefined {
  if (entry === undefined) return undefined
  const product = entry.kind === 'backend' ? API_GATEWAY : NATIVE_API_GATEWAY
  const { regionId = places.region.regionId } = entry
  if (entry.regionId !== undefined && !places.serves(product, entry.regionId)) {
    const { endpointInput } = product
    return source.report(
      endpointInput,
      `belongs to another region than ${name}, which is in ${entry.regionId} (${place}): remove ${endpointInput} to use the endpoint of each region`
    )
  }
  const endpoint = places.endpointOf(product, entry.regionId)
  if (endpoint === undefined || urls === undefined) return undefined
  const { preflightUrls = urls.preflightUrls, probeUrls = urls.probeUrls } = entry
  const target = ofKind(entry, inputs, { name, stageName, regionId, endpoint, preflightUrls, probeUrls })
  if (target !== undefined && isLadder(target) && preflightUrls.length + probeUrls.length === 0) {
    source.report('manifest', `${place}: ${name}: ${LADDER_NEEDS_URL}`, filePlace)
  }
  return target
}

/** A ladder without checks would continue whatever happens. */
const LADDER_NEEDS_URL =
  'weight-steps requires preflight-url or probe-url, here or as an input, to check each step'

function ofKind(
  entry: StageEntry,
  { form, description }: TargetInputs,
  where: Pick<Target, 'name' | 'regionId' | 'endpoint' | keyof CheckUrls> & { readonly stageName: string }
): Target | undefined {
  if (entry.kind !== 'backend') return { ...entry, ...where, description: undefined }
  return form && { ...entry, ...where, form, description }
}

/**
 * The shard of each ID, from 1. IDs are dealt out in turn, so that the sizes of shards differ by at most one. The stages of
 * one backend, and the routes of one API, share its ID and so its shard: their writes never overlap, not even across jobs.
 * @param ids all IDs in the order of the file, selected or not, so that the selection does not change shards
 */
export function dealShards(ids: Iterable<string>, count: number): ReadonlyMap<string, number> {
  const dealt = new Map<string, number>()
  for (const id of ids) if (!dealt.has(id)) dealt.set(id, (dealt.size % count) + 1)
  return dealt
}
