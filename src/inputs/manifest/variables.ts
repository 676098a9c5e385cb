import { didYouMean } from '../../model/closest.ts'
import { isSecretKey, secretsOf } from '../../model/redact.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import { Invalid } from '../source.ts'
import { MAX_SIZE, measure, toJson } from './located.ts'
import type { Finding, Located } from './located.ts'

export type Variables = ReadonlyMap<string, string>

const LINE = /^([A-Za-z_][A-Za-z0-9_]{0,63})[ \t]*=[ \t]*(.*)$/

/**
 * `NAME=value` lines. One pair of double quotes around a value is not part of it. The messages hold no
 * value.
 */
export function parseVariables(raw: string): Variables {
  const variables = new Map<string, string>()
  const problems: string[] = []
  raw.split(/\r\n|\r|\n/).forEach((line, index) => {
    if (line.trim() === '') return
    const [, name, value = ''] = LINE.exec(line.trim()) ?? []
    if (name === undefined) {
      problems.push(`has a line ${index + 1} that is not NAME=value, with a name of letters, digits and _`)
    } else if (value === '') {
      problems.push(
        `has no value for ${name}: a job output that was dropped or misspelled arrives as an empty string; if it must be empty, write ${name}=""`
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

/** Registers the values whose names say that they are secret. */
export function registerVariables(variables: Variables, secrets: Secrets): void {
  for (const [name, value] of variables) if (isSecretKey(name)) secrets.add(value)
}

/** What documents are filled in with, and what of it they have used. */
export interface Filling {
  /** `undefined` when they could not be read: nothing is then said about what they would fill in. */
  readonly variables: Variables | undefined
  readonly used: Set<string>
}

/** A filling from an input. */
export function fillingOf(variables: Variables | undefined): Filling {
  return { variables, used: new Set() }
}

/** A notice about the variables that nothing was filled in with. */
export function unusedOf(filling: Filling | undefined): readonly string[] {
  const unused = [...(filling?.variables?.keys() ?? [])].filter(name => filling?.used.has(name) === false)
  return unused.length === 0 ? [] : [`set in variables, but not used: ${unused.join(', ')}`]
}

/** Of a file, and of what stands in the place of one. */
export const EXPRESSION =
  'GitHub evaluates no expression (${{ … }}) inside a file; write ${NAME} here, and NAME=${{ … }} in the input variables'

const PLACEHOLDER = /\$\$\{|\$\{\{|\$\{([A-Za-z_][A-Za-z0-9_]{0,63})\}|\$\{/g
/** More problems than anybody reads; the names in them are not worth looking for any more. */
const MANY = 100

/**
 * The tree with `${NAME}` replaced in its string values. What is filled in stays text: it is not read
 * again, and can change nothing around it.
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

  /** @param inText the whole text; one that is nothing but a placeholder holds no secret */
  function unknownName(whole: string, inText: string, name: string, known: Variables): string {
    const what = 'not set in the input variables'
    // of a secret not even a part is repeated
    if (findings.length > MANY || (whole !== inText && isSecretText(whole)))
      return `a variable that is ${what}`
    const meant = didYouMean(name, [...known.keys()])
    return `${name} is ${what}${meant} (a literal \${ is written $\${)`
  }

  /** `undefined` when there is none. */
  function valueOf(at: number, whole: string, inText: string, name: string | undefined): string | undefined {
    if (whole === '$${') return '${'
    if (whole === '${{') {
      findings.push({ at, what: EXPRESSION })
      return undefined
    }
    if (name === undefined) {
      findings.push({ at, what: 'a ${ that is no ${NAME}; a literal ${ is written $${' })
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
  const what = 'more than 2 MiB with its variables filled in'
  return { root: { kind: 'broken', at: root.at }, findings: [...findings, { at: root.at, what }] }
}
