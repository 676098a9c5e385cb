import fc from 'fast-check'
import { compile, parse, postprocess, preprocess } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { anyText } from '../../support/any-text.ts'

// created once: building the syntax takes longer than parsing a line
const parser = parse({ extensions: [gfm()] })
const htmlExtensions = [gfmHtml()]

/** Markdown as GitHub parses it, including HTML. */
export function htmlOf(markdown: string): string {
  // the parser's state from the page before
  Object.assign(parser, { defined: [], gfmFootnotes: [], lazy: {} })
  const tokens = parser.document().write(preprocess()(markdown, undefined, true))
  return compile({ allowDangerousHtml: true, htmlExtensions })(postprocess(tokens))
}

/** The names of the opening tags, in order. */
export function tagsOf(html: string): string[] {
  return [...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) => name ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function decode(html: string): string {
  return html.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name?: string) =>
    code === undefined ? (ENTITIES[name ?? ''] ?? whole) : String.fromCodePoint(Number(code))
  )
}

/** The text between the tags, node by node, without code, as the search for mentions sees it. */
export function textNodesOf(html: string): string[] {
  return html
    .replace(/<(code|pre)\b.*?<\/\1>/gs, '<x>')
    .split(/<[^>]*>/)
    .map(decode)
}

export function textOf(html: string): string {
  return decode(html.replace(/<[^>]*>/g, ''))
}

const SEEN_BY_NOBODY = /[\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]+/gu

/** The text without white space and invisible characters. */
export function seen(text: string): string {
  return text.toWellFormed().replace(SEEN_BY_NOBODY, '')
}

/** What GitHub turns into a link, an image or a formula, in one text node. */
export const LOOKED_FOR =
  /@[a-z0-9]|#\d|\bGH-\d|(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])|:[a-z0-9_+-]+:|\w:\/\/|www\.|\$.+\$|\bCVE-\d|\bGHSA-/i

const TOKENS = [
  '<script>alert(1)</script>',
  '</details>',
  '</code>',
  '<!--',
  '-->',
  '<a href="//x">',
  '<img src=x>',
  '![a](https://x.test/a.png)',
  '[a](https://x.test)',
  '[a]: https://x.test',
  '[^1]',
  '[^1]: note',
  '- [x] ',
  '1. ',
  '1) ',
  '# ',
  '> ',
  '> [!NOTE]',
  '---',
  '===',
  ':-:',
  '|',
  '\\|',
  '\\',
  '`',
  '``',
  '```',
  '~~~',
  '~~',
  '**',
  '__',
  '*a*',
  '_a_',
  '$',
  '$a$',
  '$`a`$',
  'https://x.test/a',
  'http://x.test',
  'ftp://x.test',
  'mailto:a@x.test',
  'xmpp:a@x.test/b',
  'www.x.test',
  'WWW.x.test',
  'a@x.test',
  '@octocat',
  '@org/team',
  '#123',
  'GH-1',
  'owner/repo#1',
  'owner/repo@0123456789abcdef',
  '0123456789abcdef0123456789abcdef01234567',
  'deadbee',
  ':rocket:',
  ':+1:',
  'CVE-2021-44228',
  'GHSA-jfh8-c2jp-5v3q',
  '&amp;',
  '&#64;octocat',
  '&lt;b&gt;',
  '::error::x',
  '##[error]x',
  '\r',
  '\n',
  '\n\n',
  '\t',
  '    ',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u00ad',
  '\u{e0041}',
  '\ufe0f',
  '\ud800',
  '\u0000',
  '\u001b[31m',
  '\u2028',
  '${{ github.x }}',
  "'",
  '"',
  '中文'
] as const

/** Any text, including what an attacker would write. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  anyText(60),
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...TOKENS) },
        fc.string({ maxLength: 4 }),
        fc.constantFrom(' ', 'a', '7', 'f')
      ),
      { maxLength: 12 }
    )
    .map(parts => parts.join(''))
)
