import type { FaultMatch, TransportFault } from '../faults.ts'
import { FaultScript } from '../faults.ts'

/** Nothing done; GitHub asks to wait, with the header Retry-After. */
export interface SecondaryRateLimit extends FaultMatch {
  readonly kind: 'secondary-rate-limit'
  /** GitHub uses both; 403 by default. */
  readonly status?: 403 | 429
  /** 60 by default. */
  readonly retryAfterSeconds?: number
}

/** Nothing done; nothing is left of the hour's requests. */
export interface RateLimit extends FaultMatch {
  readonly kind: 'rate-limit'
  readonly status?: 403 | 429
  /** When there are requests again; 3,600 by default. */
  readonly resetSeconds?: number
}

/**
 * A fault of GitHub. `action` is an operation id (`issues/create-comment`, `graphql`); `where` is of `method`, `path`,
 * the parameters of the path (`owner`, `repo`, `issue_number`, `comment_id`) and of the query (`page`).
 */
export type GitHubFault = TransportFault | SecondaryRateLimit | RateLimit

export class GitHubFaults extends FaultScript<GitHubFault> {}
