import { API_GATEWAY } from '../model/endpoints.ts'
import type { Places } from './network.ts'
import type { Row, Source } from './source.ts'
import { TARGET } from './targets.ts'

/** What `mode: export` reads: the backends of a region, or one of them. */
export interface ExportPlace {
  readonly backendId: string | undefined
  /** `undefined` if only an endpoint is set. */
  readonly regionId: string | undefined
  readonly endpoint: URL
}

/** Inputs that set a desired definition, or what is done with it. */
const UNSUPPORTED = [
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
 * Reads what to export. Inputs that do not apply to an export are problems, unless they are set to their default.
 * @param rows the rows of every input
 */
export function readExport(
  source: Source,
  places: Places,
  rows: Readonly<Record<(typeof UNSUPPORTED)[number], Row<unknown>>>
): { readonly place: ExportPlace | undefined; readonly notices: readonly string[] } {
  for (const name of UNSUPPORTED) {
    const raw = source.raw(name)
    if (raw === '' || raw === rows[name].fallback) continue
    source.report(
      name,
      'does not apply to mode: export, which writes the live definitions to a manifest: remove it'
    )
  }
  const backendId = source.reader(TARGET)('backend-id')
  const stageName = source.reader(TARGET)('stage-name')
  const endpoint = places.endpointOf(API_GATEWAY, undefined)
  const notices =
    stageName === undefined || stageName === '*'
      ? []
      : [`stage-name is ignored: mode: export writes all stages, not only ${stageName}`]
  return {
    place: endpoint && { backendId, regionId: places.region.regionId, endpoint },
    notices
  }
}
