import type { CallError } from '../cloud/call-error.ts'
import type { Accepted, CallOptions, CloudReader } from '../cloud/types.ts'
import type { PublishedApi } from '../model/backend.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Definition } from '../model/definition.ts'
import type { Change } from '../model/diff.ts'
import type { JsonObject } from '../model/json.ts'
import type { Target } from '../model/target.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** One reading of a target. Made once after decoding. */
export interface Live {
  /** As the service answered it. May hold secrets. */
  readonly raw: JsonObject
  /** The definition in the form that is written. */
  readonly definition: Definition
  /** Equal texts are equal definitions. */
  readonly canonical: string
  /** Empty where there is none. */
  readonly description: string
  /** What people call it in the console; empty where the service did not say. */
  readonly title: string
  /** What this step does not write and somebody else may, such as the other stages of a backend: canonical texts by name. */
  readonly neighbors: () => ReadonlyMap<string, string>
}

/** A target as far as a reading of it has settled: what is read and written by. */
export interface Settled {
  readonly target: Target
  readonly backendType: string
  readonly backendModelId: string
}

/** What a plan needs of the first reading. */
export interface Resolved {
  readonly backendType: string
  readonly backendModelId: string
  readonly live: Live | undefined
  /** What live is compared with, on its keys; in a patch, `null` for what it removes. */
  readonly wanted: Definition
  /** What is sent. */
  readonly data: Definition
  readonly warnings: readonly string[]
}

export interface FollowOptions {
  readonly reader: CloudReader
  readonly clock: Clock
  readonly log: Log
  readonly target: Target
  readonly accepted: Accepted
  /** The APIs that were published before the write; `undefined` where they may not be listed. */
  readonly published: readonly PublishedApi[] | undefined
  /** When the wait ends. */
  readonly deadline: Deadline
  /** Whether a denial ends the following; otherwise it is asked again until the deadline. */
  readonly giveUpWhenDenied: boolean
}

export type FollowEnd =
  /** Every API has its end. Without the list of APIs (`surely: false`), as far as the task says. */
  | { readonly kind: 'ended'; readonly progress: BatchProgress; readonly surely: boolean }
  | {
      readonly kind: 'timed-out'
      readonly progress: BatchProgress | undefined
      readonly lastError: CallError | undefined
    }
  | { readonly kind: 'denied'; readonly error: CallError }
  | { readonly kind: 'stopped'; readonly progress: BatchProgress | undefined }

/**
 * What the engine asks of a kind of target. The engine knows no operation of the cloud, a kind knows no engine. Reads reject with a
 * CallError. A definition is JSON in every kind. How one is written is in writers.ts, out of reach of what plans.
 */
export interface Kind {
  /** The operations by their names in RAM policies. */
  readonly actions: { readonly read: string; readonly listAffected: string; readonly follow: string }
  /**
   * The first reading. What it resolves to settles what is live and what is desired.
   * @throws ActionError by the function, for what does not match, is missing, or cannot be meant
   */
  discover(reader: CloudReader, target: Target, options: CallOptions): Promise<() => Resolved>
  /** Inputs that are not given and whose default is what is live. */
  unset(target: Target): readonly string[]
  /**
   * The same from the inputs alone, where the target may not be read and nothing is unset.
   * @throws ActionError for a definition that cannot be meant
   */
  resolveUnread(target: Target, denied: CallError): Resolved
  /** What moves with the target. */
  listAffected(reader: CloudReader, target: Target, options: CallOptions): Promise<readonly PublishedApi[]>
  /** Asks for something that does not exist: resolves, or rejects with a denial or another error. */
  tryFollow(reader: CloudReader, options: CallOptions): Promise<void>
  /** @returns `undefined` where the target has no definition any more */
  read(reader: CloudReader, settled: Settled, options: CallOptions): Promise<Live | undefined>
  /** Follows an accepted write to completion. Never rejects for what the cloud answers. */
  follow(options: FollowOptions): Promise<FollowEnd>
  /** A reading made again of what was stored of it. */
  restore(definition: Definition, description: string): Live
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
}
