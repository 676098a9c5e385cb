/**
 * What a code means for the author of a workflow, and the cure. The first entry whose pattern matches.
 * Codes: https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/control-openapi-error-code-table
 */
const CURES: readonly (readonly [RegExp, string])[] = [
  [
    /^NotFoundBackendModel/i,
    'The backend has no definition in this stage. Create it once with CreateBackendModel or in the console; this action changes definitions that exist.'
  ],
  [
    /^NotFoundBackend/i,
    'Check backend-id and region-id: the id is looked up in this region and account only (API Gateway console, Backend Services).'
  ],
  [
    /^NotFoundStage/i,
    'Check stage-name: RELEASE, PRE, TEST, or a custom environment that exists in this region.'
  ],
  [
    /^InvalidAccessKeyId\.NotFound/i,
    'The access key does not exist (any more). Check access-key-id, and that it belongs to this Alibaba Cloud site.'
  ],
  [
    /^InvalidAccessKeyId\.Inactive/i,
    'The access key is disabled. Enable it in the RAM console, or use another.'
  ],
  [
    /^SignatureDoesNotMatch/i,
    'The access key secret does not belong to the access key id. Copy both again; look for a line break or a space at the end of the secret.'
  ],
  [/^IncompleteSignature/i, 'The access key id or secret is empty or cut off. Copy both again.'],
  [
    /^InvalidSecurityToken\.Expired/i,
    'The temporary credentials have expired. Fetch them in the same job, right before this step.'
  ],
  [
    /^(InvalidSecurityToken|MissingSecurityToken)/i,
    'Temporary credentials are three values from one answer: give access-key-id, access-key-secret and security-token from the same source.'
  ],
  [
    /^AuthenticationFail\.OIDCToken\.AudienceNotMatch/i,
    'The audience is none of the client ids of the OIDC provider. Set audience to one of them, or add it to the provider (RAM console, SSO, OIDC).'
  ],
  [
    /^AuthenticationFail\.OIDCToken\.Expired/i,
    "The id token was too old when it arrived. Run the job again; if it stays, set the runner's clock (NTP)."
  ],
  [
    /^AuthenticationFail\.OIDCToken/i,
    'STS could not verify the id token as one of this OIDC provider. Check oidc-provider-arn, and in RAM the issuer URL and the fingerprint of the provider (https://token.actions.githubusercontent.com for github.com).'
  ],
  [
    /^AuthenticationFail/i,
    'STS does not trust this job with the role. Check role-to-assume and oidc-provider-arn, and compare the trust policy of the role with the sub and aud of the token.'
  ],
  [
    /^InvalidParameter\.DurationSeconds/i,
    'The role allows no session that long. Lower role-session-expiration, or raise the MaxSessionDuration of the role.'
  ],
  [
    /^IdToken\./,
    'Check that the job has `permissions: id-token: write`. The right to ask ends with the job: a job that waited for long has to be run again.'
  ],
  [/^InvalidTimeStamp/i, "The runner's clock is more than 15 minutes off. Set it (NTP)."],
  [
    /^(Throttling|Rejected\.Throttling)/i,
    'The account made too many calls. Spread the jobs that call this API, or ask for a higher quota.'
  ],
  [
    /^(RepeatedCommit|ConcurrencyLockTimeout)/i,
    'Another change of this backend was under way the whole time. Put the jobs that change it into one concurrency group.'
  ],
  [
    /^InvalidApi\.NotFound/i,
    'The endpoint does not know this operation. Check endpoint: it must be the API Gateway endpoint (apigateway.<region>.aliyuncs.com).'
  ],
  [/^InvalidProtocol\.NeedSsl/i, 'The endpoint wants https. Give endpoint without http://.'],
  [/^InvalidBackendType/i, 'Remove backend-type, so that the one of the live backend is used.'],
  [/^InvalidBackendModelId/i, 'Remove backend-model-id, so that the one of the stage is used.'],
  [
    /^(InvalidBackendModelData|IdempotentParameterMismatch|MissingBackendModelData)/i,
    'Check backend-model-data against a definition of the same type: the previous-backend-model-data output of a run shows the form.'
  ],
  [
    /^ServiceUnavailable|^InternalError|^Http5\d\d/i,
    'The service has a fault of its own. Run the job again later; give the request id to Alibaba Cloud support if it stays.'
  ],
  [/^Transport\.Refused/, 'Nothing listens there. Check endpoint.'],
  [
    /^Transport\.Dns/,
    'Check region-id and endpoint, and that the runner can resolve public names; behind a proxy set HTTPS_PROXY.'
  ],
  [
    /^Transport\.Tls/,
    "If a proxy or firewall re-signs the traffic, give its certificate with NODE_EXTRA_CA_CERTS in the runner's environment."
  ],
  [
    /^Transport\.Proxy/,
    'Check HTTPS_PROXY (user, password, port) and that the proxy lets the endpoint through, or exempt it with NO_PROXY.'
  ],
  [
    /^Transport\.(Timeout|Unreachable)/,
    "Check that the runner's network reaches the endpoint (a proxy, HTTPS_PROXY?); raise request-timeout if it is only slow."
  ],
  [
    /^(MalformedAnswer|Http[34]\d\d)/,
    'Something between the runner and the cloud answered in its place (a proxy, a captive portal). Check endpoint and HTTPS_PROXY.'
  ]
]

/** The cure for a code of the cloud, or of the way to it; `undefined` when none is known. */
export function cureOf(code: string, action: string): string | undefined {
  if (/^(NoPermission|Forbidden|Http403)/i.test(code)) {
    return `Allow the action to the RAM user or role of this step, for example with:\n${ramStatement([action])}`
  }
  return CURES.find(([pattern]) => pattern.test(code))?.[1]
}

/**
 * A complete RAM policy. The reads take no other resource than `*`: scoped to a backend's ARN they
 * would not be allowed at all. The write takes the backend's ARN.
 */
export function ramStatement(
  actions: readonly string[],
  where: { regionId?: string; accountId?: string; backendId?: string } = {}
): string {
  const { regionId = '*', accountId = '*', backendId = '*' } = where
  const backend = `acs:apigateway:${regionId}:${accountId}:backend/${backendId}`
  const writes = actions.filter(action => action === 'ModifyBackendModel')
  const reads = actions.filter(action => action !== 'ModifyBackendModel')
  const statement = (names: readonly string[], resource: string): object => ({
    Effect: 'Allow',
    Action: names.map(name => `apigateway:${name}`),
    Resource: resource
  })
  return JSON.stringify({
    Version: '1',
    Statement: [
      ...(writes.length === 0 ? [] : [statement(writes, backend)]),
      ...(reads.length === 0 ? [] : [statement(reads, '*')])
    ]
  })
}
