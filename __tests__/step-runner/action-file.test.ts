import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readAction } from '../../step-runner/action-file.ts'

async function read(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'action-'))
  try {
    await writeFile(join(folder, 'action.yaml'), text)
    return readAction(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('reads an action from action.yaml, without inputs', async () => {
  const action = await read('name: A\nruns: { using: node24, main: dist/index.js, post: dist/post.js }')
  expect(action).toMatchObject({ name: 'A', inputs: [], post: { condition: 'always' } })
})

test.each([
  ['runs: { using: composite }', "invalid value 'composite' for runs.using"],
  ['runs: { using: node24 }', 'runs.main is missing'],
  ['runs: { using: node24, main: a.js, pre: b.js }', 'runs.pre is not supported'],
  ["runs: { using: node24, main: a.js, post: b.js, post-if: runner.os == 'Linux' }", 'runs.post-if'],
  ['name: A', 'runs is not a mapping']
])('rejects %j', async (text, message) => {
  await expect(read(text)).rejects.toThrow(message)
})

test('the error for a folder without an action names the folder', () => {
  expect(() => readAction(import.meta.dirname)).toThrow(`in '${import.meta.dirname}'`)
})
