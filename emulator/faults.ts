import type { Definition } from './cloud/state.ts'
import type { Params } from './cloud/operation.ts'

/** Faults between client and server, independent of the service. */
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

/** Selects the calls that a fault applies to. Calls are counted from the time the fault is added. */
export interface FaultMatch {
  /** Such as `ModifyBackendModel`. Defaults to `*`, any action. */
  readonly action?: string
  /** Parameters that the call must have, such as `{ StageName: PRE }`. */
  readonly where?: Readonly<Record<string, string>>
  /** The first matching call that the fault applies to. Defaults to 1. */
  readonly nth?: number
  /** Number of consecutive calls. Defaults to 1. */
  readonly times?: number | 'every'
}

export type FaultBody = 'json' | 'html' | 'empty'

interface Kind<Name extends FaultKind> extends FaultMatch {
  readonly kind: Name
}

export interface Latency extends Kind<'latency'> {
  /** The call takes effect immediately; its response is delayed by this time. */
  readonly ms: number
}

export interface ServerError extends Kind<'error-before-commit' | 'error-after-commit'> {
  /** Defaults to 503. */
  readonly status?: number
  readonly body?: FaultBody
  readonly code?: string
  readonly message?: string
  /** The Retry-After header. Omitted by default. */
  readonly retryAfterSeconds?: number
}

/** 400 `Throttling.User`, before the commit. */
export interface Throttling extends Kind<'throttling'> {
  readonly code?: string
  /** The `x-acs-retry-after` header. Omitted by default. */
  readonly retryAfterMs?: number
}

/** Any error, before the commit. */
export interface Custom extends Kind<'custom'> {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** Sends the complete response in chunks of `bytes` (1), one every `ms` (100). */
export interface SlowDrip extends Kind<'slow-drip'> {
  readonly ms?: number
  readonly bytes?: number
}

/** The batch of this write never completes; its first `after` APIs (0) are still updated. A deployment never completes unless `after` is greater than 0. */
export interface StuckBatch extends Kind<'stuck-batch'> {
  readonly after?: number
}

export interface FailingBatch extends Kind<'failing-batch'> {
  /** Ids or names of APIs or deployed routes. Defaults to all. */
  readonly apis?: readonly string[]
  /** The rows' ErrorMsg, prefixed with `Failed. ` unless it already starts with `Failed`. */
  readonly message?: string
}

/** Another writer changes a definition right before the call; by default the one of the call's own backend and stage, service or route. */
export interface AnotherWriter extends Kind<'another-writer'> {
  readonly backend?: string
  readonly stage?: string
  /** Id or name. `definition` is then a body of UpdateService. */
  readonly service?: string
  /** Id or name. `definition` is then a body of UpdateHttpApiRoute. */
  readonly route?: string
  /** Also deploy the route. */
  readonly deploy?: boolean
  readonly definition: Definition
  readonly description?: string
}

/** The service adds keys that the request omits. */
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

/** The faults of a service, with a call count for each. */
export class FaultScript<F extends FaultMatch> {
  #armed: Armed<F>[]

  constructor(faults: readonly F[] = []) {
    this.#armed = faults.map(fault => ({ fault, calls: 0 }))
  }

  /** Adds faults; their call counts start at zero. */
  add(...faults: readonly F[]): void {
    this.#armed.push(...faults.map(fault => ({ fault, calls: 0 })))
  }

  /** Removes a fault. */
  remove(fault: F): void {
    this.#armed = this.#armed.filter(armed => armed.fault !== fault)
  }

  clear(): void {
    this.#armed = []
  }

  /** Counts the call and returns the faults that apply to it, in the order in which they were added. */
  match(action: string, params: Params): F[] {
    const matched: F[] = []
    for (const armed of this.#armed) {
      if (!matches(armed.fault, action, params)) continue
      armed.calls += 1
      const { nth = 1, times = 1 } = armed.fault
      const last = times === 'every' ? Infinity : nth + times - 1
      if (armed.calls >= nth && armed.calls <= last) matched.push(armed.fault)
    }
    return matched
  }
}

/** The faults of the cloud. */
export class Faults extends FaultScript<Fault> {}

function matches({ action = '*', where = {} }: FaultMatch, called: string, params: Params): boolean {
  if (action !== '*' && action !== called) return false
  return Object.entries(where).every(([name, value]) => params[name] === value)
}
