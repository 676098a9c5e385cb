import type { Target } from '../../model/target.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import type { Places } from '../connection.ts'
import { attemptAsync } from '../source.ts'
import type { Source } from '../source.ts'
import { readManifest } from './manifest.ts'
import type { ManifestBackend } from './manifest.ts'
import { fillIn, fillingOf } from './variables.ts'
import type { Filling } from './variables.ts'
import { readWorkspaceFile } from '../workspace-file.ts'

/** More problems than anybody reads. */
const MOST_PROBLEMS = 100

/**
 * Reads a manifest of the workspace. Every problem is reported with file, line and column, never with the
 * file's text, and everything that could be read is given back none the less.
 */
export async function readManifestFile(
  path: string,
  options: {
    readonly source: Source
    readonly workspace: string
    readonly secrets: Secrets
    readonly places: Places
    readonly kind: Target['kind']
    readonly filling: Filling | undefined
  }
): Promise<readonly ManifestBackend[] | undefined> {
  const { source, workspace, secrets, places, kind, filling } = options
  const text = await attemptAsync(() => readWorkspaceFile(path, workspace), source, 'manifest')
  if (text === undefined) return undefined
  const { parseYaml } = await import('./yaml.ts')
  const parsed = parseYaml(text)
  const place = (at: number): string => `${path}, ${parsed.place(at)}`
  if (parsed.root === undefined) {
    for (const { at, what } of parsed.findings) {
      source.report('manifest', `${place(at)}: neither JSON nor YAML: ${what}`)
    }
    return undefined
  }
  // without the input, too: a placeholder that nothing fills in is a mistake
  const filled = fillIn(parsed.root, filling ?? fillingOf(new Map()))
  const { backends, findings } = readManifest(filled.root, {
    kind,
    regionId: places.region.regionId,
    secrets,
    place
  })
  const all = [...parsed.findings, ...filled.findings, ...findings].sort((a, b) => a.at - b.at)
  for (const { at, what } of all.slice(0, MOST_PROBLEMS)) source.report('manifest', `${place(at)}: ${what}`)
  const more = all.length - MOST_PROBLEMS
  if (more > 0) source.report('manifest', `${path} has ${more} more problems`)
  return backends
}
