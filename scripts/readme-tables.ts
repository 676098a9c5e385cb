// The tables of the READMEs, made from the action files and, in Chinese, zh-descriptions.yaml. `npm run fix` writes them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

interface Metadata {
  readonly inputs: Readonly<Record<string, { description: string; default?: string; required?: boolean }>>
  readonly outputs: Readonly<Record<string, { description: string }>>
}

/** The texts of action.yml and native/action.yml. */
export interface ActionFiles {
  readonly root: string
  readonly native: string
}

/** The words of a README's tables, and what it says of each input and output; in English that of the action files. */
export interface Translation {
  readonly words: { input: string; output: string; default: string; meaning: string; needed: string }
  readonly inputs?: Readonly<Record<string, string>>
  readonly outputs?: Readonly<Record<string, string>>
  /** Of native/action.yml, where it does not say what action.yml says. */
  readonly native?: Readonly<Record<string, string>>
}

const ENGLISH: Translation = {
  words: { input: 'input', output: 'output', default: 'default', meaning: 'meaning', needed: 'required' }
}

/** @param yaml the text of zh-descriptions.yaml */
export function chinese(yaml: string): Translation {
  return {
    words: { input: '输入', output: '输出', default: '默认值', meaning: '说明', needed: '必填' },
    ...(parse(yaml) as Pick<Required<Translation>, 'inputs' | 'outputs' | 'native'>)
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/**
 * The README with the parts between its markers made anew.
 * @throws Error when the translation lacks a name, or has one that the action file has not
 */
export function withTables(readme: string, files: ActionFiles, language = ENGLISH): string {
  const { inputs, outputs } = parse(files.root) as Metadata
  const native = ownInputs(inputs, (parse(files.native) as Metadata).inputs)
  const { words } = language
  const meanings = meaningsOf('outputs', outputs, language.outputs)
  const outputRows = Object.keys(outputs).map(name => `| \`${name}\` | ${cell(meanings[name] ?? '')} |`)
  return [
    ['inputs', inputTable(inputs, meaningsOf('inputs', inputs, language.inputs), words)] as const,
    ['native', inputTable(native, meaningsOf('inputs of native', native, language.native), words)] as const,
    ['outputs', [`| ${words.output} | ${words.meaning} |`, '| --- | --- |', ...outputRows]] as const
  ].reduce(
    (text, [name, rows]) =>
      text.replace(
        new RegExp(`(<!-- ${name}:begin -->\\n)[^]*?(<!-- ${name}:end -->)`),
        (_, begin: string, end: string) => `${begin}\n${rows.join('\n')}\n\n${end}`
      ),
    readme
  )
}

/** What native/action.yml has more than action.yml, or says in other words. */
function ownInputs(inputs: Metadata['inputs'], native: Metadata['inputs']): Metadata['inputs'] {
  return Object.fromEntries(
    Object.entries(native).filter(([name, given]) => JSON.stringify(given) !== JSON.stringify(inputs[name]))
  )
}

function inputTable(
  inputs: Metadata['inputs'],
  meanings: Readonly<Record<string, string>>,
  words: Translation['words']
): readonly string[] {
  const rows = Object.entries(inputs).map(
    ([name, { default: fallback, required }]) =>
      `| \`${name}\` | ${fallback === undefined ? (required === true ? words.needed : '') : `\`${fallback}\``} | ${cell(meanings[name] ?? '')} |`
  )
  return [`| ${words.input} | ${words.default} | ${words.meaning} |`, '| --- | --- | --- |', ...rows]
}

function meaningsOf(
  kind: string,
  declared: Readonly<Record<string, { description: string }>>,
  translated = Object.fromEntries(
    Object.entries(declared).map(([name, { description }]) => [name, description])
  )
): Readonly<Record<string, string>> {
  const missing = Object.keys(declared).filter(name => !Object.hasOwn(translated, name))
  const unknown = Object.keys(translated).filter(name => !Object.hasOwn(declared, name))
  if (missing.length > 0) throw new Error(`Untranslated ${kind}: ${missing.join(', ')}`)
  if (unknown.length > 0)
    throw new Error(`Translated ${kind} that the action file has not: ${unknown.join(', ')}`)
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
