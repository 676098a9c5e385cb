/**
 * Whether a retry helps.
 * - `busy`: the step retries for up to two minutes, in addition to `max-attempts`
 * - `itself`: the step retries by itself; it retries a write only after reading the live definition
 * - `rerun`: the step does not retry, but a re-run of the job may succeed
 * - `no`: it fails again until its cause is fixed
 */
export type Retry = 'busy' | 'itself' | 'rerun' | 'no'

/** What a code means for the author of a workflow. */
export interface Entry {
  readonly meaning: string
  /** What to do about it, in complete sentences. */
  readonly cure: string
  /** What to do first, if the error itself says how to send the change again and how to roll back. */
  readonly first?: string
  /**
   * The cure if the call was a rollback's, in place of one that is about the inputs of the step or a re-run: a rollback sends the
   * previous definition, and a re-run would send the failed one again.
   */
  readonly rollbackCure?: string
  readonly retry: Retry
  /** RAM denied the call: the error adds the RAM statement that grants it. */
  readonly denied?: true
  /** The service itself failed, whatever the HTTP status: it may have done what was requested. */
  readonly serverFault?: true
}

/**
 * Entries by code. A code also matches longer codes that continue after a dot (`Throttling` matches
 * `Throttling.User`); a code that ends with `*` matches every code that starts with it.
 */
export type Entries = Readonly<Record<string, Entry>>
