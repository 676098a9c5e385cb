import { didYouMean } from '../../model/closest.ts'
import { isSecretKey, secretsOf } from '../../model/redact.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import { Invalid } from '../source.ts'
import { MAX_SIZE, measure, toJson } from './located.ts'
import type { Finding, Located } from './located.ts'

export type Variables = ReadonlyMap<string, string>

const LINE = /^([A-Za-z_][A-Za-z0-9_]{0,63})[ \t]*=[ \t]*(.*)$/

/**
 * `NAME=value` lines. A pair of double quotes around a value is not part of it. Messages contain no
 * values.
 */
export function parseVariables(raw: string): Variables {
  const variables = new Map<string, string>()
  const problems: string[] = []
  raw.split(/\r\n|\r|\n/).forEach((line, index) => {
    if (line.trim() === '') return
    const [, name, value = ''] = LINE.exec(line.trim()) ?? []
    if (name === undefined) {
      problems.push(`line ${index + 1} must be NAME=value, with a name of letters, digits and _`)
    } else if (value === '') {
      problems.push(
        `has no value for ${name}: a job output that was dropped or misspelled arrives as an empty string; if that is intended, write ${name}=""`
      )
    } else if (variables.has(name)) {
      problems.push(`sets ${name} twice`)
    } else {
      variables.set(name, /^"[^"]*"$/.test(value) ? value.slice(1, -1) : value)
    }
  })
  if (problems.length > 0) throw new Invalid(problems.join('; '))
  return variables
}

/** Registers the values whose names indicate a secret. */
export function registerVariables(variables: Variables, secrets: Secrets): void {
  for (const [name, value] of variables) if (isSecretKey(name)) secrets.add(value)
}

/** The variables of documents, and those that were used. */
export interface Filling {
  /** `undefined` if they could not be read: placeholders are then not reported. */
  readonly variables: Variables | undefined
  readonly used: Set<string>
}

/** A filling that has not been used. */
export function fillingOf(variables: Variables | undefined): Filling {
  return { variables, used: new Set() }
}

/** A notice about variables that were not used. */
export function unusedOf(filling: Filling | undefined): readonly string[] {
  const unused = [...(filling?.variables?.keys() ?? [])].filter(name => filling?.used.has(name) === false)
  return unused.length === 0 ? [] : [`set in variables, but not used: ${unused.join(', ')}`]
}

/** For files, and for inputs that can replace one. */
export const EXPRESSION =
  'GitHub does not evaluate expressions (${{ … }}) in files: write ${NAME} here, and NAME=${{ … }} in the input variables'

const PLACEHOLDER = /\$\$\{|\$\{\{|\$\{([A-Za-z_][A-Za-z0-9_]{0,63})\}|\$\{/g
/** Beyond this number of problems, names are no longer looked up. */
const MANY = 100

/**
 * The tree with `${NAME}` replaced in its string values. A value remains text: it is not parsed again, and cannot
 * change anything around it.
 */
export function fillIn(
  root: Located,
  { variables, used }: Filling
): { readonly root: Located; readonly findings: readonly Finding[] } {
  const findings: Finding[] = []
  const done = new Map<Located, Located>()
  let secretTexts: readonly string[] | undefined
  let room = MAX_SIZE

  function isSecretText(text: string): boolean {
    secretTexts ??= secretsOf(toJson(root))
    return secretTexts.some(secret => secret.includes(text))
  }

  /** @param inText the whole text; if it is only a placeholder, it contains no secret */
  function unknownName(whole: string, inText: string, name: string, known: Variables): string {
    const what = 'not set in the input variables'
    // no part of a secret is repeated
    if (findings.length > MANY || (whole !== inText && isSecretText(whole)))
      return `a variable that is ${what}`
    const meant = didYouMean(name, [...known.keys()])
    return `${name} is ${what}${meant} (a literal \${ is written $\${)`
  }

  /** `undefined` if there is none. */
  function valueOf(at: number, whole: string, inText: string, name: string | undefined): string | undefined {
    if (whole === '$${') return '${'
    if (whole === '${{') {
      findings.push({ at, what: EXPRESSION })
      return undefined
    }
    if (name === undefined) {
      findings.push({ at, what: 'a ${ that is not part of ${NAME}; a literal ${ is written $${' })
      return undefined
    }
    if (variables === undefined) return undefined
    const value = variables.get(name)
    if (value === undefined) {
      findings.push({ at, what: unknownName(whole, inText, name, variables) })
      return undefined
    }
    used.add(name)
    room -= value.length
    return room < 0 ? '' : value
  }

  function fillText(node: Located & { readonly kind: 'scalar' }, text: string): Located {
    const missing: string[] = []
    const value = text.replace(PLACEHOLDER, (placeholder: string, name: string | undefined) => {
      const filled = valueOf(node.at, placeholder, text, name)
      if (filled === undefined) missing.push(placeholder)
      return filled ?? ''
    })
    if (missing.length > 0) return { kind: 'broken', at: node.at }
    return value === text ? node : { kind: 'scalar', at: node.at, value }
  }

  function fill(node: Located): Located {
    const before = done.get(node)
    if (before !== undefined) return before
    const filled = fillNode(node)
    done.set(node, filled)
    return filled
  }

  function fillNode(node: Located): Located {
    switch (node.kind) {
      case 'scalar':
        return typeof node.value === 'string' ? fillText(node, node.value) : node
      case 'list':
        return { ...node, items: node.items.map(fill) }
      case 'mapping':
        return {
          ...node,
          entries: new Map(
            [...node.entries].map(([key, { at, value }]) => [key, { at, value: fill(value) }] as const)
          )
        }
      case 'broken':
        return node
    }
  }

  const filled = fill(root)
  if (room >= 0 && measure(filled, new Map()).size <= MAX_SIZE) return { root: filled, findings }
  const what = 'larger than 2 MiB after variables are replaced'
  return { root: { kind: 'broken', at: root.at }, findings: [...findings, { at: root.at, what }] }
}
