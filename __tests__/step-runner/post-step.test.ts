import { expect, test } from '@jest/globals'
import { script } from './support.ts'

const SAVE = "file('GITHUB_STATE', 'journal=a path\\n')"

test.each([
  ['as on GitHub, it runs although main saved no state', {}, '', true],
  ['it can be left out where main saved no state', { postWithoutState: false }, '', false],
  ['it always runs where main saved state', { postWithoutState: false }, SAVE, true]
])('%s', async (_, options, main, runs) => {
  const result = await script(main, options, "console.log('post runs')")
  expect(result.post?.log).toBe(runs ? 'post runs' : undefined)
})
