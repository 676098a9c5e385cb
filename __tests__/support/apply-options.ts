import { createRetryBudget } from '../../src/cloud/retry.ts'
import type { ApplyOptions } from '../../src/rollout/apply.ts'
import { createTimeline } from '../../src/rollout/timeline.ts'

/** Everything but what a test is about. */
export function applyOptions(
  given: Pick<ApplyOptions, 'reader' | 'writer' | 'clock' | 'log'> & Partial<ApplyOptions>
): ApplyOptions {
  const nothing = (): void => undefined
  return {
    wait: 'auto',
    waitTimeoutMs: 60_000,
    maxAttempts: 3,
    budget: createRetryBudget(),
    rollbackOnFailure: false,
    timeline: createTimeline(given.clock),
    checks: [],
    ownStages: new Set(),
    onSending: nothing,
    onAccepted: nothing,
    onSeen: nothing,
    onRollbackSending: nothing,
    onRollbackAccepted: nothing,
    ...given
  }
}
