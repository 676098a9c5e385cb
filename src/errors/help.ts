import { GITHUB_CODES } from './action-codes.ts'
import { BUG } from './action-error.ts'
import { CATALOG, entryOfCall, entryOfOwn } from './catalog.ts'
import type { Entry } from './entry.ts'

// Where an error is explained: the sections of docs/troubleshooting.md, which is generated from them, and the links to it.

const PAGE = 'docs/troubleshooting.md'

/** The chapter for codes that are not in the catalog. */
export const OTHER_CODES = 'Other codes'

export interface Chapter {
  readonly title: string
  readonly anchor: string
  readonly sections: readonly { readonly code: string; readonly entry: Entry; readonly anchor: string }[]
}

/** The chapters of the page in order, with the anchors that GitHub gives their headings. */
export function chaptersOfPage(): readonly Chapter[] {
  const anchorOf = createAnchors()
  return [...CATALOG, { title: OTHER_CODES, entries: {} }].map(({ title, entries }) => ({
    title,
    anchor: anchorOf(title),
    sections: Object.entries<Entry>(entries)
      .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
      .map(([code, entry]) => ({ code, entry, anchor: anchorOf(code) }))
  }))
}

/** The anchors that GitHub gives headings: repeated ones are numbered. */
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

/** What identifies an error's section. */
export interface Explained {
  readonly code: string
  readonly message: string
}

let anchors: ReadonlyMap<Entry, string> | undefined

/** The anchor of the section that explains an error. A code of the cloud's that is not on the page leads to the chapter for other codes. */
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
  const isOwn = code !== 'InternalError' || message.includes(BUG)
  const githubCodes: Readonly<Record<string, Entry>> = GITHUB_CODES
  return (isOwn ? entryOfOwn(code) : undefined) ?? entryOfCall(code) ?? githubCodes[code]
}

/** Where this action was loaded from, according to the runner. */
export interface ActionSource {
  readonly serverUrl: string
  readonly actionRepository: string
  readonly actionRef: string
}

/** The URL of the troubleshooting page; see `pageUrl`. */
export function helpPage(source: ActionSource): string | undefined {
  return pageUrl(PAGE, source)
}

/**
 * The URL of a page at the version of the action that is running; `undefined` if the runner does not report that version, as for
 * `uses: ./`: a checkout can be of any repository and commit.
 * @param path relative to the root of this repository
 */
function pageUrl(path: string, { serverUrl, actionRepository, actionRef }: ActionSource): string | undefined {
  // an action in a subdirectory of its repository has a third part
  const [, repository] = /^([\w.-]+\/[\w.-]+)(?:\/|$)/.exec(actionRepository) ?? []
  if (repository === undefined || !/^https?:\/\/[\w.:-]+$/.test(serverUrl)) return undefined
  if (!/^[\w+-][\w./+-]*$/.test(actionRef) || actionRef.includes('..')) return undefined
  return `${serverUrl}/${repository}/blob/${actionRef}/${path}`
}

/** The last line of an error: its section, as a link if the URL of the page is known. */
export function helpLine(error: Explained, source: ActionSource): string {
  return `Troubleshooting: ${pageReference(PAGE, source, `#${sectionOf(error)}`)}`
}

/**
 * The last lines of an error: its section and, if the rollback after it failed for another reason, the section with the cure of that.
 */
export function helpLines(
  error: Explained & { readonly rollbackError?: Explained | undefined },
  source: ActionSource
): readonly string[] {
  const { rollbackError } = error
  if (rollbackError === undefined || sectionOf(rollbackError) === sectionOf(error))
    return [helpLine(error, source)]
  const ofRollback = `Troubleshooting of the rollback: ${pageReference(PAGE, source, `#${sectionOf(rollbackError)}`)}`
  return [helpLine(error, source), ofRollback]
}

/** A page of this repository, for a text: its URL, or its path if the URL is not known. */
export function pageReference(path: string, source: ActionSource, anchor = ''): string {
  const url = pageUrl(path, source)
  return url === undefined ? `${path}${anchor} in the repository of this action` : `${url}${anchor}`
}
