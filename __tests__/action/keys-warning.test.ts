import { expect, test } from '@jest/globals'
import { BACKEND_ID, NEW_DATA, seedOf, withCloud } from '../support/cloud.ts'
import { annotationsOf, inputsFor, step } from '../support/step.ts'

const TOKEN = 'test-security-token-0123456789'
const LONG = { 'wait-timeout': '20m' }

/** The warnings about credentials of a step with these inputs, in a cloud that may already be as desired. */
async function warningsOf(
  inputs: Record<string, string>,
  { isTemporary = true, isDone = false, env = {} } = {}
): Promise<string[]> {
  return withCloud(seedOf(isTemporary ? { securityToken: TOKEN } : {}), async cloud => {
    if (isDone) cloud.cloud.write(BACKEND_ID, 'RELEASE', JSON.parse(NEW_DATA) as Record<string, string>)
    const { 'access-key-id': id = '', 'access-key-secret': secret = '', ...rest } = inputsFor(cloud, inputs)
    const isFromEnvironment = Object.keys(env).length > 0
    const result = await step(
      isFromEnvironment ? rest : { ...rest, 'access-key-id': id, 'access-key-secret': secret },
      isFromEnvironment
        ? { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret, ...env } }
        : {}
    )
    expect(result.exitCode).toBe(0)
    return annotationsOf(result, 'warning').filter(text => text.includes('temporary credentials'))
  })
}

test.concurrent('warns once about temporary credentials and a long wait, and names role-to-assume', async () => {
  const said = expect.stringMatching(/^security-token: .*may wait up to 20m00s.*role-to-assume/)
  expect(await warningsOf({ ...LONG, 'security-token': TOKEN })).toEqual([said])
  expect(await warningsOf(LONG, { env: { ALIBABA_CLOUD_SECURITY_TOKEN: TOKEN } })).toEqual([said])
  // twice the default
  expect(await warningsOf({ 'security-token': TOKEN, 'rollback-on-failure': 'true' })).toEqual([
    expect.stringContaining('before a rollback can be sent')
  ])
})

test.concurrent('does not warn for a short wait, permanent access keys, a plan, or if nothing is sent', async () => {
  expect(await warningsOf({ 'security-token': TOKEN })).toEqual([])
  expect(await warningsOf(LONG, { isTemporary: false })).toEqual([])
  expect(await warningsOf({ 'security-token': TOKEN, ...LONG, mode: 'plan' })).toEqual([])
  expect(await warningsOf({ 'security-token': TOKEN, ...LONG }, { isDone: true })).toEqual([])
})
