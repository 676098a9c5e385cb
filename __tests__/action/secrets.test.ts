import { describe, expect, test } from '@jest/globals'
import { seedOf, withCloud } from '../support/cloud.ts'
import { jobOf, withGitHub } from '../support/github.ts'
import { holdBatch } from '../support/left-behind.ts'
import { textOf } from '../support/markdown-text.ts'
import { everythingOf, inputsFor, reportOf, start, step } from '../support/step.ts'

// each contains characters that Markdown must escape, or that a cut could split
const VALUES = [
  'p@ss-word_123!',
  '#12345 $tuff ~~ *x*',
  'deadbeefdeadbeefdeadbeef',
  '- <b> & | `code` [x](y)',
  'quo"te\\back:slash',
  `long${'-x'.repeat(400)}`
].map(value => [value.slice(0, 24), value] as const)

describe('a masked value that the cloud repeats is never shown', () => {
  test.concurrent.each(VALUES)('%s', (_, value) =>
    withGitHub({}, github =>
      withCloud(seedOf(), async cloud => {
        cloud.faults.add({
          kind: 'failing-batch',
          action: 'ModifyBackendModel',
          message: `login with ${value} refused`
        })
        const result = await step(
          inputsFor(cloud, {
            'comment-on-pr': 'true',
            'probe-url': `${cloud.endpoint.replace(/^(?!http)/, 'http://')}/`,
            'probe-headers': `X-Probe: ${value}`
          }),
          jobOf(github)
        )
        expect(result.outputs['result']).toBe('partial')
        const [comment] = github.comments()
        for (const page of [result.summary, comment?.body ?? '']) {
          expect(textOf(page)).toContain('login with *** refused')
          expect(textOf(page)).not.toContain(value)
          // nor a part that was cut off
          expect(textOf(page)).not.toContain(value.slice(0, 12))
        }
        expect(reportOf(result).targets[0]?.error?.message).toContain('login with *** refused')
        expect(everythingOf(result)).not.toContain(value)
      })
    )
  )
})

test.concurrent('a masked value where a long message is cut is not shown in part', () =>
  withCloud(seedOf(), async cloud => {
    const value = 'tr0ub4dor-and-3'
    const message = `${'x'.repeat(992)} ${value}`
    cloud.faults.add({ kind: 'custom', status: 400, code: 'InvalidX', message, action: 'ModifyBackendModel' })
    const result = await step(
      inputsFor(cloud, { 'probe-headers': `X-Probe: ${value}`, 'probe-url': 'http://127.0.0.1:1/' })
    )
    expect(result.outputs['result']).toBe('failed')
    expect(everythingOf(result)).toContain('xxxxx')
    expect(everythingOf(result)).not.toContain('tr0ub')
  }))

test.concurrent('a previous definition with a masked text is never offered to paste', () =>
  withCloud(
    seedOf({ definition: `{ ServiceAddress: 'http://10.0.0.1:8080/shop-token-1' }` }),
    async cloud => {
      cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel', message: 'no route' })
      const result = await step(inputsFor(cloud, { 'probe-headers': 'X-Probe: shop-token-1' }))
      expect(result.outputs).toMatchObject({ result: 'partial', 'previous-backend-model-data': '' })
      const why = 'because it contains a value that is masked in this job'
      expect(reportOf(result).targets[0]?.error?.hint).toContain(`which is not shown here, ${why}`)
      // once, in place of the rollback step
      expect(textOf(result.summary).split(why)).toHaveLength(2)
      expect(`${result.log}${result.summary}`).not.toMatch(/backend-model-data: .*\*\*\*/)
    }
  ))

test.concurrent('a masked endpoint is not offered to paste either', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel', message: 'no route' })
    // the post step removes the journal, which contains the endpoint
    const inputs = inputsFor(cloud, { 'probe-headers': `X-Probe: ${cloud.endpoint}` })
    const result = await step(inputs, { idlePost: true })
    expect(result.outputs['result']).toBe('partial')
    expect(textOf(result.summary)).toContain('To roll back')
    expect(`${result.log}${textOf(result.summary)}`).not.toMatch(/endpoint: .*\*\*\*/)
  }))

const SECRET = 'p@ss-word_123!'

test.concurrent.each([
  ['the secret of the access key', SECRET, {}],
  // the post step sends no probe, and gets the value from the same cloud
  ['a header of a probe', 'test-access-key-secret', { 'probe-headers': `X-Probe: ${SECRET}` }],
  [
    'a password in the definition',
    'test-access-key-secret',
    { 'backend-model-data': JSON.stringify({ ServiceAddress: `http://user:${SECRET}@10.0.0.2:8080` }) }
  ]
])('the post step does not show it either: %s', (_, keySecret, inputs) =>
  withGitHub({}, github =>
    withCloud(seedOf().replace('test-access-key-secret', keySecret), async cloud => {
      cloud.faults.add({
        kind: 'failing-batch',
        action: 'ModifyBackendModel',
        message: `login with ${SECRET} refused`
      })
      const running = await start(
        inputsFor(cloud, { 'comment-on-pr': 'true', 'probe-url': 'http://127.0.0.1:9/', ...inputs }),
        { ...jobOf(github), ...holdBatch(cloud) }
      )
      await running.line('accepted')
      running.kill()
      const { post } = await running.result
      for (const page of [post?.summary ?? '', github.comments()[0]?.body ?? '']) {
        expect(textOf(page)).toContain('login with *** refused')
        expect(textOf(page)).not.toContain(SECRET)
      }
      expect(post?.log).not.toContain(SECRET)
    })
  )
)
