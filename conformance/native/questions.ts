/** What the documentation of Cloud-native API Gateway (2024-03-27) does not answer. The emulator has a switch for most of it. */
export const NATIVE_QUESTIONS = {
  'native-route-save':
    'Is an updated route live immediately, or only after DeployHttpApi? What is its deployStatus in between?',
  'native-route-put': 'Fields omitted from UpdateHttpApiRoute: kept, or reset?',
  'native-service-put': 'Fields omitted from UpdateService: kept, or reset?',
  'native-deploy-status': 'Which values does deployStatus have after the save, and for how long?',
  'native-deploy-status-lag': 'Is deployStatus still Deployed right after a save or a deployment?',
  'native-deploy-timestamp': 'Does a deployment change updateTimestamp?',
  'native-deploy-failure': 'What makes a deployment fail, and what is served afterwards?',
  'native-equal-draft': 'A draft that equals the live route again: Deployed, or DeployedWithChanges?',
  'native-deploy-unchanged': 'Is an unchanged route deployed again?',
  'native-lock': 'When does a write fail with Conflict.LockFailed, with which HTTP status, and for how long?',
  'native-not-found': 'Unknown IDs: which codes, and which HTTP status?',
  'native-messages': 'Which language are messages in?',
  'native-single-service': 'Which scene do reads return for one service, and do they include its weight?',
  'native-service-order': 'Do reads keep the order of the services of a route?',
  'native-builtin': 'Is builtin of a route a string or a Boolean?',
  'native-environment-id': 'Does UpdateHttpApiRoute accept the environmentId that GetHttpApiRoute returns?',
  'native-denial': 'How are the fields of a denial by RAM spelled?',
  'native-weights': 'Are weights validated: their sum, 0, more than ten services?',
  'native-backend-checked': 'Which backends of a route are rejected?',
  'native-addresses': 'Which addresses does a service accept, by type?',
  'native-service-visible': 'Does GetService show an update immediately?',
  'native-service-live': 'How long after UpdateService does the gateway use the new addresses?',
  'native-gateway-status': 'Which values does gatewayStatus of a route have?',
  'native-service-in-use': 'Can a service that a route uses be deleted?',
  'native-path-priority': 'Which of several matching routes gets a request?',
  'native-data-plane-errors': 'What does the gateway itself respond, with which headers?',
  'native-list-filters':
    'ListHttpApiRoutes: is backendServiceName exact, and which format does deployStatuses have?',
  'native-rate-limits': 'Are calls throttled?'
} as const

export type NativeQuestionId = keyof typeof NATIVE_QUESTIONS

/** Questions that only requests through the gateway answer, with servers behind it. */
export const THROUGH_THE_GATEWAY = [
  'native-service-live',
  'native-path-priority',
  'native-data-plane-errors'
] as const satisfies readonly NativeQuestionId[]
