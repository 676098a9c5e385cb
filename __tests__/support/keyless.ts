import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { startIssuer } from '../../emulator/oidc/issuer.ts'
import type { Issuer } from '../../emulator/oidc/issuer.ts'
import { subjectOf } from '../../emulator/oidc/subject.ts'
import { seedOf } from './cloud.ts'
import type { SeedOptions } from './cloud.ts'

export const ACCOUNT = '1234567890123456'
export const PROVIDER_ARN = `acs:ram::${ACCOUNT}:oidc-provider/github`
export const ROLE_ARN = `acs:ram::${ACCOUNT}:role/switch`

export interface RoleOptions extends SeedOptions {
  /** The role's trust policy, as JSON. Defaults to trusting `octo-org/octo-shop` in `production`. */
  readonly trust?: string
  /** The role's permissions. Defaults to everything. */
  readonly roleAllow?: readonly string[]
}

/** The seed of `seedOf`, with a role that trusts an issuer, whose keys the seed contains. */
export function seedWithRole({ url, jwks }: Pick<Issuer, 'url' | 'jwks'>, options: RoleOptions = {}): string {
  const { roleAllow, trust = trustOf(url) } = options
  return `${seedOf(options)}
oidc-providers:
  - { name: github, issuer: '${url}', client-ids: [sts.aliyuncs.com, another], jwks: ${JSON.stringify(jwks)} }
roles:
  - name: switch
    trust: ${trust}
${roleAllow === undefined ? '' : `    allow: [${roleAllow.join(', ')}]`}
`
}

function trustOf(issuer: string): string {
  const condition = {
    StringEquals: { 'oidc:iss': issuer, 'oidc:aud': 'sts.aliyuncs.com', 'oidc:sub': subjectOf() }
  }
  const principal = { Federated: [PROVIDER_ARN] }
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, Condition: condition }
  return JSON.stringify({ Version: '1', Statement: [statement] })
}

/** Runs with an issuer and a cloud that trusts it, and closes both in any case. */
export async function withRole<T>(
  options: RoleOptions,
  use: (cloud: Emulator, issuer: Issuer) => Promise<T>
): Promise<T> {
  const issuer = await startIssuer()
  try {
    const cloud = await startEmulator({ seed: seedWithRole(issuer, options) })
    try {
      return await use(cloud, issuer)
    } finally {
      await cloud.close()
    }
  } finally {
    await issuer.close()
  }
}

/** The inputs of a keyless step that replace access keys. */
export function keylessInputs(cloud: Emulator): Record<string, string> {
  return {
    'access-key-id': '',
    'access-key-secret': '',
    'role-to-assume': ROLE_ARN,
    'oidc-provider-arn': PROVIDER_ARN,
    'sts-endpoint': cloud.endpoint
  }
}

/** All secrets that must not leak: tokens, and the credentials that they were exchanged for. */
export function secretsIn(cloud: Emulator, issuer: Issuer): string[] {
  return [
    issuer.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
    ...issuer.tokens,
    ...issuer.tokens.map(token => token.split('.')[2] ?? ''),
    ...cloud.cloud.sessions().flatMap(({ key }) => [key.id, key.secret, key.securityToken ?? ''])
  ]
}
