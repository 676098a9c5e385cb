// GitHub's language service, outside of Jest: its packages import JSON without an import attribute, like for bundlers.
import { readFile } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { join, posix } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Metadata } from './document.ts'
import { readMetadata, ROOT, SELF } from './document.ts'
import { PINS } from './pins.ts'

registerHooks({
  load: (url, context, nextLoad) =>
    nextLoad(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context)
})
const { validate } = await import('@actions/languageservice')
const { clearCache } = await import('@actions/languageservice/utils/workflow-cache')

/** A workflow to check. */
export interface SyntaxRequest {
  readonly id: number
  readonly path: string
  readonly text: string
}

/** The problems that the language service found, or the error that it threw. */
export interface SyntaxResponse {
  readonly id: number
  readonly problems?: string[]
  readonly error?: unknown
}

parentPort?.on('message', (request: SyntaxRequest) => respond(request))

let last: Promise<unknown> = Promise.resolve()

function respond({ id, path, text }: SyntaxRequest): void {
  // sequentially, because the service has a shared cache
  last = last.then(() =>
    problemsOf(path, text).then(
      problems => parentPort?.postMessage({ id, problems } satisfies SyntaxResponse),
      (error: unknown) => parentPort?.postMessage({ id, error } satisfies SyntaxResponse)
    )
  )
}

async function problemsOf(path: string, text: string): Promise<string[]> {
  // it caches files by name
  clearCache()
  const document = TextDocument.create(
    `file:///repository/.github/workflows/${path.split('/').at(-1) ?? ''}`,
    'yaml',
    1,
    text
  )
  const found = await validate(document, {
    actionsMetadataProvider: { fetchActionMetadata },
    fileProvider: { getFileContent }
  })
  return found.map(
    ({ range, message }) =>
      `line ${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`
  )
}

interface FileReference {
  readonly path: string
  readonly owner?: string
  readonly repository?: string
}

/** A reusable workflow of this repository. */
async function getFileContent({ path, owner, repository }: FileReference) {
  if (owner !== undefined && `${owner}/${repository ?? ''}` !== SELF)
    throw new Error(`${path} is of another repository`)
  return { name: path, content: await readFile(join(ROOT, path), 'utf8') }
}

interface ActionReference {
  readonly owner: string
  readonly name: string
  readonly path?: string
}

/** The metadata of this action; for others, the known inputs. */
function fetchActionMetadata({ owner, name, path = '' }: ActionReference) {
  const repository = `${owner}/${name}`
  if (repository === SELF) return Promise.resolve(described(readMetadata(posix.join(path, 'action.yml'))))
  const inputs = PINS[repository]?.inputs ?? []
  return Promise.resolve(
    described({ inputs: Object.fromEntries(inputs.map(input => [input, {}])), outputs: {} })
  )
}

function described({ inputs, outputs }: Metadata) {
  const all = (names: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      // required inputs are checked by a separate rule
      Object.keys(names).map(input => [input, { description: '' }])
    )
  return { name: SELF, description: '', inputs: all(inputs), outputs: all(outputs) }
}
