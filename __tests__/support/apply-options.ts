import { createRetryBudget } from '../../src/cloud/retry.ts'
import type { ApplyPlanOptions } from '../../src/rollout/switch.ts'
import { readGitHubContext } from '../../src/runtime/github.ts'
import { createTimeline } from '../../src/rollout/timeline.ts'

/** Defaults for the options that a test does not care about. */
export function applyOptions(
  overrides: Pick<ApplyPlanOptions, 'reader' | 'writer' | 'clock' | 'log'> & Partial<ApplyPlanOptions>
): ApplyPlanOptions {
  const nothing = (): void => undefined
  return {
    wait: 'auto',
    waitTimeoutMs: 60_000,
    maxAttempts: 3,
    run: { github: readGitHubContext({}), allowOlderRun: false },
    budget: createRetryBudget(),
    rollbackOnFailure: false,
    timeline: createTimeline(overrides.clock),
    checks: [],
    ownNeighbors: new Set(),
    onSending: nothing,
    onAccepted: nothing,
    onObserved: nothing,
    onFailure: nothing,
    onRollbackSending: nothing,
    onRollbackAccepted: nothing,
    onRollbackPublishing: nothing,
    onPublishing: nothing,
    onPublished: nothing,
    onRung: nothing,
    checksOf: () => [],
    ...overrides
  }
}
