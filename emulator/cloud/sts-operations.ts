import { CloudError } from './cloud-error.ts'
import { ramIdOf } from './ids.ts'
import type { Call, Operation } from './operation.ts'
import { allResources, optional, required } from './operation.ts'
import { readSessionPolicy } from './session-policy.ts'
import { openSession } from './state.ts'
import { trusts } from './trust.ts'

/** https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-getcalleridentity */
export const getCallerIdentity: Operation = {
  permission: undefined,
  resource: allResources,
  run({ caller: { accountId, key } }) {
    if (key.securityToken !== undefined) {
      const session = key.session?.name ?? 'session'
      const roleId = key.session?.roleId ?? ramIdOf(`acs:ram::${accountId}:role/${key.name}`)
      return {
        AccountId: accountId,
        Arn: `acs:ram::${accountId}:assumed-role/${key.name}/${session}`,
        IdentityType: 'AssumedRoleUser',
        PrincipalId: `${roleId}:${session}`,
        RoleId: roleId
      }
    }
    const arn = `acs:ram::${accountId}:user/${key.name}`
    const userId = ramIdOf(arn)
    return {
      AccountId: accountId,
      Arn: arn,
      IdentityType: 'RAMUser',
      PrincipalId: userId,
      UserId: userId
    }
  }
}

const MIN_SESSION_SECONDS = 900
const DEFAULT_SESSION_SECONDS = 3600

/**
 * Issues credentials for an ID token that was verified before (see `IdTokenVerifier`).
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
 */
export const assumeRoleWithOidc: Operation = {
  permission: undefined,
  resource: allResources,
  run(call) {
    const { state, params } = call
    const { token } = call.caller
    const roleArn = required(params, 'RoleArn')
    const sessionName = required(params, 'RoleSessionName')
    if (!/^[\w.@-]{2,64}$/.test(sessionName)) {
      throw invalidParameter('RoleSessionName', 'The parameter RoleSessionName is wrongly formed.')
    }
    const role = state.seed.roles.find(({ arn }) => arn === roleArn)
    // callers cannot distinguish a missing role from one that does not trust the token
    if (role === undefined || token === undefined || !trusts(role, token)) {
      throw new CloudError(401, 'AuthenticationFail.NoPermission', 'There is no permission.')
    }
    const seconds = durationOf(call, role.maxSessionSeconds)
    const policy = optional(params, 'Policy')
    const key = openSession(state, role, {
      name: sessionName,
      seconds: Math.min(seconds, role.sessionSeconds ?? seconds),
      policy: policy === undefined ? undefined : readSessionPolicy(policy)
    })
    return {
      Credentials: {
        AccessKeyId: key.id,
        AccessKeySecret: key.secret,
        SecurityToken: key.securityToken,
        Expiration: utc(key.session.expiresAt)
      },
      AssumedRoleUser: {
        // the role's ARN, not `assumed-role` as in GetCallerIdentity
        Arn: `${role.arn}/${sessionName}`,
        AssumedRoleId: `${key.session.roleId}:${sessionName}`
      },
      OIDCTokenInfo: {
        Issuer: token.issuer,
        Subject: token.subject,
        ClientIds: token.audiences.join(','),
        ExpirationTime: utc(token.expiresAt * 1000),
        IssuanceTime: utc(token.issuedAt * 1000),
        VerificationInfo: 'Success'
      }
    }
  }
}

function durationOf({ params }: Call, max: number): number {
  const text = optional(params, 'DurationSeconds')
  if (text === undefined) return DEFAULT_SESSION_SECONDS
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (seconds >= MIN_SESSION_SECONDS && seconds <= max) return seconds
  throw invalidParameter(
    'DurationSeconds',
    `The Min/Max value of DurationSeconds is ${MIN_SESSION_SECONDS / 60}min/${max / 3600}hr.`
  )
}

function invalidParameter(name: string, message: string): CloudError {
  return new CloudError(400, `InvalidParameter.${name}`, message)
}

/** `2026-01-02T03:04:05Z` */
function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
