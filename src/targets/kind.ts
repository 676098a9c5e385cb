import type { CallError } from '../cloud/call-error.ts'
import type { OperationRef, Accepted, CallOptions, CloudReader } from '../cloud/operation.ts'
import type { AffectedApi } from '../model/backend.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Definition } from '../model/definition.ts'
import type { Change, Difference } from '../model/diff.ts'
import type { Product } from '../model/endpoints.ts'
import type { JsonObject } from '../model/json.ts'
import type { Target } from '../model/target.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/**
 * The interface between the engine and a kind of target. The engine knows no cloud operation, and a kind does not know the engine. Reads
 * reject with a CallError. A definition is JSON in every kind. Writing is in writers.ts, out of reach of planning.
 */
export interface Kind<T extends Target = Target> {
  readonly words: Words
  /** The product with its API. */
  readonly product: Product
  /** The operations that RAM policies name. */
  readonly operations: {
    readonly read: OperationRef
    readonly listAffected: readonly [OperationRef, ...OperationRef[]]
    readonly follow: OperationRef
  }
  /** Whether a write requires a readable live definition. */
  readonly needsLive: boolean
  /** The limit of calls per second and lane; `undefined` for no limit of its own. */
  readonly callsPerSecond: number | undefined
  /** Whether completion can be determined only with the list of affected APIs. */
  readonly completesByList: boolean
  /** Whether the product reports when a write has completed. Otherwise, it is only known to be accepted. */
  readonly reportsCompletion: boolean
  /** Whether the live definition is reread right before a write, however recent the plan's reading is. */
  readonly rereads: boolean
  /** How long after its read-back a definition may take to take effect, if the service does not report that. */
  readonly settlesWithinMs: number
  /** How far apart two readings must be to confirm a status that may lag behind; 0 if readings have none. */
  readonly confirmsAfterMs: number
  /** The first reading. Several denied reads are a DeniedReads. */
  discover(reader: CloudReader, target: T, options: CallOptions): Promise<Discovery<T>>
  /** The inputs that require reading the live definition, for a message. */
  readingFor(target: T): readonly string[]
  /** Unset inputs whose default is the live value. */
  unset(target: T): readonly string[]
  /**
   * The same as `discover` from the inputs alone, if the target is not readable and nothing requires it.
   * @throws ActionError for a definition that makes no sense
   */
  resolveUnread(target: T, denied: CallError): Resolution
  /** Lists what a switch of the target affects. */
  listAffected(reader: CloudReader, target: T, options: CallOptions): Promise<readonly AffectedApi[]>
  /** Requests something that does not exist, to test the permission: resolves, or rejects with a denial or another error. */
  tryFollow(reader: CloudReader, options: CallOptions): Promise<void>
  /** @returns `undefined` if the target no longer has a definition */
  read(
    reader: CloudReader,
    settled: ResolvedTarget & { readonly target: T },
    options: CallOptions
  ): Promise<Live | undefined>
  /** Follows an accepted write to completion. Never rejects because of a response. */
  follow(options: FollowOptions & { readonly target: T }): Promise<FollowResult>
  /** The differences between a desired definition and a reading. */
  compare(desired: Definition, live: Pick<Live, 'raw' | 'definition'>): Difference
  /** A text that is equal for all spellings of a target's desired definition and its weights. */
  canonical(target: T, desired: Definition): string
  /** Restores a reading from the journal. */
  restore(definition: Definition, description: string, base: JsonObject | undefined): Live
  /** A definition with `null` for every key that only the other one has: those must be gone once it replaces that one. */
  without(other: Definition, definition: Definition): Definition
  readonly unreturned: {
    /** The paths that the live definition may have although no reading shows them. */
    unseen(raw: JsonObject, targetType: string): readonly string[]
    /**
     * Splits the differences of a reading into those that count, and the paths that are absent because the service never returns them.
     * @param raw the reading
     */
    split(
      changes: readonly Change[],
      desired: Definition,
      targetType: string,
      raw: JsonObject
    ): { readonly counting: readonly Change[]; readonly unverified: readonly string[] }
    /** Completes a definition with keys that its reading does not show, from another one that may have the same; with their paths. */
    fill(
      definition: Definition,
      from: Definition,
      targetType: string,
      raw: JsonObject
    ): { readonly definition: Definition; readonly taken: readonly string[] }
  }
  /**
   * A definition in readable form, in a few lines; `undefined` if a list of keys is clearer.
   * @param other the definition shown next to it: what both have may be abbreviated
   */
  readonly describe?: (
    definition: Definition,
    names: Names,
    other: Definition
  ) => readonly string[] | undefined
  /** The inputs that select the same target in another step, without region and endpoint. */
  inputsOf(target: T): Readonly<Record<string, string>>
  /** Outputs with the previous definition, in addition to `previous-definition`. */
  readonly previousOutputs: readonly 'previous-backend-model-data'[]
  /** The stage that a probe sends in `X-Ca-Stage`; `undefined` if the product has no stages. */
  probeStage(target: T): string | undefined
}

/** The first reading of a target. */
export interface Discovery<T extends Target = Target> {
  /** The name in the console; empty if the service did not return one. */
  readonly title: string
  /**
   * Determines the live and the desired definition.
   * @throws ActionError for inputs that do not match, are missing, or make no sense
   */
  resolve(target: T): Resolution
}

/** What a plan needs from the first reading. */
export interface Resolution {
  readonly targetType: string
  readonly definitionId: string
  readonly live: Live | undefined
  /** The writes in order, at least one; the last one is the desired definition. */
  readonly rungs: readonly [Rung, ...Rung[]]
  /** Writes in one lane never run at the same time. */
  readonly lane: string
  /** Names for the IDs in the definitions. */
  readonly names?: Names
  readonly warnings: readonly string[]
  /** Only for the log. */
  readonly remarks?: readonly string[]
}

