import type { Accepted } from '../cloudapi/types.ts'
import type { BackendModel, PublishedApi } from '../model/backend.ts'
import { fromReadForm } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import { digestOf } from '../model/fingerprint.ts'
import { isObject } from '../model/json.ts'
import { holdsSecret } from '../model/redact.ts'
import { isEntry, isHeader } from './journal-shape.ts'
import type { Plan } from './plan.ts'
import type { Result } from './results.ts'

/** How far the write of a target is. `ended`: its end is reported. */
export type WritePhase = 'sending' | 'accepted' | 'rolling-back' | 'rollback-accepted' | 'ended'

/** One write, as a later process must know it. Holds no secret: definitions only where none is in them. */
export interface JournalEntry {
  readonly name: string
  readonly backendId: string
  readonly stageName: string
  readonly backendType: string
  readonly backendModelId: string
  /** Where it was sent to. */
  readonly endpoint: string
  readonly regionId: string | null
  readonly phase: WritePhase
  /** Once it ended. */
  readonly result?: Result
  /** Once it ended; null where that could not be learnt. */
  readonly changed?: boolean | null
  /** When the write first left, in milliseconds since the epoch. */
  readonly sentAt: number
  readonly accepted: Accepted | null
  readonly rollback: Accepted | null
  readonly published: readonly PublishedApi[] | null
  /** How many URLs were to be asked after the switch. */
  readonly probes: number
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
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
  readonly waitTimeoutMs: number
  readonly rollbackOnFailure: boolean
  readonly summary: boolean
  /** What the comment is about; null where none is wanted. */
  readonly comment: string | null
  /** Whether the step has told people how it ended. */
  readonly reported: boolean
  readonly entries: readonly JournalEntry[]
}

export type JournalHeader = Omit<Journal, 'version' | 'reported' | 'entries'>

/** Keeps the journal, written at each change before what it announces is done. */
export interface JournalKeeper {
  /** Right before a write leaves. */
  sending(plan: Plan, sentAt: number): void
  update(name: string, change: JournalChange): void
  /** Once people have been told how the step ended. */
  reported(): void
}

export type JournalChange = Partial<
  Pick<JournalEntry, 'phase' | 'result' | 'changed' | 'accepted' | 'rollback'>
>

/**
 * A journal is lines of JSON: what holds for the whole step, then each write as it begins, then what changed
 * of it. Only ever added to, so that a step of many targets writes no more than it has to say.
 * @param add stores one more line; what it throws is its own matter
 * @param isSecret whether a text holds a secret that the step knows of: the journal keeps digests instead
 */
export function createJournalKeeper(
  header: JournalHeader,
  add: (line: string) => void,
  isSecret: (text: string) => boolean = () => false
): JournalKeeper {
  /** Whether the end of each write that began is still to be found out. */
  const open = new Map<string, boolean>()
  const store = (record: object): void => {
    if (open.size === 0) add(JSON.stringify({ version: 1, ...header }))
    add(JSON.stringify(record))
  }
  const update = (name: string, change: JournalChange): void => {
    if (!open.has(name)) return
    store({ name, ...change })
    if (change.phase !== undefined) open.set(name, change.phase !== 'ended')
  }
  return {
    sending(plan, sentAt) {
      const { name } = plan.target
      // sent again after an end that said nothing: what is known stays
      if (open.has(name)) return update(name, { phase: 'sending' })
      const entry = entryOf(plan, sentAt)
      store(isSecret(JSON.stringify(entry.definitions)) ? { ...entry, definitions: null } : entry)
      open.set(name, true)
    },
    update,
    reported() {
      // what the post step looks at first: where nothing is left, it does not even load
      if (open.size > 0) store({ reported: true, left: [...open.values()].filter(Boolean).length })
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
    endpoint: target.endpoint.href,
    regionId: target.regionId ?? null,
    phase: 'sending',
    sentAt,
    accepted: null,
    rollback: null,
    published: published ?? null,
    probes: target.probeUrls.length,
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

/** @returns `undefined` for a text that is no journal of this version; lines and writes that are not whole are left out */
export function parseJournal(text: string): Journal | undefined {
  const [header, ...records] = text.split('\n').flatMap(parseRecord)
  if (!isHeader(header)) return undefined
  const entries = new Map<string, object>()
  for (const record of records) {
    const { name } = record
    if (typeof name === 'string') entries.set(name, { ...entries.get(name), ...record })
  }
  return {
    ...header,
    version: 1,
    reported: records.some(({ reported }) => reported === true),
    entries: [...entries.values()].filter(isEntry)
  }
}

function parseRecord(line: string): Record<string, unknown>[] {
  // behind the last line break
  if (line === '') return []
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? [value] : []
  } catch {
    return []
  }
}
