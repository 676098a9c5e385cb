import { ACTION_CODES, GITHUB_CODES } from './action-codes.ts'
import { CLOUD_CODES } from './cloud-codes.ts'
import type { Entries, Entry } from './entry.ts'
import { IDENTITY_CODES } from './identity-codes.ts'
import { TRANSPORT_CODES } from './transport-codes.ts'

type Exact<T> = Exclude<keyof T & string, `${string}*`>

/** The codes that this action may give to an error of its own making. */
export type OwnCode =
  | Exact<typeof ACTION_CODES>
  | Exact<typeof GITHUB_CODES>
  | Exact<typeof CLOUD_CODES>
  | Exact<typeof TRANSPORT_CODES>

declare const foreign: unique symbol
/** A code as somebody else gave it. */
export type ForeignCode = string & { readonly [foreign]: true }
export type Code = OwnCode | ForeignCode

export function foreignCode(code: string): ForeignCode {
  return code as ForeignCode
}

/** Whether a text, such as one of the journal, is a code of this action's own making. */
export function isActionCode(code: string): code is Exact<typeof ACTION_CODES> {
  return Object.hasOwn(ACTION_CODES, code)
}

/** Every code, by kind: docs/troubleshooting.md is made from it. */
export const CATALOGUE: readonly { readonly title: string; readonly entries: Entries }[] = [
  { title: 'This action', entries: ACTION_CODES },
  { title: 'API Gateway', entries: CLOUD_CODES },
  { title: 'Keys, tokens and roles', entries: IDENTITY_CODES },
  { title: 'Network', entries: TRANSPORT_CODES },
  { title: 'GitHub', entries: GITHUB_CODES }
]

let ofCalls: readonly Pattern[] | undefined

/** What a code means that a call of the cloud ended with; `undefined` for one that is not known. */
export function entryOfCall(code: string): Entry | undefined {
  ofCalls ??= patternsOf({ ...CLOUD_CODES, ...IDENTITY_CODES, ...TRANSPORT_CODES })
  return find(ofCalls, code)
}

/** What a code of this action's own making means. */
export function entryOfOwn(code: string): Entry | undefined {
  return Object.hasOwn(ACTION_CODES, code) ? ACTION_CODES[code as keyof typeof ACTION_CODES] : undefined
}

/** The longest of the codes that hold for this one; letters in any case. */
function find(patterns: readonly Pattern[], code: string): Entry | undefined {
  const wanted = code.toLowerCase()
  return patterns.find(({ stem, isOpen }) =>
    isOpen ? wanted.startsWith(stem) : wanted === stem || wanted.startsWith(`${stem}.`)
  )?.entry
}

interface Pattern {
  readonly stem: string
  /** Any code that begins with the stem, not only it and what stands behind a dot. */
  readonly isOpen: boolean
  readonly entry: Entry
}

/** The longest first. */
function patternsOf(entries: Entries): Pattern[] {
  return Object.entries(entries)
    .map(([pattern, entry]) => ({
      stem: pattern.toLowerCase().replace(/\*$/, ''),
      isOpen: pattern.endsWith('*'),
      entry
    }))
    .sort((one, other) => other.stem.length - one.stem.length)
}
