import { dealShards } from '../model/shard.ts'
import type { Target } from '../model/target.ts'
import { readManifestFile } from './manifest-file.ts'
import type { ManifestBackend, ManifestStage } from './manifest.ts'
import { select } from './selection.ts'
import type { ReadTargets, TargetContext, TargetInputs } from './target-inputs.ts'

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
