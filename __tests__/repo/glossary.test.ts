import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

// This project uses the words of the field. Checks every tracked text: prose, comments, messages, test titles,
// identifiers (split at their humps, hyphens and underscores) and file names.

const root = join(import.meta.dirname, '..', '..')

/** Third-party text, and files generated from a checked source. */
const NOT_OURS = /(?:^|\/)dist\/|^LICENSE$|^package-lock\.json$|\/go\.sum$|\.png$/

/** Quotes of third-party text: the file, a part of the line, and the source. */
const QUOTED: readonly (readonly [file: string, line: string, whose: string])[] = []

/** A word as a regular expression in which a space is any white space, and what to write instead. */
const GLOSSARY: readonly (readonly [word: string, instead: string])[] = [
  ['catalogue', '"catalog"'],
  ['given', '"set", "specified" or "passed"'],
  ['wanted', '"desired" or "expected"'],
  ['mend(?:s|ed|ing)?', '"fix"'],
  ['learnt', '"learned" or "found"'],
  ['another than', '"different from"'],
  ['what became of', '"the result of"'],
  ['(?:answer|respond)(?:s|ed|ing)? well', '"succeed" or "pass"'],
  ['way back', '"rollback"'],
  ['way on', '"next steps"'],
  ['c[ao]me(?:s)? through|coming through', '"succeed" or "complete"'],
  ['c[ao]me(?:s)? to (?:its|their|an) end', '"complete"'],
  ['shall', '"must" or "will"'],
  ['be it(?: that)?', '"if" or "whether"'],
  ['stand ins?', '"stub"'],
  ['at work', 'the actor: "another workflow changed …"'],
  [String.raw`put(?:s|ting)? (?:[^\s.;:]+ ){0,4}back`, '"roll back" or "restore"'],
  ['in a row', '"consecutive"'],
  ['(?:is|are) none of', '"must be one of"'],
  ['to go on', '"to continue" or "next steps"'],
  ['to go back', '"to roll back"'],
  ['no keys of', '"could not assume role"'],
  ['find(?:s|ing)? out what is live', '"read the live definition"'],
  ['for want of', '"without"'],
  ['taken for', '"treated as"'],
  ['ways on', '"next steps"'],
  ['beside', '"next to" or "with"'],
  ['(?:some|every)body', '"someone", "everyone"'],
  ['(?:is|are|was|were) told', '"is reported"'],
  ['says? so', '"reports it"'],
  ['goes on', '"continues"'],
  ['by now', '"already", or nothing'],
  ['anew', '"again"'],
  ['all the same', '"nevertheless" or "still"'],
  ['half way', '"midway"'],
  ['taken down', '"taken offline"'],
  ['speaks? against', '"prevents"'],
  ['in force', '"in effect"'],
  // American spelling
  ['colour(?:s|ed|ing)?', '"color"'],
  ['spelt', '"spelled"'],
  ['(?:un)?labelled', '"labeled"'],
  ['licences?', '"license"'],
  ['(?:favour|behaviour|neighbour|honour|centre)(?:s|ed|ing)?', 'the American spelling'],
  ['(?:recogni|normali|seriali|authori|initiali|organi|summari|minimi)s(?:e|es|ed|er|ing|ation)', '"-ize"'],
  ['whilst', '"while"'],
  ['amongst', '"among"']
]

const FINDER = new RegExp(
  String.raw`\b(?:${GLOSSARY.map(([word]) => `(${word.replaceAll(' ', String.raw`\s+`)})`).join('|')})\b`,
  'gi'
)

/** Names as words, and a sentence that spans lines of a comment or a quote as one. */
function wordsOf(text: string): string {
  return text
    .replaceAll(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])|[-_]/g, '$1$2 ')
    .replaceAll(/^([ \t]*)(?:\/\/+|\/?\*+|#+|>)(?=[ \t])/gm, '$1')
}

interface Found {
  /** Of the line that the word begins in, from 1. */
  readonly line: number
  readonly word: string
  readonly instead: string
}

function wordsIn(text: string): Found[] {
  const words = wordsOf(text)
  let line = 1
  let counted = 0
  return [...words.matchAll(FINDER)].map(({ index, ...groups }) => {
    line += words.slice(counted, index).split('\n').length - 1
    counted = index
    const at = GLOSSARY.findIndex((_, group) => groups[group + 1] !== undefined)
    return { line, word: groups[0].replaceAll(/\s+/g, ' '), instead: GLOSSARY[at]?.[1] ?? '' }
  })
}

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter(path => path !== '')

/** The checked texts: neither this table nor third-party text. */
const texts = tracked.filter(path => path !== '__tests__/repo/glossary.test.ts' && !NOT_OURS.test(path))

test('no text has a word that the glossary replaces', () => {
  expect(texts.length).toBeGreaterThan(500)
  const quoted = new Set<(typeof QUOTED)[number]>()
  const found = texts.flatMap(path => {
    const name = wordsIn(path).map(({ word, instead }) => `${path}: its name: "${word}": use ${instead}`)
    const text = readFileSync(join(root, path), 'utf8')
    const lines = text.split('\n')
    const inText = wordsIn(text).flatMap(({ line, word, instead }) => {
      const quote = QUOTED.find(([file, part]) => file === path && lines[line - 1]?.includes(part))
      if (quote === undefined) return [`${path}:${line}: "${word}": use ${instead}`]
      quoted.add(quote)
      return []
    })
    return [...name, ...inText]
  })
  expect(found).toEqual([])
  // an unused exception must be removed, too
  expect(QUOTED.filter(quote => !quoted.has(quote))).toEqual([])
})

test.each([
  ['prose', 'as it was given', [[1, 'given']]],
  ['a capital letter', 'Given that', [[1, 'Given']]],
  [
    'a name with humps',
    'const isWanted = givenByAuthor',
    [
      [1, 'Wanted'],
      [1, 'given']
    ]
  ],
  [
    'a name that ends in capitals',
    'NOT_GIVEN, URLWanted',
    [
      [1, 'GIVEN'],
      [1, 'Wanted']
    ]
  ],
  ['a name with hyphens', 'src/run/stand-ins.ts', [[1, 'stand ins']]],
  ['a later line', 'one\ntwo\nthree shall', [[3, 'shall']]],
  [
    'several lines',
    'given\n\ngiven\ncolour, spelt',
    [
      [1, 'given'],
      [3, 'given'],
      [4, 'colour'],
      [4, 'spelt']
    ]
  ],
  ['a sentence over two lines', 'three times in\na row', [[1, 'in a row']]],
  ['a sentence over a comment', '  // the way\n  // back', [[1, 'way back']]],
  ['a sentence over a docstring', '/**\n * puts it\n * back\n */', [[2, 'puts it back']]],
  ['a sentence over a quote', '> another\n> than this', [[1, 'another than']]],
  ['words between', 'putting the previous definition back', [[1, 'putting the previous definition back']]],
  ['two sentences', 'Put it there. Then go back.', []],
  ['words that contain one', 'recommended, forgiven, marshalled, unwantedly', []],
  ["the field's words", 'the desired definition was set; 3 consecutive probes passed', []]
] as const)('the glossary is looked for in %s', (_, text, expected) => {
  expect(wordsIn(text).map(({ line, word }) => [line, word])).toEqual(expected)
})

test.each([
  ['given', '"set", "specified" or "passed"'],
  ['What became of', '"the result of"'],
  ['recognised', '"-ize"'],
  ['amongst', '"among"']
])('"%s" is reported with what to write instead', (word, instead) => {
  expect(wordsIn(word)).toEqual([{ line: 1, word, instead }])
})
