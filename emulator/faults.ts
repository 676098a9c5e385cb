import type { Definition } from './cloud/state.ts'
import type { Params } from './cloud/operation.ts'

/** Faults between client and server, of any service. */
export const TRANSPORT_KINDS = [
  'latency',
  'hang-before-commit',
  'hang-after-commit',
  'reset-before-commit',
  'reset-after-commit',
  'error-before-commit',
  'error-after-commit',
  'truncated-json',
  'empty-object',
  'slow-drip',
  'endless-body'
] as const

export const FAULT_KINDS = [
  ...TRANSPORT_KINDS,
  'throttling',
  'custom',
  'stuck-batch',
  'failing-batch',
  'another-writer',
  'keeps-old-value',
  'adds-defaults'
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

/** Which calls a fault strikes. Calls are counted from when the fault was added. */
export interface FaultMatch {
  /** `ModifyBackendModel`; `*`, the default, for any. */
  readonly action?: string
  /** Parameters that the call must have, `{ StageName: PRE }`. */
  readonly where?: Readonly<Record<string, string>>
  /** The first matching call that is struck, from 1, the default. */
  readonly nth?: number
  /** How many calls in a row; 1 by default. */
  readonly times?: number | 'every'
}

export type FaultBody = 'json' | 'html' | 'empty'

interface Kind<Name extends FaultKind> extends FaultMatch {
  readonly kind: Name
}

export interface Latency extends Kind<'latency'> {
  /** The call is done at once, its answer leaves this much later. */
  readonly ms: number
}

export interface ServerError extends Kind<'error-before-commit' | 'error-after-commit'> {
  /** 503 by default. */
  readonly status?: number
  readonly body?: FaultBody
  readonly code?: string
  readonly message?: string
  /** The header Retry-After; none by default. */
  readonly retryAfterSeconds?: number
}

/** 400 `Throttling.User`, before the commit. */
export interface Throttling extends Kind<'throttling'> {
  readonly code?: string
  /** The header `x-acs-retry-after`; without it none. */
  readonly retryAfterMs?: number
}

/** Any error, before the commit. */
export interface Custom extends Kind<'custom'> {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** The whole answer arrives, `bytes` at a time (1), one portion each `ms` (100). */
export interface SlowDrip extends Kind<'slow-drip'> {
  readonly ms?: number
  readonly bytes?: number
}

/** The batch of this write never ends; the first `after` APIs (0) are still reached. A deployment never ends unless `after` is more than 0. */
export interface StuckBatch extends Kind<'stuck-batch'> {
  readonly after?: number
}

export interface FailingBatch extends Kind<'failing-batch'> {
  /** Ids or names of APIs, or of routes that are deployed; all of them by default. */
  readonly apis?: readonly string[]
  /** The rows' ErrorMsg; `Failed. ` is put before it where it does not begin so. */
  readonly message?: string
}

/** Right before the call somebody else changes a definition; by default that of the call's own backend and stage, service or route. */
export interface AnotherWriter extends Kind<'another-writer'> {
  readonly backend?: string
  readonly stage?: string
  /** Id or name. Its definition is in the form of UpdateService. */
  readonly service?: string
  /** Id or name. Its definition is in the form of UpdateHttpApiRoute. */
  readonly route?: string
  /** The route is deployed, too. */
  readonly deploy?: boolean
  readonly definition: Definition
  readonly description?: string
}

/** The service adds keys that the author left out. */
export interface AddsDefaults extends Kind<'adds-defaults'> {
  readonly defaults: Definition
}

export type TransportFault =
  | Latency
  | ServerError
  | SlowDrip
  | Kind<
      | 'hang-before-commit'
      | 'hang-after-commit'
      | 'reset-before-commit'
      | 'reset-after-commit'
      | 'truncated-json'
      | 'empty-object'
      | 'endless-body'
    >

export type Fault =
  | TransportFault
  | Throttling
  | Custom
  | StuckBatch
  | FailingBatch
  | AnotherWriter
  | AddsDefaults
  | Kind<'keeps-old-value'>

interface Armed<F> {
  readonly fault: F
  calls: number
}

/** The faults of a service and how often each has been passed. */
export class FaultScript<F extends FaultMatch> {
  #armed: Armed<F>[]

  constructor(faults: readonly F[] = []) {
    this.#armed = faults.map(fault => ({ fault, calls: 0 }))
  }

  /** Adds faults; their count of calls starts here. */
  add(...faults: readonly F[]): void {
    this.#armed.push(...faults.map(fault => ({ fault, calls: 0 })))
  }

  /** Takes back a fault that was added. */
  remove(fault: F): void {
    this.#armed = this.#armed.filter(armed => armed.fault !== fault)
  }

  clear(): void {
    this.#armed = []
  }

  /** The faults that strike this call, in the order in which they were added. Counts the call. */
  strike(action: string, params: Params): F[] {
    const struck: F[] = []
    for (const armed of this.#armed) {
      if (!matches(armed.fault, action, params)) continue
      armed.calls += 1
      const { nth = 1, times = 1 } = armed.fault
      const last = times === 'every' ? Infinity : nth + times - 1
      if (armed.calls >= nth && armed.calls <= last) struck.push(armed.fault)
    }
    return struck
  }
}

/** The faults of the cloud. */
export class Faults extends FaultScript<Fault> {}

function matches({ action = '*', where = {} }: FaultMatch, called: string, params: Params): boolean {
  if (action !== '*' && action !== called) return false
  return Object.entries(where).every(([name, value]) => params[name] === value)
}
