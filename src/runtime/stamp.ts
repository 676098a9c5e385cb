import type { GitHubContext } from './github.ts'
import { cut, oneLine } from './text.ts'

/** What the default description records about the run that wrote it: `owner/name@sha run 42.2 by octocat 0badc0de`. */
export interface Stamp {
  /** `owner/name` */
  readonly repository: string
  /** The first digits of the commit; `undefined` if it was not known. */
  readonly sha: string | undefined
  readonly runId: string
  /** Starts at 1. */
  readonly runAttempt: number
  /** `undefined` if it was not known or was cut off; in that case, the run ID may be cut off as well. */
  readonly actor: string | undefined
  /** The random digits of this write. */
  readonly writeId: string | undefined
}

// the name of a managed user contains an underscore
const REPOSITORY = String.raw`[A-Za-z0-9][\w-]{0,60}\/[\w.-]{1,100}`
const STAMP = new RegExp(
  String.raw`^(?<repository>${REPOSITORY})(?:@(?<sha>[0-9a-f]{1,40}))? run (?<runId>[1-9]\d{0,19})(?:\.(?<attempt>[1-9]\d{0,3}))?` +
    String.raw`(?: by (?<actor>[\w-]{1,180}(?:\[\w*\]?)?))?(?: (?<writeId>[0-9a-f]{8}))?$`
)

/**
 * Parses the stamp that `stampOf` creates. Strict: a description that people wrote is not a stamp, even if it quotes one.
 */
export function readStamp(description: string): Stamp | undefined {
  const found = STAMP.exec(description)?.groups
  const { repository, sha, runId, attempt, actor, writeId } = found ?? {}
  if (repository === undefined || runId === undefined) return undefined
  return { repository, sha, runId, runAttempt: Number(attempt ?? 1), actor, writeId }
}

/** Whether a description is the stamp of a repository. Repository names are case-insensitive on GitHub. */
export function isStampedBy(description: string, repository: string): boolean {
  return readStamp(description)?.repository.toLowerCase() === repository.toLowerCase()
}

/** The maximum length that the service accepts. */
export const LONGEST_DESCRIPTION = 180

/**
 * The description that marks a definition as written by this run: repository, commit, run and actor. `undefined` outside of a
 * workflow.
 */
export function stampOf(github: GitHubContext): string | undefined {
  const parts = [
    github.repository && `${github.repository}${github.sha && `@${github.sha.slice(0, 12)}`}`,
    github.runId && `run ${github.runId}${github.runAttempt > 1 ? `.${github.runAttempt}` : ''}`,
    github.actor && `by ${github.actor}`
  ].filter(part => part !== '')
  return parts.length === 0 ? undefined : cut(oneLine(parts.join(' ')), LONGEST_DESCRIPTION)
}
