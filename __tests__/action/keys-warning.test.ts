import { expect, test } from '@jest/globals'
import { BACKEND_ID, NEW_DATA, seedOf, withCloud } from '../support/cloud.ts'
import { annotationsOf, inputsFor, step } from '../support/step.ts'

const TOKEN = 'test-security-token-0123456789'
const LONG = { 'wait-timeout': '20m' }

/** The warnings about keys of a step with these inputs, in a cloud that may be as desired already. */
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

test.concurrent('temporary keys and a long wait in prospect: one warning, which names what renews them', async () => {
  const said = expect.stringMatching(/^security-token: .*may wait up to 20m00s.*role-to-assume/)
  expect(await warningsOf({ ...LONG, 'security-token': TOKEN })).toEqual([said])
  expect(await warningsOf(LONG, { env: { ALIBABA_CLOUD_SECURITY_TOKEN: TOKEN } })).toEqual([said])
  // twice the default
  expect(await warningsOf({ 'security-token': TOKEN, 'rollback-on-failure': 'true' })).toEqual([
    expect.stringContaining('before a rollback can be sent')
  ])
})

test.concurrent('none for a short wait, keys that last, a plan, or where nothing is sent', async () => {
  expect(await warningsOf({ 'security-token': TOKEN })).toEqual([])
  expect(await warningsOf(LONG, { isTemporary: false })).toEqual([])
  expect(await warningsOf({ 'security-token': TOKEN, ...LONG, mode: 'plan' })).toEqual([])
  expect(await warningsOf({ 'security-token': TOKEN, ...LONG }, { isDone: true })).toEqual([])
})