/** One write of a switch. */
export interface Rung {
  /** What the live definition is compared with, key by key; in a patch, `null` for removed keys. */
  readonly desired: Definition
  /** What is sent. */
  readonly data: Definition
  /** The percentage of the traffic that the desired service gets. */
  readonly weight: number
}

/** One reading of a target. Made once after decoding. */
export interface Live {
  /** As the service returned it, in the form that is compared with the desired definition. May contain secrets. */
  readonly raw: JsonObject
  /** The definition in the write form. */
  readonly definition: Definition
  /** Equal for equal definitions, including everything that a write sends with them. */
  readonly canonical: string
  /** Empty if there is none. */
  readonly description: string
  /** The name in the console; empty if the service did not return one. */
  readonly title: string
  /** What this step does not write and someone else may, such as other stages of a backend: canonical texts by name. */
  readonly neighbors: () => ReadonlyMap<string, string>
  /** Why the reading is not what is in effect, such as a route that is saved and not deployed; `undefined` if it is. */
  readonly notInEffect?: string | undefined
  /** Whether a change is in progress, such as a deployment. */
  readonly isChanging?: boolean
  /** Why the inputs cannot express the definition, although a write can send it back; `undefined` if they can. */
  readonly notAnInput?: string | undefined
  /** Other fields, which a write could change but must not: canonical texts by name. */
  readonly otherFields?: ReadonlyMap<string, string>
  /** The names of the other fields that every write sends, so that someone else may have saved them with the definition. */
  readonly sentFields?: ReadonlySet<string>
  /** What a write that restores this reading needs in addition to the definition. May contain secrets. */
  readonly base?: JsonObject
}

/** A target with what its first reading settled. */
export interface ResolvedTarget {
  readonly target: Target
  /** The type of the target in the service's terms: a backend's type, a service's source type, a route's scene. */
  readonly targetType: string
  /** The ID of the definition; empty if it has none of its own. */
  readonly definitionId: string
}

/** Names by ID, each a single line. */
export type Names = Readonly<Record<string, string>>

export interface FollowOptions {
  readonly reader: CloudReader
  readonly clock: Clock
  readonly log: Log
  readonly target: Target
  readonly accepted: Accepted
  /** What uses the target when it is written, and moves with it; `undefined` if it cannot be listed. */
  readonly affected: readonly AffectedApi[] | undefined
  /** When the wait ends. */
  readonly deadline: Deadline
  /** Whether a denial ends the wait; otherwise it is retried until the deadline. */
  readonly giveUpWhenDenied: boolean
}

export type FollowResult =
  /** Everything affected has completed or failed. `isCertain: false`: as far as the service lists it. */
  | { readonly kind: 'ended'; readonly progress: BatchProgress; readonly isCertain: boolean }
  | {
      readonly kind: 'timed-out'
      readonly progress: BatchProgress | undefined
      readonly lastError: CallError | undefined
    }
  | { readonly kind: 'denied'; readonly error: CallError }
  | { readonly kind: 'stopped'; readonly progress: BatchProgress | undefined }

/** The terms for a kind of target in messages. */
export interface Words {
  /** What a target affects: `published API`, `published APIs`. */
  readonly affected: { readonly one: string; readonly many: string }
  /** One of them: `API`. */
  readonly member: string
  /** What is followed to completion: `batch`. */
  readonly completion: string
  /** The clause for a completed write: `the batch completed`. */
  readonly completed: string
  /** The input that takes a definition: `backend-model-data`. */
  readonly input: string
  /** The action with that input: `this action`. */
  readonly action: string
  /** The folder of that action in this repository; not set for the root. */
  readonly folder?: string
  /** The group of the members: `Group`. */
  readonly group: string
  /** The term for a target's definition, such as `definition`, and its verb. */
  readonly definition: string
  readonly verb: 'is' | 'are'
  /** The term for `targetType`: `type`. */
  readonly type: string
  /** The word for a write that succeeded: `accepted`. */
  readonly accepted: string
  /** The wait for completion in the timeline: `Batch`. */
  readonly following: string
  /** Whether the product returns operation IDs. */
  readonly hasOperations: boolean
  /** Whether a switch affects only the target itself. */
  readonly affectsOnlyItself: boolean
  /** What else a manual rollback may require; a sentence. */
  readonly rollbackNote?: string
  /** What the product does not report about completion; a clause. */
  readonly unreported?: string
}

/** Several reads of one target were denied, and are all reported at once. */
export class DeniedReads extends Error {
  override readonly name = 'DeniedReads'
  readonly first: CallError
  readonly denials: readonly CallError[]

  constructor(first: CallError, others: readonly CallError[]) {
    super(first.message)
    this.first = first
    this.denials = [first, ...others]
  }
}

type Side = Pick<Live, 'otherFields' | 'sentFields'> | undefined

/** The names of the other fields that a write must not change, and that differ now. */
export function changedOtherFields(before: Side, now: Side): readonly string[] {
  if (before?.otherFields === undefined || now?.otherFields === undefined) return []
  const names = new Set([...before.otherFields.keys(), ...now.otherFields.keys()])
  return [...names].filter(name => before.otherFields?.get(name) !== now.otherFields?.get(name))
}

/** The same for the fields that every write sends: if one differs, someone else has saved. */
export function changedSentFields(before: Side, now: Side): readonly string[] {
  const isSent = (name: string): boolean =>
    before?.sentFields?.has(name) === true || now?.sentFields?.has(name) === true
  return changedOtherFields(before, now).filter(isSent)
}
