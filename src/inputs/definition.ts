import { withoutUnusedKeys } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import { isJsonObject, isShallow } from '../model/json.ts'
import type { Json } from '../model/json.ts'
import { secretsOf } from '../model/redact.ts'
import { pathText, hasNoValue, textErrors, typeErrors } from '../model/shape.ts'
import type { ShapeError } from '../model/shape.ts'
import type { BackendTarget } from '../model/target.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { joinUpTo } from '../runtime/text.ts'
import {
  MAX_DEPTH,
  isWhole,
  nounOf,
  offsetOf,
  placeText,
  toJson,
  toObject,
  visit,
  stringInstead
} from './manifest/located.ts'
import type { Finding, Located } from './manifest/located.ts'
import { fillIn, fillingOf, parseVariables, registerVariables } from './manifest/variables.ts'
import type { Filling } from './manifest/variables.ts'
import type { Parsed } from './manifest/yaml.ts'
import { oneOf, text } from './parsers.ts'
import { Invalid, attemptAsync } from './source.ts'
import type { Rows, Source } from './source.ts'
import { pathInWorkspace, readWorkspaceFile } from './workspace-file.ts'

export const DEFINITION = {
  'backend-model-data': { parse: text, untrimmed: true },
  'backend-model-data-file': { parse: text },
  definition: { parse: oneOf('full', 'patch'), fallback: 'full' },
  variables: { parse: parseVariables }
} satisfies Rows

/** The context in which definitions are read. */
export interface DefinitionContext {
  readonly workspace: string
  readonly secrets: Secrets
  /** `undefined` if the input is not set. */
  readonly filling: Filling | undefined
}

/** Reads `variables`, and registers those that are secret; `undefined` if none are set. */
export function readFilling(source: Source, secrets: Secrets): Filling | undefined {
  const variables = source.reader(DEFINITION)('variables')
  if (variables !== undefined) registerVariables(variables, secrets)
  return source.raw('variables') === '' ? undefined : fillingOf(variables)
}

/** Reads `backend-model-data` or its file. Its secrets are registered before any problem is reported. */
export async function readDefinition(
  source: Source,
  { form, backendType }: { readonly form: BackendTarget['form']; readonly backendType: string | undefined },
  { workspace, secrets, filling }: DefinitionContext
): Promise<Definition | undefined> {
  const value = source.reader(DEFINITION)
  const inline = value('backend-model-data')
  const file = value('backend-model-data-file')
  if (inline !== undefined && file !== undefined) {
    return source.report(
      'backend-model-data',
      'cannot be set together with backend-model-data-file: set one of them'
    )
  }
  if (inline === undefined && file === undefined) {
    return source.report(
      'backend-model-data',
      'is required, unless backend-model-data-file is set: the desired definition, as JSON or YAML'
    )
  }
  const name = inline === undefined ? 'backend-model-data-file' : 'backend-model-data'
  const text = await attemptAsync(
    async () => unescaped(inline ?? (await readWorkspaceFile(file ?? '', workspace))),
    source,
    name
  )
  if (text === undefined) return undefined
  const plain = filling?.variables === undefined ? parsePlainJson(text) : undefined
  if (isJsonObject(plain) && definitionErrors(plain, form, backendType).length === 0) {
    secrets.add(...secretsOf(plain))
    return plain
  }
  // problems are reported with line and column, which the YAML parser knows
  const { root, findings, position } = await locateDocument(text, filling)
  if (root !== undefined) secrets.add(...secretsOf(toJson(root)))
  // the only key of the mapping has been reported
  const isEmptied = root?.kind === 'mapping' && root.entries.size === 0 && findings.length > 0
  const wrong =
    root === undefined || isEmptied ? findings : [...findings, ...definitionFindings(root, form, backendType)]
  for (const { at, what } of wrong.toSorted((a, b) => a.at - b.at).slice(0, MOST)) {
    const place = position(at)
    const problem = root === undefined ? `neither JSON nor YAML: ${what}` : what
    const inFile = file === undefined ? undefined : { file: pathInWorkspace(file, workspace), ...place }
    const where = file === undefined ? '' : `${file}, `
    source.report(name, `${where}${placeText(place)}: ${problem}`, inFile)
  }
  if (wrong.length > MOST) source.report(name, `has ${wrong.length - MOST} more problems`)
  return root?.kind === 'mapping' && wrong.length === 0 ? toObject(root) : undefined
}

/** The number of problems that are reported for one document. */
const MOST = 20

/** Errors in a definition, as far as the inputs show them. For a patch, only the keys that it sets are checked. */
export function definitionErrors(
  definition: Definition,
  form: BackendTarget['form'],
  backendType: string | undefined
): readonly ShapeError[] {
  const isPatch = form === 'patch'
  const texts = [
    ...textErrors(withoutUnusedKeys(definition, backendType)),
    ...(isPatch ? emptyTexts(definition) : [])
  ]
  if (texts.length === 0 && hasNoValue(definition, isPatch)) {
    const message =
      Object.keys(definition).length === 0
        ? 'is an empty mapping: a definition must have at least one key'
        : `contains only empty values (${joinUpTo(emptyPaths(definition), 3)}): a job output that was dropped or misspelled arrives as an empty string`
    return [{ path: [], message }]
  }
  // a missing key may be the damaged one
  const isKnown = ({ path: [first] }: ShapeError): boolean =>
    texts.some(
      ({ path, aboutKey }) =>
        path[0] === first ||
        (aboutKey === true && path.length === 1 && first !== undefined && !Object.hasOwn(definition, first))
    )
  return [...texts, ...typeErrors(definition, backendType, isPatch).filter(error => !isKnown(error))]
}

