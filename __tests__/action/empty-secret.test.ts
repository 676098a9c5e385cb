import { describe, expect, test } from '@jest/globals'
import type { StepOptions } from '../../step-runner/step.ts'
import { seedOf, withCloud } from '../support/cloud.ts'
import { keylessInputs } from '../support/keyless.ts'
import { annotationsOf, inputsFor, step } from '../support/step.ts'

const REPOSITORY = 'octo-org/octo-shop'
const NO_KEYS = { 'access-key-id': '', 'access-key-secret': '' }
const VARIABLES = { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' }

type Job = NonNullable<StepOptions['github']>

const pullRequest = (head: unknown, eventName = 'pull_request'): Job => ({
  eventName,
  repository: REPOSITORY,
  event: { pull_request: { number: 7, head } }
})
const FORK = pullRequest({ repo: { fork: true, full_name: 'stranger/octo-shop' } })
const DEPENDABOT: Job = {
  ...pullRequest({ repo: { fork: false, full_name: REPOSITORY } }),
  actor: 'dependabot[bot]'
}

const OF_FORK = 'This run is for a pull request from a fork (stranger/octo-shop)'
const OF_DEPENDABOT = 'This run was started by Dependabot'
const IN_GENERAL = 'Usual causes of an empty secret: its name is misspelled'

/** The only error of a step without credentials. */
async function errorOf(inputs: Record<string, string>, options: Partial<StepOptions>): Promise<string> {
  let error = ''
  await withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud, inputs), options)
    expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'InvalidInput' })
    expect(annotationsOf(result, 'error')).toHaveLength(1)
    expect(cloud.requests).toEqual([])
    error = annotationsOf(result, 'error')[0] ?? ''
  })
  return error
}

describe.each<[string, Record<string, string>, Record<string, string>, RegExp]>([
  ['both inputs', NO_KEYS, {}, /^access-key-id: is not set, nor is access-key-secret/],
  ['only the secret', { 'access-key-secret': '' }, {}, /^access-key-secret: is required/],
  ['only the ID', { 'access-key-id': '' }, {}, /^access-key-id: is required/],
  [
    'environment variables',
    NO_KEYS,
    VARIABLES,
    /\(empty: ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET\)/
  ],
  [
    'one of the two variables',
    NO_KEYS,
    { ...VARIABLES, ALIBABA_CLOUD_ACCESS_KEY_ID: 'an-access-key' },
    /^ALIBABA_CLOUD_ACCESS_KEY_SECRET: is empty, but ALIBABA_CLOUD_ACCESS_KEY_ID is set/
  ],
  [
    'half of the role inputs',
    { ...NO_KEYS, 'role-to-assume': 'acs:ram::1234567890123456:role/switch' },
    { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.test/', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job' },
    /^oidc-provider-arn: is required/
  ]
])('%s is empty', (_what, inputs, env, says) => {
  test.each([
    ['a pull request from a fork', FORK, OF_FORK],
    ['Dependabot’s run', DEPENDABOT, OF_DEPENDABOT],
    ['any other run', { eventName: 'push' }, IN_GENERAL]
  ])('in %s, the likely cause comes first', async (_run, github, cause) => {
    const error = await errorOf(inputs, { github, env })
    expect(error).toMatch(says)
    expect(error).toContain(cause)
    for (const usual of ['its name is misspelled', 'the job has no environment: of that name']) {
      expect(error.indexOf(usual)).toBeGreaterThanOrEqual(error.indexOf(cause))
    }
    for (const other of [OF_FORK, OF_DEPENDABOT, IN_GENERAL].filter(one => one !== cause)) {
      expect(error).not.toContain(other)
    }
  })
})

test.each([
  [
    'a pull request from a fork',
    FORK,
    /not allowed to request one .*\. This run is for a pull request from a fork/
  ],
  ['Dependabot’s run', DEPENDABOT, /not allowed to request one .*\. This run was started by Dependabot/],
  ['any other run', { eventName: 'push' }, /not allowed to request one .*\. Add to the job:/]
])('a role without the OIDC token permission, in %s', (_run, github, says) =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud, keylessInputs(cloud)), { github })
    const [error = ''] = annotationsOf(result, 'error')
    expect(error).toMatch(says)
    expect(error).toMatch(/\n +permissions:\n +id-token: write\n +contents: read\n/)
    expect(error).toContain('With a reusable workflow, the calling job requires the permission, too')
    expect(cloud.requests).toEqual([])
  })
)

describe('an empty token for comments never fails the step', () => {
  const inputs = { 'comment-on-pr': 'true', 'github-token': '' }

  test.each([
    ['a pull request from a fork', FORK, OF_FORK],
    ['Dependabot’s run', DEPENDABOT, OF_DEPENDABOT],
    ['any other run', { eventName: 'push' }, IN_GENERAL]
  ])('in %s, one warning has the likely cause', (_run, github, cause) =>
    withCloud(seedOf(), async cloud => {
      const result = await step(inputsFor(cloud, inputs), { github })
      expect(result.outputs).toMatchObject({ result: 'switched', 'error-code': '' })
      const [warning = '', ...others] = annotationsOf(result, 'warning')
      expect(others).toEqual([])
      expect(warning).toMatch(/^no comment on the pull request is written: github-token is empty\. /)
      expect(warning).toContain(cause)
    })
  )

  test('without a comment to write, there is no warning', async () => {
    const result = await step({
      mode: 'validate',
      'backend-id': 'b1',
      'stage-name': 'TEST',
      'backend-model-data': '{"K":1}',
      ...inputs
    })
    expect(result.outputs['result']).toBe('valid')
    expect(annotationsOf(result, 'warning')).toEqual([])
  })
})
