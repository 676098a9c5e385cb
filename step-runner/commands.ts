/**
 * A workflow command, parsed as the runner does (its `ActionCommand`).
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export interface Command {
  /** In lower case: the runner ignores case in names. */
  readonly name: string
  /** By lower-case key. */
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

type Escapes = readonly (readonly [escaped: string, plain: string])[]

// the percent sign is last, so that `%250A` becomes `%0A` and not a line break
const DATA: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%']
]
const PROPERTY: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%']
]
const BRACKET: Escapes = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%']
]

/**
 * The command in a line: `::name key=value,key=value::data` after nothing but white space, or
 * `##[name key=value;key=value]data` anywhere. Unknown names are text.
 */
export function parseCommand(line: string, known: (name: string) => boolean): Command | undefined {
  return parseColons(line.trimStart(), known) ?? parseBrackets(line, known)
}

function parseColons(line: string, known: (name: string) => boolean): Command | undefined {
  if (!line.startsWith('::')) return undefined
  const end = line.indexOf('::', 2)
  if (end < 0) return undefined
  return build(line.slice(2, end), unescape(line.slice(end + 2), DATA), ',', PROPERTY, known)
}

function parseBrackets(line: string, known: (name: string) => boolean): Command | undefined {
  const start = line.indexOf('##[')
  if (start < 0) return undefined
  const end = line.indexOf(']', start)
  if (end < 0) return undefined
  return build(line.slice(start + 3, end), unescape(line.slice(end + 1), BRACKET), ';', BRACKET, known)
}

function build(
  head: string,
  data: string,
  separator: string,
  escapes: Escapes,
  known: (name: string) => boolean
): Command | undefined {
  const space = head.indexOf(' ')
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase()
  if (!known(name)) return undefined
  const properties: Record<string, string> = {}
  for (const pair of space < 0
    ? []
    : head
        .slice(space + 1)
        .trim()
        .split(separator)) {
    const equals = pair.indexOf('=')
    const value = pair.slice(equals + 1)
    // a pair without a key or a value is ignored
    if (equals > 0 && value !== '') properties[pair.slice(0, equals).toLowerCase()] = unescape(value, escapes)
  }
  return { name, properties, data }
}

function unescape(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text)
}
