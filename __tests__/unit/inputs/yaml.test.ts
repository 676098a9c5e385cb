import { describe, expect, test } from '@jest/globals'
import { GOOD, problems } from '../../support/inputs.ts'

const textOf = (data: string, type = ''): Promise<string[]> =>
  problems({ ...GOOD, mode: 'validate', 'backend-type': type, 'backend-model-data': data })

describe('invalid YAML is reported with its position and cause', () => {
  test.each([
    [
      'a key indented too deep',
      'a:\n  TEST:\n    b: abc\n      c:\n        d: 1\n',
      'line 4, column 7: neither JSON nor YAML: this key is indented deeper'
    ],
    [
      'a key indented too deep, behind a comment',
      'a:\n  b: abc\n  # note\n      c: 1\n',
      'line 4, column 7: neither JSON nor YAML: this key is indented deeper'
    ],
    [
      'an expression in a flow',
      'a: { b: ${{ env.X }} }\n',
      'line 1, column 9: neither JSON nor YAML: GitHub does not evaluate expressions'
    ],
    [
      'an expression as a key',
      '${{ env.STAGE }}: { a: 1 }\n',
      'line 1, column 1: GitHub does not evaluate expressions'
    ],
    [
      'a placeholder in a flow, without quotes',
      'a: { b: http://a:${PORT} }\n',
      'line 1, column 18: neither JSON nor YAML: a value that contains ${…}; put it in quotes'
    ],
    [
      'a key indented too little',
      'a:\n    b: 1\n  c: 2\n',
      'line 3, column 3: neither JSON nor YAML: this line is not aligned with its neighbors'
    ],
    [
      'a key without its colon',
      'a:\n  b c\n  d: 1\n',
      'line 2, column 3: neither JSON nor YAML: a line without a colon'
    ],
    [
      'a key without a space behind its colon',
      'a:\n  b:c\n  d: 1\n',
      'line 2, column 3: neither JSON nor YAML: a line without a colon'
    ],
    [
      'a colon in a value',
      'a: x: y\n',
      'line 1, column 4: neither JSON nor YAML: a colon and a space inside a value'
    ],
    [
      'a quote that is not closed',
      'a: 1\nb: "abc\nc: 1\n',
      'line 2, column 4: neither JSON nor YAML: a quote that is not closed'
    ],
    [
      'a brace that is not closed',
      'a: {b: 1\nc: 2\n',
      'line 1, column 4: neither JSON nor YAML: a "{" that is not closed'
    ],
    ['a tab', 'a:\n\tb: 1\n', 'line 2, column 1: neither JSON nor YAML: a tab'],
    ['a missing comma', '{"a": 1 "b": 2}', 'line 1, column 7: neither JSON nor YAML: a missing comma'],
    [
      'a conflict',
      'a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n',
      'line 2, column 1: neither JSON nor YAML: a git conflict marker'
    ],
    [
      'a full-width colon after a key',
      'a:\n  b：\n    c: 1\n',
      'line 2, column 3: neither JSON nor YAML: full-width punctuation'
    ],
    [
      'a full-width colon in JSON',
      '{"a"：{"b":"c"}}',
      'line 1, column 5: neither JSON nor YAML: full-width punctuation'
    ],
    [
      'a full-width comma in JSON',
      '{"a":"b"，"c":"d"}',
      'line 1, column 9: neither JSON nor YAML: full-width punctuation'
    ],
    [
      'a full-width colon in one line',
      'a：http://10.0.0.2',
      'line 1, column 1: contains full-width punctuation'
    ],
    ['full-width braces', '｛"a":"b"｝', 'line 1, column 1: contains full-width punctuation'],
    [
      'a no-break space after a colon',
      'a:\u00a0http://10.0.0.2',
      'line 1, column 1: contains a no-break space or another invisible character after a colon'
    ],
    [
      'JSON in quotation marks',
      '\'{"a": "b"}\'',
      'line 1, column 1: is a string: the quotation marks around it are part of the value. Remove them'
    ],
    [
      'a comment before JSON',
      '// note\n{"a":"b"}',
      'line 1, column 1: begins with a comment (//): JSON has no comments'
    ],
    [
      'a comment behind JSON',
      '{"a":{"b":"c"} // note\n}',
      'line 1, column 16: neither JSON nor YAML: a comment (//): JSON has no comments'
    ],
    [
      'a comment in JSON',
      '{"a":"b"/* note */}',
      'line 1, column 9: neither JSON nor YAML: a comment (/*): JSON has no comments'
    ],
    [
      'a comment of JSON before YAML',
      '// note\na: 1\n',
      'line 1, column 1: neither JSON nor YAML: a comment (//): JSON has no comments'
    ],
    ['a key twice', 'orders: 1\norders: 2\n', 'line 2, column 1: duplicate key "orders"']
  ])('%s', async (_, data, said) => {
    expect(await textOf(data)).toEqual([expect.stringContaining(`backend-model-data: ${said}`)])
  })
})

test('no message repeats a value', async () => {
  const secret = 'hunter2hunter2'
  for (const data of [
    `{"ServiceAddress":"http://user:${secret}@***"}`,
    `{password:${secret}}`,
    `{ServiceAddress:http://deployer:${secret}@10.0.0.2:8080}`,
    `{ServiceAddress:http://a?token=${secret}}`,
    `{Bearer-${secret}:x}`,
    `{“password”: “${secret}”}`,
    `password: ${secret}\n  x: 1\n`,
    `{ // ${secret}\n "a": 1}`,
    `a: "${secret}\nb: 1`
  ]) {
    const found = await textOf(data, 'HTTP')
    expect(found).not.toEqual([])
    expect(found.join('\n')).not.toContain('hunter2')
  }
})
