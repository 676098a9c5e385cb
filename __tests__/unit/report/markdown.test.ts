import assert from 'node:assert/strict'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  alert,
  blocks,
  code,
  details,
  fence,
  link,
  list,
  markup,
  prose,
  table
} from '../../../src/report/markdown.ts'
import type { Markdown } from '../../../src/report/markdown.ts'
import { check } from '../../support/check-property.ts'
import { hostile, htmlOf, LOOKED_FOR, seen, tagsOf, textNodesOf, textOf } from './hostile.ts'

/** Every place that text is inserted into. */
const PLACES: readonly (readonly [string, (text: Markdown) => Markdown])[] = [
  ['a paragraph', text => text],
  ['a sentence', text => markup`Before ${text} after.`],
  ['a cell', text => table(['a', 'b'], [[text, markup`x`]])],
  ['an item', text => list([text])],
  ['an alert', text => alert('NOTE', [text])],
  ['a heading', text => markup`## ${text}`],
  ['a part to be opened', text => details(markup`x`, [text])],
  ['a paragraph below another', text => blocks([markup`x`, text])]
]

const visible = hostile.filter(text => seen(text) !== '')
/** The elements of a place with harmless text; a `span` is invisible to readers. */
const elementsIn = (html: string): string[] => tagsOf(html).filter(tag => tag !== 'span')
const elementsOf = (markdown: Markdown): string[] => elementsIn(htmlOf(markdown.source))

describe.each(PLACES)('in %s', (_, put) => {
  test('prose stays the same text, with nothing that GitHub links', () => {
    const harmless = elementsOf(put(prose('x')))
    check(
      fc.property(visible, text => {
        const html = htmlOf(put(prose(text)).source)
        assert.deepEqual(elementsIn(html), harmless)
        assert.ok(seen(textOf(html)).includes(seen(text)))
        assert.deepEqual(
          textNodesOf(html).filter(node => LOOKED_FOR.test(node)),
          []
        )
      }),
      { numRuns: 300 }
    )
  })

  test('code is one element with the same text', () => {
    const harmless = elementsOf(put(code('x')))
    check(
      fc.property(visible, text => {
        const html = htmlOf(put(code(text)).source)
        assert.deepEqual(elementsIn(html), harmless)
        assert.ok(seen(textOf(html)).includes(seen(text)))
      }),
      { numRuns: 300 }
    )
  })
})

test('the title of a collapsed section is text', () => {
  check(
    fc.property(visible, text => {
      const html = htmlOf(details(prose(text), [markup`x`]).source)
      assert.deepEqual(elementsIn(html), ['details', 'summary', 'p'])
      assert.ok(seen(textOf(html)).includes(seen(text)))
      assert.deepEqual(
        textNodesOf(html).filter(node => LOOKED_FOR.test(node)),
        []
      )
    }),
    { numRuns: 300 }
  )
})

test('nothing hides text or changes its direction', () => {
  check(
    fc.property(hostile, text => {
      for (const { source } of [prose(text), code(text)]) {
        assert.doesNotMatch(
          source,
          /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/u
        )
      }
    }),
    { numRuns: 300 }
  )
})

test('each invisible character that Unicode knows, and no neighbor of one, becomes a space', () => {
  const isHidden = (point: number): boolean =>
    /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u.test(String.fromCodePoint(point))
  const points = Array.from({ length: 0x11_0000 }, (_, point) => point).filter(point => point > 0xa0)
  const hidden = points.filter(isHidden)
  const neighbors = hidden
    .flatMap(point => [point - 1, point + 1])
    .filter(point => !isHidden(point) && /[\p{L}\p{S}\p{M}]/u.test(String.fromCodePoint(point)))
  const shown = (point: number): string => prose(`a${String.fromCodePoint(point)}b`).source
  expect(hidden.length).toBeGreaterThan(4000)
  expect(hidden.map(shown).filter(source => source !== 'a b')).toEqual([])
  expect(neighbors.length).toBeGreaterThan(10)
  expect(neighbors.filter(point => shown(point) === 'a b')).toEqual([])
})

test.each([
  ['@octocat', '<span>@</span>octocat'],
  ['see #12', 'see <span>#</span>12'],
  ['https://x.test', 'https<span>:</span>//x.test'],
  ['deadbeef', 'deadbe<span>ef</span>'],
  ['a | b', 'a &#124; b'],
  ['<b>', '&#60;b&#62;'],
  ['- x', '&#45; x'],
  ['12. x', '12&#46; x'],
  ['plain, "quoted" (and so on): 5%', 'plain, "quoted" (and so on): 5%']
])('%s', (text, source) => {
  expect(prose(text).source).toBe(source)
})

test.each([
  ['http://a:80', '`http://a:80`'],
  ['a|b', '<code>a&#124;b</code>'],
  ['a`b', '<code>a&#96;b</code>'],
  [' ', '(empty)'],
  ['\u200b', '(empty)']
])('code of %j', (text, source) => {
  expect(code(text).source).toBe(source)
})

test('cuts long texts', () => {
  const long = '@'.repeat(1_000_000)
  expect(prose(long).source.length).toBeLessThan(30_000)
  expect(code(long).source.length).toBeLessThan(400)
  expect(code('`'.repeat(1_000_000)).source.length).toBeLessThan(2_000)
})

test('escapes interpolated values, unless they are markup', () => {
  expect(markup`${'*a*'} ${markup`*b*`} ${3}`.source).toBe('&#42;a&#42; *b* 3')
})

test('an empty body makes an empty block', () => {
  expect(blocks([table(['a'], []), details(markup`x`, []), alert('NOTE', [])]).source).toBe('')
})

test('a fence is longer than any fence in its text', () => {
  expect(tagsOf(htmlOf(fence('yaml', 'a\n```\n# b\n`````').source))).toEqual(['pre', 'code'])
})

test.each([
  ['https://github.com/acme/shop/actions/runs/17', '[The run](https://github.com/acme/shop/actions/runs/17)'],
  ['javascript:alert(1)', 'The run'],
  ['https://x.test/a) [b](https://y.test', 'The run'],
  [undefined, 'The run']
])('a link to %s', (address, source) => {
  expect(link('The run', address).source).toBe(source)
})
