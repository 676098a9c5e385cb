import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import type { JSONWebKeySet, JWTPayload } from 'jose'
import { CloudError } from '../cloud/cloud-error.ts'
import { required } from '../cloud/operation.ts'
import type { Params } from '../cloud/operation.ts'
import type { Caller } from '../cloud/permission.ts'
import type { Clock } from '../cloud/state.ts'
import type { OidcProvider, Seed } from '../seed.ts'

const MIN_TOKEN_LENGTH = 4
const MAX_TOKEN_LENGTH = 20_000
/** Generous, because the machine can be busy. */
const FETCH_TIMEOUT_MS = 60_000

/** The anonymous caller: `AssumeRoleWithOIDC` is not signed. */
const ANONYMOUS = {
  id: '',
  secret: '',
  name: 'anonymous',
  securityToken: undefined,
  disabled: false,
  expired: false,
  allow: [],
  deny: []
}

/**
 * Verifies the ID token of `AssumeRoleWithOIDC`: RS256, with the issuer's keys. Like the cloud, it fetches them from the
 * issuer, unless the seed contains them.
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-errorcodes
 */
export class IdTokenVerifier {
  readonly #seed: Seed
  readonly #clock: Clock
  readonly #known: ReadonlyMap<string, JSONWebKeySet>
  readonly #keys = new Map<string, JSONWebKeySet>()

  /** @param known keys by `iss`, for issuers whose keys are not fetched */
  constructor(seed: Seed, clock: Clock, known: ReadonlyMap<string, JSONWebKeySet> = new Map()) {
    this.#seed = seed
    this.#clock = clock
    this.#known = known
  }

  /** @returns a caller without an access key, with the verified token. @throws CloudError, 401 if the token is not valid */
  async verify(params: Params): Promise<Caller> {
    const arn = required(params, 'OIDCProviderArn')
    required(params, 'RoleArn')
    required(params, 'RoleSessionName')
    const token = required(params, 'OIDCToken')
    const provider = this.#seed.oidcProviders.find(known => known.arn === arn)
    if (provider === undefined) throw failed('NoPermission', 'No such OIDC Provider registered.')
    if (token.length < MIN_TOKEN_LENGTH || token.length > MAX_TOKEN_LENGTH) throw invalidToken()
    const claims = await this.#claimsOf(token, provider)
    const { iss: issuer, sub: subject = '', aud = [], exp, iat } = claims
    const audiences = typeof aud === 'string' ? [aud] : aud
    if (issuer !== provider.issuer) throw invalidToken()
    if (!audiences.some(audience => provider.clientIds.includes(audience))) {
      throw failed('OIDCToken.AudienceNotMatch', 'Invalid audience.')
    }
    return {
      accountId: provider.account,
      key: ANONYMOUS,
      token: { provider, issuer, subject, audiences, expiresAt: exp ?? 0, issuedAt: iat ?? 0 }
    }
  }

  async #claimsOf(token: string, provider: OidcProvider): Promise<JWTPayload> {
    const currentDate = new Date(this.#clock.now())
    for (const fresh of [false, true]) {
      const keys = createLocalJWKSet(await this.#keysOf(provider, fresh))
      try {
        const verified = await jwtVerify(token, keys, {
          algorithms: ['RS256'],
          currentDate,
          requiredClaims: ['exp']
        })
        return verified.payload
      } catch (thrown) {
        // the issuer may have rotated its keys
        if (thrown instanceof errors.JWKSNoMatchingKey && !fresh) continue
        throw refusal(thrown)
      }
    }
    throw invalidToken()
  }

  async #keysOf(provider: OidcProvider, fresh: boolean): Promise<JSONWebKeySet> {
    if (provider.jwks !== undefined) return provider.jwks as unknown as JSONWebKeySet
    const known = this.#known.get(provider.issuer)
    if (known !== undefined) return known
    const fetched = this.#keys.get(provider.issuer)
    if (fetched !== undefined && !fresh) return fetched
    try {
      const { jwks_uri: uri } = await getJson<{ jwks_uri: string }>(
        `${provider.issuer}/.well-known/openid-configuration`
      )
      const keys = await getJson<JSONWebKeySet>(uri)
      this.#keys.set(provider.issuer, keys)
      return keys
    } catch {
      throw failed('OIDCToken.HttpsUrlInvalid', 'The keys of the OIDC provider could not be read.')
    }
  }
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return (await response.json()) as T
}

function refusal(thrown: unknown): CloudError {
  if (thrown instanceof errors.JWTExpired) return failed('OIDCToken.Expired', 'This JWT has expired.')
  if (
    thrown instanceof errors.JWSSignatureVerificationFailed ||
    thrown instanceof errors.JWKSNoMatchingKey ||
    thrown instanceof errors.JOSEAlgNotAllowed
  ) {
    return failed('OIDCToken.InvalidSignature', 'The signature of the OIDC token is not valid.')
  }
  return invalidToken()
}

function invalidToken(): CloudError {
  return failed('OIDCToken.Invalid', 'The OIDC token is not valid.')
}

function failed(code: string, message: string): CloudError {
  return new CloudError(401, `AuthenticationFail.${code}`, message)
}
