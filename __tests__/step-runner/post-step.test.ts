import { expect, test } from '@jest/globals'
import type { PhaseResult } from '../../step-runner/result.ts'
import { script } from './support.ts'

const SAVE = "file('GITHUB_STATE', 'journal=a path\\n')"
const needsPost = ({ state }: PhaseResult): boolean => state['journal'] === 'a path'

test.each([
  ['the post step always runs after main, as on GitHub', {}, '', true],
  ['the post step is skipped if the caller requests it', { needsPost }, '', false],
  ['the caller decides with the state that main saved', { needsPost }, SAVE, true]
])('%s', async (_, options, main, runs) => {
  const result = await script(main, options, "console.log('post runs')")
  expect(result.post?.log).toBe(runs ? 'post runs' : undefined)
})
