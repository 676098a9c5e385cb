import type { Place } from './place.ts'

export interface Named {
  readonly id: string
  readonly name: string
}

/** Each item by its id and its name; of two with one name the first. */
export function byIdAndName<Item extends Named>(items: readonly Item[]): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>()
  for (const item of items) {
    for (const key of [item.id, item.name]) if (!found.has(key)) found.set(key, item)
  }
  return found
}

/** What a text names by id or by name; without such an item a problem is noted. */
export function refer<Item extends Named>(
  place: Place | undefined,
  items: ReadonlyMap<string, Item>,
  what: string
): Item | undefined {
  const text = place?.text()
  if (place === undefined || text === undefined || text === '') return undefined
  const item = items.get(text)
  if (item === undefined) {
    const names = [...items.values()].map(({ name }) => name)
    place.problem(unknownName(what, text, names))
  }
  return item
}

/** The account of an item, by default the first. */
export function readAccountId(fields: ReadonlyMap<string, Place>, accountIds: readonly string[]): string {
  const account = fields.get('account')?.text() ?? accountIds[0] ?? ''
  if (!accountIds.includes(account)) {
    fields.get('account')?.problem(unknownName('account', account, accountIds))
  }
  return account
}

const MOST_SHOWN = 20

/** `names API "x", which does not exist; must be one of …` */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  return `names ${what} "${name}", which does not exist; ${oneOf([...new Set(known)])}`
}

/** `names stage "x", in which backend orders has no definition; must be one of …` */
export function unknownStage(stage: string, backendName: string, known: readonly string[]): string {
  return `names stage "${stage}", in which backend ${backendName} has no definition; ${oneOf(known)}`
}

function oneOf(known: readonly string[]): string {
  // what could not be read has no name
  const named = known.filter(name => name !== '')
  return named.length === 0 ? 'there is none' : `must be one of ${named.slice(0, MOST_SHOWN).join(', ')}`
}
