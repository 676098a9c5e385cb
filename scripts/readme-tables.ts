// The tables of the READMEs, made from action.yml and, in Chinese, zh-descriptions.yaml. `npm run fix` writes them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

interface Metadata {
  readonly inputs: Readonly<Record<string, { description: string; default?: string; required?: boolean }>>
  readonly outputs: Readonly<Record<string, { description: string }>>
}

/** The words of a README's tables, and what it says of each input and output; in English that of action.yml. */
export interface Translation {
  readonly words: { input: string; output: string; default: string; meaning: string; needed: string }
  readonly inputs?: Readonly<Record<string, string>>
  readonly outputs?: Readonly<Record<string, string>>
}

const ENGLISH: Translation = {
  words: { input: 'input', output: 'output', default: 'default', meaning: 'meaning', needed: 'required' }
}

/** @param yaml the text of zh-descriptions.yaml */
export function chinese(yaml: string): Translation {
  return {
    words: { input: '输入', output: '输出', default: '默认值', meaning: '说明', needed: '必填' },
    ...(parse(yaml) as Pick<Required<Translation>, 'inputs' | 'outputs'>)
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/**
 * The README with the parts between its markers made anew.
 * @throws Error when the translation lacks a name, or has one that action.yml has not
 */
export function withTables(readme: string, actionYml: string, language = ENGLISH): string {
  const { inputs, outputs } = parse(actionYml) as Metadata
  const { words } = language
  const meanings = {
    inputs: meaningsOf('inputs', inputs, language.inputs),
    outputs: meaningsOf('outputs', outputs, language.outputs)
  }
  const inputRows = Object.entries(inputs).map(
    ([name, { default: fallback, required }]) =>
      `| \`${name}\` | ${fallback === undefined ? (required === true ? words.needed : '') : `\`${fallback}\``} | ${cell(meanings.inputs[name] ?? '')} |`
  )
  const outputRows = Object.keys(outputs).map(
    name => `| \`${name}\` | ${cell(meanings.outputs[name] ?? '')} |`
  )
  return [
    [
      'inputs',
      [`| ${words.input} | ${words.default} | ${words.meaning} |`, '| --- | --- | --- |', ...inputRows]
    ] as const,
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
  if (unknown.length > 0) throw new Error(`Translated ${kind} that action.yml has not: ${unknown.join(', ')}`)
  return translated
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..')
  const text = (path: string): string => readFileSync(join(root, path), 'utf8')
  const actionYml = text('action.yml')
  for (const [path, language] of [
    ['README.md', ENGLISH],
    ['README.zh-CN.md', chinese(text('scripts/zh-descriptions.yaml'))]
  ] as const) {
    writeFileSync(join(root, path), withTables(text(path), actionYml, language))
  }
}
