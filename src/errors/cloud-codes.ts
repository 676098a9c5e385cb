import type { Entries } from './entry.ts'

/**
 * What the control planes of both API Gateways answer. `Invalid…`, `NotFound…` and their like are made from the
 * name of a parameter or of a thing; most of them are HTTP 400, whatever they say.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/control-openapi-error-code-table
 */
export const CLOUD_CODES = {
  NoPermission: {
    meaning: 'The RAM user or role of this step may not do what it asked for.',
    cure: 'Allow the action to the RAM user or role of this step.',
    retry: 'no',
    denied: true
  },
  'Forbidden.RAM': {
    meaning: 'The RAM user or role of this step is not allowed to do what it asked for.',
    cure: 'Allow the action to the RAM user or role of this step.',
    retry: 'no',
    denied: true
  },
  'Forbidden.RiskControl': {
    meaning: "Alibaba Cloud's risk control has blocked the request. RAM policies make no difference.",
    cure: 'Check the account for notices of risk control in the console (Message Center), or ask Alibaba Cloud support with the request id.',
    retry: 'no'
  },
  'Forbidden*': {
    meaning: 'The account is not allowed to operate on what the rest of the code names.',
    cure: 'Check that the account of these credentials owns the backend, service or route (its ids, and region-id), and that API Gateway is active in it. If the answer holds an AccessDeniedDetail, it is a denial of RAM and the error holds the statement to add.',
    retry: 'no'
  },
  InsufficientBalance: {
    meaning: 'The account has an overdue payment or too low a balance.',
    cure: 'Top up the balance of the account, or pay what is overdue (Expenses and Costs in the console). Then re-run the job.',
    retry: 'no'
  },
  NotFoundBackend: {
    meaning: 'There is no backend service with this id in this region and account.',
    cure: 'Check backend-id and region-id: the id is looked up in this region and account only (API Gateway console, Backend Services).',
    retry: 'no'
  },
  NotFoundBackendModel: {
    meaning: "The backend has no definition in this stage, or the definition's id is of another one.",
    cure: 'Create the definition once with CreateBackendModel or in the console: this action changes definitions that exist. If backend-model-id is set, remove it.',
    retry: 'no'
  },
  'NotFoundStage*': {
    meaning: 'There is no such stage in this region.',
    cure: 'Check stage-name: RELEASE, PRE, TEST, or a custom environment that exists in this region.',
    retry: 'no'
  },
  'NotFound.ServiceNotFound': {
    meaning: 'There is no service with this id in this region and account.',
    cure: 'Check service-id (of a route, each serviceId of its backend) and region-id: ids are looked up in one region and account only.',
    retry: 'no'
  },
  'NotFound.RouteNotFound': {
    meaning: 'There is no route with this id in this API.',
    cure: 'Check route-id, http-api-id and region-id: the route must be one of this API.',
    retry: 'no'
  },
  'NotFound.GatewayNotFound': {
    meaning: 'There is no gateway with this id in this region and account.',
    cure: 'Check gateway-id and region-id. If the gateway was deleted, so were its services and routes.',
    retry: 'no'
  },
  'NotFound.EnvironmentNotFound': {
    meaning: 'The environment that the route belongs to does not exist any more.',
    cure: 'Look at the route in the console (Cloud-native API Gateway): publish it again there, to a gateway that exists.',
    retry: 'no'
  },
  'DatabaseError.RecordNotFound': {
    meaning:
      'Cloud-native API Gateway finds no such API, route or operation. It may answer this with HTTP 200.',
    cure: 'Check http-api-id, route-id and region-id: ids are looked up in one region and account only.',
    retry: 'no'
  },
  'Error.DatabaseError.RecordNotFound': {
    meaning:
      'Cloud-native API Gateway finds no such API, route or operation. It may answer this with HTTP 200.',
    cure: 'Check http-api-id, route-id and region-id: ids are looked up in one region and account only.',
    retry: 'no'
  },
  'NotFound*': {
    meaning: 'The service finds no such thing. The rest of the code names what it looked for.',
    cure: 'Check the input that the code names, and region-id: ids are looked up in one region and account only.',
    retry: 'no'
  },
  InvalidBackendType: {
    meaning: 'The service does not take this type, or not for this backend.',
    cure: 'Remove backend-type, so that the one of the live backend is used.',
    retry: 'no'
  },
  InvalidBackendModelId: {
    meaning: 'The service does not take this id of a definition.',
    cure: 'Remove backend-model-id if it is set, so that the one of the stage is used. Credentials that may not read the backend need it: set the one that the console shows.',
    retry: 'no'
  },
  'InvalidBackendModelData*': {
    meaning: 'The service does not take the definition for a backend of this type.',
    cure: 'Check backend-model-data against a definition of the same type: the previous-backend-model-data output of a run shows the form.',
    retry: 'no'
  },
  MissingBackendModelData: {
    meaning: 'The service saw no definition.',
    cure: 'Check backend-model-data against a definition of the same type: the previous-backend-model-data output of a run shows the form.',
    retry: 'no'
  },
  IdempotentParameterMismatch: {
    meaning: 'The service takes the call for a repetition of another one with other parameters.',
    cure: 'Check backend-model-data against a definition of the same type: the previous-backend-model-data output of a run shows the form. Then run the job again.',
    retry: 'rerun'
  },
  'InvalidFormat*': {
    meaning: 'A value has not the form that the service takes. The rest of the code names the parameter.',
    cure: 'Correct the input that the code names.',
    retry: 'no'
  },
  'Invalid*': {
    meaning: 'The service does not take a value. The rest of the code names the parameter.',
    cure: 'Correct the input that the code names.',
    retry: 'no'
  },
  'Missing*': {
    meaning: 'The service misses a value. The rest of the code names the parameter.',
    cure: 'Set the input that the code names. If there is no input of that name, please report it.',
    retry: 'no'
  },
  'Duplicate*': {
    meaning: 'A value is there twice, where the service takes it once.',
    cure: 'Change the value that the code names.',
    retry: 'no'
  },
  'Repeated*': {
    meaning: 'A value is in use already, where the service takes it once.',
    cure: 'Change the value that the code names.',
    retry: 'no'
  },
  'DependencyViolation*': {
    meaning: 'Something else depends on what would be changed.',
    cure: 'Look in the console at what uses the backend, and take it off first.',
    retry: 'no'
  },
  'ExceedLimit*': {
    meaning: 'A limit of the account is reached.',
    cure: 'Remove what is not used any more, or ask Alibaba Cloud for a higher limit.',
    retry: 'no'
  },
  'Throttling*': {
    meaning: 'The account, or one user of it, made too many calls.',
    cure: 'The account made too many calls. Spread the jobs that call this API, or ask for a higher quota.',
    retry: 'busy'
  },
  'Rejected.Throttling': {
    meaning: 'The service takes no more calls at the moment.',
    cure: 'The account made too many calls. Spread the jobs that call this API, or ask for a higher quota.',
    retry: 'busy'
  },
  RepeatedCommit: {
    meaning: 'Another change of the same thing is under way.',
    cure: 'Another change of this backend was under way the whole time. Put the jobs that change it into one concurrency group.',
    retry: 'busy'
  },
  ConcurrencyLockTimeout: {
    meaning: 'Another change holds the lock of the backend.',
    cure: 'Another change of this backend was under way the whole time. Put the jobs that change it into one concurrency group.',
    retry: 'busy'
  },
  'Conflict.LockFailed': {
    meaning: 'Another change holds the lock of the resource.',
    cure: 'Another change of the same backend, service, API or gateway was under way the whole time. Put the jobs that change it into one concurrency group.',
    retry: 'busy'
  },
  'Conflict.GatewayIsDeleted': {
    meaning: 'The gateway is being deleted.',
    cure: 'Check gateway-id, and the ids of the services and routes: those of this gateway cannot be changed any more.',
    retry: 'no'
  },
  'Conflict.ServiceExisted': {
    meaning: 'There is a service of this name in the gateway.',
    cure: 'Use the id of the service that exists. This action creates no service: if it was answered with this, please report it.',
    retry: 'no'
  },
  'Conflict.DomainExisted': {
    meaning: 'There is such a domain in the account.',
    cure: 'Use the domain that exists. This action creates no domain: if it was answered with this, please report it.',
    retry: 'no'
  },
  'Conflict.McpServerNameAlreadyExists': {
    meaning: 'There is an MCP server of this name.',
    cure: 'Use another name. This action creates no MCP server: if it was answered with this, please report it.',
    retry: 'no'
  },
  'Conflict*': {
    meaning:
      'Another change of the same API, route or service is under way. What was asked for may have been done.',
    cure: 'Wait until the API, route or service does not change any more in the console, then re-run the job. Put the jobs that change it into one concurrency group.',
    retry: 'itself',
    serverFault: true
  },
  'InvalidApi.NotFound': {
    meaning: 'The endpoint does not know this operation: it is the endpoint of another product.',
    cure: 'The endpoint does not know this operation. Check endpoint: it must be the API Gateway endpoint (apigateway.<region>.aliyuncs.com); for services and routes apig-endpoint, that of Cloud-native API Gateway (apig.<region>.aliyuncs.com).',
    retry: 'no'
  },
  InvalidAction: {
    meaning: 'The endpoint does not know this operation: it is the endpoint of another product or region.',
    cure: 'Check endpoint and region-id: the endpoint must be that of API Gateway in the region of the backend (apigateway.<region>.aliyuncs.com); for services and routes apig-endpoint, that of Cloud-native API Gateway (apig.<region>.aliyuncs.com).',
    retry: 'no'
  },
  NoSuchVersion: {
    meaning:
      'The endpoint does not know this version of the API: it is the endpoint of another product or region.',
    cure: 'Check endpoint and region-id: the endpoint must be that of API Gateway in the region of the backend (apigateway.<region>.aliyuncs.com); for services and routes apig-endpoint, that of Cloud-native API Gateway (apig.<region>.aliyuncs.com).',
    retry: 'no'
  },
  InvalidVersion: {
    meaning: 'The endpoint does not know this version of the API: it is the endpoint of another product.',
    cure: 'Check endpoint: it must be the API Gateway endpoint (apigateway.<region>.aliyuncs.com); for services and routes apig-endpoint, that of Cloud-native API Gateway (apig.<region>.aliyuncs.com).',
    retry: 'no'
  },
  'InvalidProtocol.NeedSsl': {
    meaning: 'The endpoint was asked in plain http.',
    cure: 'The endpoint wants https. Give endpoint without http://.',
    retry: 'no'
  },
  InvalidParameter: {
    meaning: 'The service does not take a parameter of the request.',
    cure: 'Correct the input that the message names. If it names none, please report it: the request is formed by this action.',
    retry: 'no'
  },
  UnsupportedHTTPMethod: {
    meaning: 'The request did not arrive as it was sent: its method was changed on the way.',
    cure: 'Look for something on the way that changes requests: a proxy (HTTPS_PROXY), or a redirect of endpoint.',
    retry: 'no'
  },
  RequestEntityTooLarge: {
    meaning: 'The request is larger than the service takes.',
    cure: 'Make backend-model-data smaller.',
    retry: 'no'
  },
  ServiceUnavailable: {
    meaning: 'The service is out of order for the moment.',
    cure: 'The service has a fault of its own. Run the job again later; give the request id to Alibaba Cloud support if it stays.',
    retry: 'itself',
    serverFault: true
  },
  InternalError: {
    meaning:
      "The service failed, and does not say why. (With a message that begins with “a fault of this action”, it is this action's own code of that name.)",
    cure: 'The service has a fault of its own. Run the job again later; give the request id to Alibaba Cloud support if it stays.',
    retry: 'itself',
    serverFault: true
  },
  Http429: {
    meaning: 'The service, or something before it, takes no more calls at the moment.',
    cure: 'The account made too many calls. Spread the jobs that call this API, or ask for a higher quota.',
    retry: 'busy'
  },
  'Http5*': {
    meaning:
      'A failure of the service, or of something before it, without a code of the API. The digits are the HTTP status.',
    cure: 'The service has a fault of its own. Run the job again later; give the request id to Alibaba Cloud support if it stays.',
    retry: 'itself',
    serverFault: true
  }
} as const satisfies Entries
