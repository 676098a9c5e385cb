import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { commentSubject, isMarkedBy, markerOf, renderComment } from '../../../src/report/sinks/comment.ts'
import { RESULTS } from '../../../src/rollout/outcome.ts'
import { hostile, htmlOf, tagsOf } from './hostile.ts'
import { CONTEXT, outcomeOf } from './outcomes.ts'

/** Whole summaries and comments, in files. */
const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'golden', `${name}.txt`), 'utf8').trimEnd()

const KEY = { workflow: 'deploy', job: 'switch', subject: 'orders/RELEASE' }

test('is a shorter summary below its marker', () => {
  const { marker, body } = renderComment({ outcomes: [outcomeOf('switched')], context: CONTEXT }, KEY)
  expect(body).toBe(`${marker}\n${golden('comment')}`)
})

test('each workflow, job and subject has its own marker, which does not hold their names', () => {
  expect(markerOf(KEY)).toMatch(/^<!-- switch-backend [0-9a-f]{32} -->$/)
  const keys = [
    KEY,
    { ...KEY, workflow: 'x' },
    { ...KEY, job: 'x' },
    { ...KEY, subject: 'x' },
    { workflow: 'deploy', job: 'switchorders', subject: '/RELEASE' }
  ]
  expect(new Set(keys.map(markerOf)).size).toBe(keys.length)
  fc.assert(
    fc.property(hostile, hostile, hostile, (workflow, job, subject) => {
      expect(markerOf({ workflow, job, subject })).toMatch(/^<!-- switch-backend [0-9a-f]{32} -->$/)
    })
  )
})

const PART = {
  regionId: 'cn-hangzhou',
  targets: [outcomeOf('planned').target],
  manifest: {
    path: 'backends.yml',
    selection: { stageName: 'TEST', targets: 'all' as 'all' | readonly string[] },
    shard: { index: 1 as number | '*', count: 2 }
  }
}

test('each part of a manifest has its own subject', () => {
  const { manifest } = PART
  const parts = [
    PART,
    { ...PART, regionId: 'cn-shanghai' },
    { ...PART, regionId: undefined },
    { ...PART, manifest: { ...manifest, path: 'others.yml' } },
    { ...PART, manifest: { ...manifest, selection: { ...manifest.selection, stageName: 'RELEASE' } } },
    { ...PART, manifest: { ...manifest, selection: { ...manifest.selection, stageName: '*' } } },
    { ...PART, manifest: { ...manifest, selection: { ...manifest.selection, targets: ['all'] } } },
    { ...PART, manifest: { ...manifest, selection: { ...manifest.selection, targets: ['orders'] } } },
    {
      ...PART,
      manifest: { ...manifest, selection: { ...manifest.selection, targets: ['orders', 'users'] } }
    },
    { ...PART, manifest: { ...manifest, shard: { index: 2, count: 2 } } },
    { ...PART, manifest: { ...manifest, shard: { index: '*' as const, count: 2 } } },
    { ...PART, manifest: undefined }
  ]
  expect(new Set(parts.map(commentSubject)).size).toBe(parts.length)
})

test('the same part has the same subject, however it is written and whatever else is in the file', () => {
  const withTargets = (...targets: string[]) => ({
    ...PART,
    manifest: { ...PART.manifest, selection: { ...PART.manifest.selection, targets } }
  })
  expect(commentSubject(withTargets('users', 'orders', 'users'))).toBe(
    commentSubject(withTargets('orders', 'users'))
  )
  expect(commentSubject({ ...PART, targets: [] })).toBe(commentSubject(PART))
})

test.each([
  ['as it was written', (body: string) => body, true],
  ['with line breaks of its own', (body: string) => body.replaceAll('\n', '\r\n'), true],
  ['the marker alone', (body: string) => body.split('\n')[0] ?? '', true],
  ['quoted by someone', (body: string) => `> ${body}`, false],
  ['below other text', (body: string) => `Look:\n${body}`, false],
  ['with text behind it', (body: string) => body.replace('\n', ' and more\n'), false],
  [
    'of another step',
    () => renderComment({ outcomes: [], context: CONTEXT }, { ...KEY, job: 'x' }).body,
    false
  ]
])('is recognized %s: %#', (_, change, recognized) => {
  const { marker, body } = renderComment({ outcomes: [outcomeOf('planned')], context: CONTEXT }, KEY)
  expect(isMarkedBy(marker, change(body))).toBe(recognized)
})

const isHelp = (address: string): boolean =>
  address.startsWith(CONTEXT.helpPage) && /^#[a-z-]+$/.test(address.slice(CONTEXT.helpPage.length))

test('never exceeds the limit of GitHub, and links only to errors and the run', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...RESULTS), { minLength: 1, maxLength: 300 }),
      fc.array(hostile, { minLength: 1, maxLength: 200 }),
      (results, names) => {
        const apis = names.map((name, index) => ({
          apiId: String(index),
          name: name.repeat(20),
          group: name,
          method: 'GET',
          path: name
        }))
        const outcomes = results.map((result, index) =>
          outcomeOf(result, { apis, backendName: names[index % names.length] ?? '' })
        )
        const { body } = renderComment({ outcomes, context: CONTEXT }, KEY)
        expect(body.length).toBeLessThanOrEqual(64_000)
        const html = htmlOf(body)
        expect(tagsOf(html)).not.toContain('img')
        const links = [...html.matchAll(/<a\b[^>]*?href="([^"]*)"/gi)].map(([, address = '']) => address)
        expect(links).toHaveLength(tagsOf(html).filter(tag => tag === 'a').length)
        expect(links.at(-1)).toBe(CONTEXT.runUrl)
        expect(links.slice(0, -1).filter(address => !isHelp(address))).toEqual([])
      }
    ),
    { numRuns: 25 }
  )
})
