import { setTimeout } from 'node:timers/promises'

/** Resolves when something has come about that tells nobody; the test's own limit ends a wait without end. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(2)
}
