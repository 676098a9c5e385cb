import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { chinese, withTables } from '../../scripts/readme-tables.ts'

const root = join(import.meta.dirname, '..', '..')
const text = (path: string): string => readFileSync(join(root, path), 'utf8')
const english = text('README.md')
const translated = text('README.zh-CN.md')
const descriptions = text('scripts/zh-descriptions.yaml')
const files = { root: text('action.yml'), native: text('native/action.yml') }

const CODE = /^```(\w*)\n([^]*?)^```$/gm

/** Without comments, which are translated, except the tag of a pinned commit. */
const codeOf = (readme: string): string[] =>
  [...readme.matchAll(CODE)].map(([, language = '', code = '']) =>
    [
      language,
      ...code
        .split('\n')
        .filter(line => !/^\s*#/.test(line))
        .map(line => line.replace(/ # (?!v\d).*$/, ''))
    ].join('\n')
  )
const prose = (readme: string): string => readme.replaceAll(CODE, '')
const headingsOf = (readme: string): number[] =>
  [...prose(readme).matchAll(/^(#+) /gm)].map(([, { length } = '']) => length)
const linksOf = (readme: string): string[] =>
  [...prose(readme).matchAll(/\]\(([^)]+)\)|<img [^>]*src="([^"]+)"/g)]
    .map(([, target, picture]) => target ?? picture ?? '')
    // each links to the other
    .filter(target => !target.startsWith('README'))
    // a heading of the same page, whose anchor is translated
    .map(target => (target.startsWith('#') ? '#' : target))
    // the same page of the cloud's documentation in either language
    .map(target =>
      target.replace(/^https:\/\/(?:www\.alibabacloud\.com\/help\/en|help\.aliyun\.com\/zh)\/.*\//, 'help:')
    )
    .sort()
const namesOf = (readme: string, kind: string): string[] => {
  const part = readme.split(`<!-- ${kind}:begin -->`)[1]?.split(`<!-- ${kind}:end -->`)[0] ?? ''
  return [...part.matchAll(/^\| `([\w-]+)`/gm)].map(([, name = '']) => name)
}
/** The first cells of the rows of tables that are not generated. */
const resultsOf = (readme: string): string[] =>
  [...readme.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name = '']) => name)

test.each([
  ['headings', headingsOf],
  ['code', codeOf],
  ['links and images', linksOf],
  ['inputs', (readme: string) => namesOf(readme, 'inputs')],
  ['inputs of native', (readme: string) => namesOf(readme, 'native')],
  ['outputs', (readme: string) => namesOf(readme, 'outputs')],
  ['rows of tables', resultsOf]
])('the READMEs have the same %s', (_, part) => {
  expect(part(english).length).toBeGreaterThan(3)
  expect(part(translated)).toEqual(part(english))
})

test('each README links to the other', () => {
  expect(english).toContain('](README.zh-CN.md)')
  expect(translated).toContain('](README.md)')
})

test('the tables of the translation match the action files', () => {
  expect(withTables(translated, files, chinese(descriptions))).toBe(translated)
})

test('a translated description has the same code spans', () => {
  const code = (row: string): string[] => [...row.matchAll(/`[^`]+`/g)].map(([name]) => name).sort()
  const rows = (readme: string): string[] => readme.split('\n').filter(line => line.startsWith('| `'))
  const expected = rows(english).map(code)
  expect(rows(translated).map(code)).toEqual(expected)
})

test.each([
  ['an input', '  wait:', '  waits:', 'Untranslated inputs: wait'],
  ['a group', '  Safety:', '  Safe:', 'Untranslated groups: Safety'],
  ['an output', '  matrix:', '  matrices:', 'Untranslated outputs: matrix'],
  ['an input of native', '  weight-steps:', '  weights:', 'Untranslated inputs of native: weight-steps'],
  [
    'an unknown output',
    'outputs:\n',
    'outputs:\n  more: text\n',
    'Translated outputs that do not exist: more'
  ]
])('a translation with an error in %s is rejected', (_, right, wrong, message) => {
  expect(() => withTables(translated, files, chinese(descriptions.replace(right, wrong)))).toThrow(message)
})

/** Places that break the typography of Chinese: half-width punctuation, or no space next to Latin. */
const misset = (text: string): string[] =>
  prose(text)
    .replaceAll(/`[^`\n]+`/g, 'x')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<img alt="([^"]*)"[^>]*>/g, '$1')
    .replaceAll('**', '')
    .match(/.{0,9}(?:\p{Script=Han}[\w,.;:!?()"']|[\w,;:!?()"']\p{Script=Han}).{0,9}/gu) ?? []

test('the Chinese texts have full-width punctuation, and spaces next to Latin', () => {
  expect(misset(translated)).toEqual([])
  expect(misset('后端ID、`mode`为空,\n（`mode` 为空），[权限](#权限)：**ID** 为空')).toEqual([
    '后端ID、x为空,'
  ])
})
