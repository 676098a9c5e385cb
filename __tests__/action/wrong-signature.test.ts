import { expect, test } from '@jest/globals'
import { seedOf, withCloud } from '../support/cloud.ts'
import { jobOf, withGitHub } from '../support/github.ts'
import { textOf } from '../support/markdown-text.ts'
import { annotationsOf, everythingOf, inputsFor, reportOf, step } from '../support/step.ts'

const TOKEN = 'CAIS+token/with=odd+characters=='
const PASSWORD = 'db-p@ss/word+1'
const DATA = JSON.stringify({ ServiceAddress: `http://user:${encodeURIComponent(PASSWORD)}@10.0.0.2:8080` })

test('a wrong secret shows the service’s message without the request that it repeats', () =>
  withGitHub({}, github =>
    withCloud(seedOf({ securityToken: TOKEN }), async cloud => {
      const result = await step(
        inputsFor(cloud, {
          'access-key-secret': 'another-secret',
          'security-token': TOKEN,
          'backend-model-data': DATA,
          'comment-on-pr': 'true'
        }),
        jobOf(github)
      )
      expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'SignatureDoesNotMatch' })
      const message =
        'DescribeBackendInfo failed with SignatureDoesNotMatch (HTTP 400): Specified signature is not matched with our calculation.'
      expect(reportOf(result).targets[0]?.error).toMatchObject({
        message: expect.stringContaining(message),
        hint: expect.stringContaining('the access key secret does not belong to the AccessKey ID')
      })
      expect(annotationsOf(result, 'error')[0]).toContain(message)
      // the service did repeat the request, so that the test would see it
      expect(cloud.requests[0]?.headers['x-acs-security-token']).toBe(TOKEN)
      const shown = `${everythingOf(result)}${textOf(github.comments()[0]?.body ?? '')}`
      expect(github.comments()).toHaveLength(1)
      expect(shown).not.toMatch(/StringToSign|CanonicalRequest|x-acs-/)
      expect(shown).not.toContain(TOKEN)
    })
  ))

test.each([
  [
    'HMAC-SHA1, where a token and a definition are encoded twice',
    `server string to sign is:POST&%2F&${encodeURIComponent(
      `BackendModelData=${encodeURIComponent(DATA)}&SecurityToken=${encodeURIComponent(TOKEN)}`
    )}`
  ],
  [
    'ACS3-HMAC-SHA256, with the definition in the query',
    `server StringToSign is [ACS3-HMAC-SHA256\n0123] server CanonicalRequest is [POST\n/\nBackendModelData=${encodeURIComponent(DATA)}\nx-acs-security-token:${TOKEN}\n]`
  ]
])('a write whose request the service repeats: %s', (_, echo) =>
  withCloud(seedOf({ securityToken: TOKEN }), async cloud => {
    const words = 'Specified signature is not matched with our calculation.'
    cloud.faults.add({
      kind: 'custom',
      action: 'ModifyBackendModel',
      status: 400,
      code: 'SignatureDoesNotMatch',
      message: `${words} ${echo}`
    })
    const result = await step(inputsFor(cloud, { 'security-token': TOKEN, 'backend-model-data': DATA }))
    expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'SignatureDoesNotMatch' })
    expect(reportOf(result).targets[0]?.error?.message).toMatch(/\(HTTP 400\): Specified .* calculation\.$/)
    const shown = everythingOf(result)
    expect(shown).toContain(words)
    expect(shown).not.toMatch(/to ?sign is|CanonicalRequest|BackendModelData%|CAIS|token%2|p%2540ss|p%40ss/i)
  })
)
