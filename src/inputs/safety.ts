import type { FilePlace } from '../errors/action-error.ts'
import { ApprovalSyntaxError, parseApprovals } from '../model/fingerprint.ts'
import type { Approvals } from '../model/fingerprint.ts'
import * as parse from './parsers.ts'
import { Invalid, quote } from './source.ts'
import type { Rows, Source } from './source.ts'
import { pathInWorkspace, readWorkspaceFile } from './workspace-file.ts'

// Whether the step writes.

export const SAFETY = {
  mode: { parse: parse.oneOf('apply', 'plan', 'validate', 'export'), fallback: 'apply' },
  'approved-plan': { parse: parse.text, fallback: 'none', guard: true },
  'approved-plan-file': { parse: parse.text },
  'max-apis': { parse: parse.integer(0, 1_000_000) },
  'allow-older-run': { parse: parse.boolean, fallback: 'false' },
  'skip-unchanged': { parse: parse.boolean, fallback: 'true' },
  'expect-no-changes': { parse: parse.boolean, fallback: 'false' }
} satisfies Rows

/**
 * Reads `approved-plan` or its file; `undefined` if neither is set.
 * @param known the names of a manifest's targets
 */
export async function readApprovals(
  source: Source,
  workspace: string,
  known: ReadonlySet<string> | undefined
): Promise<Approvals | undefined> {
  const value = source.reader(SAFETY)
  const text = value('approved-plan')
  const file = value('approved-plan-file')
  if (text === undefined || (text === 'none' && file === undefined)) return undefined
  if (text !== 'none' && file !== undefined) {
    return source.report('approved-plan', 'cannot be set together with approved-plan-file: set one of them')
  }
  const name = file === undefined ? 'approved-plan' : 'approved-plan-file'
  const placeOf = (line: number): FilePlace | undefined =>
    file === undefined ? undefined : { file: pathInWorkspace(file, workspace), line, column: 1 }
  try {
    const approved = file === undefined ? text : await readWorkspaceFile(file, workspace)
    const approvals = parseApprovals(approved)
    // approvals of another manifest are refused
    const unknown =
      known === undefined || approvals.kind === 'single'
        ? []
        : [...approvals.fingerprints.keys()].filter(target => !known.has(target))
    const [first] = unknown
    if (first === undefined) return approvals
    const line = approved.split(/\r\n|\r|\n/).findIndex(each => each.trim().startsWith(`${first} `)) + 1
    return source.report(
      name,
      `names ${unknown.map(quote).join(', ')}, which the manifest does not contain`,
      line > 0 ? placeOf(line) : undefined
    )
  } catch (error) {
    if (error instanceof ApprovalSyntaxError) {
      const { message, line } = error
      return source.report(name, message, line === undefined ? undefined : placeOf(line))
    }
    if (error instanceof Invalid) return source.report(name, error.message)
    throw error
  }
}
