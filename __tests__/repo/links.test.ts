import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..')
const IGNORED = new Set(['node_modules', 'build', 'dist', '.git'])
const pages = globSync('{*,.github/**/*,!(node_modules|build|dist|.git)/**/*}.md', {
  cwd: root,
  exclude: path => path.split(sep).some(part => IGNORED.has(part))
})
  .map(path => path.replaceAll(sep, '/'))
  .sort()

const withoutCode = (markdown: string): string =>
  markdown
    .replaceAll(/^( *)```[^]*?^\1```$/gm, '')
    .replaceAll(/`[^`\n]+`/g, code => code.replaceAll(/[[\]()]/g, ''))

/** The targets of links, images, link definitions and HTML. */
function targetsOf(markdown: string): string[] {
  const patterns = [/\]\(\s*<?([^)\s>]+)/g, /^\[[^\]]+\]:\s*(\S+)/gm, /\b(?:href|src)="([^"]+)"/g]
  return patterns.flatMap(pattern =>
    [...withoutCode(markdown).matchAll(pattern)].map(([, target = '']) => target)
  )
}

/** The anchors that GitHub generates for headings: a repeated name gets a number. */
function anchorsOf(markdown: string): Set<string> {
  const seen = new Map<string, number>()
  const headings = markdown.replaceAll(/^( *)```[^]*?^\1```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)
  return new Set(
    [...headings].map(([, heading = '']) => {
      const slug = heading
        .trim()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
        .replaceAll(' ', '-')
      const count = seen.get(slug) ?? 0
      seen.set(slug, count + 1)
      return count === 0 ? slug : `${slug}-${String(count)}`
    })
  )
}

/** The dead links of a page. */
function deadLinks(page: string, markdown: string): string[] {
  return targetsOf(markdown)
    .filter(target => !/^[a-z][a-z+.-]*:/i.test(target))
    .filter(target => {
      const [path = '', anchor] = decodeURIComponent(target).split('#')
      const file = path === '' ? join(root, page) : resolve(root, dirname(page), path)
      if (relative(root, file).startsWith('..') || !existsSync(file)) return true
      if (anchor === undefined) return false
      return (
        !statSync(file).isFile() ||
        !anchorsOf(path === '' ? markdown : readFileSync(file, 'utf8')).has(anchor)
      )
    })
}

test('finds the pages', () => {
  expect(pages).toEqual(
    expect.arrayContaining([
      '.github/PULL_REQUEST_TEMPLATE.md',
      'README.md',
      'README.zh-CN.md',
      'docs/troubleshooting.md',
      'step-runner/README.md'
    ])
  )
})

test.each(pages)('%s has no dead links', page => {
  expect(deadLinks(page, readFileSync(join(root, page), 'utf8'))).toEqual([])
})

test.each([
  ['a missing file', '[a](docs/none.md)', ['docs/none.md']],
  ['a missing picture', '![a](docs/images/none.png)', ['docs/images/none.png']],
  ['a missing anchor', '# Here\n\n[a](#there) [b](#here)', ['#there']],
  [
    'a missing anchor elsewhere',
    '[a](SECURITY.md#nowhere) [b](SECURITY.md#threat-model)',
    ['SECURITY.md#nowhere']
  ],
  ['a file outside of the project', '[a](../elsewhere.md)', ['../elsewhere.md']],
  ['a definition', '[a]: docs/none.md', ['docs/none.md']],
  ['HTML', '<img src="none.png">', ['none.png']],
  ['code', '`[a](none.md)`\n\n```md\n[a](none.md)\n```', []],
  ['a repeated heading', '# A\n# A\n[a](#a) [b](#a-1) [c](#a-2)', ['#a-2']],
  ['other sites', '[a](https://example.com/none.md) [b](mailto:a@example.com)', []]
])('checks links: %s', (_, markdown, dead) => {
  expect(deadLinks('README.md', markdown)).toEqual(dead)
})
