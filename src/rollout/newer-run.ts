import { ActionError } from '../errors/action-error.ts'
import type { Target } from '../model/target.ts'
import { runUrl } from '../runtime/github.ts'
import type { GitHubContext } from '../runtime/github.ts'
import { LONGEST_DESCRIPTION, isStampedBy, readStamp } from '../runtime/stamp.ts'
import type { Live } from '../targets/kind.ts'

/** The run of this step, and whether it may replace what a newer run wrote. */
export interface ThisRun {
  readonly github: Pick<GitHubContext, 'repository' | 'runId' | 'runAttempt' | 'serverUrl'>
  /** The author allows it. A re-run is a deliberate act, and needs no permission. */
  readonly allowOlderRun: boolean
}

/** A newer run of the same repository, by the stamp that a live definition carries. */
export interface NewerRun {
  readonly runId: string
  readonly url: string
}

const RUN_ID = /^[1-9]\d{0,19}$/

/**
 * The newer run that wrote a live definition; `undefined` where an older one did, or nobody knows. Run ids rise within one server;
 * a stamp does not name its server, so a repository of the same name on another one is taken for this one. GitHub compares the
 * names of repositories without regard to case.
 */
export function newerRunOf(live: Live | undefined, { github }: ThisRun): NewerRun | undefined {
  const { description = '' } = live ?? {}
  const { runId, actor, writeId } = readStamp(description) ?? {}
  // without what stands behind it, the number of the run may have been cut: a stamp is cut only to the longest description
  const isWhole = actor !== undefined || description.length < LONGEST_DESCRIPTION
  if (runId === undefined || writeId === undefined || !isWhole) return undefined
  if (!isStampedBy(description, github.repository)) return undefined
  if (!RUN_ID.test(github.runId) || BigInt(runId) <= BigInt(github.runId)) {
    return undefined
  }
  return { runId, url: runUrl(github, runId) ?? '' }
}

/** Why a newer run's definition is replaced all the same; `undefined` where it is not. */
function permissionOf({ github, allowOlderRun }: ThisRun): string | undefined {
  if (allowOlderRun) return 'allow-older-run is true'
  return github.runAttempt > 1 ? 'this is a re-run' : undefined
}

/** Why this run must not replace what is live; `undefined` where it may. */
export function supersededError(
  { name }: Target,
  live: Live | undefined,
  run: ThisRun
): ActionError | undefined {
  const newer = newerRunOf(live, run)
  if (newer === undefined || permissionOf(run) !== undefined) return undefined
  return new ActionError(
    'Superseded',
    `${name}: the newer run ${newer.runId} of this repository wrote the live definition (${newer.url}), and this is run ${run.github.runId}`
  )
}

/** What an author should know before this run replaces a newer one's definition, or is refused. */
export function newerRunRemark(
  { name }: Target,
  live: Live | undefined,
  run: ThisRun
): { readonly level: 'notice' | 'warning'; readonly text: string } | undefined {
  const newer = newerRunOf(live, run)
  if (newer === undefined) return undefined
  const found = `${name}: the newer run ${newer.runId} of this repository wrote the live definition (${newer.url})`
  const permission = permissionOf(run)
  return permission === undefined
    ? {
        level: 'warning',
        text: `${found}; an apply by this run (${run.github.runId}) would be refused with the code Superseded. To replace it on purpose, re-run the job, or set allow-older-run: true`
      }
    : {
        level: 'notice',
        text: `${found}; this older run (${run.github.runId}) is allowed to replace it, because ${permission}`
      }
}
