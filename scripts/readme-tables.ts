// The tables of the READMEs, made from the action files and, in Chinese, zh-descriptions.yaml. `npm run fix` writes them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { GROUPS, groupsOf } from './input-groups.ts'

interface Metadata {
  readonly inputs: Readonly<Record<string, { description: string; default?: string; required?: boolean }>>
  readonly outputs: Readonly<Record<string, { description: string }>>
}

/** The texts of action.yml and native/action.yml. */
export interface ActionFiles {
  readonly root: string
  readonly native: string
}

/** The words of a README's tables. The English ones are those of the action files. */
export interface Translation {
  readonly words: { input: string; output: string; default: string; description: string; required: string }
  readonly groups?: Readonly<Record<string, string>>
  readonly inputs?: Readonly<Record<string, string>>
  readonly outputs?: Readonly<Record<string, string>>
  /** The inputs of native/action.yml that it does not share with action.yml. */
  readonly native?: Readonly<Record<string, string>>
}

const ENGLISH: Translation = {
  words: {
    input: 'input',
    output: 'output',
    default: 'default',
    description: 'description',
    required: 'required'
  }
}

/** @param yaml the text of zh-descriptions.yaml */
export function chinese(yaml: string): Translation {
  return {
    words: { input: '输入', output: '输出', default: '默认值', description: '说明', required: '必填' },
    ...(parse(yaml) as Pick<Required<Translation>, 'groups' | 'inputs' | 'outputs' | 'native'>)
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/**
 * The README with the parts between its markers rewritten.
 * @throws Error if an input has no group, the translation lacks a name, or translates an unknown one
 */
export function withTables(readme: string, files: ActionFiles, language = ENGLISH): string {
  const { inputs, outputs } = parse(files.root) as Metadata
  const native = ownInputs(inputs, (parse(files.native) as Metadata).inputs)
  const { words } = language
  const headings = translate('groups', Object.fromEntries(GROUPS.map(name => [name, name])), language.groups)
  const outputTexts = translate('outputs', descriptionsOf(outputs), language.outputs)
  const inputTexts = translate('inputs', descriptionsOf(inputs), language.inputs)
  const nativeTexts = translate('inputs of native', descriptionsOf(native), language.native)
  const groups = groupsOf(files.root)
  return [
    [
      'inputs',
      GROUPS.map(group =>
        [`### ${headings[group]}`, '', ...inputTable(groups[group], inputs, inputTexts, words)].join('\n')
      ).join('\n\n')
    ] as const,
    ['native', inputTable(Object.keys(native), native, nativeTexts, words).join('\n')] as const,
    [
      'outputs',
      [
        `| ${words.output} | ${words.description} |`,
        '| --- | --- |',
        ...Object.keys(outputs).map(name => `| \`${name}\` | ${cell(outputTexts[name] ?? '')} |`)
      ].join('\n')
    ] as const
  ].reduce(
    (text, [name, part]) =>
      text.replace(
        new RegExp(`(<!-- ${name}:begin -->\\n)[^]*?(<!-- ${name}:end -->)`),
        (_, begin: string, end: string) => `${begin}\n${part}\n\n${end}`
      ),
    readme
  )
}

/** The inputs that only native/action.yml has, or describes differently. */
function ownInputs(inputs: Metadata['inputs'], native: Metadata['inputs']): Metadata['inputs'] {
  return Object.fromEntries(
    Object.entries(native).filter(([name, input]) => JSON.stringify(input) !== JSON.stringify(inputs[name]))
  )
}

function inputTable(
  names: readonly string[],
  inputs: Metadata['inputs'],
  descriptions: Readonly<Record<string, string>>,
  words: Translation['words']
): readonly string[] {
  const rows = names.map(name => {
    const { default: fallback, required } = inputs[name] ?? {}
    const value = fallback === undefined ? (required === true ? words.required : '') : `\`${fallback}\``
    return `| \`${name}\` | ${value} | ${cell(descriptions[name] ?? '')} |`
  })
  return [`| ${words.input} | ${words.default} | ${words.description} |`, '| --- | --- | --- |', ...rows]
}

function descriptionsOf(
  declared: Readonly<Record<string, { description: string }>>
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(declared).map(([name, { description }]) => [name, description]))
}

function translate(
  kind: string,
  english: Readonly<Record<string, string>>,
  translated = english
): Readonly<Record<string, string>> {
  const missing = Object.keys(english).filter(name => !Object.hasOwn(translated, name))
  const unknown = Object.keys(translated).filter(name => !Object.hasOwn(english, name))
  if (missing.length > 0) throw new Error(`Untranslated ${kind}: ${missing.join(', ')}`)
  if (unknown.length > 0) throw new Error(`Translated ${kind} that do not exist: ${unknown.join(', ')}`)
  return translated
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..')
  const text = (path: string): string => readFileSync(join(root, path), 'utf8')
  const files = { root: text('action.yml'), native: text('native/action.yml') }
  for (const [path, language] of [
    ['README.md', ENGLISH],
    ['README.zh-CN.md', chinese(text('scripts/zh-descriptions.yaml'))]
  ] as const) {
    writeFileSync(join(root, path), withTables(text(path), files, language))
  }
}
