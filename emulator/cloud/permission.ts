import type { AccessKey, OidcProvider, SessionPolicy, Statement } from '../seed.ts'
import { CloudError } from './cloud-error.ts'
import type { ErrorForm } from './cloud-error.ts'
import { starMatcher } from './pattern.ts'

/** Who calls: an access key whose signature was good, or somebody without one whose id token was good. */
export interface Caller {
  readonly accountId: string
  readonly key: AccessKey
  readonly token?: VerifiedToken
}

/** What a good id token says. */
export interface VerifiedToken {
  readonly provider: OidcProvider
  readonly issuer: string
  readonly subject: string
  readonly audiences: readonly string[]
  /** Seconds since 1970. */
  readonly expiresAt: number
  readonly issuedAt: number
}

/**
 * RAM's decision: of a session what its role and its session policy both allow. An operation that has no resource of its own asks for `*`, so a statement limited to a
 * backend does not allow it.
 * @param form how the fields of the denial are spelled
 * @throws CloudError 403 NoPermission
 */
export function authorize(caller: Caller, action: string, resource: string, form: ErrorForm = 'upper'): void {
  const matches = ({ actions, resources, exceptActions = false, exceptResources = false }: Statement) =>
    actions.some(pattern => starMatcher(pattern)(action)) !== exceptActions &&
    resources.some(pattern => starMatcher(pattern)(resource)) !== exceptResources
  const { session } = caller.key
  const role = decide(caller.key, matches)
  const policy = session?.policy === undefined ? 'allowed' : decide(session.policy, matches)
  if (role === 'allowed' && policy === 'allowed') return
  const accessDeniedDetail = {
    AuthAction: action,
    AuthPrincipalType: caller.key.securityToken === undefined ? 'SubUser' : 'AssumedRoleUser',
    AuthPrincipalOwnerId: caller.accountId,
    AuthPrincipalDisplayName: caller.key.name,
    NoPermissionType: role === 'denied' || policy === 'denied' ? 'ExplicitDeny' : 'ImplicitDeny',
    PolicyType: role === 'allowed' ? 'SessionPolicy' : 'AccountLevelIdentityBasedPolicy',
    EncodedDiagnosticMessage: ''
  }
  const message = 'User is not authorized to operate on the specified resource.'
  throw new CloudError(403, 'NoPermission', message, { accessDeniedDetail, form })
}

function decide(
  { allow, deny }: SessionPolicy,
  matches: (statement: Statement) => boolean
): 'allowed' | 'denied' | 'not allowed' {
  if (deny.some(matches)) return 'denied'
  return allow.some(matches) ? 'allowed' : 'not allowed'
}
