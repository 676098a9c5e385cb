import type { JsonObject } from '../../../emulator/cloud/json.ts'

export const GATEWAY_ID = 'gw-cqoohqtlh0'
export const API_ID = 'api-cr6ql0tlhtgmc8o0'
export const ROUTE_ID = 'hr-crf5l7tlhtgp91tabcd0'
export const SERVICE_ID = 'svc-cr6pk4tlhtgm58e0'
export const BLUE = 'svc-crblue0tlhtgm58e0'
export const GREEN = 'svc-crgreen0tlhtgm58e0'
export const RED = 'svc-crred0tlhtgm58e0'
export const DOMAIN_IDS = ['d-one', 'd-two'] as const

/** A secret that never appears: a model provider's key, in a field of a service. */
export const MODEL_KEY = 'sk-of-the-model-provider'

const FIELDS: JsonObject = {
  protocol: 'HTTP',
  healthCheck: { enable: true, interval: 2, path: '/health' },
  healthyPanicThreshold: 50
}

/** Other fields of a service at the start. */
export const SERVICE_FIELDS: readonly JsonObject[] = [
  FIELDS,
  FIELDS,
  { protocol: 'HTTP' },
  { ...FIELDS, outlierDetection: { enable: false } },
  { ...FIELDS, outlierDetection: { enable: true, failureThreshold: 5 }, dnsServers: ['10.0.0.53'] },
  { ...FIELDS, aiServiceConfig: { apiKeys: [MODEL_KEY], provider: 'other' } }
]

const [OLD, NEW, SPARE, OTHER] = ['10.0.0.1:8080', '10.0.0.2:8080', '10.0.0.4:8080', '10.0.0.3:8080'] as const

/** Live addresses. */
export const LIVE_ADDRESSES: readonly (readonly string[])[] = [
  [OLD],
  [OLD],
  [OLD],
  [OLD, SPARE],
  [SPARE, OLD]
]

/** Desired definitions, as an input. */
export const ADDRESSES: readonly string[] = [
  NEW,
  NEW,
  NEW,
  `${NEW}, ${SPARE}`,
  `${SPARE}\n${NEW}`,
  `${NEW},${OLD}`,
  JSON.stringify({ addresses: [NEW] }),
  OLD
]

/** Another writer's updates of a service, in the form of UpdateService. */
export const SERVICE_EDITS: readonly JsonObject[] = [
  { addresses: [OTHER] },
  { addresses: [OTHER, OLD] },
  { addresses: [OLD] },
  { addresses: [NEW] },
  { healthyPanicThreshold: 70 },
  { addresses: [NEW], healthCheckConfig: { enable: false } },
  { healthCheckConfig: { enable: true, interval: 9, path: '/other' } }
]

const use = (serviceId: string, more: JsonObject = {}): JsonObject => ({ serviceId, port: 8080, ...more })
const one = (service: JsonObject): JsonObject => ({ scene: 'SingleService', services: [service] })
const ratio = (...services: JsonObject[]): JsonObject => ({ scene: 'MultiServiceByRatio', services })
const PAIR = ratio(use(BLUE, { weight: 90 }), use(GREEN, { weight: 10 }))

/** Live backends. */
export const LIVE_BACKENDS: readonly JsonObject[] = [
  ...Array.from({ length: 5 }, () => one(use(BLUE))),
  one(use(BLUE, { version: 'v1' })),
  one({ serviceId: BLUE }),
  PAIR,
  ratio(use(GREEN, { weight: 30 }), use(BLUE, { weight: 70 })),
  ratio(use(BLUE, { weight: 60 }), use(RED, { weight: 40 })),
  ratio(use(BLUE, { weight: 100 }), use(GREEN, { weight: 0 })),
  { ...one(use(BLUE)), scene: 'MultiServiceByTag', tagHeader: 'x-version' }
]

/** Desired backends with one service, which support weights. */
export const BACKENDS: readonly JsonObject[] = [
  use(GREEN),
  use(GREEN),
  use(GREEN),
  { serviceId: GREEN },
  use(GREEN, { protocol: 'HTTP' }),
  use(GREEN, { version: 'v2' }),
  { serviceId: GREEN, port: '8080' },
  use(BLUE),
  use(BLUE, { port: 9090 })
]

/** The same with several services, which do not. */
export const RATIOS: readonly JsonObject[] = [
  { services: [use(GREEN, { weight: 50 }), use(BLUE, { weight: 50 })] },
  { services: [use(BLUE, { weight: 90 }), use(GREEN, { weight: 10 })] }
]

export const MATCH: JsonObject = {
  path: { type: 'Prefix', value: '/checkout' },
  methods: ['POST', 'GET'],
  ignoreUriCase: false
}

/** Another writer's saves of a route, in the form of UpdateHttpApiRoute. */
export const ROUTE_EDITS: readonly JsonObject[] = [
  { backendConfig: one(use(RED)) },
  { backendConfig: one(use(RED)) },
  { backendConfig: one(use(BLUE)) },
  { backendConfig: one(use(GREEN)) },
  { backendConfig: PAIR },
  { match: { path: { type: 'Prefix', value: '/other' } } },
  { backendConfig: one(use(GREEN)), match: { path: { type: 'Exact', value: '/other' } } },
  { description: 'by another' },
  { domainIds: ['d-two'] }
]
