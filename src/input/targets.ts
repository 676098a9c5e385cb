import type { ReadTargets, TargetContext, TargetInputs } from './target-inputs.ts'
import { readDefinition } from './definition.ts'
import { readMany } from './many-targets.ts'

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
