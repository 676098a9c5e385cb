import { readDefinition } from './definition.ts'
import type { Target } from '../model/target.ts'
import type { Secrets } from '../runtime/secrets.ts'
import type { Places } from './connection.ts'
import type { Shard } from './parsers.ts'
import type { Source } from './source.ts'
import type { Filling } from './manifest/variables.ts'
import { dealShards } from '../model/shard.ts'
import { readManifestFile } from './manifest/manifest-file.ts'
import type { ManifestBackend, ManifestStage } from './manifest/manifest.ts'
import { select } from './manifest/selection.ts'

/** Reads the one target of the inputs, or those of a manifest. Every problem is reported. */
export async function readTargets(
  inputs: TargetInputs,
  context: TargetContext
): Promise<ReadTargets | undefined> {
  const path = context.source.raw('manifest')
  if (path === '') return readOne(inputs, context)
  return readMany(path, inputs, context)
}

async function readOne(
  inputs: TargetInputs,
  { source, workspace, secrets, places }: TargetContext
): Promise<ReadTargets | undefined> {
  const { kind, backendId, stageName, backendType, probeUrls, filling } = inputs
  const definition = await readDefinition(source, workspace, secrets, {
    kind: kind ?? 'full',
    backendType,
    filling
  })
  if (source.raw('backend-id') === '') source.report('backend-id', 'is needed, unless manifest is given')
  if (stageName === '*') source.report('stage-name', 'is *, which is for the stages of a manifest')
  const { targets = 'all', shard: { index, count } = { index: 1, count: 1 } } = inputs
  const reason = 'is for the targets of a manifest, which was not given'
  if (targets !== 'all') source.report('targets', reason)
  if (index !== 1 || count !== 1) source.report('shard', reason)
  const endpoint = places.endpointOf(undefined)
  if (
    kind === undefined ||
    backendId === undefined ||
    stageName === undefined ||
    definition === undefined ||
    probeUrls === undefined ||
    endpoint === undefined
  ) {
    return undefined
  }
  const { backendModelId, description } = inputs
  const target = {
    name: `${backendId}/${stageName}`,
    backendId,
    stageName,
    kind,
    definition,
    backendType,
    backendModelId,
    description,
    probeUrls,
    regionId: places.region.regionId,
    endpoint
  }
  return { targets: [target], notices: [], manifest: undefined }
}

/** What a step is about. */
export interface ReadTargets {
  /** In the order in which they are written; none in a shard that no target belongs to. */
  readonly targets: readonly Target[]
  readonly notices: readonly string[]
  readonly manifest: ManifestSource | undefined
}

export interface ManifestSource {
  readonly path: string
  /** Of all its targets, whatever is selected. */
  readonly names: ReadonlySet<string>
  readonly shard: Shard
  /** The shard of each backend, by its id. */
  readonly shards: ReadonlyMap<string, number>
}

/** The inputs that say what the targets are; `undefined` where a problem was reported. */
export interface TargetInputs {
  readonly kind: Target['kind'] | undefined
  readonly backendId: string | undefined
  readonly stageName: string | undefined
  readonly backendType: string | undefined
  readonly backendModelId: string | undefined
  readonly description: Target['description']
  readonly probeUrls: readonly URL[] | undefined
  readonly filling: Filling | undefined
  readonly targets: 'all' | readonly string[] | undefined
  readonly shard: Shard | undefined
}

export interface TargetContext {
  readonly source: Source
  readonly workspace: string
  readonly secrets: Secrets
  readonly places: Places
}

const EXCLUDED = [
  'backend-id',
  'backend-type',
  'backend-model-id',
  'backend-model-data',
  'backend-model-data-file'
]

/** Reads those of a manifest. */
export async function readMany(
  path: string,
  inputs: TargetInputs,
  context: TargetContext
): Promise<ReadTargets | undefined> {
  const { source } = context
  for (const name of EXCLUDED) {
    if (source.raw(name) !== '')
      source.report(name, 'was given beside manifest, which holds it; give one of them')
  }
  const { stageName, targets, shard, kind = 'full', filling } = inputs
  const backends = await readManifestFile(path, { ...context, kind, filling })
  if (backends === undefined || stageName === undefined || targets === undefined) return undefined
  const selection = select(backends, { stageName, targets })
  for (const { input, message } of selection.problems) source.report(input, message)
  const selected = selection.stages.flatMap(stage => placed(stage, inputs, context) ?? [])
  if (shard === undefined) return undefined
  const { index, count } = shard
  const shards = dealShards(backends.flatMap(idsOf), count)
  return {
    targets: selected.filter(({ backendId }) => index === '*' || shards.get(backendId) === index),
    notices: selection.notices,
    manifest: { path, names: new Set(backends.flatMap(namesOf)), shard, shards }
  }
}

function namesOf({ stages }: ManifestBackend): readonly string[] {
  return stages?.map(({ name }) => name) ?? []
}

function idsOf({ stages }: ManifestBackend): readonly string[] {
  return stages?.flatMap(({ entry }) => entry?.backendId ?? []) ?? []
}

/** A stage of the manifest as a target, in its region. */
function placed(
  { name, stageName, place, entry }: ManifestStage,
  { kind, description, probeUrls: ofAll }: TargetInputs,
  { source, places }: TargetContext
): Target | undefined {
  if (entry === undefined || kind === undefined) return undefined
  const { regionId = places.region.regionId } = entry
  if (entry.regionId !== undefined && !places.serves(entry.regionId)) {
    return source.report(
      'endpoint',
      `is that of another region than ${entry.regionId}, where ${name} lives (${place}); without endpoint each region has its own`
    )
  }
  const endpoint = places.endpointOf(entry.regionId)
  const probeUrls = entry.probeUrls ?? ofAll
  if (endpoint === undefined || probeUrls === undefined) return undefined
  return { ...entry, name, stageName, kind, description, regionId, endpoint, probeUrls }
}
