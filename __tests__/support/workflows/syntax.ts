import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { validate } from '@actions/languageservice'
import { clearCache } from '@actions/languageservice/utils/workflow-cache'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Metadata } from './document.ts'
import { readMetadata, ROOT, SELF } from './document.ts'
import { PINS } from './pins.ts'

interface ActionReference {
  readonly owner: string
  readonly name: string
  readonly path?: string
}

/** What GitHub's own language service finds wrong in a workflow: `line 3: what`. */
export async function syntaxProblems(path: string, text: string): Promise<string[]> {
  // it would remember the file by its name
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

/** The metadata of this action; of others, what is known of them here. */
function fetchActionMetadata({ owner, name, path = '' }: ActionReference) {
  const repository = `${owner}/${name}`
  if (repository === SELF && path === '') return Promise.resolve(described(readMetadata('action.yml')))
  const inputs = PINS[repository]?.inputs ?? []
  return Promise.resolve(
    described({ inputs: Object.fromEntries(inputs.map(input => [input, {}])), outputs: {} })
  )
}

function described({ inputs, outputs }: Metadata) {
  const all = (names: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      // what is needed is judged by a rule of its own
      Object.keys(names).map(input => [input, { description: '' }])
    )
  return { name: SELF, description: '', inputs: all(inputs), outputs: all(outputs) }
}
