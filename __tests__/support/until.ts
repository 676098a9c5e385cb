import { setTimeout } from 'node:timers/promises'

/** Polls until a condition is met that has no event; the test's own limit ends an endless wait. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(2)
}
