/**
 * Whether trying again helps.
 * - `busy`: the step asks again for up to two minutes, outside of its tries
 * - `itself`: the step tries again by itself; the write only after a look at what is live
 * - `rerun`: the step does not try again, and a re-run of the job may well go through
 * - `no`: the same fails again until its cause is fixed
 */
export type Retry = 'busy' | 'itself' | 'rerun' | 'no'

/** What a code means to the author of a workflow. */
export interface Entry {
  readonly meaning: string
  /** What to do about it, in whole sentences. */
  readonly cure: string
  readonly retry: Retry
  /** A denial of RAM: the cure goes on with the RAM statement that grants it. */
  readonly denied?: true
  /** A failure of the service itself, whatever the status: what was asked for may have been done. */
  readonly serverFault?: true
}

/**
 * Entries by code. A code holds for itself and for what follows it behind a dot (`Throttling` for
 * `Throttling.User`); one that ends with `*` for everything that begins so.
 */
export type Entries = Readonly<Record<string, Entry>>
