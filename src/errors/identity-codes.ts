import type { Entries } from './entry.ts'

const COPY_BOTH = 'Copy both again; look for a line break or a space at the end of the secret.'
const ONE_ANSWER =
  'Temporary credentials are three values from one answer: give access-key-id, access-key-secret and security-token from the same source.'
const TRUST =
  "Compare the sub and aud that the message names with the conditions of the role's trust policy; a job with an environment has another sub than one without."

/**
 * What the cloud answers about who asks: about keys and signatures, and about the exchange of a job's
 * token for temporary keys (STS).
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-errorcodes
 */
export const IDENTITY_CODES = {
  'InvalidAccessKeyId.NotFound': {
    meaning: 'There is no such access key (any more), or not on this site of Alibaba Cloud.',
    cure: 'The access key does not exist (any more). Check access-key-id, and that it belongs to this Alibaba Cloud site.',
    retry: 'no'
  },
  'InvalidAccessKeyId.Inactive': {
    meaning: 'The access key is there, and disabled.',
    cure: 'The access key is disabled. Enable it in the RAM console, or use another.',
    retry: 'no'
  },
  InvalidAccessKeyId: {
    meaning: 'The service does not accept the access key id.',
    cure: 'Check access-key-id: the id must be complete, of an access key that exists and is enabled, and of this Alibaba Cloud site.',
    retry: 'no'
  },
  InvalidAccessKeySecret: {
    meaning: 'The service does not accept the access key secret.',
    cure: `The access key secret does not belong to the access key id. ${COPY_BOTH}`,
    retry: 'no'
  },
  SignatureDoesNotMatch: {
    meaning: "The request was signed with another secret than the access key's.",
    cure: `The access key secret does not belong to the access key id. ${COPY_BOTH}`,
    retry: 'no'
  },
  IncompleteSignature: {
    meaning: "The request's signature is not whole.",
    cure: 'The access key id or secret is empty or cut off. Copy both again.',
    retry: 'no'
  },
  InvalidSignatureMethod: {
    meaning: 'The request did not arrive as it was sent: its signature is of another kind.',
    cure: "Look for something on the way that changes requests: a proxy (HTTPS_PROXY), or another endpoint than API Gateway's.",
    retry: 'no'
  },
  SignatureNonceUsed: {
    meaning:
      'The same request arrived twice. This action never sends one twice, so something on the way did; the first of the two may have been carried out.',
    cure: 'Look for a proxy on the way (HTTPS_PROXY) that sends requests again by itself.',
    retry: 'itself'
  },
  InvalidTimeStamp: {
    meaning: "The request's time is more than 15 minutes off, or was changed on the way.",
    cure: "The runner's clock is more than 15 minutes off. Set it (NTP).",
    retry: 'no'
  },
  IllegalTimestamp: {
    meaning: "The request's time is more than 15 minutes off, or was changed on the way.",
    cure: "The runner's clock is more than 15 minutes off. Set it (NTP).",
    retry: 'no'
  },
  'InvalidSecurityToken.Expired': {
    meaning: 'The temporary credentials are past their time.',
    cure: 'The temporary credentials have expired. Fetch them in the same job, right before this step.',
    retry: 'no'
  },
  'InvalidSecurityToken.MismatchWithAccessKey': {
    meaning: 'The security token was issued with another access key.',
    cure: ONE_ANSWER,
    retry: 'no'
  },
  'InvalidSecurityToken.Malformed': {
    meaning: 'The security token is cut off, or is no security token.',
    cure: `Copy the security token again, whole. ${ONE_ANSWER}`,
    retry: 'no'
  },
  InvalidSecurityToken: {
    meaning: 'The security token is none that goes with the access key.',
    cure: ONE_ANSWER,
    retry: 'no'
  },
  MissingSecurityToken: {
    meaning: 'The access key is a temporary one, and security-token is not set.',
    cure: ONE_ANSWER,
    retry: 'no'
  },
  'AuthenticationFail.NoPermission': {
    meaning: 'The role does not trust this job, or the identity provider is not registered in the account.',
    cure: `Check role-to-assume and oidc-provider-arn. ${TRUST}`,
    retry: 'no'
  },
  'AuthenticationFail.OIDCToken.AudienceNotMatch*': {
    meaning: "The job's token is for another audience than the identity provider takes.",
    cure: 'Add the value of audience to the client ids of the OIDC identity provider (RAM console, Integrations, SSO), or set audience to one that is there.',
    retry: 'no'
  },
  'AuthenticationFail.OIDCToken.Expired': {
    meaning: "The job's token was too old when it arrived.",
    cure: "Check the runner's clock (NTP), then run the job again: each run asks for a new token.",
    retry: 'rerun'
  },
  'AuthenticationFail.OIDCToken.HttpsUrlInvalid': {
    meaning: "The cloud does not trust the certificate of the issuer of the job's token.",
    cure: "Check the issuer's URL and the fingerprints of the OIDC identity provider in the RAM console. On GitHub Enterprise Server the issuer must be reachable from the cloud, with a public certificate.",
    retry: 'no'
  },
  'AuthenticationFail.OIDCToken.InvalidSignature': {
    meaning: "The job's token is not signed by the issuer that the identity provider names.",
    cure: "Check the issuer's URL and the fingerprints of the OIDC identity provider in the RAM console.",
    retry: 'no'
  },
  'AuthenticationFail.OIDCToken.Invalid*': {
    meaning: "The cloud cannot read the job's token.",
    cure: "Check that oidc-provider-arn names the provider of GitHub's issuer (https://token.actions.githubusercontent.com).",
    retry: 'no'
  },
  'AuthenticationFail*': {
    meaning: "The cloud does not take the job's token.",
    cure: `Check role-to-assume, oidc-provider-arn and audience. ${TRUST}`,
    retry: 'no'
  },
  'IdToken.Http401': {
    meaning: "GitHub no longer accepts the job's request for its OIDC token.",
    cure: 'The job is allowed to request OIDC tokens, but its request token has ended, which it does with the job. Re-run the job.',
    retry: 'rerun'
  },
  'IdToken.Http403': {
    meaning:
      'GitHub refused to issue the OIDC token, as it does for a moment to a job that it still takes for pending. The step tried again, and it stayed so.',
    cure: 'The job has the permission, or it could not have asked. Re-run the job; if it stays, look at https://www.githubstatus.com, and at the policies for OIDC of the organization or enterprise.',
    retry: 'itself'
  },
  'IdToken*': {
    meaning: "GitHub did not issue the job's OIDC token.",
    cure: 'The job has the permission, or it could not have asked. Re-run the job; if it stays, look at https://www.githubstatus.com, and for something on the way that changes requests (HTTPS_PROXY).',
    retry: 'rerun'
  },
  'EntityNotExist.Role': {
    meaning: 'There is no such role in the account.',
    cure: 'Check role-to-assume: acs:ram::<account>:role/<name>, as the RAM console shows it.',
    retry: 'no'
  },
  'EntityNotExist.OIDCProvider': {
    meaning: 'There is no such identity provider in the account.',
    cure: 'Check oidc-provider-arn: acs:ram::<account>:oidc-provider/<name>, as the RAM console shows it (Integrations, SSO).',
    retry: 'no'
  },
  'EntityNotExist*': {
    meaning: 'There is no such role or identity provider in the account.',
    cure: 'Check role-to-assume and oidc-provider-arn, as the RAM console shows them.',
    retry: 'no'
  },
  'InvalidParameter.RoleArn': {
    meaning: "The role is not written as a role's ARN.",
    cure: 'Correct role-to-assume: acs:ram::<account>:role/<name>, as the RAM console shows it.',
    retry: 'no'
  },
  'InvalidParameter.OIDCProviderArn': {
    meaning: "The identity provider is not written as a provider's ARN.",
    cure: 'Correct oidc-provider-arn: acs:ram::<account>:oidc-provider/<name>, as the RAM console shows it.',
    retry: 'no'
  },
  'InvalidParameter.DurationSeconds': {
    meaning: 'The role does not allow sessions of this length.',
    cure: 'Lower role-session-expiration, or raise the maximum session duration of the role in the RAM console.',
    retry: 'no'
  },
  'InvalidParameter.RoleSessionName': {
    meaning: 'The name of the session has characters that the cloud does not take, or too many.',
    cure: 'Correct role-session-name: 2 to 64 letters, digits and . @ - _.',
    retry: 'no'
  }
} as const satisfies Entries
