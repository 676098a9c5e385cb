import { isObject } from '../model/json.ts'
import { isEntry, isHeader } from './journal-shape.ts'
import type { Journal, JournalEntry, JournalHeader } from './journal-shape.ts'
import type { Plan } from './plan.ts'
import { storePlan } from './stored-plan.ts'

/** The last line of a journal whose step has said everything. */
export const NOTHING_LEFT = JSON.stringify({ reported: true, left: 0 })

/** Keeps the journal, written at each change before what it announces is done. */
export interface JournalKeeper {
  /** Right before a write leaves. */
  sending(plan: Plan, sentAt: number, leftAt: number): void
  update(name: string, change: JournalChange): void
  /** Once people have been told how the step ended. */
  reported(): void
}

export type JournalChange = Partial<
  Pick<JournalEntry, 'phase' | 'result' | 'changed' | 'leftAt' | 'accepted' | 'rollback' | 'seen'>
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
    sending(plan, sentAt, leftAt) {
      const { name } = plan.target
      // sent again after an end that said nothing: what is known stays
      if (open.has(name)) return update(name, { phase: 'sending', leftAt })
      const entry: JournalEntry = {
        name,
        plan: storePlan(plan, isSecret),
        phase: 'sending',
        sentAt,
        leftAt,
        accepted: null,
        rollback: null
      }
      store(entry)
      open.set(name, true)
    },
    update,
    reported() {
      // what the post step looks at first: where nothing is left, it does not even load
      if (open.size > 0) store({ reported: true, left: [...open.values()].filter(Boolean).length })
    }
  }
}

/** @returns `undefined` for a text that is no journal of this version; lines and writes that are not whole are left out */
export function parseJournal(text: string): Journal | undefined {
  const lines = text.split('\n').filter(line => line !== '')
  const [header, ...records] = lines.flatMap(parseRecord)
  if (!isHeader(header)) return undefined
  const isTorn = records.length + 1 < lines.length
  const entries = new Map<string, object>()
  for (const record of records) {
    const { name } = record
    if (typeof name === 'string') entries.set(name, { ...entries.get(name), ...record })
  }
  return {
    ...header,
    version: 1,
    reported: records.some(({ reported }) => reported === true),
    entries: [...entries.values()].filter(isEntry),
    isDamaged: isTorn || entries.size === 0 || ![...entries.values()].every(isEntry)
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
