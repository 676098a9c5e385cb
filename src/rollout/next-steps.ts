import { regionalEndpoint } from '../model/endpoints.ts'
import { holdsSecret } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Plan } from './plan.ts'

/** The definition before the step, as JSON that the input accepts, or why there is none. */
export function previousDefinition(plan: Plan): { json: string } | { reason: string } {
  const reason = plan.live?.notAnInput
  const restorable = restorableDefinition(plan)
  return 'json' in restorable && reason !== undefined ? { reason } : restorable
}

/** The definition before the step, as JSON that this step can send for a rollback, or why it cannot. */
export function restorableDefinition(plan: Plan): { json: string } | { reason: string } {
  if (plan.live === undefined)
    return { reason: plan.whyNotLive ?? 'the live definition is not readable with these credentials' }
  if (plan.live.notInEffect !== undefined) {
    return { reason: `the definition in effect before this step cannot be read: ${plan.live.notInEffect}` }
  }
  const { definition } = plan.live
  if (holdsSecret(definition)) return { reason: 'the live definition contains a secret' }
  if (Object.keys(definition).length === 0) return { reason: 'the inputs cannot express the live definition' }
  const json = JSON.stringify(definition)
  // asterisks from the service's masking or from that of the job: pasted, they would be sent
  if (json.includes('***')) return { reason: MASKED }
  return { json }
}

/** The same, if it can be shown: a value that is masked in this job would be pasted as asterisks. */
export function pastableDefinition(plan: Plan): ReturnType<typeof previousDefinition> {
  return plan.isMasked === true ? { reason: MASKED } : previousDefinition(plan)
}

const MASKED = 'it contains a value that is masked in this job'

/** The inputs that select the same target in another step. A masked endpoint is left out, because it would be asterisks. */
export function targetInputs({
  target,
  isEndpointMasked
}: {
  readonly target: Target
  readonly isEndpointMasked?: boolean
}): Readonly<Record<string, string>> {
  const { regionId, endpoint } = target
  const kind = kindOf(target)
  const network = (['public', 'vpc'] as const).find(
    name =>
      regionId !== undefined && endpoint.origin === regionalEndpoint(regionId, name, kind.product)?.origin
  )
  return {
    ...(regionId === undefined ? {} : { 'region-id': regionId }),
    ...(network === 'vpc' ? { network } : {}),
    ...(network === undefined && isEndpointMasked !== true
      ? { [kind.product.endpointInput]: endpoint.origin }
      : {}),
    ...kind.inputsOf(target)
  }
}

/** A longer definition would be truncated in a log line, and half of one is useless. */
const LONGEST_SHOWN = 1_500

/** How to send the definition again and how to roll back, for every failure after something was sent. */
export function nextSteps(plan: Plan): string {
  const { input, action, rollbackNote } = kindOf(plan.target).words
  const where = Object.entries(targetInputs(plan)).map(([name, value]) => `${name}: ${value}, `)
  const previous = pastableDefinition(plan)
  const before =
    'json' in previous && previous.json.length > LONGEST_SHOWN
      ? `the ${input} shown in the job summary and, for a single target, in the output previous-definition`
      : 'json' in previous
        ? `${input}: '${previous.json.replaceAll("'", "''")}'`
        : `the previous definition, which is not shown here, because ${previous.reason}`
  const unseen =
    plan.live === undefined ? [] : kindOf(plan.target).unreturned.unseen(plan.live.raw, plan.targetType)
  const addUnseen =
    'json' in previous && unseen.length > 0
      ? ` The service does not return ${unseen.join(', ')}: add their previous values.`
      : ''
  // a separate step, because with a manifest, an approval or `definition: patch` it would not roll back
  return `To send the definition again, re-run the job or set skip-unchanged: false: the definition is then sent even if it is already live. To roll back, run ${action} in a separate step with ${where.join('')}skip-unchanged: false and ${before}.${addUnseen}${rollbackNote === undefined ? '' : ` ${rollbackNote}`}`
}
