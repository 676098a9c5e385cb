import { canonical, canonicalReading, fromReadForm } from '../../src/model/definition.ts'
import { fingerprintOf } from '../../src/model/fingerprint.ts'
import type { SlowHash } from '../../src/model/fingerprint.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Live } from '../../src/targets/kind.ts'

/** The reading of a backend of this type with the returned configuration. */
export function readingOf(config: JsonObject, backendType = 'HTTP', more: Partial<Live> = {}): Live {
  const definition = fromReadForm(config, backendType)
  return {
    raw: config,
    definition,
    canonical: canonicalReading(definition),
    description: '',
    title: '',
    neighbors: () => new Map(),
    ...more
  }
}

/** The fingerprint of a plan for a returned configuration. */
export function fingerprintOver(
  {
    backendId,
    stageName,
    live,
    desired,
    backendType
  }: {
    readonly backendId: string
    readonly stageName: string
    readonly backendType: string
    readonly live: JsonObject
    readonly desired: JsonObject
  },
  slow?: SlowHash
): string {
  return fingerprintOf(
    {
      identity: [backendId, stageName],
      live: readingOf(live, backendType),
      desired: { definition: desired, canonical: canonical(desired) }
    },
    slow
  )
}
