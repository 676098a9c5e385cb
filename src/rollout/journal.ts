import type { Accepted } from '../cloudapi/types.ts'
import type { BackendModel, PublishedApi } from '../model/backend.ts'
import { fromReadForm } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import { digestOf } from '../model/fingerprint.ts'
import { isObject } from '../model/json.ts'
import { holdsSecret } from '../model/redact.ts'
import type { Plan } from './plan.ts'

/** How far the write of a target is. `ended`: its end is reported. */
export type WritePhase = 'sending' | 'accepted' | 'rolling-back' | 'rollback-accepted' | 'ended'

/** One write, as a later process must know it. Holds no secret: definitions only where none is in them. */
export interface JournalEntry {
  readonly name: string
  readonly backendId: string
  readonly stageName: string
  readonly backendType: string
  readonly backendModelId: string
  readonly phase: WritePhase
  /** When the write first left, in milliseconds since the epoch. */
  readonly sentAt: number
  readonly accepted: Accepted | null
  readonly rollback: Accepted | null
  readonly published: readonly PublishedApi[] | null
  /** The halves of the fingerprint; null where live could not be read. */
  readonly digests: { readonly live: string; readonly wanted: string } | null
  /** Null where one of them holds a secret, or where live could not be read. */
  readonly definitions: {
    readonly live: BackendModel
    readonly wanted: Definition
    readonly data: Definition
  } | null
}

/** What a step leaves for its post step, in case it cannot end by itself. */
export interface Journal {
  readonly version: 1
  readonly pid: number
  /** Whose keys wrote. */
  readonly identity: string
  readonly regionId: string | null
  readonly endpoint: string
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
  readonly waitTimeoutMs: number
  readonly rollbackOnFailure: boolean
  readonly summary: boolean
  readonly comment: boolean
  readonly entries: readonly JournalEntry[]
}

export type JournalHeader = Omit<Journal, 'version' | 'entries'>

/** Keeps the journal, written at each change before what it announces is done. */
export interface JournalKeeper {
  /** Right before a write leaves. */
  sending(plan: Plan, sentAt: number): void
  update(name: string, change: Partial<Pick<JournalEntry, 'phase' | 'accepted' | 'rollback'>>): void
}

/** @param save stores the whole journal; what it throws is its own matter */
export function createJournalKeeper(header: JournalHeader, save: (journal: Journal) => void): JournalKeeper {
  const entries = new Map<string, JournalEntry>()
  const store = (entry: JournalEntry): void => {
    entries.set(entry.name, entry)
    save({ version: 1, ...header, entries: [...entries.values()] })
  }
  return {
    sending(plan, sentAt) {
      // sent again after an end that said nothing: what is known stays
      const known = entries.get(plan.target.name)
      store(known === undefined ? entryOf(plan, sentAt) : { ...known, phase: 'sending' })
    },
    update(name, change) {
      const known = entries.get(name)
      if (known !== undefined) store({ ...known, ...change })
    }
  }
}

function entryOf(plan: Plan, sentAt: number): JournalEntry {
  const { target, live, backendType, backendModelId, wanted, data, published } = plan
  const { backendId, stageName } = target
  const previous = live && fromReadForm(live.model.config, backendType)
  return {
    name: target.name,
    backendId,
    stageName,
    backendType,
    backendModelId,
    phase: 'sending',
    sentAt,
    accepted: null,
    rollback: null,
    published: published ?? null,
    digests:
      previous === undefined
        ? null
        : {
            live: digestOf(backendId, stageName, previous),
            wanted: digestOf(backendId, stageName, data)
          },
    definitions:
      live === undefined || previous === undefined || holdsSecret(previous) || holdsSecret(data)
        ? null
        : { live: { ...live.model, config: previous }, wanted, data }
  }
}

/** @returns `undefined` for a text that is no journal of this version */
export function parseJournal(text: string): Journal | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && value['version'] === 1 && Array.isArray(value['entries'])
      ? (value as unknown as Journal)
      : undefined
  } catch {
    return undefined
  }
}
