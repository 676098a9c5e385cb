/**
 * How many tries beyond the first the calls of one step may take together, apart from those that a busy
 * cloud asks for. One call that fails for a while gets all of its tries; in an outage, where every
 * call fails, the step sends this many requests more than without retries, whatever the number of its
 * targets, and no more. It is the retry quota of the AWS SDKs: a try takes one, a good answer gives back
 * the last one that it took, or a part of one where it took none.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export interface RetryBudget {
  /** Takes one try. @returns false when none is left, and then it is not to be made */
  take(): boolean
  /** Told of every good answer. */
  succeeded(afterRetry: boolean): void
}

/** As many as one call may take at most (max-attempts), and a little more. */
const RETRIES = 20
/** So many good first tries give one try back. */
const GOOD_FOR_ONE = 10

export function createRetryBudget(retries = RETRIES): RetryBudget {
  const all = retries * GOOD_FOR_ONE
  let left = all
  return {
    take() {
      if (left < GOOD_FOR_ONE) return false
      left -= GOOD_FOR_ONE
      return true
    },
    succeeded(afterRetry) {
      left = Math.min(all, left + (afterRetry ? GOOD_FOR_ONE : 1))
    }
  }
}

/** What is said of a failure that is not tried again for this reason. */
export const BUDGET_SPENT =
  'not tried again, because too many calls of this step have failed: its retries are used up'
