import { expect, test } from '@jest/globals'
import { startIssuer } from '../../emulator/oidc/issuer.ts'
import type { Issuer } from '../../emulator/oidc/issuer.ts'
import { subjectOf } from '../../emulator/oidc/subject.ts'
import { play } from '../support/workflows/play.ts'
import type { Play } from '../support/workflows/play.ts'
import { ACCOUNT, endsOf, NEW_ORDERS, OLD, ORDERS, withShop } from '../support/workflows/shop.ts'

const repository = 'octo-org/octo-shop'
const ON_MAIN = `repo:${repository}:ref:refs/heads/main`
const IN_PRODUCTION = subjectOf({ repository, environment: 'production' })

/** The cloud as described at the top of the example: each role trusts one subject. */
function roles({ url, jwks }: Issuer): string {
  const role = (name: string, subject: string, allow: string): string => {
    const condition = {
      StringEquals: { 'oidc:iss': url, 'oidc:aud': 'sts.aliyuncs.com', 'oidc:sub': subject }
    }
    const principal = { Federated: [`acs:ram::${ACCOUNT}:oidc-provider/github`] }
    const statement = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: principal,
      Condition: condition
    }
    const trust = JSON.stringify({ Version: '1', Statement: [statement] })
    return `  - { name: ${name}, allow: [${allow}], trust: ${trust} }\n`
  }
  return `
oidc-providers:
  - { name: github, issuer: '${url}', client-ids: [sts.aliyuncs.com], jwks: ${JSON.stringify(jwks)} }
roles:
${role('switch-plan', ON_MAIN, "'Describe*'")}${role('switch-apply', IN_PRODUCTION, "'Describe*', ModifyBackendModel")}`
}

/** Runs the example, with ID tokens whose subject depends on the job's environment. */
async function playKeyless(subject: (environment: string) => string): Promise<{
  readonly ends: Record<string, string>
  readonly live: unknown
  readonly actions: readonly string[]
}> {
  const issuer = await startIssuer()
  try {
    return await withShop(async ({ base, emulator }) => {
      const setup: Play = {
        ...base,
        secrets: {},
        event: { name: 'push' },
        repository: { 'gateway/orders.RELEASE.yml': JSON.stringify(NEW_ORDERS) },
        idToken: ({ environment }) => {
          issuer.subject = subject(environment)
          return { ...issuer.env }
        }
      }
      const ends = endsOf(await play('examples/keyless.yml', setup))
      const live = emulator.cloud.definition(ORDERS, 'RELEASE')
      return { ends, live, actions: emulator.requests.map(({ action }) => action) }
    }, roles(issuer))
  } finally {
    await issuer.close()
  }
}

test('plans and applies without keys, with two roles', async () => {
  const { ends, live, actions } = await playKeyless(environment =>
    environment === '' ? ON_MAIN : IN_PRODUCTION
  )
  expect(ends).toEqual({ plan: 'success planned', apply: 'success switched' })
  expect(live).toEqual(NEW_ORDERS)
  expect(actions.filter(action => action === 'AssumeRoleWithOIDC')).toHaveLength(2)
})

test('a job outside the environment cannot write', async () => {
  const { ends, live } = await playKeyless(() => ON_MAIN)
  expect(ends).toEqual({ plan: 'success planned', apply: 'failure failed' })
  expect(live).toEqual(OLD)
})
