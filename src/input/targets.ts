import type { Target } from '../model/target.ts'
import type { Secrets } from '../runtime/secrets.ts'
import type { Places } from './connection.ts'
import { readDefinition } from './definition.ts'
import { readMany } from './many-targets.ts'
import type { Shard } from './parsers.ts'
import type { Source } from './source.ts'
import type { Filling } from './variables.ts'

/** What a step is about. */
export interface ReadTargets {
  /** In the order in which they are written; none in a shard that no target belongs to. */
  readonly targets: readonly Target[]
  readonly notices: readonly string[]
  readonly manifest: { readonly path: string; readonly shard: Shard } | undefined
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
