import { ApprovalSyntaxError, parseApprovals } from '../model/approval.ts'
import type { Approvals } from '../model/approval.ts'
import { Invalid } from './invalid.ts'
import type { Source } from './source.ts'
import { readWorkspaceFile } from './workspace-file.ts'

/** Reads `approved-plan` or its file; `undefined` when neither was given. */
export async function readApprovals(
  source: Source,
  text: string | undefined,
  workspace: string
): Promise<Approvals | undefined> {
  const file = source.raw('approved-plan-file')
  if (text === 'none' && file === '') return undefined
  if (text === undefined) return undefined
  if (text !== 'none' && file !== '') {
    return source.report('approved-plan', 'was given, and so was approved-plan-file; give one of them')
  }
  const name = file === '' ? 'approved-plan' : 'approved-plan-file'
  try {
    return parseApprovals(file === '' ? text : await readWorkspaceFile(file, workspace))
  } catch (error) {
    if (error instanceof Invalid || error instanceof ApprovalSyntaxError) {
      return source.report(name, error.message)
    }
    throw error
  }
}
