import type { Target } from '../model/target.ts'
import type { Secrets } from '../runtime/secrets.ts'
import type { Places } from './connection.ts'
import type { Shard } from './parsers.ts'
import type { Source } from './source.ts'
import type { Filling } from './variables.ts'

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
