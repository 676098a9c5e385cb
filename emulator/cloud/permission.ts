import type { AccessKey, OidcProvider, SessionPolicy, Statement } from '../seed.ts'
import { CloudError } from './cloud-error.ts'
import type { ErrorForm } from './cloud-error.ts'
import { starMatcher } from './pattern.ts'

/** The authenticated caller: by an access key's signature, or by an ID token. */
export interface Caller {
  readonly accountId: string
  readonly key: AccessKey
  readonly token?: VerifiedToken
}

/** The claims of a verified id token. */
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
 * Evaluates RAM policies. A session is allowed what both its role and its session policy allow. An operation without its
 * own resource requires `*`, so a statement limited to a backend does not allow it.
 * @param form the spelling of the fields of a denial
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
