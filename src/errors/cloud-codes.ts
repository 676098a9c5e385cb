import type { Entries } from './entry.ts'

const GRANT = 'Grant the action to the RAM user or role of this step (RAM console > Permissions > Grants).'
const ONE_REGION = 'IDs are looked up in one region and account only.'
const COMPARE_DEFINITION =
  'Compare backend-model-data with a definition of the same type: the previous-backend-model-data output of a run has the format.'
const FEWER_CALLS =
  'Run fewer jobs that call this API at the same time, or ask Alibaba Cloud for a higher quota.'
const ONE_GROUP_OF_BACKEND =
  'Put all jobs that change this backend into one concurrency group, then re-run the job: another change was in progress the whole time.'
const NOT_ACCEPTED =
  'The service does not accept the previous definition. Restore it in the console, or switch to a definition that the service accepts.'
const DELETED = 'Check in the console whether someone deleted what the code names.'
const OTHER_CHANGE =
  'Another change was in progress the whole time: roll back once it has completed. Put all jobs that change the target into one concurrency group.'
const ENDPOINTS =
  'it must be the endpoint of API Gateway (apigateway.<region>.aliyuncs.com). For services and routes check apig-endpoint: it must be the endpoint of Cloud-native API Gateway (apig.<region>.aliyuncs.com).'
const SERVICE_FAULT =
  'Re-run the job later: the fault is in the service. If it persists, contact Alibaba Cloud support with the request ID.'
const SERVICE_FAULT_OF_ROLLBACK =
  'Roll back later: the fault is in the service. If it persists, contact Alibaba Cloud support with the request ID.'
const REPORT = 'report it in the issues of this action'

/**
 * The error codes of both API Gateways' control planes. `Invalid…`, `NotFound…` and similar codes are built from the name of a
 * parameter or resource. Most of them are HTTP 400, whatever their name suggests.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/control-openapi-error-code-table
 */
