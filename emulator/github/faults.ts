import type { FaultMatch, TransportFault } from '../faults.ts'
import { FaultScript } from '../faults.ts'

/** The call has no effect; GitHub requests a wait with the Retry-After header. */
export interface SecondaryRateLimit extends FaultMatch {
  readonly kind: 'secondary-rate-limit'
  /** GitHub uses both. Defaults to 403. */
  readonly status?: 403 | 429
  /** Defaults to 60. */
  readonly retryAfterSeconds?: number
}

/** The call has no effect; the hourly limit is used up. */
export interface RateLimit extends FaultMatch {
  readonly kind: 'rate-limit'
  readonly status?: 403 | 429
  /** Time until the limit resets. Defaults to 3,600. */
  readonly resetSeconds?: number
}

/**
 * A fault of GitHub. `action` is an operation ID (`issues/create-comment`, `graphql`); `where` can contain `method`,
 * `path`, path parameters (`owner`, `repo`, `issue_number`, `comment_id`) and query parameters (`page`).
 */
export type GitHubFault = TransportFault | SecondaryRateLimit | RateLimit

export class GitHubFaults extends FaultScript<GitHubFault> {}
