import type { CallError } from '../cloud/call-error.ts'
import type { Called } from '../cloud/operation.ts'
import type { Accepted, CallOptions, CloudReader } from '../cloud/types.ts'
import type { PublishedApi } from '../model/backend.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Definition } from '../model/definition.ts'
import type { Change, Difference } from '../model/diff.ts'
import type { Product } from '../model/endpoints.ts'
import type { JsonObject } from '../model/json.ts'
import type { Target } from '../model/target.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** One reading of a target. Made once after decoding. */
export interface Live {
  /** As the service answered it, in the form that is compared with what is desired. May hold secrets. */
  readonly raw: JsonObject
  /** The definition in the form that is written. */
  readonly definition: Definition
  /** Equal texts are equal definitions, with all that a write sends along with one. */
  readonly canonical: string
  /** Empty where there is none. */
  readonly description: string
  /** What people call it in the console; empty where the service did not say. */
  readonly title: string
  /** What this step does not write and somebody else may, such as the other stages of a backend: canonical texts by name. */
  readonly neighbors: () => ReadonlyMap<string, string>
  /** Why what was read is not what serves, such as a route that is saved and not deployed; `undefined` where it serves. */
  readonly notInForce?: string | undefined
  /** Whether what serves changes by itself, such as while a deployment is under way. */
  readonly isMoving?: boolean
  /** Why its definition cannot be given as an input, although a write can send it back as it was read; `undefined` where it can. */
  readonly notAnInput?: string | undefined
  /** What a write has to leave as it is, although it could change it: canonical texts by name. */
  readonly others?: ReadonlyMap<string, string>
  /** Which of the others every write sends along, so that somebody else may have saved them with the definition; names. */
  readonly sent?: ReadonlySet<string>
  /** What a write that restores this reading needs beyond the definition, as the kind has it. May hold secrets. */
  readonly base?: JsonObject
}

/** A target as far as a reading of it has settled: what is read and written by. */
export interface Settled {
  readonly target: Target
  /** Of the target, as the service names it: a backend's type, a service's source type, a route's scene. */
  readonly backendType: string
  /** Of the definition, where it has an id of its own; otherwise empty. */
  readonly backendModelId: string
}

/** One write of a switch. */
export interface Rung {
  /** What live is compared with, on its keys; in a patch, `null` for what it removes. */
  readonly desired: Definition
  /** What is sent. */
  readonly data: Definition
  /** The percent of the traffic that the desired service gets by it; 100 for all. */
  readonly weight: number
}

/** What a plan needs of the first reading. */
export interface Resolved {
  readonly backendType: string
  readonly backendModelId: string
  readonly live: Live | undefined
  /** The writes in their order, at least one; the last one is the desired definition. */
  readonly rungs: readonly [Rung, ...Rung[]]
  /** Writes of one lane are never under way together. */
  readonly lane: string
  /** What people call what the definitions name by id. */
  readonly names?: Names
  readonly warnings: readonly string[]
  /** For the log alone. */
  readonly remarks?: readonly string[]
}

/** Names by id, each on one line. */
export type Names = Readonly<Record<string, string>>

export interface FollowOptions {
  readonly reader: CloudReader
  readonly clock: Clock
  readonly log: Log
  readonly target: Target
  readonly accepted: Accepted
  /** What was published before the write and moves with it; `undefined` where it may not be listed. */
  readonly published: readonly PublishedApi[] | undefined
  /** When the wait ends. */
  readonly deadline: Deadline
  /** Whether a denial ends the following; otherwise it is asked again until the deadline. */
  readonly giveUpWhenDenied: boolean
}

export type FollowEnd =
  /** All that moves has its end. `surely: false`: as far as the service says, which may not be all of it. */
  | { readonly kind: 'ended'; readonly progress: BatchProgress; readonly surely: boolean }
  | {
      readonly kind: 'timed-out'
      readonly progress: BatchProgress | undefined
      readonly lastError: CallError | undefined
    }
  | { readonly kind: 'denied'; readonly error: CallError }
  | { readonly kind: 'stopped'; readonly progress: BatchProgress | undefined }

/** How people speak of what is switched. */
export interface Words {
  /** What moves with a target: `published API`, `published APIs`. */
  readonly moved: { readonly one: string; readonly many: string }
  /** One of them: `API`. */
  readonly member: string
  /** What is followed to completion: `batch`. */
  readonly completion: string
  /** What is known once a write was followed: `the batch completed`. */
  readonly completed: string
  /** The input that takes a definition: `backend-model-data`. */
  readonly input: string
  /** What takes that input: `this action`. */
  readonly action: string
  /** The folder of that action's file in this repository; not set for the root. */
  readonly folder?: string
  /** What the members are grouped by: `Group`. */
  readonly group: string
  /** What a target's definition is called: `definition`; and the verb of that. */
  readonly definition: string
  readonly verb: 'is' | 'are'
  /** What `backendType` is: `type`. */
  readonly type: string
  /** The word for a write that succeeded: `accepted`. */
  readonly taken: string
  /** The wait for completion, in a diagram: `Batch`. */
  readonly following: string
  /** Whether the product names the operation of a write. */
  readonly hasOperations: boolean
  /** Whether nothing moves but the target itself. */
  readonly movesItself: boolean
  /** What else may have to be done to roll back a switch that failed; a sentence. */
  readonly ifStuck?: string
  /** What a switch does not say, where the product does not report when a write is complete; a sentence. */
  readonly unreported?: string
}

