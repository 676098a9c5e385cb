import { GITHUB_CODES } from './action-codes.ts'
import { CATALOGUE, entryOfCall, entryOfOwn } from './catalogue.ts'
import type { Entry } from './entry.ts'

// Where an error is explained: the sections of docs/troubleshooting.md, which is made from them, and the way there.

const PAGE = 'docs/troubleshooting.md'

/** Of the page, for codes that the catalogue does not have. */
export const OTHER_CODES = 'Other codes'

export interface Chapter {
  readonly title: string
  readonly anchor: string
  readonly sections: readonly { readonly code: string; readonly entry: Entry; readonly anchor: string }[]
}

/** The page in its order, with the anchors that GitHub gives to its headings. */
export function chaptersOfPage(): readonly Chapter[] {
  const anchorOf = createAnchors()
  return [...CATALOGUE, { title: OTHER_CODES, entries: {} }].map(({ title, entries }) => ({
    title,
    anchor: anchorOf(title),
    sections: Object.entries<Entry>(entries)
      .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
      .map(([code, entry]) => ({ code, entry, anchor: anchorOf(code) }))
  }))
}

/** The anchors that GitHub gives to headings: a second one of the same name is numbered. */
function createAnchors(): (heading: string) => string {
  const used = new Map<string, number>()
  return heading => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-')
    const times = used.get(anchor) ?? 0
    used.set(anchor, times + 1)
    return times === 0 ? anchor : `${anchor}-${times}`
  }
}

/** What an error is looked up by. */
export interface Explained {
  readonly code: string
  readonly message: string
}

let anchors: ReadonlyMap<Entry, string> | undefined

/** The anchor of the section that explains an error. A code of the cloud's that the page does not have leads to what holds for all of them. */
export function sectionOf(error: Explained): string {
  const entry = entryOf(error)
  anchors ??= new Map(
    chaptersOfPage().flatMap(({ sections }) =>
      sections.map((section): [Entry, string] => [section.entry, section.anchor])
    )
  )
  return (entry && anchors.get(entry)) ?? 'other-codes'
}

function entryOf({ code, message }: Explained): Entry | undefined {
  // the cloud has a code of the same name
  const isOwn = code !== 'InternalError' || message.includes('a fault of this action')
  const ofGitHub: Readonly<Record<string, Entry>> = GITHUB_CODES
  return (isOwn ? entryOfOwn(code) : undefined) ?? entryOfCall(code) ?? ofGitHub[code]
}

/** Where this action is from, as the runner says it. */
export interface ActionSource {
  readonly serverUrl: string
  readonly actionRepository: string
  readonly actionRef: string
}

/** The address of the troubleshooting page; see `pageAddress`. */
export function helpPage(source: ActionSource): string | undefined {
  return pageAddress(PAGE, source)
}

/**
 * The address of a page at the version of the action that runs; `undefined` where the runner does not say which that is, as for
 * `uses: ./`: a checkout may be of any repository and commit.
 * @param path from the root of this repository
 */
function pageAddress(
  path: string,
  { serverUrl, actionRepository, actionRef }: ActionSource
): string | undefined {
  // an action below the root of its repository has a third part
  const [, repository] = /^([\w.-]+\/[\w.-]+)(?:\/|$)/.exec(actionRepository) ?? []
  if (repository === undefined || !/^https?:\/\/[\w.:-]+$/.test(serverUrl)) return undefined
  if (!/^[\w+-][\w./+-]*$/.test(actionRef) || actionRef.includes('..')) return undefined
  return `${serverUrl}/${repository}/blob/${actionRef}/${path}`
}

/** The last line of an error: its section, as a link where the page has an address. */
export function helpLine(error: Explained, source: ActionSource): string {
  return `Troubleshooting: ${whereIs(PAGE, source, `#${sectionOf(error)}`)}`
}

/** A page of this repository for a text: its address, or its path where it has none that is known. */
export function whereIs(path: string, source: ActionSource, anchor = ''): string {
  const address = pageAddress(path, source)
  return address === undefined ? `${path}${anchor} in the repository of this action` : `${address}${anchor}`
}
