import { API_GATEWAY } from '../model/endpoints.ts'
import type { Places } from './network.ts'
import type { Row, Source } from './source.ts'
import { TARGET } from './targets.ts'

/** What `mode: export` reads: the backends of a region, or one of them. */
export interface ExportPlace {
  readonly backendId: string | undefined
  /** `undefined` when only an endpoint was set. */
  readonly regionId: string | undefined
  readonly endpoint: URL
}

/** What says which definition is desired, and what is done with it. */
const SENSELESS = [
  'manifest',
  'targets',
  'shard',
  'variables',
  'definition',
  'backend-model-data',
  'backend-model-data-file',
  'backend-type',
  'backend-model-id',
  'description',
  'approved-plan',
  'approved-plan-file',
  'max-apis',
  'allow-older-run',
  'preflight-url',
  'probe-url',
  'probe-headers',
  'probe-contains',
  'bake-time',
  'rollback-on-failure',
  'comment-on-pr'
] as const

/**
 * Reads what is to be exported. Inputs that make no sense with it are problems, unless they are what an absent one stands for.
 * @param rows of every input
 */
export function readExport(
  source: Source,
  places: Places,
  rows: Readonly<Record<(typeof SENSELESS)[number], Row<unknown>>>
): { readonly place: ExportPlace | undefined; readonly notices: readonly string[] } {
  for (const name of SENSELESS) {
    const raw = source.raw(name)
    if (raw === '' || raw === rows[name].fallback) continue
    source.report(
      name,
      'makes no sense with mode: export, which reads what is live and writes it as a manifest; remove it'
    )
  }
  const backendId = source.reader(TARGET)('backend-id')
  const stageName = source.reader(TARGET)('stage-name')
  const endpoint = places.endpointOf(API_GATEWAY, undefined)
  const notices =
    stageName === undefined || stageName === '*'
      ? []
      : [`stage-name is ignored: mode: export writes every stage, not ${stageName} alone`]
  return {
    place: endpoint && { backendId, regionId: places.region.regionId, endpoint },
    notices
  }
}