/**
 * What the engine asks of a kind of target. The engine knows no operation of the cloud, a kind knows no engine. Reads reject with a
 * CallError. A definition is JSON in every kind. How one is written is in writers.ts, out of reach of what plans.
 */
export interface Kind<T extends Target = Target> {
  readonly words: Words
  /** Where its API is. */
  readonly product: Product
  /** For what RAM policies name. */
  readonly operations: {
    readonly read: Called
    readonly listAffected: readonly [Called, ...Called[]]
    readonly follow: Called
  }
  /** Whether nothing is written where live may not be read. */
  readonly needsLive: boolean
  /** How many calls a second one lane takes; `undefined` for as many as the service takes. */
  readonly callsPerSecond: number | undefined
  /** Whether only the list of what moves tells that a write is complete. */
  readonly completesByList: boolean
  /** Whether the product reports when a write is complete. Otherwise what moves is only known to be on its way. */
  readonly reportsCompletion: boolean
  /** Whether live is read again right before its write, however young the plan's reading is. */
  readonly rereads: boolean
  /** How long after its read-back a definition may take to serve, where the service does not say when it does. */
  readonly settlesWithinMs: number
  /**
   * The first reading. What it resolves to settles what is live and what is desired. A denial of several reads is a DeniedReads.
   * @throws ActionError by the function, for what does not match, is missing, or cannot be meant
   */
  discover(reader: CloudReader, target: T, options: CallOptions): Promise<() => Resolved>
  /** What of the author's wishes takes a reading of live: inputs, for a message. */
  readingFor(target: T): readonly string[]
  /** Inputs that are not given and whose default is what is live. */
  unset(target: T): readonly string[]
  /**
   * The same as `discover` from the inputs alone, where the target may not be read and nothing asks for it.
   * @throws ActionError for a definition that cannot be meant
   */
  resolveUnread(target: T, denied: CallError): Resolved
  /** What moves with the target. */
  listAffected(reader: CloudReader, target: T, options: CallOptions): Promise<readonly PublishedApi[]>
  /** Asks for something that does not exist: resolves, or rejects with a denial or another error. */
  tryFollow(reader: CloudReader, options: CallOptions): Promise<void>
  /** @returns `undefined` where the target has no definition any more */
  read(
    reader: CloudReader,
    settled: Settled & { readonly target: T },
    options: CallOptions
  ): Promise<Live | undefined>
  /** Follows an accepted write to completion. Never rejects for what the cloud answers. */
  follow(options: FollowOptions & { readonly target: T }): Promise<FollowEnd>
  /** The differences between what is desired and a reading. */
  compare(desired: Definition, live: Pick<Live, 'raw' | 'definition'>): Difference
  /** A text that is equal for every spelling of a target's desired definition, and of the way there. */
  canonical(target: T, desired: Definition): string
  /** A reading made again of what was stored of it. */
  restore(definition: Definition, description: string, base: JsonObject | undefined): Live
  /** A definition with `null` for every key that only the other one has: what must be gone once it replaces that one. */
  without(other: Definition, definition: Definition): Definition
  readonly unreturned: {
    /** What the live definition may hold without its reading showing it; paths. */
    unseen(raw: JsonObject, backendType: string): readonly string[]
    /**
     * Splits differences of a reading into those that count, and the paths of what is absent because the service never returns it.
     * @param raw the reading
     */
    split(
      changes: readonly Change[],
      desired: Definition,
      backendType: string,
      raw: JsonObject
    ): { readonly counting: readonly Change[]; readonly unverified: readonly string[] }
    /** A definition with what its reading does not show and another one holds, as far as that may be the same; and the paths of that. */
    fill(
      definition: Definition,
      from: Definition,
      backendType: string,
      raw: JsonObject
    ): { readonly definition: Definition; readonly taken: readonly string[] }
  }
  /**
   * A definition for people, in a few lines of text; `undefined` where its keys say it best.
   * @param other what it is shown beside: what both have may be told in short
   */
  readonly tell?: (definition: Definition, names: Names, other: Definition) => readonly string[] | undefined
  /** The inputs that lead another step to the same target, without its place. */
  inputsOf(target: T): Readonly<Record<string, string>>
  /** Outputs that hold the previous definition, besides `previous-definition`. */
  readonly previousOutputs: readonly 'previous-backend-model-data'[]
  /** The stage that a probe through the gateway names in `X-Ca-Stage`; `undefined` where the product has none. */
  probeStage(target: T): string | undefined
}
