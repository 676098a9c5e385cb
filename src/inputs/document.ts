import type { Json } from '../model/json.ts'
import { Invalid } from './reading.ts'
import { MAX_DEPTH, toJson } from './manifest/located.ts'
import { fillIn, fillingOf, parseVariables, registerVariables } from './manifest/variables.ts'
import type { Filling } from './manifest/variables.ts'
import { secretsOf } from '../model/redact.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { attempt } from './source.ts'
import type { Source } from './source.ts'
import { readWorkspaceFile } from './workspace-file.ts'

/**
 * Parses JSON or YAML 1.2 (core schema), and fills in its variables where there are any. Duplicate keys
 * are refused, aliases are bounded. An Invalid names line and column of every problem and never repeats
 * the source: it may hold a secret.
 */
export async function parseDocument(source: string, filling?: Filling): Promise<Json> {
  if (/^\s*\{\s*\\"/.test(source)) {
    // copied from a page that escapes its example; as YAML it would be a mapping with odd keys
    throw new Invalid('has backslashes before its quotes; remove them')
  }
  const plain = filling?.variables === undefined ? parsePlainJson(source) : undefined
  if (plain !== undefined) return plain
  const { parseYaml } = await import('./manifest/yaml.ts')
  const { root, findings, place } = parseYaml(source)
  const filled =
    root === undefined || filling?.variables === undefined ? { root, findings: [] } : fillIn(root, filling)
  const [first, ...others] = [...findings, ...filled.findings].map(({ at, what }) => `${place(at)}: ${what}`)
  if (filled.root === undefined) throw new Invalid(`is neither JSON nor YAML: ${first ?? ''}`)
  if (first !== undefined) throw new Invalid(`has at ${[first, ...others.slice(0, MOST - 1)].join('; at ')}`)
  return toJson(filled.root)
}

const MAY_BE_JSON = /^\s*(?:[-\d"[{]|true|false|null)/

/** The problems that are named of one document. */
const MOST = 20

/**
 * JSON that says nothing twice, without loading the YAML parser: if the text is, but for white space,
 * what the parsed value prints as, then no key of it was dropped for a later one.
 * @returns `undefined` when that cannot be said
 */
function parsePlainJson(source: string): Json | undefined {
  // most YAML is told at a glance; what JSON.parse throws takes longer
  if (!MAY_BE_JSON.test(source)) return undefined
  try {
    const value = JSON.parse(source) as Json
    const compact = source.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')
    return compact === JSON.stringify(value) && isShallow(value, 0) ? value : undefined
  } catch {
    return undefined
  }
}

function isShallow(value: Json, depth: number): boolean {
  if (depth > MAX_DEPTH) return false
  return (
    typeof value !== 'object' ||
    value === null ||
    Object.values(value).every(child => isShallow(child, depth + 1))
  )
}

/**
 * Registers the secrets of every definition that the inputs give, for a process that acts on none of them.
 * What cannot be read by now is left out: it is another process that says so.
 */
export async function registerDocumentSecrets(
  source: Source,
  workspace: string,
  secrets: Secrets
): Promise<void> {
  const variables = attempt(() => parseVariables(source.raw('variables')), source, 'variables')
  if (variables !== undefined) registerVariables(variables, secrets)
  const file = (input: string) => (): Promise<string> => readWorkspaceFile(source.raw(input), workspace)
  const documents: readonly (readonly [string, () => string | Promise<string>])[] = [
    ['backend-model-data', () => source.text('backend-model-data')],
    ['backend-model-data-file', file('backend-model-data-file')],
    ['manifest', file('manifest')]
  ]
  for (const [input, read] of documents) {
    if (source.raw(input) === '') continue
    try {
      secrets.add(...secretsOf(await parseDocument(await read(), fillingOf(variables))))
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
    }
  }
}
