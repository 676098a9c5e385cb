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

/** What no page says about Cloud-native API Gateway, each with the answer that this emulator gives. BEHAVIOR.md has a line for each. */
export interface ApigDoubts {
  /** What UpdateHttpApiRoute of a deployed route does: it saves a draft, or moves the gateway at once. */
  readonly routeSave: (typeof ROUTE_SAVES)[number]
  /** What becomes of the fields that UpdateHttpApiRoute leaves out. */
  readonly routePut: (typeof PUTS)[number]
  /** The same for UpdateService. */
  readonly servicePut: (typeof PUTS)[number]
  /** How many reads of a route show the status before a save or a deployment. */
  readonly deployStatusLag: number
  /** Whether a deployment changes updateTimestamp. */
  readonly deployTouchesTimestamp: boolean
  /** Which deployments of a route end in DeployFailed. */
  readonly deployFailure: (typeof DEPLOY_FAILURES)[number]
  /** What a route serves after a deployment that failed. */
  readonly failedDeployServes: (typeof FAILED_DEPLOY_SERVES)[number]
  /** The status of a route whose draft was put back to what is live. */
  readonly equalDraft: (typeof EQUAL_DRAFTS)[number]
  /** deployStatus during a deployment, in turn; the last one is that of a deployment which has ended. */
  readonly deployStatuses: readonly string[]
  /** How many writes of each service and route are Conflict.LockFailed before one is taken. */
  readonly lockFailures: number
  /** The HTTP status of Conflict.LockFailed. */
  readonly lockFailedStatus: (typeof LOCK_STATUSES)[number]
  /** A write while a deployment of the gateway is under way is Conflict.LockFailed. */
  readonly gatewayLock: boolean
  /** The HTTP status of DatabaseError.RecordNotFound. */
  readonly notFoundStatus: (typeof NOT_FOUND_STATUSES)[number]
  /** The language of the product's errors. */
  readonly messages: (typeof MESSAGES)[number]
  /** What reads call the scene of one service. */
  readonly singleScene: (typeof SINGLE_SCENES)[number]
  /** Whether reads show the weight 100 of one service. */
  readonly singleWeight: (typeof SINGLE_WEIGHTS)[number]
  /** In which order reads show the services of a route. */
  readonly serviceOrder: (typeof SERVICE_ORDERS)[number]
  /** What `builtin` of a route is. */
  readonly builtinType: (typeof BUILTIN_TYPES)[number]
  /** Whether UpdateHttpApiRoute takes an environmentId. */
  readonly environmentId: (typeof ENVIRONMENT_IDS)[number]
  /** How the fields of a denial by RAM are spelled. */
  readonly denialForm: (typeof DENIAL_FORMS)[number]
  /** Whether weights that do not sum to 100 are refused. */
  readonly weightSum: (typeof WEIGHT_SUMS)[number]
  /** How long reads show a service as it was before its update. */
  readonly serviceVisibleAfterMs: number
  /** How long the gateway sends requests to the addresses before an update. */
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
