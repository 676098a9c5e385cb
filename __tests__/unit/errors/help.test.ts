import { expect, test } from '@jest/globals'
import { helpLine, helpPage } from '../../../src/errors/help.ts'

const serverUrl = 'https://github.com'
const actionRepository = 'acme/switch-backend'
const actionRef = 'v1'
const ofV1 = 'https://github.com/acme/switch-backend/blob/v1/docs/troubleshooting.md'

test.each([
  ['a tag', { actionRef }, ofV1],
  ['a commit', { actionRef: 'f5da9f8'.repeat(5) }, ofV1.replace('v1', 'f5da9f8'.repeat(5))],
  ['a branch', { actionRef: 'release/v1.2+rc' }, ofV1.replace('v1', 'release/v1.2+rc')],
  [
    'a GitHub Enterprise server',
    { serverUrl: 'https://ghe.example.com:8443' },
    ofV1.replace('github.com', 'ghe.example.com:8443')
  ],
  ['an action in a subdirectory', { actionRepository: 'acme/switch-backend/native' }, ofV1],
  ['the same repository, `uses: ./`', { actionRepository: '', actionRef: '' }, undefined],
  ['no ref', { actionRef: '' }, undefined],
  ['a repository without a name', { actionRepository: 'acme' }, undefined],
  ['a ref with a relative path', { actionRef: '../../../evil' }, undefined],
  ['a ref with more text', { actionRef: 'v1) [x](https://evil.test' }, undefined],
  ['a ref with an anchor', { actionRef: 'v1#x' }, undefined],
  ['an invalid repository', { actionRepository: 'acme/a b' }, undefined],
  ['an invalid server', { serverUrl: 'javascript:alert(1)' }, undefined]
])('the URL of the page for %s', (_, source, page) => {
  expect(helpPage({ serverUrl, actionRepository, actionRef, ...source })).toBe(page)
})

test('the line of text has the URL, or the path if the URL is not known', () => {
  const error = { code: 'Throttling.User', message: 'Request was denied due to user flow control.' }
  expect(helpLine(error, { serverUrl, actionRepository, actionRef })).toBe(
    `Troubleshooting: ${ofV1}#throttling`
  )
  expect(helpLine(error, { serverUrl, actionRepository: '', actionRef: '' })).toBe(
    'Troubleshooting: docs/troubleshooting.md#throttling in the repository of this action'
  )
})
