import { createRetryBudget } from '../../src/cloud/retry.ts'
import { NO_RECORDER } from '../../src/rollout/recorder.ts'
import type { WriteRecorder } from '../../src/rollout/recorder.ts'
import type { ApplyPlanOptions } from '../../src/rollout/switch.ts'
import { readGitHubContext } from '../../src/runtime/github.ts'
import { createTimeline } from '../../src/rollout/timeline.ts'

/** Defaults for the options that a test does not care about. */
export function applyOptions(
  overrides: Pick<ApplyPlanOptions, 'reader' | 'writer' | 'clock' | 'log'> & Partial<ApplyPlanOptions>,
  recorder: Partial<WriteRecorder> = {}
): ApplyPlanOptions {
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
    recorder: { ...NO_RECORDER, ...recorder },
    checksOf: () => [],
    ...overrides
  }
}
