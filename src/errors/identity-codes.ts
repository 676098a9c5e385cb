import type { Entries } from './entry.ts'

const SECRET_DOES_NOT_MATCH =
  'Copy both again: the access key secret does not belong to the AccessKey ID. Look for a line break or a space at the end of the secret.'
const ONE_SOURCE =
  'Take access-key-id, access-key-secret and security-token from the same source: temporary credentials are three values from one response.'
const SET_CLOCK = "Set the runner's clock (NTP): it is more than 15 minutes off."
const TRUST =
  "Compare the sub and aud in the message with the conditions of the role's trust policy. A job with an environment has another sub than a job without one."
const ISSUER =
  "Check the issuer's URL and the fingerprints of the OIDC identity provider (RAM console > Integrations > SSO)."

/**
 * The codes about the caller's identity: access keys and signatures, and the exchange of the job's OIDC token for temporary
 * credentials (STS).
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-errorcodes
 */
export const IDENTITY_CODES = {
  'InvalidAccessKeyId.NotFound': {
    meaning: 'The access key does not exist, was deleted, or belongs to another Alibaba Cloud site.',
    cure: 'Check access-key-id: the access key must exist (RAM console > Identities > Users) and belong to this Alibaba Cloud site.',
    retry: 'no'
  },
  'InvalidAccessKeyId.Inactive': {
    meaning: 'The access key exists but is disabled.',
    cure: 'Enable the access key (RAM console > Identities > Users), or use another one.',
    retry: 'no'
  },
  InvalidAccessKeyId: {
    meaning: 'The service does not accept the AccessKey ID.',
    cure: 'Check access-key-id: it must be complete, and its access key must exist, be enabled, and belong to this Alibaba Cloud site.',
    retry: 'no'
  },
  InvalidAccessKeySecret: {
    meaning: 'The service does not accept the access key secret.',
    cure: SECRET_DOES_NOT_MATCH,
    retry: 'no'
  },
  SignatureDoesNotMatch: {
    meaning: 'The request was signed with a secret that does not belong to the access key.',
    cure: SECRET_DOES_NOT_MATCH,
    retry: 'no'
  },
  IncompleteSignature: {
    meaning: 'The signature of the request is incomplete.',
    cure: 'Copy both again: the AccessKey ID or secret is empty or cut off.',
    retry: 'no'
  },
  InvalidSignatureMethod: {
    meaning: 'Something between the runner and the service changed the signature of the request.',
    cure: 'Check for a proxy that changes requests (HTTPS_PROXY), and that endpoint is an endpoint of API Gateway.',
    retry: 'no'
  },
  SignatureNonceUsed: {
    meaning:
      'The same request arrived twice. This action never sends a request twice, so something between the runner and the service did. The first of the two may have taken effect.',
    cure: 'Check for a proxy that repeats requests (HTTPS_PROXY).',
    retry: 'itself'
  },
  InvalidTimeStamp: {
    meaning: 'The time stamp of the request is more than 15 minutes off, or was changed in transit.',
    cure: SET_CLOCK,
    retry: 'no'
  },
  IllegalTimestamp: {
    meaning: 'The time stamp of the request is more than 15 minutes off, or was changed in transit.',
    cure: SET_CLOCK,
    retry: 'no'
  },
  'InvalidSecurityToken.Expired': {
    meaning: 'The temporary credentials have expired.',
    cure: 'Request the temporary credentials in the same job, right before this step, or set role-to-assume, which renews them.',
    retry: 'no'
  },
  'InvalidSecurityToken.MismatchWithAccessKey': {
    meaning: 'The security token was issued with another access key.',
    cure: ONE_SOURCE,
    retry: 'no'
  },
  'InvalidSecurityToken.Malformed': {
    meaning: 'The security token is cut off, or is not a security token.',
    cure: `Copy the whole security token again. ${ONE_SOURCE}`,
    retry: 'no'
  },
  InvalidSecurityToken: {
    meaning: 'The security token does not belong to the access key.',
    cure: ONE_SOURCE,
    retry: 'no'
  },
  MissingSecurityToken: {
    meaning: 'The access key is temporary, and security-token is not set.',
    cure: ONE_SOURCE,
    retry: 'no'
  },
  'AuthenticationFail.NoPermission': {
    meaning: 'The role does not trust this job, or the identity provider is not registered in the account.',
    cure: `Check role-to-assume and oidc-provider-arn. ${TRUST}`,
    retry: 'no'
  },
  'AuthenticationFail.OIDCToken.AudienceNotMatch*': {
    meaning: 'The OIDC token of the job is for an audience that the identity provider does not accept.',
    cure: 'Add the value of audience to the client IDs of the OIDC identity provider (RAM console > Integrations > SSO), or set audience to one of its client IDs.',
    retry: 'no'
  },
  'AuthenticationFail.OIDCToken.Expired': {
    meaning: 'The OIDC token of the job had expired when it arrived.',
    cure: "Check the runner's clock (NTP), then re-run the job: each run requests a new token.",
    rollbackCure:
      "Check the runner's clock (NTP), then roll back in another run, which requests a new token.",
    retry: 'rerun'
  },
  'AuthenticationFail.OIDCToken.HttpsUrlInvalid': {
    meaning: "Alibaba Cloud does not trust the certificate of the OIDC token's issuer.",
    cure: `${ISSUER} On GitHub Enterprise Server, the issuer must be reachable from Alibaba Cloud and have a public certificate.`,
    retry: 'no'
  },
  'AuthenticationFail.OIDCToken.InvalidSignature': {
    meaning: 'The OIDC token of the job is not signed by the issuer that the identity provider names.',
    cure: ISSUER,
    retry: 'no'
  },
  'AuthenticationFail.OIDCToken.Invalid*': {
    meaning: 'Alibaba Cloud cannot read the OIDC token of the job.',
    cure: "Check that oidc-provider-arn names the provider of GitHub's issuer (https://token.actions.githubusercontent.com).",
    retry: 'no'
  },
  'AuthenticationFail*': {
    meaning: 'Alibaba Cloud does not accept the OIDC token of the job.',
    cure: `Check role-to-assume, oidc-provider-arn and audience. ${TRUST}`,
    retry: 'no'
  },
  'IdToken.Http401': {
    meaning: "GitHub no longer accepts the job's request for an OIDC token.",
    cure: 'Re-run the job: it has the permission to request OIDC tokens, but the token that it requests them with has expired, as it does at the end of the job.',
    rollbackCure:
      'Roll back in another run: the token with which the job requests OIDC tokens has expired, as it does at the end of the job.',
    retry: 'rerun'
  },
  'IdToken.Http403': {
    meaning:
      'GitHub refused to issue the OIDC token on every attempt. It does so for a moment while it still considers the job pending.',
    cure: 'Re-run the job: it has the permission to request OIDC tokens. If the error persists, check https://www.githubstatus.com and the OIDC policies of the organization or enterprise.',
    rollbackCure: 'Roll back in another run. If the error persists, check https://www.githubstatus.com.',
    retry: 'itself'
  },
  'IdToken*': {
    meaning: 'GitHub did not issue the OIDC token of the job.',
    cure: 'Re-run the job: it has the permission to request OIDC tokens. If the error persists, check https://www.githubstatus.com, and check for a proxy that changes requests (HTTPS_PROXY).',
    rollbackCure: 'Roll back in another run. If the error persists, check https://www.githubstatus.com.',
    retry: 'rerun'
  },
  'EntityNotExist.Role': {
    meaning: 'The role does not exist in the account.',
    cure: 'Check role-to-assume: acs:ram::<account>:role/<name>, as shown in the RAM console (Identities > Roles).',
    retry: 'no'
  },
  'EntityNotExist.OIDCProvider': {
    meaning: 'The identity provider does not exist in the account.',
    cure: 'Check oidc-provider-arn: acs:ram::<account>:oidc-provider/<name>, as shown in the RAM console (Integrations > SSO).',
    retry: 'no'
  },
  'EntityNotExist*': {
    meaning: 'The role or the identity provider does not exist in the account.',
    cure: 'Check role-to-assume (RAM console > Identities > Roles) and oidc-provider-arn (RAM console > Integrations > SSO).',
    retry: 'no'
  },
  'InvalidParameter.RoleArn': {
    meaning: 'The value of role-to-assume is not the ARN of a role.',
    cure: 'Correct role-to-assume: acs:ram::<account>:role/<name>, as shown in the RAM console (Identities > Roles).',
    retry: 'no'
  },
  'InvalidParameter.OIDCProviderArn': {
    meaning: 'The value of oidc-provider-arn is not the ARN of an identity provider.',
    cure: 'Correct oidc-provider-arn: acs:ram::<account>:oidc-provider/<name>, as shown in the RAM console (Integrations > SSO).',
    retry: 'no'
  },
  'InvalidParameter.DurationSeconds': {
    meaning: 'The role does not allow sessions of this length.',
    cure: 'Lower role-session-expiration, or raise the maximum session duration of the role (RAM console > Identities > Roles).',
    retry: 'no'
  },
  'InvalidParameter.RoleSessionName': {
    meaning: 'The session name is too long, or contains characters that are not allowed.',
    cure: 'Correct role-session-name: 2 to 64 letters, digits and . @ - _.',
    retry: 'no'
  }
} as const satisfies Entries
