import { ApprovalSyntaxError, parseApprovals } from '../model/approval.ts'
import type { Approvals } from '../model/approval.ts'
import { Invalid, given } from './reading.ts'
import type { Source } from './source.ts'
import type { ManifestSource } from './targets.ts'
import { readWorkspaceFile } from './workspace-file.ts'

/** Reads `approved-plan` or its file; `undefined` when neither was given. */
export async function readApprovals(
  source: Source,
  text: string | undefined,
  workspace: string,
  manifest: Pick<ManifestSource, 'names'> | undefined
): Promise<Approvals | undefined> {
  const file = source.raw('approved-plan-file')
  if (text === 'none' && file === '') return undefined
  if (text === undefined) return undefined
  if (text !== 'none' && file !== '') {
    return source.report('approved-plan', 'was given, and so was approved-plan-file; give one of them')
  }
  const name = file === '' ? 'approved-plan' : 'approved-plan-file'
  try {
    const approvals = parseApprovals(file === '' ? text : await readWorkspaceFile(file, workspace))
    const unknown = approvals.kind === 'named' ? strangersIn(approvals.fingerprints, manifest) : []
    if (unknown.length === 0) return approvals
    return source.report(name, `names ${unknown.map(given).join(', ')}, which the manifest does not hold`)
  } catch (error) {
    if (error instanceof Invalid || error instanceof ApprovalSyntaxError) {
      return source.report(name, error.message)
    }
    throw error
  }
}

/** Lines of targets that the manifest does not hold: an approval of another manifest approves nothing. */
function strangersIn(
  fingerprints: ReadonlyMap<string, string>,
  manifest: Pick<ManifestSource, 'names'> | undefined
): readonly string[] {
  return manifest === undefined ? [] : [...fingerprints.keys()].filter(name => !manifest.names.has(name))
}
