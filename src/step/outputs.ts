import type { Accepted } from '../cloudapi/types.ts'
import { approvalLines } from '../model/approval.ts'
import { shardOf } from '../model/shard.ts'
import type { Target } from '../model/target.ts'
import type { OutputName, Outputs } from '../outputs.ts'
import { writeFileOutput } from '../report/file-output.ts'
import { pastableDefinition } from '../rollout/going-on.ts'
import type { Step } from './context.ts'
import type { Draft } from './plan-targets.ts'

/** The outputs that are set as the step goes on, the moment that they are known. */
export interface StepOutputs {
  /** Whether a write has left. */
  readonly sent: boolean
  /** Right before a write leaves. */
  sending(): void
  accepted(accepted: Accepted): void
  rollbackAccepted(rollback: Accepted): void
}

/** @param outputs ids are set when there is exactly one of a kind, of however many targets */
export function createStepOutputs(outputs: Outputs): StepOutputs {
  let accepted = 0
  let rolledBack = 0
  let sent = false
  // the second of a kind takes the id of the first away, and those after it have nothing to add
  const setId = (name: OutputName, count: number, id: string): void => {
    if (count <= 2) outputs.set(name, count === 1 ? id : '')
  }
  return {
    get sent() {
      return sent
    },
    sending() {
      if (!sent) outputs.set('result', 'unknown')
      sent = true
    },
    accepted({ requestId, operationId }) {
      accepted++
      setId('request-id', accepted, requestId)
      setId('operation-id', accepted, operationId)
    },
    rollbackAccepted({ requestId, operationId }) {
      rolledBack++
      setId('rollback-request-id', rolledBack, requestId)
      setId('rollback-operation-id', rolledBack, operationId)
    }
  }
}

/** What an output may hold. */
const MAX_FINGERPRINTS = 100_000

/** What the plans give to later steps and jobs. */
export function publishPlans(step: Step, drafts: readonly Draft[]): void {
  const { inputs, dependencies } = step
  const { outputs, log } = dependencies
  const planned = drafts.flatMap(draft => draft.planned ?? [])
  const sends = planned.filter(({ hasChanges }) => hasChanges)
  if (planned.length > 0) outputs.set('has-changes', String(sends.length > 0))
  const known = sends.flatMap(({ plan }) => (plan.published === undefined ? [] : [plan.published.length]))
  const total = known.reduce((sum, count) => sum + count, 0)
  // an apply that sends nothing has no batch to count
  if (sends.length > 0 || (inputs.mode === 'plan' && planned.length > 0)) {
    outputs.set('apis-total', known.length === sends.length ? String(total) : '')
  }
  if (inputs.mode === 'plan' && inputs.maxApis !== undefined && total > inputs.maxApis) {
    log.warning(
      `an apply with this max-apis (${inputs.maxApis}) would refuse: ${total} published APIs would move`
    )
  }
  if (inputs.manifest?.shard.index === '*') {
    outputs.set(
      'matrix',
      matrixOf(
        sends.map(({ plan }) => plan.target),
        inputs.manifest.shard.count
      )
    )
  }
  publishFingerprints(step, planned)
  const [only] = planned
  if (step.targets.length > 1 || only === undefined) return
  outputs.set('backend-type', only.plan.backendType)
  outputs.set('backend-model-id', only.plan.backendModelId)
  publishPrevious(step, only)
}

/** A job's matrix over the shards that have something to send. */
function matrixOf(targets: readonly Target[], count: number): string {
  const shards = new Set(targets.map(({ backendId }) => shardOf(backendId, count)))
  const include = [...shards].sort((a, b) => a - b).map(index => ({ shard: `${index}/${count}` }))
  return JSON.stringify({ include })
}

function publishFingerprints(
  { dependencies, github, targets }: Step,
  planned: readonly NonNullable<Draft['planned']>[]
): void {
  const { outputs, log } = dependencies
  const plans = planned.flatMap(({ plan: { fingerprint, target } }) =>
    fingerprint === undefined ? [] : [{ name: target.name, fingerprint }]
  )
  const lines = approvalLines(plans)
  if (plans.length > 0) writeFileOutput('plan-file', 'txt', lines, github.tempDir, dependencies)
  if (targets.length === 1) {
    if (planned.length > 0) outputs.set('plan-fingerprint', plans[0]?.fingerprint ?? '')
    return
  }
  const fits = lines.length <= MAX_FINGERPRINTS
  outputs.set('plan-fingerprint', fits ? lines : '')
  if (!fits) {
    log.notice(
      `plan-fingerprint is empty, because its lines have ${lines.length} characters; the file of plan-file has them`
    )
  }
}

/** The definition before, as what can be fed back: a mask in it would break the backend. */
function publishPrevious(
  { dependencies: { outputs, log } }: Step,
  { plan }: NonNullable<Draft['planned']>
): void {
  const previous = pastableDefinition(plan)
  outputs.set('previous-backend-model-data', 'json' in previous ? previous.json : '')
  if ('json' in previous) return
  log.notice(`${plan.target.name}: previous-backend-model-data is empty, because ${previous.reason}`)
}
