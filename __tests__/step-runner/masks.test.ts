import { expect, test } from '@jest/globals'
import { Masks } from '../../step-runner/masks.ts'
import { messages, script } from './support.ts'

const SECRET = `p"s<w>&'/é x`

test.each([
  ['plain', SECRET],
  ['JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['URI', encodeURIComponent(SECRET).replaceAll("'", '%27')],
  ['XML', 'p&quot;s&lt;w&gt;&amp;&apos;/é x'],
  ['base64', Buffer.from(SECRET).toString('base64')],
  ['base64 from the second byte on', Buffer.from(SECRET).subarray(1).toString('base64')]
])('masks the %s form', (_, form) => {
  const masks = new Masks()
  masks.add(SECRET)
  expect(masks.mask(`before ${form} after`)).toBe('before *** after')
})

test('masks overlapping and adjacent secrets once', () => {
  const masks = new Masks()
  for (const value of ['abcd', 'cdef', 'ghij']) masks.add(value)
  expect(masks.mask('abcdef')).toBe('***')
  expect(masks.mask('abcdghij abcd')).toBe('*** ***')
  expect(masks.mask('nothing')).toBe('nothing')
})

test('a mask takes effect from its line on: in the log, in annotations and in the summary', async () => {
  const result = await script(`
    console.log('too early: first-secret')
    console.log('::add-mask::first-secret%0Asecond-secret')
    console.log('now first-secret and second-secret')
    console.error('::error title=T second-secret::first-secret%0Asecond-secret')
    file('GITHUB_STEP_SUMMARY', '# first-secret\\nsecond-secret\\n')
    file('GITHUB_OUTPUT', 'good=fine\\nbad=has first-secret\\nempty=\\n')
  `)
  expect(result.log).toContain('too early: first-secret\nnow *** and ***')
  expect(result.annotations).toEqual([{ level: 'error', title: 'T ***', message: '***\n***' }])
  expect(result.summary).toBe('# ***\n***\n')
  expect(result.masks).toEqual(['first-secret\nsecond-secret', 'first-secret', 'second-secret'])
  expect(result.rawStdout).toContain('now first-secret')
  // steps of the same job see it, other jobs do not
  expect(result.outputs).toEqual({ good: 'fine', bad: 'has first-secret', empty: '' })
  expect(result.jobOutputs).toEqual({ good: 'fine' })
  expect(result.droppedOutputs).toEqual(['bad'])
})

test('warns about an empty mask', async () => {
  const result = await script("console.log('::add-mask:: ')")
  expect(messages(result)).toEqual([
    "warning: Can't add secret mask for empty string in ##[add-mask] command."
  ])
})
