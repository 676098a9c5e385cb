import type { Target } from '../model/target.ts'
import type { Shard } from './parsers.ts'
import type { Source } from './source.ts'

/** Inputs that are right alone and wrong beside each other; `undefined` was reported already. */
export function checkTogether(
  source: Source,
  {
    mode,
    wait,
    rollbackOnFailure,
    probeUrls,
    targets,
    shard,
    comment
  }: {
    readonly mode: 'apply' | 'plan' | 'validate' | undefined
    readonly wait: 'auto' | 'always' | 'never' | undefined
    readonly rollbackOnFailure: boolean | undefined
    readonly probeUrls: readonly URL[] | undefined
    readonly targets: readonly Target[] | undefined
    readonly shard: Shard | undefined
    readonly comment: boolean | undefined
  }
): void {
  if (wait === 'never') {
    const reason = 'needs the end of the batch, which wait: false does not wait for'
    const probed = targets?.find(target => target.probeUrls.length > 0)
    if ((probeUrls?.length ?? 0) > 0) source.report('probe-url', reason)
    else if (probed !== undefined) source.report('manifest', `the probe-url of ${probed.name} ${reason}`)
    if (rollbackOnFailure === true) source.report('rollback-on-failure', reason)
  }
  if (mode === 'plan') {
    const reason = 'is for mode: apply; mode: plan makes the plan that is approved'
    if (!['', 'none'].includes(source.raw('approved-plan'))) source.report('approved-plan', reason)
    if (source.raw('approved-plan-file') !== '') source.report('approved-plan-file', reason)
  }
  if (shard?.index === '*' && mode !== undefined && mode !== 'plan') {
    source.report(
      'shard',
      `*/${shard.count} is for mode: plan, which plans every shard; a job has one of them, as 1/${shard.count}`
    )
  }
  if (comment === true && source.raw('github-token') === '') {
    source.report('github-token', 'is empty, and comment-on-pr needs it; its default is the token of the job')
  }
}
