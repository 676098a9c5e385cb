import { ACTION_CODES, GITHUB_CODES } from './action-codes.ts'
import { CLOUD_CODES } from './cloud-codes.ts'
import type { Entries, Entry } from './entry.ts'
import { IDENTITY_CODES } from './identity-codes.ts'
import { TRANSPORT_CODES } from './transport-codes.ts'

type Exact<T> = Exclude<keyof T & string, `${string}*`>

/** The codes that this action can set on an error of its own. */
export type OwnCode =
  | Exact<typeof ACTION_CODES>
  | Exact<typeof GITHUB_CODES>
  | Exact<typeof CLOUD_CODES>
  | Exact<typeof TRANSPORT_CODES>

declare const foreign: unique symbol
/** A code from another source, as received. */
export type ForeignCode = string & { readonly [foreign]: true }
export type Code = OwnCode | ForeignCode

export function foreignCode(code: string): ForeignCode {
  return code as ForeignCode
}

/** Whether a text, such as one from the journal, is one of this action's own codes. */
export function isActionCode(code: string): code is Exact<typeof ACTION_CODES> {
  return Object.hasOwn(ACTION_CODES, code)
}

/** Every code, by chapter: docs/troubleshooting.md is generated from it. */
export const CATALOG: readonly { readonly title: string; readonly entries: Entries }[] = [
  { title: 'This action', entries: ACTION_CODES },
  { title: 'API Gateway', entries: CLOUD_CODES },
  { title: 'Credentials', entries: IDENTITY_CODES },
  { title: 'Network', entries: TRANSPORT_CODES },
  { title: 'GitHub', entries: GITHUB_CODES }
]

let callPatterns: readonly Pattern[] | undefined

/** The entry for the code of a failed call to the cloud; `undefined` for an unknown code. */
export function entryOfCall(code: string): Entry | undefined {
  callPatterns ??= patternsOf({ ...CLOUD_CODES, ...IDENTITY_CODES, ...TRANSPORT_CODES })
  return find(callPatterns, code)
}

/** The entry for one of this action's own codes. */
export function entryOfOwn(code: string): Entry | undefined {
  return Object.hasOwn(ACTION_CODES, code) ? ACTION_CODES[code as keyof typeof ACTION_CODES] : undefined
}

/** The entry with the longest pattern that matches the code, ignoring case. */
function find(patterns: readonly Pattern[], code: string): Entry | undefined {
  const searched = code.toLowerCase()
  return patterns.find(({ stem, isOpen }) =>
    isOpen ? searched.startsWith(stem) : searched === stem || searched.startsWith(`${stem}.`)
  )?.entry
}

interface Pattern {
  readonly stem: string
  /** Matches any code that starts with the stem, not only the stem itself and the stem followed by a dot. */
  readonly isOpen: boolean
  readonly entry: Entry
}

/** Longest first. */
function patternsOf(entries: Entries): Pattern[] {
  return Object.entries(entries)
    .map(([pattern, entry]) => ({
      stem: pattern.toLowerCase().replace(/\*$/, ''),
      isOpen: pattern.endsWith('*'),
      entry
    }))
    .sort((one, other) => other.stem.length - one.stem.length)
}