export const CLOUD_CODES = {
  NoPermission: {
    meaning: 'The RAM user or role of this step lacks the permission for the call.',
    cure: GRANT,
    retry: 'no',
    denied: true
  },
  'Forbidden.RAM': {
    meaning: 'The RAM user or role of this step lacks the permission for the call.',
    cure: GRANT,
    retry: 'no',
    denied: true
  },
  'Forbidden.RiskControl': {
    meaning: "Alibaba Cloud's risk control blocked the request. RAM policies have no effect on it.",
    cure: 'Check the account for risk control notices in the console (Message Center), or contact Alibaba Cloud support with the request ID.',
    retry: 'no'
  },
  'Forbidden*': {
    meaning: 'The account is not allowed to use the resource that the rest of the code names.',
    cure: 'Check that the account of the credentials owns the backend, service or route (its IDs, and region-id), and that API Gateway is activated in the account. If the response has an AccessDeniedDetail, RAM denied the call, and the error has the statement to add.',
    retry: 'no'
  },
  InsufficientBalance: {
    meaning: 'The account has an overdue payment, or its balance is too low.',
    cure: 'Top up the balance or pay the overdue bill (Expenses and Costs in the console), then re-run the job.',
    rollbackCure:
      'Top up the balance or pay the overdue bill (Expenses and Costs in the console), then roll back.',
    retry: 'no'
  },
  NotFoundBackend: {
    meaning: 'No backend service with this ID exists in this region and account.',
    cure: `Check backend-id (API Gateway console > Backend Services) and region-id. ${ONE_REGION}`,
    rollbackCure: DELETED,
    retry: 'no'
  },
  NotFoundBackendModel: {
    meaning:
      'The backend has no definition in this stage, or backend-model-id is the ID of another definition.',
    cure: 'Remove backend-model-id if it is set. Otherwise create the definition once, in the API Gateway console (Backend Services) or with CreateBackendModel: this action changes existing definitions only.',
    rollbackCure: DELETED,
    retry: 'no'
  },
  'NotFoundStage*': {
    meaning: 'The stage does not exist in this region.',
    cure: 'Check stage-name and region-id: the stage must be RELEASE, PRE, TEST, or a custom environment of this region.',
    rollbackCure: DELETED,
    retry: 'no'
  },
  'NotFound.ServiceNotFound': {
    meaning: 'No service with this ID exists in this region and account.',
    cure: `Check service-id (for a route, each serviceId of its backend) and region-id. ${ONE_REGION}`,
    rollbackCure: DELETED,
    retry: 'no'
  },
  'NotFound.RouteNotFound': {
    meaning: 'The API has no route with this ID.',
    cure: 'Check route-id, http-api-id and region-id: the route must belong to this API.',
    rollbackCure: DELETED,
    retry: 'no'
  },
  'NotFound.GatewayNotFound': {
    meaning: 'No gateway with this ID exists in this region and account.',
    cure: 'Check gateway-id and region-id. If the gateway was deleted, its services and routes were deleted with it.',
    rollbackCure: DELETED,
    retry: 'no'
  },
  'NotFound.EnvironmentNotFound': {
    meaning: 'The environment of the route no longer exists.',
    cure: 'In the Cloud-native API Gateway console, publish the route to a gateway that exists.',
    retry: 'no'
  },
  'DatabaseError.RecordNotFound': {
    meaning:
      'Cloud-native API Gateway found no such API, route or operation. It may return this code with HTTP 200.',
    cure: `Check http-api-id, route-id and region-id. ${ONE_REGION}`,
    rollbackCure: DELETED,
    retry: 'no'
  },
  'Error.DatabaseError.RecordNotFound': {
    meaning:
      'Cloud-native API Gateway found no such API, route or operation. It may return this code with HTTP 200.',
    cure: `Check http-api-id, route-id and region-id. ${ONE_REGION}`,
    rollbackCure: DELETED,
    retry: 'no'
  },
  'NotFound*': {
    meaning: 'The service did not find the resource that the rest of the code names.',
    cure: `Check the input that the code names, and region-id. ${ONE_REGION}`,
    rollbackCure: DELETED,
    retry: 'no'
  },
  InvalidBackendType: {
    meaning: 'The service does not accept this backend type, or not for this backend.',
    cure: 'Remove backend-type to use the type of the live backend.',
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  InvalidBackendModelId: {
    meaning: 'The service does not accept this definition ID.',
    cure: 'Remove backend-model-id if it is set: the ID of the stage is then used. If the credentials cannot read the backend, set backend-model-id to the ID that the API Gateway console shows.',
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  'InvalidBackendModelData*': {
    meaning: 'The service does not accept the definition for a backend of this type.',
    cure: COMPARE_DEFINITION,
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  MissingBackendModelData: {
    meaning: 'The service received no definition.',
    cure: COMPARE_DEFINITION,
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  IdempotentParameterMismatch: {
    meaning: 'The service treated the call as a repetition of an earlier call with different parameters.',
    cure: `${COMPARE_DEFINITION} Then re-run the job.`,
    rollbackCure: NOT_ACCEPTED,
    retry: 'rerun'
  },
  'InvalidFormat*': {
    meaning: 'A value does not have the required format. The rest of the code names the parameter.',
    cure: 'Correct the input that the code names.',
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  'Invalid*': {
    meaning: 'The service does not accept a value. The rest of the code names the parameter.',
    cure: 'Correct the input that the code names.',
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  'Missing*': {
    meaning: 'The request lacks a required value. The rest of the code names the parameter.',
    cure: `Set the input that the code names. If there is no such input, ${REPORT}.`,
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  'Duplicate*': {
    meaning: 'A value that must be unique occurs twice.',
    cure: 'Change the value that the code names.',
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  'Repeated*': {
    meaning: 'A value that must be unique is already in use.',
    cure: 'Change the value that the code names.',
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  'DependencyViolation*': {
    meaning: 'Another resource depends on the one that the call would change.',
    cure: 'Check in the API Gateway console which resource uses the backend, and remove that use first.',
    retry: 'no'
  },
  'ExceedLimit*': {
    meaning: 'The account has reached a quota.',
    cure: 'Delete resources that are no longer used, or ask Alibaba Cloud for a higher quota.',
    retry: 'no'
  },
  'Throttling*': {
    meaning: 'The account, or one of its users, made too many calls.',
    cure: FEWER_CALLS,
    retry: 'busy'
  },
  'Rejected.Throttling': {
    meaning: 'The service is not accepting more calls at the moment.',
    cure: FEWER_CALLS,
    retry: 'busy'
  },
  RepeatedCommit: {
    meaning: 'Another change to the same resource is in progress.',
    cure: ONE_GROUP_OF_BACKEND,
    rollbackCure: OTHER_CHANGE,
    retry: 'busy'
  },
  ConcurrencyLockTimeout: {
    meaning: 'Another change holds the lock on the backend.',
    cure: ONE_GROUP_OF_BACKEND,
    rollbackCure: OTHER_CHANGE,
    retry: 'busy'
  },
  'Conflict.LockFailed': {
    meaning: 'Another change holds the lock on the resource.',
    cure: 'Put all jobs that change this backend, service, API or gateway into one concurrency group, then re-run the job: another change was in progress the whole time.',
    rollbackCure: OTHER_CHANGE,
    retry: 'busy'
  },
  'Conflict.GatewayIsDeleted': {
    meaning: 'The gateway is being deleted.',
    cure: 'Check gateway-id, and the IDs of the services and routes: those of this gateway can no longer be changed.',
    retry: 'no'
  },
  'Conflict.ServiceExisted': {
    meaning: 'The gateway already has a service with this name.',
    cure: `Use the ID of the existing service. This action creates no services: if one of its calls returned this code, ${REPORT}.`,
    retry: 'no'
  },
  'Conflict.DomainExisted': {
    meaning: 'The account already has this domain.',
    cure: `Use the existing domain. This action creates no domains: if one of its calls returned this code, ${REPORT}.`,
    retry: 'no'
  },
  'Conflict.McpServerNameAlreadyExists': {
    meaning: 'An MCP server with this name already exists.',
    cure: `Use another name. This action creates no MCP servers: if one of its calls returned this code, ${REPORT}.`,
    retry: 'no'
  },
  'Conflict*': {
    meaning:
      'Another change to the same API, route or service is in progress. The service may have made the change that this step requested.',
    cure: 'Wait until the console shows no change in progress for the API, route or service, then re-run the job. Put all jobs that change it into one concurrency group.',
    rollbackCure: OTHER_CHANGE,
    retry: 'itself',
    serverFault: true
  },
  'InvalidApi.NotFound': {
    meaning: 'The endpoint does not know this operation: it is the endpoint of another product.',
    cure: `Check endpoint: ${ENDPOINTS}`,
    retry: 'no'
  },
  InvalidAction: {
    meaning: 'The endpoint does not know this operation: it is the endpoint of another product or region.',
    cure: `Check endpoint and region-id: ${ENDPOINTS}`,
    retry: 'no'
  },
  NoSuchVersion: {
    meaning:
      'The endpoint does not know this version of the API: it is the endpoint of another product or region.',
    cure: `Check endpoint and region-id: ${ENDPOINTS}`,
    retry: 'no'
  },
  InvalidVersion: {
    meaning: 'The endpoint does not know this version of the API: it is the endpoint of another product.',
    cure: `Check endpoint: ${ENDPOINTS}`,
    retry: 'no'
  },
  'InvalidProtocol.NeedSsl': {
    meaning: 'The request was sent over plain HTTP; the endpoint requires HTTPS.',
    cure: 'Remove http:// from endpoint.',
    retry: 'no'
  },
  InvalidParameter: {
    meaning: 'The service does not accept a parameter of the request.',
    cure: `Correct the input that the message names. If it names none, ${REPORT}, which builds the request.`,
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  UnsupportedHTTPMethod: {
    meaning: 'Something between the runner and the service changed the HTTP method of the request.',
    cure: 'Check for a proxy that changes requests (HTTPS_PROXY), and for a redirect at endpoint.',
    retry: 'no'
  },
  RequestEntityTooLarge: {
    meaning: 'The request is larger than the service accepts.',
    cure: 'Reduce the size of backend-model-data.',
    rollbackCure: NOT_ACCEPTED,
    retry: 'no'
  },
  ServiceUnavailable: {
    meaning: 'The service is temporarily unavailable.',
    cure: SERVICE_FAULT,
    rollbackCure: SERVICE_FAULT_OF_ROLLBACK,
    retry: 'itself',
    serverFault: true
  },
  InternalError: {
    meaning:
      "The service failed and gave no reason. (If the message contains “a bug in this action”, it is this action's own code of the same name.)",
    cure: SERVICE_FAULT,
    rollbackCure: SERVICE_FAULT_OF_ROLLBACK,
    retry: 'itself',
    serverFault: true
  },
  Http429: {
    meaning: 'The service, or something in front of it, is not accepting more calls at the moment.',
    cure: FEWER_CALLS,
    retry: 'busy'
  },
  'Http5*': {
    meaning:
      'The service, or something in front of it, failed without an error code of the API. The digits are the HTTP status.',
    cure: SERVICE_FAULT,
    rollbackCure: SERVICE_FAULT_OF_ROLLBACK,
    retry: 'itself',
    serverFault: true
  }
} as const satisfies Entries
