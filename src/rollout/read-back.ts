import { CallError } from '../cloudapi/call-error.ts'
import type { CloudReader } from '../cloudapi/types.ts'
import type { Backend, BackendModel } from '../model/backend.ts'
import { canonical, fromReadForm } from '../model/definition.ts'
import { addedByService, compare } from '../model/diff.ts'
import type { Change } from '../model/diff.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Plan } from './plan.ts'

/** One reading of the target after its write. */
export interface Reading {
  readonly backend: Backend
  readonly model: BackendModel | undefined
  /** What differs from the wanted definition, on the keys that the author gave. */
  readonly differences: readonly Change[]
}

export interface ReadBack {
  /** The last reading; `undefined` when none came through. */
  readonly reading: Reading | undefined
  readonly lastError: CallError | undefined
}

/** How long a definition may take to show after its batch. */
export const READ_BACK_MS = 30_000
const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 5_000

/** Reads the target once. */
export async function readOnce(
  reader: CloudReader,
  plan: Plan,
  signal: AbortSignal | undefined
): Promise<ReadBack> {
  try {
    const backend = await reader.describeBackend(plan.target.backendId, { once: true, signal })
    const model = backend.models.find(({ stageName }) => stageName === plan.target.stageName)
    const live = { config: model?.config ?? {}, backendType: plan.backendType }
    const { changes } = compare(plan.target.definition, live)
    return { reading: { backend, model, differences: changes }, lastError: undefined }
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof CallError) return { reading: undefined, lastError: error }
    throw error
  }
}

/** Reads the target until it is as wanted, or until the deadline. */
export async function readUntilWanted(
  reader: CloudReader,
  plan: Plan,
  options: {
    readonly first: ReadBack
    readonly clock: Clock
    readonly deadline: number
    readonly signal?: AbortSignal | undefined
  }
): Promise<ReadBack> {
  const { clock, deadline, signal } = options
  let latest = options.first
  let delayMs = FIRST_DELAY_MS
  while (!isAsWanted(latest)) {
    const now = clock.now()
    if (now >= deadline) break
    await clock.sleep(Math.min(delayMs, deadline - now), signal)
    signal?.throwIfAborted()
    delayMs = Math.min(MAX_DELAY_MS, delayMs * 2)
    const next = await readOnce(reader, plan, signal)
    latest = { reading: next.reading ?? latest.reading, lastError: next.lastError }
  }
  return latest
}

/** Whether the last read came through and showed the wanted definition. */
export function isAsWanted({ reading, lastError }: ReadBack): boolean {
  return lastError === undefined && reading?.differences.length === 0
}

/** Whether the stage's definition is another than before the step; `undefined` when that is not known. */
export function hasChanged(plan: Plan, { reading }: ReadBack): boolean | undefined {
  if (plan.live === undefined || reading === undefined) return undefined
  if (canonicalOf(plan.live.model, plan) !== canonicalOf(reading.model, plan)) return true
  const { description } = plan.target
  return description?.givenByAuthor === true && plan.live.model.description !== reading.model?.description
}

function canonicalOf(model: BackendModel | undefined, { backendType }: Plan): string {
  return canonical(fromReadForm(model?.config ?? {}, backendType))
}

/** What is worth knowing about a reading, beside whether it is as wanted. */
export function remarksOn(plan: Plan, reading: Reading): { warnings: string[]; notices: string[] } {
  const { live, target, backendType } = plan
  if (live === undefined || reading.model === undefined) return { warnings: [], notices: [] }
  const warnings: string[] = []
  const notices: string[] = []
  const after = fromReadForm(reading.model.config, backendType)

  const stillThere = compare(target.definition, { config: reading.model.config, backendType }).omitted
  const wasThere = new Set((plan.difference?.omitted ?? []).map(change => change.path))
  const kept = stillThere.filter(change => wasThere.has(change.path))
  if (kept.length > 0) {
    warnings.push(
      `${target.name}: left out of the definition, and still there after the switch: ${paths(kept)}`
    )
  }
  const added = addedByService(target.definition, fromReadForm(live.model.config, backendType), after)
  if (added.length > 0) notices.push(`${target.name}: the service added ${paths(added)}`)

  const before = new Map(live.backend.models.map(model => [model.stageName, canonicalOf(model, plan)]))
  const others = reading.backend.models
    .filter(
      model =>
        model.stageName !== target.stageName && before.get(model.stageName) !== canonicalOf(model, plan)
    )
    .map(model => model.stageName)
  if (others.length > 0) {
    warnings.push(
      `${target.backendId}: changed meanwhile by another writer, in other stages: ${others.join(', ')}`
    )
  }
  return { warnings, notices }
}

function paths(changes: readonly Change[]): string {
  return changes.map(change => change.path).join(', ')
}
