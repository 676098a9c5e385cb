import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

// Each page of docs/ is of one kind (https://diataxis.fr), which its first line states, and is listed under it in the index.

const root = join(import.meta.dirname, '..', '..')
const docs = join(root, 'docs')
const HEADINGS: Readonly<Record<string, string>> = {
  Tutorial: 'Tutorial',
  'How-to guides': 'How-to guide',
  Reference: 'Reference',
  Explanation: 'Explanation'
}

const index = readFileSync(join(docs, 'README.md'), 'utf8')
/** The kinds under which the index lists each page of the folder. */
const listed = new Map<string, string[]>()
for (const section of index.split(/^## /m).slice(1)) {
  const [heading = '', ...lines] = section.split('\n')
  for (const [, page = ''] of lines.join('\n').matchAll(/\]\(([a-z-]+\.md)/g)) {
    listed.set(page, [...(listed.get(page) ?? []), HEADINGS[heading] ?? heading])
  }
}

const pages = globSync('*.md', { cwd: docs }).filter(page => page !== 'README.md')

test('the index has the four kinds, in this order', () => {
  expect([...index.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(Object.keys(HEADINGS))
})

test.each(pages)('the index lists %s once', page => {
  expect(listed.get(page)).toHaveLength(1)
})

// the page of error codes is generated from the catalog
test.each(pages.filter(page => page !== 'troubleshooting.md'))('%s names its kind', page => {
  const [title = '', , kind = ''] = readFileSync(join(docs, page), 'utf8').split('\n')
  expect(title).toMatch(/^# /)
  expect(kind).toBe(`_${String(listed.get(page)?.[0])}_ · [All pages](README.md)`)
})

test('the files that the page on the architecture names exist', () => {
  const page = readFileSync(join(docs, 'architecture.md'), 'utf8')
  const folders = 'src|emulator|scripts|conformance|step-runner|demo|bench|schema|examples|__tests__|native'
  const files = globSync(`{${folders.replaceAll('|', ',')}}/**/*.ts`, { cwd: root })
  const named = [...page.matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(80)
  // some are named by their folder and file, others by the file alone, next to one of the same folder
  const isThere = (path: string): boolean =>
    existsSync(join(root, path)) ||
    existsSync(join(root, 'src', path)) ||
    files.some(file => `/${file}`.includes(`/${path}`))
  expect(named.filter(path => !isThere(path))).toEqual([])
})
