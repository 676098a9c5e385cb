import { ActionError } from '../errors/action-error.ts'
import type { Target } from '../model/target.ts'
import { runUrl } from '../runtime/github.ts'
import type { GitHubContext } from '../runtime/github.ts'
import { LONGEST_DESCRIPTION, isStampedBy, readStamp } from '../runtime/stamp.ts'
import type { Live } from '../targets/kind.ts'

/** The run of this step, and whether it is allowed to replace what a newer run wrote. */
export interface ThisRun {
  readonly github: Pick<GitHubContext, 'repository' | 'runId' | 'runAttempt' | 'serverUrl'>
  /** The input allow-older-run. A re-run is deliberate and always allowed. */
  readonly allowOlderRun: boolean
}

/** A newer run of the same repository, according to the stamp in the live description. */
export interface NewerRun {
  readonly runId: string
  readonly url: string
}

const RUN_ID = /^[1-9]\d{0,19}$/

/**
 * The newer run that wrote a live definition; `undefined` if an older run did, or if that is not known. Run ids increase within one
 * server. A stamp does not name its server, so a repository with the same name on another server counts as this one. GitHub compares
 * repository names case-insensitively.
 */
export function newerRunOf(live: Live | undefined, { github }: ThisRun): NewerRun | undefined {
  const { description = '' } = live ?? {}
  const { runId, actor, writeId } = readStamp(description) ?? {}
  // without what follows it, the run ID may be truncated: stamps are cut to the longest description
  const isWhole = actor !== undefined || description.length < LONGEST_DESCRIPTION
  if (runId === undefined || writeId === undefined || !isWhole) return undefined
  if (!isStampedBy(description, github.repository)) return undefined
  if (!RUN_ID.test(github.runId) || BigInt(runId) <= BigInt(github.runId)) {
    return undefined
  }
  return { runId, url: runUrl(github, runId) ?? '' }
}

/** Why a newer run's definition is replaced anyway; `undefined` if it is not. */
function permissionOf({ github, allowOlderRun }: ThisRun): string | undefined {
  if (allowOlderRun) return 'allow-older-run is true'
  return github.runAttempt > 1 ? 'this is a re-run' : undefined
}

/** Why this run must not replace the live definition; `undefined` if it is allowed to. */
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

/** What to report before this run replaces a newer run's definition, or is refused. */
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
