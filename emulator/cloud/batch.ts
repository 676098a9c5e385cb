import { sizeOf } from '../history.ts'
import { CloudError } from './cloud-error.ts'
import { overlay } from './definition.ts'
import type {
  AcceptedWrite,
  Backend,
  BackendModel,
  Definition,
  Deployment,
  InEffect,
  State,
  Task,
  TaskRow
} from './state.ts'
import { publishedApis } from './state.ts'

/** The effects of faults on one call inside the cloud. */
export interface Effects {
  /** The batch completes its first `stuckAfter` rows and never the others. */
  readonly stuckAfter?: number
  /** APIs (ids or names, or all) whose update fails, and the row's message. */
  readonly failing?: { readonly apis: 'all' | readonly string[]; readonly message: string }
  /** The write is accepted and its batch runs, but the stored definition does not change. */
  readonly keepOldValue?: boolean
  /** Keys that the service adds if the request omits them. */
  readonly defaults?: Definition
}

/**
 * Starts the batch that moves the published APIs of a backend and stage to the backend's new definition, one after the
 * other. With `inEffect` undefined, the batch unpublishes them.
 */
export function startBatch(
  state: State,
  backend: Backend,
  stageName: string,
  inEffect: InEffect | undefined,
  effects: Effects
): Task {
  const startedAt = state.clock.now()
  const pace = state.seed.batch.msPerApi
  const rows: TaskRow[] = []
  for (const [index, api] of publishedApis(state, backend.id, stageName).entries()) {
    const reached = effects.stuckAfter === undefined || index < effects.stuckAfter
    const endsAt = reached ? startedAt + pace * (index + 1) : Infinity
    const failure = failureOf(effects.failing, api.id, api.name) ?? api.updateFails
    const deployment = failure === undefined ? { at: endsAt, inEffect } : undefined
    // only held rows keep their deployment; for others the API has it, and the row would retain the definition for longer
    rows.push({ api, endsAt, failure, deployment: reached ? undefined : deployment })
    // in order of the writes, even if this one reaches the API after a later one
    const deployments = api.deployments.get(stageName)
    if (deployment !== undefined && deployments !== undefined) {
      deployments.push(deployment)
      pruneDeployments(deployments, startedAt)
    }
  }
  pruneTasks(state, startedAt)
  const task = { id: state.ids.id(), backendId: backend.id, stageName, startedAt, rows }
  state.tasks.set(task.id, task)
  return task
}

/** Drops deployments that can no longer take effect: those before the current one, and held ones with a later held one. */
export function pruneDeployments(deployments: Pick<Deployment, 'at'>[], now: number): void {
  const last = deployments.findLastIndex(({ at }) => at <= now)
  if (last > 0) deployments.splice(0, last)
  const lastHeld = deployments.findLastIndex(({ at }) => at === Infinity)
  const first = deployments.findIndex(({ at }) => at === Infinity)
  if (first >= 0 && first < lastHeld) deployments.splice(first, 1)
  // the first one is in effect
  if (deployments.length > MAX_PENDING_DEPLOYMENTS)
    deployments.splice(1, deployments.length - MAX_PENDING_DEPLOYMENTS)
}

/** Limit of pending deployments per API; the newest are kept. */
const MAX_PENDING_DEPLOYMENTS = 100

const MAX_TASKS = 1_000
const MAX_ROWS = 100_000
/** Running batches are kept for longer. */
const RUNNING_TASK_FACTOR = 10

/** Drops the oldest tasks beyond the limits, completed ones first. */
function pruneTasks({ tasks }: State, now: number): void {
  let rows = 0
  for (const task of tasks.values()) rows += task.rows.length
  for (const [id, task] of tasks) {
    if (tasks.size <= MAX_TASKS && rows <= MAX_ROWS) break
    const isUnderWay = task.rows.some(({ endsAt }) => endsAt > now)
    const isTooMuch = tasks.size > RUNNING_TASK_FACTOR * MAX_TASKS || rows > RUNNING_TASK_FACTOR * MAX_ROWS
    if (isUnderWay && !isTooMuch) continue
    tasks.delete(id)
    rows -= task.rows.length
  }
}

/** Completes every row that is held (`stuck-batch`). */
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

/** Stores a definition and starts its batch. All changes to a definition go through this function. */
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
    keepPreviousVersion(state, model, now)
    model.definition = overlay(effects.defaults ?? {}, change.definition)
    model.description = change.description ?? model.description
    model.modifiedAt = now
    backend.modifiedAt = now
  }
  const inEffect = {
    backendId: backend.id,
    backendType: backend.type,
    stageName,
    definition: model.definition
  }
  const task = startBatch(state, backend, stageName, inEffect, effects)
  recordWrite(state, backend, {
    kind: 'modified',
    stageName,
    definition: change.definition,
    by: change.by,
    operationId: task.id
  })
  return task
}

/** Records that a stored definition was changed. */
export function recordWrite(
  state: State,
  backend: Backend,
  write: Omit<AcceptedWrite, 'at' | 'backendId'>
): void {
  state.writes.add(
    { at: state.clock.now(), backendId: backend.id, ...write },
    sizeOf([JSON.stringify(write.definition)])
  )
}

/** Limit of retained versions; a version that is dropped makes the next one visible earlier. */
const MAX_PENDING_VERSIONS = 100

/** With `late-visibility-ms`, reads keep returning the previous version for that time. */
function keepPreviousVersion(state: State, model: BackendModel, now: number): void {
  const { lateVisibilityMs } = state.seed.doubts
  if (lateVisibilityMs === 0) return
  const { description, definition, modifiedAt } = model
  const past = model.shownUntil.findIndex(({ until }) => until > now)
  model.shownUntil.splice(0, past < 0 ? model.shownUntil.length : past)
  if (model.shownUntil.length >= MAX_PENDING_VERSIONS) model.shownUntil.shift()
  model.shownUntil.push({ until: now + lateVisibilityMs, version: { description, definition, modifiedAt } })
}

/** With the doubt `lock`, a backend rejects writes while one of its batches is running. */
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
