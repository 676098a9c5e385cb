import { ACTION_CODES } from './action-codes.ts'
import { CLOUD_CODES } from './cloud-codes.ts'
import type { Entries, Entry } from './entry.ts'
import { GITHUB_CODES } from './github-codes.ts'
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

/** Every code, by kind: docs/troubleshooting.md is made from it. */
export const CATALOGUE: readonly { readonly title: string; readonly entries: Entries }[] = [
  { title: 'This action', entries: ACTION_CODES },
  { title: 'API Gateway', entries: CLOUD_CODES },
  { title: 'Keys, tokens and roles', entries: IDENTITY_CODES },
  { title: 'The way there', entries: TRANSPORT_CODES },
  { title: 'GitHub', entries: GITHUB_CODES }
]

const OF_CALLS: Entries = { ...CLOUD_CODES, ...IDENTITY_CODES, ...TRANSPORT_CODES }

/** What a code means that a call of the cloud ended with; `undefined` for one that is not known. */
export function entryOfCall(code: string): Entry | undefined {
  return find(OF_CALLS, code)
}

/** What a code of this action's own making means. */
export function entryOfOwn(code: string): Entry | undefined {
  return Object.hasOwn(ACTION_CODES, code) ? ACTION_CODES[code as keyof typeof ACTION_CODES] : undefined
}

/** The longest of the codes that hold for this one; letters in any case. */
function find(entries: Entries, code: string): Entry | undefined {
  const wanted = code.toLowerCase()
  let found: Entry | undefined
  let longest = -1
  for (const [pattern, entry] of Object.entries(entries)) {
    const stem = pattern.toLowerCase().replace(/\*$/, '')
    const holds = pattern.endsWith('*')
      ? wanted.startsWith(stem)
      : wanted === stem || wanted.startsWith(`${stem}.`)
    if (holds && stem.length > longest) {
      found = entry
      longest = stem.length
    }
  }
  return found
}
