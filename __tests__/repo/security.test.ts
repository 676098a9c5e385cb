import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { trusts } from '../../emulator/cloud/trust.ts'
import { subjectOf } from '../../emulator/oidc/subject.ts'
import { parseSeed } from '../../emulator/seed.ts'
import { ramStatement } from '../../src/cloud/ram-policies.ts'
import { callOf } from '../../src/cloud/operation.ts'
import { OPERATIONS } from '../../src/cloud/operations.ts'
import { onPosix } from '../support/systems.ts'

const run = promisify(execFile)

const root = join(import.meta.dirname, '..', '..')
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8')

const PLACES = {
  account: '1234567890123456',
  provider: 'github',
  region: 'cn-hangzhou',
  'backend-id': '20bcdc9453524b78a8beb1f6de21edb7',
  ORG: 'octo-org',
  REPO: 'octo-shop',
  'ORG-ID': '9919',
  'REPO-ID': '1296269'
}
const ISSUER = 'https://token.actions.githubusercontent.com'

/** The policies as a reader pastes them, in the order of the document. */
const policies = [...text.matchAll(/```json\n([^]*?)```/g)].map(([, block = '']) =>
  Object.entries(PLACES).reduce((policy, [name, value]) => policy.replaceAll(`<${name}>`, value), block)
)
const [plan = '', apply = '', byName = '', byId = ''] = policies

const READS = [OPERATIONS.describeBackend, OPERATIONS.listPublishedApis, OPERATIONS.describeTask]

test('the policies of the two roles are those that the error messages suggest', () => {
  expect(policies).toHaveLength(4)
  const where = { regionId: PLACES.region, accountId: PLACES.account }
  const write = callOf(OPERATIONS.modifyBackend, { backendId: PLACES['backend-id'] })
  expect(JSON.parse(plan)).toEqual(JSON.parse(ramStatement(READS)))
  const { Statement: statements } = JSON.parse(apply) as { Statement: { Action: unknown }[] }
  // a single action can be a string
  const listed = statements.map(statement => ({ ...statement, Action: [statement.Action].flat() }))
  expect({ Version: '1', Statement: listed }).toEqual(JSON.parse(ramStatement([write, ...READS], where)))
})

function isTrusted(policy: string, subject: string, audience = 'sts.aliyuncs.com', issuer = ISSUER): boolean {
  const seed = parseSeed(`
accounts: [{ id: '${PLACES.account}', keys: [{ id: a, secret: b }] }]
oidc-providers: [{ name: github, issuer: '${ISSUER}', client-ids: [sts.aliyuncs.com] }]
roles: [{ name: switch, trust: ${JSON.stringify(JSON.parse(policy))} }]
`)
  const [role] = seed.roles
  const [provider] = seed.oidcProviders
  if (role === undefined || provider === undefined) throw new Error('the seed has no role or provider')
  return trusts(role, { provider, issuer, subject, audiences: [audience], expiresAt: 0, issuedAt: 0 })
}

test.each([
  ['by name', byName, subjectOf()],
  ['by name and ID', byId, subjectOf({ ids: { owner: 9919, repository: 1296269 } })]
])('the trust policy %s trusts only the approved environment', (_, policy, subject) => {
  expect(isTrusted(policy, subject)).toBe(true)
  const place = subject.replace(/:environment:.*$/, '')
  for (const other of [
    `${place}:environment:staging`,
    `${place}:environment:production2`,
    `${place}:ref:refs/heads/main`,
    `${place}:pull_request`,
    subject.replace('octo-shop', 'another')
  ]) {
    expect(isTrusted(policy, other)).toBe(false)
  }
  expect(isTrusted(policy, subject, 'another')).toBe(false)
  expect(isTrusted(policy, subject, 'sts.aliyuncs.com', 'https://elsewhere')).toBe(false)
})

const posix = onPosix ? test : test.skip // the commands are for a shell

posix(
  'the command of the document makes a trust policy for the plan role that trusts main only',
  async () => {
    const [command = ''] = /^sed .* apply-trust\.json/m.exec(text) ?? []
    const folder = await mkdtemp(join(tmpdir(), 'trust-'))
    try {
      await writeFile(join(folder, 'apply-trust.json'), byName)
      const { stdout } = await run('bash', ['-e', '-c', command], { cwd: folder })
      const place = subjectOf().replace(/:environment:.*$/, '')
      expect(isTrusted(stdout, `${place}:ref:refs/heads/main`)).toBe(true)
      expect(isTrusted(stdout, subjectOf())).toBe(false)
      expect(isTrusted(stdout, `${place}:pull_request`)).toBe(false)
    } finally {
      await rm(folder, { recursive: true })
    }
  }
)

test('the document uses inputs that exist', () => {
  const action = readFileSync(join(root, 'action.yml'), 'utf8')
  for (const [, name = ''] of text.matchAll(/^ {10}([a-z-]+):/gm)) expect(action).toContain(`\n  ${name}:\n`)
  for (const name of [
    'approved-plan',
    'max-apis',
    'allowed-account-ids',
    'role-to-assume',
    'comment-on-pr'
  ]) {
    expect(text).toContain(`\`${name}\``)
    expect(action).toContain(`\n  ${name}:\n`)
  }
})
