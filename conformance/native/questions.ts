/** What no page of Cloud-native API Gateway (2024-03-27) answers. The emulator has a switch for most of it. */
export const NATIVE_QUESTIONS = {
  'native-route-save':
    'Is an updated route live at once, or only after DeployHttpApi? What is its deployStatus in between?',
  'native-route-put': 'Fields that UpdateHttpApiRoute leaves out: kept, or reset?',
  'native-service-put': 'Fields that UpdateService leaves out: kept, or reset?',
  'native-deploy-status':
    'Which values has deployStatus from the save to the end, and how long does each last?',
  'native-deploy-status-lag': 'Does deployStatus still say Deployed right after a save or a deployment?',
  'native-deploy-timestamp': 'Does a deployment change updateTimestamp?',
  'native-deploy-failure': 'What makes a deployment fail, and what is served afterwards?',
  'native-equal-draft': 'A draft that equals what is live again: Deployed, or DeployedWithChanges?',
  'native-deploy-unchanged': 'Is a route that has not changed deployed again?',
  'native-lock': 'When is a write Conflict.LockFailed, with which HTTP status, and for how long?',
  'native-not-found': 'Ids that nothing has: which codes, and which HTTP status?',
  'native-messages': 'In which language are messages?',
  'native-single-service': 'What do reads call the scene of one service, and do they show its weight?',
  'native-service-order': 'Do reads keep the order of the services of a route?',
  'native-builtin': 'Is builtin of a route a text or a Boolean?',
  'native-environment-id': 'Does UpdateHttpApiRoute take the environmentId that GetHttpApiRoute shows?',
  'native-denial': 'How are the fields of a denial by RAM spelled?',
  'native-weights': 'Are weights checked: their sum, 0, more than ten services?',
  'native-backend-checked': 'Which backends of a route are refused?',
  'native-addresses': 'Which addresses does a service take, by its type?',
  'native-service-visible': 'Does GetService show an update at once?',
  'native-service-live': 'How long after UpdateService does the gateway use the new addresses?',
  'native-gateway-status': 'Which values has gatewayStatus of a route?',
  'native-service-in-use': 'Is a service that a route leads to deleted?',
  'native-path-priority': 'Which of several routes that match gets a request?',
  'native-data-plane-errors': 'What does the gateway answer by itself, with which headers?',
  'native-list-filters':
    'ListHttpApiRoutes: is backendServiceName exact, and which form have deployStatuses?',
  'native-rate-limits': 'Are calls throttled?'
} as const

export type NativeQuestionId = keyof typeof NATIVE_QUESTIONS

/** What only requests through the gateway answer, to addresses of which something answers. */
export const THROUGH_THE_GATEWAY = [
  'native-service-live',
  'native-path-priority',
  'native-data-plane-errors'
] as const satisfies readonly NativeQuestionId[]
