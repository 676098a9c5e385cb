import { expect, test } from '@jest/globals'
import { parsePairs } from '../../step-runner/file-commands.ts'
import { messages, script } from './support.ts'

test('reads outputs, state, environment and path from their files, and passes them to the post step', async () => {
  const result = await script(
    `
      file('GITHUB_OUTPUT', 'a=1=2\\n\\nb<<EOF\\nline 1\\nc=line 2\\nEOF\\na=last\\nempty<<X\\nX')
      file('GITHUB_STATE', 'journal=/a/path\\n')
      file('GITHUB_ENV', 'MINE=yes\\n')
      file('GITHUB_PATH', '/first\\n/second\\n')
    `,
    {},
    `
      console.log(process.env.STATE_journal, process.env.MINE, process.env.PATH)
      file('GITHUB_OUTPUT', 'late=not of the step')
    `
  )
  expect(result.outputs).toEqual({ a: 'last', b: 'line 1\nc=line 2', empty: '' })
  expect(result).toMatchObject({
    state: { journal: '/a/path' },
    env: { MINE: 'yes' },
    path: ['/second', '/first'],
    conclusion: 'success'
  })
  expect(result.post?.log).toMatch(/^\/a\/path yes \/second[:;]\/first[:;]/)
  expect(result.post?.outputs).toEqual({ late: 'not of the step' })
})

test('reads the files after a failure as well', async () => {
  const result = await script("file('GITHUB_OUTPUT', 'result=unknown\\n'); process.exit(3)")
  expect(result).toMatchObject({ conclusion: 'failure', exitCode: 3, outputs: { result: 'unknown' } })
})

test.each([
  ['no separator', "Invalid format 'no separator'"],
  ['=value', "Invalid format '=value'. Name must not be empty"],
  ['name<<', "Invalid format 'name<<'. Name must not be empty and delimiter must not be empty"],
  ['name<<EOF\nvalue\n', "Invalid value. Matching delimiter not found 'EOF'"],
  ['name<<EOF\nvalue', 'Invalid value. EOF marker missing new line.']
])('the malformed file %j fails the step; the pairs before it are kept', async (text, message) => {
  const result = await script(`file('GITHUB_OUTPUT', 'good=1\\n' + ${JSON.stringify(text)})`)
  expect(result).toMatchObject({ conclusion: 'failure', exitCode: 0, outputs: { good: '1' } })
  expect(messages(result)).toEqual([
    "error: Unable to process file command 'output' successfully.",
    `error: ${message}`
  ])
})

test('a value can contain what looks like another pair', () => {
  expect([...parsePairs('a=b<<c\nd<<e=f\ng<<h\ne=f\n')]).toEqual([
    ['a', 'b<<c'],
    ['d', 'g<<h']
  ])
})

test('an action cannot set NODE_OPTIONS', async () => {
  const result = await script("file('GITHUB_ENV', 'NODE_OPTIONS=--inspect\\n')")
  expect(result).toMatchObject({ env: {}, conclusion: 'success' })
  expect(messages(result)).toEqual([
    "error: Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command."
  ])
})

test('drops a summary above 1 MiB with an error, and the step succeeds', async () => {
  const fits = await script("file('GITHUB_STEP_SUMMARY', 'x'.repeat(1024 * 1024))")
  expect(fits.summary).toHaveLength(1024 * 1024)
  const tooLarge = await script("file('GITHUB_STEP_SUMMARY', 'x'.repeat(1024 * 1024 + 1))")
  expect(tooLarge).toMatchObject({ summary: '', conclusion: 'success' })
  expect(messages(tooLarge)[0]).toContain('supports content up to a size of 1024k')
})

test('an action that removes its files sets no outputs', async () => {
  const result = await script(`
    const { rmSync } = await import('node:fs')
    for (const name of ['OUTPUT', 'STEP_SUMMARY', 'STATE']) rmSync(process.env['GITHUB_' + name])
  `)
  expect(result).toMatchObject({ outputs: {}, summary: '', conclusion: 'success' })
})

test('state that is too long prevents the post step from starting', async () => {
  const state = (length: number) =>
    script(`file('GITHUB_STATE', 's=' + 'x'.repeat(${length}) + '\\n')`, {}, "console.log('started')")
  const fits = 131_071 - 'STATE_s='.length
  expect((await state(fits)).post?.log).toBe('started')
  const { post, conclusion } = await state(fits + 1)
  expect(conclusion).toBe('success')
  expect(post).toMatchObject({ conclusion: 'failure', exitCode: null, rawStdout: '' })
  expect(post?.log).toMatch(/^Error: An error occurred trying to start process .*Argument list too long/)
})

test('a missing Node binary fails the step', async () => {
  const result = await script('', { node: 'no-such-node-binary' })
  expect(result).toMatchObject({ conclusion: 'failure', exitCode: null })
  expect(messages(result)[0]).toContain("An error occurred trying to start process 'no-such-node-binary'")
})
