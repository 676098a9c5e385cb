import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { parseDocument } from '../../../src/inputs/definition.ts'
import { placeText, toJson } from '../../../src/inputs/manifest/located.ts'
import {
  fillIn,
  fillingOf,
  parseVariables,
  registerVariables,
  unusedOf
} from '../../../src/inputs/manifest/variables.ts'
import { parseYaml } from '../../../src/inputs/manifest/yaml.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'

describe('lines', () => {
  test.each<[string, Record<string, string>]>([
    ['PORT=8080', { PORT: '8080' }],
    ['A=1\r\n\n  B = two words \n', { A: '1', B: 'two words' }],
    ['A=b=c', { A: 'b=c' }],
    ['A=""', { A: '' }],
    ['A="  b  "', { A: '  b  ' }],
    ['A="b" and "c"', { A: '"b" and "c"' }],
    ['A={"b":1}', { A: '{"b":1}' }],
    ['A=${B}', { A: '${B}' }],
    ['_a1=x', { _a1: 'x' }],
    ['__proto__=x', Object.fromEntries([['__proto__', 'x']])]
  ])('%j', (raw, variables) => {
    expect(Object.fromEntries(parseVariables(raw))).toEqual(variables)
  })

  test.each([
    ['hunter2', 'line 1 must be NAME=value'],
    ['A=1\n2B=hunter2', 'line 2 must be NAME=value'],
    ['A-B=hunter2', 'line 1 must be'],
    ['=hunter2', 'line 1 must be'],
    [
      'A=',
      'has no value for A: a job output that was dropped or misspelled arrives as an empty string; if that is intended, write A=""'
    ],
    ['A=   ', 'has no value for A'],
    ['A=hunter2\nA=hunter2', 'sets A twice'],
    ['A=\nhunter2\nB=', 'has no value for A: ']
  ])('%j is refused, without its values', (raw, reason) => {
    let message = ''
    try {
      parseVariables(raw)
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain(reason)
    expect(message).not.toContain('hunter2')
  })

  test('reports every invalid line', () => {
    expect(() => parseVariables('A=\nx\nB=')).toThrow(/no value for A: .*line 2.*no value for B/)
  })
})

function fill(
  source: string,
  variables: Record<string, string>
): { value: unknown; found: string[]; unused: readonly string[] } {
  const { root, position } = parseYaml(source)
  if (root === undefined) throw new Error('not YAML')
  const filling = fillingOf(new Map(Object.entries(variables)))
  const filled = fillIn(root, filling)
  return {
    value: toJson(filled.root),
    found: filled.findings.map(({ at, what }) => `${placeText(position(at))}: ${what}`),
    unused: unusedOf(filling)
  }
}

test.each<[string, unknown]>([
  ['http://${HOST}:${PORT}/', 'http://h:80/'],
  ['$${PORT}', '${PORT}'],
  ['$$${PORT}', '$${PORT}'],
  ['$${${PORT}', '${80'],
  ['$PORT {PORT} $ { }', '$PORT {PORT} $ { }'],
  ['${NESTED}', '${PORT}'],
  ['${YAML}', '"}, x: ["'],
  ['${EMPTY}', ''],
  ['${PORT}', '80']
])('%s becomes %j', (text, value) => {
  const variables = { HOST: 'h', PORT: '80', NESTED: '${PORT}', YAML: '"}, x: ["', EMPTY: '' }
  expect(fill(JSON.stringify({ a: [{ b: text }], '${PORT}': 1 }), variables)).toMatchObject({
    value: { a: [{ b: value }], '${PORT}': 1 },
    found: []
  })
})

test.each([
  ['a: ${POTR}', 'line 1, column 4: POTR is not set in the input variables; did you mean PORT?'],
  ['a:\n  b: [x, "${NOTHING}"]', 'line 2, column 10: NOTHING is not set in the input variables'],
  ['a: ${toString}', 'toString is not set in the input variables'],
  ['a: ${}', 'line 1, column 4: a ${ that is not part of ${NAME}; a literal ${ is written $${'],
  ['a: ${ PORT }', 'a ${ that is not part of ${NAME}'],
  ['a: ${PORT', 'a ${ that is not part of ${NAME}'],
  ['a: "${{ env.PORT }}"', 'GitHub does not evaluate expressions (${{ … }}) in files'],
  ['a: ${PORT:-80}', 'a ${ that is not part of ${NAME}']
])('%s is reported', (source, what) => {
  const { found } = fill(source, { PORT: '80' })
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(what)
})

test.each([
  'Password: abc${hunter2}',
  'Headers: [{ HeaderName: Authorization, HeaderValue: "Bearer ${hunter2}" }]',
  'ServiceAddress: http://user:pass${hunter2}@host/'
])('no part of %s is repeated', source => {
  const { found } = fill(source, {})
  expect(found).toHaveLength(1)
  expect(found[0]).toContain('a variable that is not set in the input variables')
  expect(found[0]).not.toContain('hunter2')
})

test('nodes shared by aliases are replaced and reported once', () => {
  const source = 'a: &a { b: "${X}", c: "${Y}" }\nd: [*a, *a]'
  const { value, found } = fill(source, { X: '1' })
  expect(value).toEqual({
    a: { b: '1', c: null },
    d: [
      { b: '1', c: null },
      { b: '1', c: null }
    ]
  })
  expect(found).toHaveLength(1)
})

test.each([
  ['a text', `a: "${'${X}'.repeat(50_000)}"`],
  ['many texts', `[${'"${X}",'.repeat(50_000)}]`],
  ['aliases', `a: &a "${'${X}'.repeat(100)}"\nb: [${'*a,'.repeat(1000)}]`]
])('%s cannot grow without limit', (_, source) => {
  const { found, value } = fill(source, { X: 'x'.repeat(100_000) })
  expect(found).toEqual(['line 1, column 1: larger than 2 MiB after variables are replaced'])
  expect(value).toBeNull()
})

test('unused variables are reported', () => {
  expect(fill('a: ${A}', { A: '1', B: '2', C: '3' }).unused).toEqual(['set in variables, but not used: B, C'])
  expect(fill('a: ${A}', { A: '1' }).unused).toEqual([])
  expect(unusedOf(undefined)).toEqual([])
})

test('values are secret if their names indicate it', () => {
  const masks: string[] = []
  registerVariables(
    new Map([
      ['DB_PASSWORD', 'hunter2hunter2'],
      ['PORT', '80808080']
    ]),
    createSecrets(value => masks.push(value))
  )
  expect(masks).toEqual(['hunter2hunter2'])
})

/** Texts with more valid and broken placeholders than random ones. */
const dollars = fc.oneof(
  fc.string(),
  fc.array(fc.constantFrom('$', '{', '}', 'X', '${', '${X}', '"')).map(parts => parts.join(''))
)

test('values change only texts, never the structure, and are not parsed again', () => {
  fc.assert(
    fc.property(dollars, dollars, dollars, (before, value, after) => {
      const escaped = (text: string): string => text.split('${').join('$${')
      // a $ before the placeholder would make it a literal
      fc.pre(!before.endsWith('$'))
      const source = JSON.stringify({ a: `${escaped(before)}\${X}${escaped(after)}` })
      expect(fill(source, { X: value })).toMatchObject({ value: { a: before + value + after }, found: [] })
    })
  )
})

test('a secret value that is only a placeholder is named, because it contains no secret', () => {
  expect(fill('password: ${DB_PASSWORD}\ntoken: a${DB_TOKEN}', {}).found).toEqual([
    expect.stringContaining('line 1, column 11: DB_PASSWORD is not set in the input variables'),
    expect.not.stringContaining('DB_TOKEN')
  ])
})

test('without variables, a document keeps its placeholders', async () => {
  expect(await parseDocument('{"a":"${X}"}')).toEqual({ a: '${X}' })
  expect(await parseDocument('a: ${X}')).toEqual({ a: '${X}' })
  expect(await parseDocument('{"a":"${X}"}', fillingOf(new Map([['X', 'y']])))).toEqual({ a: 'y' })
  await expect(parseDocument('{"a":"${X}"}', fillingOf(new Map()))).rejects.toThrow(
    'has at line 1, column 6: X is not set in the input variables'
  )
})
