import { isLadder } from '../model/target.ts'
import { createSightings } from './classify.ts'
import { climb } from './ladder.ts'
import type { Plan } from './plan.ts'
import { preconditionOf, switchTo } from './switch.ts'
import type { Applied, ApplyPlanOptions } from './switch.ts'

/** Sends the planned modification, follows it to completion, and rolls back if requested. Never rejects because of a response. */
export function applyPlan(plan: Plan, options: ApplyPlanOptions): Promise<Applied> {
  if (isLadder(plan.target)) return climb(plan, options)
  const sightings = createSightings(plan, options.onSeen)
  return switchTo(plan, sightings, preconditionOf(plan, sightings, options.run), options)
}
