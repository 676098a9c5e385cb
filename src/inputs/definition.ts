import type { Definition } from '../model/definition.ts'
import { isJsonObject } from '../model/json.ts'
import type { Json } from '../model/json.ts'
import { withoutNulls } from '../model/patch.ts'
import { secretsOf } from '../model/redact.ts'
import { shapeErrors } from '../model/shape.ts'
import type { ShapeError } from '../model/shape.ts'
import type { Target } from '../model/target.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { MAX_DEPTH, toJson } from './manifest/located.ts'
import { fillIn, fillingOf, parseVariables, registerVariables } from './manifest/variables.ts'
import type { Filling } from './manifest/variables.ts'
import { oneOf, text } from './parsers.ts'
import { Invalid, attemptAsync } from './source.ts'
import type { Rows, Source } from './source.ts'
import { readWorkspaceFile } from './workspace-file.ts'

export const DEFINITION = {
  'backend-model-data': { parse: text, untrimmed: true },
  'backend-model-data-file': { parse: text },
  definition: { parse: oneOf('full', 'patch'), fallback: 'full' },
  variables: { parse: parseVariables }
} satisfies Rows

/** What definitions are read with. */
export interface DefinitionContext {
  readonly workspace: string
  readonly secrets: Secrets
  /** `undefined` when the input was not given. */
  readonly filling: Filling | undefined
}

/** Reads `variables`, and registers those that are secret; `undefined` when none were given. */
export function readFilling(source: Source, secrets: Secrets): Filling | undefined {
  const variables = source.reader(DEFINITION)('variables')
  if (variables !== undefined) registerVariables(variables, secrets)
  return source.raw('variables') === '' ? undefined : fillingOf(variables)
}

/** Reads `backend-model-data` or its file. Its secrets are registered before anything is said about it. */
export async function readDefinition(
  source: Source,
  { kind, backendType }: { readonly kind: Target['kind']; readonly backendType: string | undefined },
  { workspace, secrets, filling }: DefinitionContext
): Promise<Definition | undefined> {
  const value = source.reader(DEFINITION)
  const inline = value('backend-model-data')
  const file = value('backend-model-data-file')
  if (inline !== undefined && file !== undefined) {
    return source.report(
      'backend-model-data',
      'was given, and so was backend-model-data-file; give one of them'
    )
  }
  if (inline === undefined && file === undefined) {
    return source.report(
      'backend-model-data',
      'is required, here or as backend-model-data-file: the new definition, as JSON or YAML'
    )
  }
  const name = inline === undefined ? 'backend-model-data-file' : 'backend-model-data'
  const document = await attemptAsync(
    async () => parseDocument(inline ?? (await readWorkspaceFile(file ?? '', workspace)), filling),
    source,
    name
  )
  if (document === undefined) return undefined
  if (!isJsonObject(document)) {
    const given = Array.isArray(document) ? 'a list' : document === null ? 'empty' : `a ${typeof document}`
    return source.report(
      name,
      `is ${given}; a definition is a mapping, as {"ServiceAddress": "http://10.0.0.1:8080"}`
    )
  }
  secrets.add(...secretsOf(document))
  for (const { message } of definitionErrors(document, kind, backendType)) source.report(name, message)
  return document
}

/** Of a patch, only what it gives can be judged; the whole is looked at once it is laid over live. */
export function definitionErrors(
  document: Definition,
  kind: Target['kind'],
  backendType: string | undefined
): readonly ShapeError[] {
  if (kind === 'full') return shapeErrors(document, backendType)
  const given = withoutNulls(document)
  if (Object.keys(document).length > 0 && Object.keys(given).length === 0) return []
  return shapeErrors(given, undefined)
}

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
