export const ROUTE_SAVES = ['draft', 'live'] as const
export const PUTS = ['replace', 'merge'] as const
export const DEPLOY_FAILURES = ['never', 'once', 'always'] as const
export const FAILED_DEPLOY_SERVES = ['previous', 'saved', 'nothing'] as const
export const EQUAL_DRAFTS = ['DeployedWithChanges', 'Deployed'] as const
export const LOCK_STATUSES = ['409', '200'] as const
export const NOT_FOUND_STATUSES = ['404', '200'] as const
export const MESSAGES = ['english', 'chinese'] as const
export const SINGLE_SCENES = ['SingleService', 'Single'] as const
export const SINGLE_WEIGHTS = ['shown', 'absent'] as const
export const SERVICE_ORDERS = ['kept', 'reversed'] as const
export const BUILTIN_TYPES = ['string', 'boolean'] as const
export const ENVIRONMENT_IDS = ['take', 'refuse'] as const
export const DENIAL_FORMS = ['upper', 'lower'] as const
export const WEIGHT_SUMS = ['check', 'take'] as const

/** Undocumented behavior of Cloud-native API Gateway; the defaults are this emulator's assumptions. See BEHAVIOR.md. */
export interface ApigDoubts {
  /** Whether UpdateHttpApiRoute on a deployed route saves a draft or takes effect immediately. */
  readonly routeSave: (typeof ROUTE_SAVES)[number]
  /** How UpdateHttpApiRoute treats omitted fields. */
  readonly routePut: (typeof PUTS)[number]
  /** How UpdateService treats omitted fields. */
  readonly servicePut: (typeof PUTS)[number]
  /** Number of reads that return the status from before a save or deployment. */
  readonly deployStatusLag: number
  /** Whether a deployment changes updateTimestamp. */
  readonly deployTouchesTimestamp: boolean
  /** Which deployments of a route fail with DeployFailed. */
  readonly deployFailure: (typeof DEPLOY_FAILURES)[number]
  /** What a route serves after a failed deployment. */
  readonly failedDeployServes: (typeof FAILED_DEPLOY_SERVES)[number]
  /** The status of a route whose draft equals the live state again. */
  readonly equalDraft: (typeof EQUAL_DRAFTS)[number]
  /** The sequence of deployStatus values during a deployment; the last one is the final status. */
  readonly deployStatuses: readonly string[]
  /** Number of writes to each service and route that fail with Conflict.LockFailed before one is accepted. */
  readonly lockFailures: number
  /** The HTTP status of Conflict.LockFailed. */
  readonly lockFailedStatus: (typeof LOCK_STATUSES)[number]
  /** Whether writes fail with Conflict.LockFailed while a deployment of the gateway is in progress. */
  readonly gatewayLock: boolean
  /** The HTTP status of DatabaseError.RecordNotFound. */
  readonly notFoundStatus: (typeof NOT_FOUND_STATUSES)[number]
  /** The language of the product's errors. */
  readonly messages: (typeof MESSAGES)[number]
  /** The scene that reads return for a single service. */
  readonly singleScene: (typeof SINGLE_SCENES)[number]
  /** Whether reads return the weight 100 of a single service. */
  readonly singleWeight: (typeof SINGLE_WEIGHTS)[number]
  /** The order in which reads return the services of a route. */
  readonly serviceOrder: (typeof SERVICE_ORDERS)[number]
  /** The type of a route's `builtin`. */
  readonly builtinType: (typeof BUILTIN_TYPES)[number]
  /** Whether UpdateHttpApiRoute accepts an environmentId. */
  readonly environmentId: (typeof ENVIRONMENT_IDS)[number]
  /** The spelling of the fields of a RAM denial. */
  readonly denialForm: (typeof DENIAL_FORMS)[number]
  /** Whether weights that do not sum to 100 are rejected. */
  readonly weightSum: (typeof WEIGHT_SUMS)[number]
  /** How long reads return a service's state from before an update. */
  readonly serviceVisibleAfterMs: number
  /** How long the gateway keeps using the addresses from before an update. */
  readonly serviceLiveAfterMs: number
}

export const DEFAULT_APIG_DOUBTS: ApigDoubts = {
  routeSave: 'draft',
  routePut: 'replace',
  servicePut: 'merge',
  deployStatusLag: 0,
  deployTouchesTimestamp: false,
  deployFailure: 'never',
  failedDeployServes: 'previous',
  equalDraft: 'DeployedWithChanges',
  deployStatuses: ['Deploying', 'Deployed'],
  lockFailures: 0,
  lockFailedStatus: '409',
  gatewayLock: false,
  notFoundStatus: '404',
  messages: 'english',
  singleScene: 'SingleService',
  singleWeight: 'shown',
  serviceOrder: 'kept',
  builtinType: 'string',
  environmentId: 'take',
  denialForm: 'upper',
  weightSum: 'check',
  serviceVisibleAfterMs: 0,
  serviceLiveAfterMs: 0
}
