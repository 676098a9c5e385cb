import type { Accepted } from '../cloud/operation.ts'
import type { Inputs } from '../inputs/table.ts'
import { approvalLines } from '../model/fingerprint.ts'
import { keyOf, shardIdOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { MAX_OUTPUT_BYTES } from '../outputs.ts'
import type { Outputs } from '../outputs.ts'
import { writeFileOutput } from '../report/sinks/outputs.ts'
import { pastableDefinition } from '../rollout/next-steps.ts'
import { affectedApis } from '../rollout/plan.ts'
import { countMoved } from '../rollout/words.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Step } from './context.ts'
import type { TargetRun } from './plan-targets.ts'

/** The outputs that are set during the step, as soon as they are known. */
export interface StepOutputs {
  /** Whether any write was sent. */
  readonly sent: boolean
  /** How many APIs the writes affect, empty if not known: set when the first write is sent. */
  apisPlanned(total: string): void
  /** Called right before a target's write is sent. */
  sending(name: string): void
  /** The write certainly did not arrive. */
  refused(name: string): void
  accepted(name: string, accepted: Accepted): void
  rollbackAccepted(name: string, rollback: Accepted): void
}

/** @param outputs ids are set if exactly one write was sent and not refused, among all targets */
export function createStepOutputs(outputs: Outputs): StepOutputs {
  const left = new Set<string>()
  const accepted = new Map<string, Accepted>()
  let shown: Accepted | undefined
  const rolledBack = new Set<string>()
  let sent = false
  let apisTotal = ''
  const setIds = (): void => {
    const [name] = left
    const only = left.size === 1 && name !== undefined ? accepted.get(name) : undefined
    if (only === shown) return
    shown = only
    outputs.set('request-id', only?.requestId ?? '')
    outputs.set('operation-id', only?.operationId ?? '')
  }
  return {
    get sent() {
      return sent
    },
    apisPlanned(total) {
      apisTotal = total
    },
    sending(name) {
      if (!sent) outputs.set('result', 'unknown')
      sent = true
      if (left.size === 0 && apisTotal !== '') outputs.set('apis-total', apisTotal)
      left.add(name)
      setIds()
    },
    refused(name) {
      left.delete(name)
      if (left.size === 0 && apisTotal !== '') outputs.set('apis-total', '')
      setIds()
    },
    accepted(name, ids) {
      accepted.set(name, ids)
      setIds()
    },
    rollbackAccepted(name, { requestId, operationId }) {
      rolledBack.add(name)
      // a second target clears the IDs of the first; further ones change nothing
      if (rolledBack.size > 2) return
      outputs.set('rollback-request-id', rolledBack.size === 1 ? requestId : '')
      outputs.set('rollback-operation-id', rolledBack.size === 1 ? operationId : '')
    }
  }
}

/** Sets the outputs of the plans for later steps and jobs. */
export function publishPlans(step: Step, targetRuns: readonly TargetRun[], stepOutputs: StepOutputs): void {
  const { inputs, dependencies } = step
  const { outputs, log } = dependencies
  const planned = targetRuns.flatMap(targetRun => targetRun.planned ?? [])
  const sends = planned.filter(({ hasChanges }) => hasChanges)
  // it is not known what a target without a plan would send
  if (sends.length > 0) outputs.set('has-changes', 'true')
  else if (planned.length === step.targets.length) outputs.set('has-changes', 'false')
  const known = sends.flatMap(({ plan }) => (plan.affected === undefined ? [] : [plan.affected.length]))
  const total = known.reduce((sum, count) => sum + count, 0)
  const apisTotal = known.length === sends.length ? String(total) : ''
  if (inputs.mode === 'plan' && planned.length > 0) outputs.set('apis-total', apisTotal)
  else stepOutputs.apisPlanned(apisTotal)
  const affected = sends.reduce((sum, { plan }) => sum + affectedApis(plan), 0)
  if (inputs.mode === 'plan' && inputs.maxApis !== undefined && affected > inputs.maxApis) {
    log.warning(
      `an apply with max-apis: ${inputs.maxApis} would be refused: ${countMoved(
        sends.map(({ plan }) => ({ count: affectedApis(plan), target: plan.target }))
      )} would be affected`
    )
  }
  if (inputs.manifest?.shard.index === '*') {
    outputs.set(
      'matrix',
      matrixOf(
        sends.map(({ plan }) => plan.target),
        inputs.manifest
      )
    )
  }
  publishFingerprints(step, planned)
  const [only] = planned
  if (step.targets.length > 1 || only === undefined) return
  outputs.set('backend-type', only.plan.targetType)
  outputs.set('backend-model-id', only.plan.definitionId)
  publishPrevious(step, only)
}

/** A job matrix over the shards with changes. */
function matrixOf(
  targets: readonly Target[],
  { shard: { count }, shards }: NonNullable<Inputs['manifest']>
): string {
  const changed = new Set(targets.flatMap(target => shards.get(shardIdOf(target)) ?? []))
  const include = [...changed].sort((a, b) => a - b).map(index => ({ shard: `${index}/${count}` }))
  return JSON.stringify({ include })
}

function publishFingerprints(
  { dependencies, github, targets }: Step,
  planned: readonly NonNullable<TargetRun['planned']>[]
): void {
  const { outputs, log } = dependencies
  const plans = planned.flatMap(({ plan: { fingerprint, target } }) =>
    fingerprint === undefined ? [] : [{ name: keyOf(target), fingerprint }]
  )
  const lines = approvalLines(plans)
  if (plans.length > 0) writeFileOutput('plan-file', 'txt', lines, github.tempDir, dependencies)
  if (targets.length === 1) {
    if (planned.length > 0) outputs.set('plan-fingerprint', plans[0]?.fingerprint ?? '')
    return
  }
  const bytes = Buffer.byteLength(lines)
  const fits = bytes <= MAX_OUTPUT_BYTES
  // an output is text to compare, without the line feed that ends a file
  outputs.set('plan-fingerprint', fits ? lines.trimEnd() : '')
  if (!fits) {
    log.notice(
      `plan-fingerprint is empty, because its lines have ${bytes} bytes; the file named by plan-file contains them`
    )
  }
}

/** Sets the previous definition in a form that the input accepts, without masked values, which would break the backend. */
function publishPrevious(
  { dependencies: { outputs, log } }: Step,
  { plan }: NonNullable<TargetRun['planned']>
): void {
  const previous = pastableDefinition(plan)
  const bytes = 'json' in previous ? Buffer.byteLength(previous.json) : 0
  const fits = bytes <= MAX_OUTPUT_BYTES
  const json = 'json' in previous && fits ? previous.json : ''
  const names = ['previous-definition', ...kindOf(plan.target).previousOutputs] as const
  for (const name of names) outputs.set(name, json)
  if (json !== '') return
  const reason = 'json' in previous ? `the previous definition has ${bytes} bytes` : previous.reason
  const are = names.length === 1 ? 'is' : 'are'
  log.notice(`${plan.target.name}: ${names.join(' and ')} ${are} empty, because ${reason}`)
}
