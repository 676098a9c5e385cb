import { sizeOf } from '../history.ts'
import { CloudError } from './cloud-error.ts'
import { overlay } from './definition.ts'
import type {
  AcceptedWrite,
  Backend,
  BackendModel,
  Definition,
  Deployment,
  InForce,
  State,
  Task,
  TaskRow
} from './state.ts'
import { publishedApis } from './state.ts'

/** What a fault does to one call inside the cloud. */
export interface Effects {
  /** The batch ends its first `stuckAfter` rows and never the others. */
  readonly stuckAfter?: number
  /** APIs (by id or name, or all) whose update fails, and what the row says. */
  readonly failing?: { readonly apis: 'all' | readonly string[]; readonly message: string }
  /** The write is accepted and its batch runs, but the stored definition stays. */
  readonly keepOldValue?: boolean
  /** Keys that the service adds to what was written, where the author left them out. */
  readonly defaults?: Definition
}

/**
 * Starts the batch that moves the published APIs of a backend and stage to what the backend now holds
 * there, one after the other. `inForce` undefined: the batch unpublishes them.
 */
export function startBatch(
  state: State,
  backend: Backend,
  stageName: string,
  inForce: InForce | undefined,
  effects: Effects
): Task {
  const startedAt = state.clock.now()
  const pace = state.seed.batch.msPerApi
  const rows: TaskRow[] = []
  for (const [index, api] of publishedApis(state, backend.id, stageName).entries()) {
    const reached = effects.stuckAfter === undefined || index < effects.stuckAfter
    const endsAt = reached ? startedAt + pace * (index + 1) : Infinity
    const failure = failureOf(effects.failing, api.id, api.name) ?? api.updateFails
    const deployment = failure === undefined ? { at: endsAt, inForce } : undefined
    // of a row that ends by itself, the deployment stands with the API; the row would keep its definition for longer
    rows.push({ api, endsAt, failure, deployment: reached ? undefined : deployment })
    // in the order of the writes, also where this one is reached after a later one
    const deployments = api.deployments.get(stageName)
    if (deployment !== undefined && deployments !== undefined) {
      deployments.push(deployment)
      forgetReplaced(deployments, startedAt)
    }
  }
  forgetEnded(state, startedAt)
  const task = { id: state.ids.id(), backendId: backend.id, stageName, startedAt, rows }
  state.tasks.set(task.id, task)
  return task
}

/** What no later moment can bring back: what is before the last deployment that has come, or waits beside a later one for a release. */
export function forgetReplaced(deployments: Pick<Deployment, 'at'>[], now: number): void {
  const last = deployments.findLastIndex(({ at }) => at <= now)
  if (last > 0) deployments.splice(0, last)
  const lastHeld = deployments.findLastIndex(({ at }) => at === Infinity)
  const first = deployments.findIndex(({ at }) => at === Infinity)
  if (first >= 0 && first < lastHeld) deployments.splice(first, 1)
  // the first one is in force
  if (deployments.length > MOST_PENDING) deployments.splice(1, deployments.length - MOST_PENDING)
}

/** However slow batches are, and however many writes there are: of what waits for its time with an API, the newest is kept. */
const MOST_PENDING = 100

const MOST_TASKS = 1_000
const MOST_ROWS = 100_000
/** Batches under way are kept longer. */
const UNDER_WAY = 10

/** Forgets the oldest tasks where there are very many; those that have ended first. */
function forgetEnded({ tasks }: State, now: number): void {
  let rows = 0
  for (const task of tasks.values()) rows += task.rows.length
  for (const [id, task] of tasks) {
    if (tasks.size <= MOST_TASKS && rows <= MOST_ROWS) break
    const isUnderWay = task.rows.some(({ endsAt }) => endsAt > now)
    const isTooMuch = tasks.size > UNDER_WAY * MOST_TASKS || rows > UNDER_WAY * MOST_ROWS
    if (isUnderWay && !isTooMuch) continue
    tasks.delete(id)
    rows -= task.rows.length
  }
}

/** Ends at once every row that no batch reaches by itself (`stuck-batch`). */
export function releaseBatches(state: State): void {
  const now = state.clock.now()
  for (const { rows } of state.tasks.values()) {
    for (const row of rows) {
      if (row.endsAt !== Infinity) continue
      row.endsAt = now
      if (row.deployment !== undefined) row.deployment.at = now
    }
  }
}

/** Stores a definition and starts its batch; the one way in which a definition changes. */
export function writeDefinition(
  state: State,
  backend: Backend,
  stageName: string,
  change: { definition: Definition; description: string | undefined; by: string },
  effects: Effects = {}
): Task {
  const model = backend.models.get(stageName)
  if (model === undefined) throw new Error(`backend ${backend.id} has no definition in ${stageName}`)
  const now = state.clock.now()
  if (effects.keepOldValue !== true) {
    keepShown(state, model, now)
    model.definition = overlay(effects.defaults ?? {}, change.definition)
    model.description = change.description ?? model.description
    model.modifiedAt = now
    backend.modifiedAt = now
  }
  const inForce = {
    backendId: backend.id,
    backendType: backend.type,
    stageName,
    definition: model.definition
  }
  const task = startBatch(state, backend, stageName, inForce, effects)
  noteWrite(state, backend, {
    kind: 'modified',
    stageName,
    definition: change.definition,
    by: change.by,
    operationId: task.id
  })
  return task
}

/** Keeps that a stored definition was changed. */
export function noteWrite(
  state: State,
  backend: Backend,
  write: Omit<AcceptedWrite, 'at' | 'backendId'>
): void {
  state.writes.add(
    { at: state.clock.now(), backendId: backend.id, ...write },
    sizeOf([JSON.stringify(write.definition)])
  )
}

/** However late the seed makes reads, and however many writes there are: what is not kept shows earlier. */
const MOST_SHOWN_LATE = 100

/** With `late-visibility-ms` in the seed reads go on to show what was there. */
function keepShown(state: State, model: BackendModel, now: number): void {
  const { lateVisibilityMs } = state.seed.doubts
  if (lateVisibilityMs === 0) return
  const { description, definition, modifiedAt } = model
  const past = model.shownUntil.findIndex(({ until }) => until > now)
  model.shownUntil.splice(0, past < 0 ? model.shownUntil.length : past)
  if (model.shownUntil.length >= MOST_SHOWN_LATE) model.shownUntil.shift()
  model.shownUntil.push({ until: now + lateVisibilityMs, version: { description, definition, modifiedAt } })
}

/** With the doubt `lock` in the seed a backend takes no write while a batch of it is under way. */
export function refuseWhileBusy(state: State, backend: Backend): void {
  if (!state.seed.doubts.lock) return
  const now = state.clock.now()
  for (const task of state.tasks.values()) {
    if (task.backendId === backend.id && task.rows.some(row => row.endsAt > now)) {
      throw new CloudError(400, 'ConcurrencyLockTimeout', 'Acquiring the lock of the backend timed out.')
    }
  }
}

function failureOf(failing: Effects['failing'], id: string, name: string): string | undefined {
  if (failing === undefined) return undefined
  return failing.apis === 'all' || failing.apis.includes(id) || failing.apis.includes(name)
    ? failing.message
    : undefined
}
