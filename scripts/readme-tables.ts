// The tables of the README, made from action.yml. `node scripts/readme-tables.ts` writes them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

interface Metadata {
  readonly inputs: Readonly<Record<string, { description: string; default?: string; required?: boolean }>>
  readonly outputs: Readonly<Record<string, { description: string }>>
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** The README with the parts between its markers made anew. */
export function withTables(readme: string, actionYml: string): string {
  const { inputs, outputs } = parse(actionYml) as Metadata
  const inputRows = Object.entries(inputs).map(
    ([name, { description, default: fallback, required }]) =>
      `| \`${name}\` | ${fallback === undefined ? (required === true ? 'needed' : '') : `\`${fallback}\``} | ${cell(description)} |`
  )
  const outputRows = Object.entries(outputs).map(
    ([name, { description }]) => `| \`${name}\` | ${cell(description)} |`
  )
  return [
    ['inputs', ['| input | default | meaning |', '| --- | --- | --- |', ...inputRows]] as const,
    ['outputs', ['| output | meaning |', '| --- | --- |', ...outputRows]] as const
  ].reduce(
    (text, [name, rows]) =>
      text.replace(
        new RegExp(`(<!-- ${name}:begin -->\\n)[^]*?(<!-- ${name}:end -->)`),
        (_, begin: string, end: string) => `${begin}\n${rows.join('\n')}\n\n${end}`
      ),
    readme
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..')
  const path = join(root, 'README.md')
  writeFileSync(path, withTables(readFileSync(path, 'utf8'), readFileSync(join(root, 'action.yml'), 'utf8')))
}
