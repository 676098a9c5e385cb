import { expect, test } from '@jest/globals'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { troubleshooting } from '../../scripts/troubleshooting.ts'
import { transportCode } from '../../src/cloud/call-error.ts'
import { ACTION_CODES, GITHUB_CODES } from '../../src/errors/action-codes.ts'
import { CATALOG, entryOfCall } from '../../src/errors/catalog.ts'
import { helpPage, sectionOf } from '../../src/errors/help.ts'
import { TRANSPORT_CODES } from '../../src/errors/transport-codes.ts'
import { TRANSPORT_FAULTS } from '../../src/runtime/transport-error.ts'

const root = join(import.meta.dirname, '..', '..')

function sourcesOf(folder: string): { path: string; text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => path.replaceAll('\\', '/'))
    .map(path => ({ path, text: readFileSync(join(root, folder, path), 'utf8') }))
}

const sources = sourcesOf('src').filter(({ path }) => !path.startsWith('errors/'))
const whole = sources.map(({ text }) => text).join('\n')
const known = new Set(CATALOG.flatMap(({ entries }) => Object.keys(entries)))

// the compiler checks the codes of an ActionError against the catalog; a CallError has the cloud's codes, which can be anything
test('every code in the sources is in the catalog', () => {
  const written = [
    ...whole.matchAll(/new ActionError\(\s*'([^']+)'/g),
    ...whole.matchAll(/\bcode(?: =|:) '([A-Z][^']*)'/g)
  ].map(([, code = '']) => code)
  expect(written.length).toBeGreaterThan(20)
  expect(written.filter(code => !known.has(code))).toEqual([])
})

test('only codes from responses of the cloud and GitHub bypass the compiler', () => {
  const casting = sources.filter(({ text }) => /foreignCode\(|as (Foreign)?Code\b/.test(text))
  expect(casting.map(({ path }) => path)).toEqual(['cloud/call-error.ts'])
})

test('every code of this action is used in the sources', () => {
  const own = [
    ...Object.keys(ACTION_CODES),
    ...Object.keys(GITHUB_CODES),
    'MalformedResponse',
    'IncompleteList'
  ]
  expect(own.filter(code => !whole.includes(`'${code}'`))).toEqual([])
})

test('every transport fault has a code, and every transport code a fault', () => {
  const codes = Object.keys(TRANSPORT_CODES).filter(code => code.startsWith('Transport.'))
  expect(codes.sort()).toEqual(TRANSPORT_FAULTS.map(transportCode).sort())
})

test('every code that the emulated cloud returns is known', () => {
  const returned = sourcesOf('emulator')
    .filter(({ path }) => !path.startsWith('github/'))
    .flatMap(({ text }) => [...text.matchAll(/new CloudError\(\s*\d+,\s*['`]([A-Za-z.]+)/g)])
    .map(([, code = '']) => code)
  expect(returned.length).toBeGreaterThan(10)
  expect([...new Set(returned)].filter(code => entryOfCall(code) === undefined)).toEqual([])
})

test('docs/troubleshooting.md is generated from the catalog', () => {
  const page = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8')
  // `npm run fix` regenerates it
  expect(page).toBe(troubleshooting())
})

/** The anchors of the page, as GitHub generates them, each with its heading. */
function anchorsOf(page: string): Map<string, string> {
  const seen = new Map<string, number>()
  return new Map(
    [...page.matchAll(/^##+ `?(.*?)`?$/gm)].map(([, heading = '']): [string, string] => {
      const slug = heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-')
      const times = seen.get(slug) ?? 0
      seen.set(slug, times + 1)
      return [times === 0 ? slug : `${slug}-${times}`, heading]
    })
  )
}

const written = anchorsOf(readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8'))
const FAULT = 'a bug in this action: x is undefined'

test.each(CATALOG.flatMap(({ title, entries }) => Object.keys(entries).map(code => [title, code])))(
  '%s: an error with the code %s links to its section',
  (title, code) => {
    const message = code === 'InternalError' && title === 'This action' ? FAULT : 'It failed.'
    expect(written.get(sectionOf({ code: code.replace(/\*$/, ''), message }))?.replace(/\*$/, '')).toBe(
      code.replace(/\*$/, '')
    )
  }
)

test.each([
  ['Throttling.User', 'Throttling*'],
  ['throttling.api', 'Throttling*'],
  ['Http502', 'Http5*'],
  ['NotFoundApiGroup', 'NotFound*'],
  ['InvalidAccessKeyId.NotFound', 'InvalidAccessKeyId.NotFound'],
  ['Http418', 'Other codes'],
  ['SomethingNew.Under_The-Sun', 'Other codes'],
  ['constructor', 'Other codes'],
  ['', 'Other codes']
])('the code %j links to the section %s', (code, heading) => {
  expect(written.get(sectionOf({ code, message: 'It failed.' }))).toBe(heading)
})

test('only InternalError is a code of both this action and the cloud, with a section for each', () => {
  const codes = CATALOG.flatMap(({ entries }) => Object.keys(entries))
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual(['InternalError'])
  expect(sectionOf({ code: 'InternalError', message: FAULT })).toBe('internalerror')
  expect(sectionOf({ code: 'InternalError', message: 'The request has failed.' })).toBe('internalerror-1')
})

test('the page that errors link to exists', () => {
  const page = helpPage({ serverUrl: 'https://github.com', actionRepository: 'a/b', actionRef: 'v1' }) ?? ''
  const path = page.replace('https://github.com/a/b/blob/v1/', '')
  expect(readFileSync(join(root, path), 'utf8')).toContain('# Troubleshooting')
})

test('its table of contents links to every heading', () => {
  const page = troubleshooting()
  const headings = [...page.matchAll(/^###? `?(.*?)`?$/gm)].map(([, heading = '']) => heading)
  const anchors = headings.map(heading =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-')
  )
  const targets = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target)
  expect(new Set(targets).size).toBe(headings.length)
  expect([...new Set(targets.map(target => target.replace(/-\d$/, '')))].sort()).toEqual(
    [...new Set(anchors)].sort()
  )
})