/** The same for a located document, together with the errors that only its spelling shows. */
export function definitionFindings(
  node: Located,
  form: BackendTarget['form'],
  backendType: string | undefined
): readonly Finding[] {
  if (node.kind === 'broken') return []
  if (node.kind !== 'mapping') {
    const cause = node.kind === 'scalar' ? stringInstead(node.value) : undefined
    const what = `is ${nounOf(node)}: a definition must be a mapping, such as {"ServiceAddress": "http://10.0.0.1:8080"}`
    return [{ at: node.at, what: cause ?? what }]
  }
  const found = spellingErrors(node, form === 'patch')
  // the broken parts of a node have been reported
  if (isWhole(node)) {
    const isKnown = ({ path }: ShapeError): boolean =>
      found.some(other => pathText(other.path) === pathText(path))
    found.push(...definitionErrors(toObject(node), form, backendType).filter(error => !isKnown(error)))
  }
  return found.map(error => ({ at: offsetOf(node, error), what: error.message }))
}

/** Numbers that would not be sent as written, and in a patch keys without a value. */
function spellingErrors(root: Located, isPatch: boolean): ShapeError[] {
  const errors: ShapeError[] = []
  visit(root, (node, path) => {
    if (node.kind !== 'scalar' || node.written === undefined) return
    if (typeof node.value === 'number') {
      const message = `${pathText(path)} is a number that would not be sent as written (1.10 becomes 1.1, and 007 becomes 7): put it in quotes`
      errors.push({ path, message })
    } else if (isPatch && node.value === null && node.written === '') {
      errors.push({ path, message: emptyInPatch(path) })
    }
  })
  return errors
}

/** The paths of the values, for messages. */
function emptyPaths(value: Json, path: readonly string[] = []): string[] {
  const children = isJsonObject(value) ? Object.entries(value) : []
  return children.length === 0
    ? [pathText(path)]
    : children.flatMap(([key, child]) => emptyPaths(child, [...path, key]))
}

function emptyTexts(value: Json, path: readonly string[] = []): ShapeError[] {
  if (value === '') return [{ path, message: emptyInPatch(path) }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => emptyTexts(child, [...path, key]))
}

function emptyInPatch(path: readonly string[]): string {
  return `${pathText(path)} is empty: a job output that was dropped or misspelled arrives as an empty string. To remove the key, write null`
}

/** Refuses JSON copied from a page that escapes its examples: as YAML, it would be a mapping with odd keys. */
function unescaped(text: string): string {
  if (/^\s*\{\s*\\+"/.test(text)) throw new Invalid('has backslashes before its quotation marks: remove them')
  return text
}

/**
 * Parses JSON or YAML 1.2 (core schema), and replaces placeholders if variables are set. Duplicate keys
 * are refused, aliases are bounded. Findings never repeat the source, which may contain a secret.
 */
async function locateDocument(source: string, filling: Filling | undefined): Promise<Parsed> {
  const { parseYaml } = await import('./manifest/yaml.ts')
  const parsed = parseYaml(source)
  if (parsed.root === undefined || filling?.variables === undefined) return parsed
  const filled = fillIn(parsed.root, filling)
  return { ...parsed, root: filled.root, findings: [...parsed.findings, ...filled.findings] }
}

/**
 * The value of a document.
 * @throws Invalid with the line and column of each problem
 */
export async function parseDocument(source: string, filling?: Filling): Promise<Json> {
  const plain = filling?.variables === undefined ? parsePlainJson(source) : undefined
  if (plain !== undefined) return plain
  const { root, findings, position } = await locateDocument(source, filling)
  const [first, ...others] = findings.map(({ at, what }) => `${placeText(position(at))}: ${what}`)
  if (root === undefined) throw new Invalid(`is neither JSON nor YAML: ${first ?? ''}`)
  if (first !== undefined) throw new Invalid(`has at ${[first, ...others.slice(0, MOST - 1)].join('; at ')}`)
  return toJson(root)
}

const MAY_BE_JSON = /^\s*(?:[-\d"[{]|true|false|null)/

/**
 * Parses JSON without loading the YAML parser. If the text, apart from white space, equals the serialized
 * value, it has no duplicate key that was dropped.
 * @returns `undefined` for anything else
 */
function parsePlainJson(source: string): Json | undefined {
  // cheaper than an exception of JSON.parse for most YAML
  if (!MAY_BE_JSON.test(source)) return undefined
  try {
    const value = JSON.parse(source) as Json
    const compact = source.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')
    return compact === JSON.stringify(value) && isShallow(value, MAX_DEPTH) ? value : undefined
  } catch {
    return undefined
  }
}
