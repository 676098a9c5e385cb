export const STAGE = 'RELEASE'
const OLD = 'http://10.0.0.1:8080'

export interface Conditions {
  /** Of each answer. */
  readonly latencyMs: number
  /** Calls that the service takes in a second; `undefined`: as many as there may be. */
  readonly perSecond?: number | undefined
}

export const idOf = (index: number): string => `backend-${index}`

/** So many backends in one stage, each with published APIs whose batch is over at once, unless one takes time. */
export function seedOf(
  backends: number,
  { latencyMs, perSecond }: Conditions,
  { apis = 1, msPerApi = 0 } = {}
): string {
  const indices = Array.from({ length: backends }, (_, index) => index)
  return JSON.stringify({
    accounts: [{ id: '1234567890123456', keys: [{ id: 'bench-key', secret: 'bench-secret' }] }],
    backends: indices.map(index => ({
      id: idOf(index),
      name: idOf(index),
      type: 'HTTP',
      stages: { [STAGE]: { ServiceAddress: OLD } }
    })),
    groups: [{ name: 'shop', domains: ['shop.localhost'] }],
    apis: indices.flatMap(index =>
      Array.from({ length: apis }, (_, api) => ({
        name: `api-${index}-${api}`,
        group: 'shop',
        path: `/${index}/${api}`,
        backend: idOf(index),
        published: [STAGE]
      }))
    ),
    batch: { 'ms-per-api': msPerApi },
    doubts: { 'list-pending': true },
    ...(perSecond === undefined ? {} : { throttle: { 'per-second': perSecond } }),
    faults: latencyMs === 0 ? [] : [{ kind: 'latency', ms: latencyMs, times: 'every' }]
  })
}

/** The manifest of those backends, which all move to the address of `${VERSION}`. */
export function manifestOf(backends: number): string {
  const entries = Array.from({ length: backends }, (_, index): [string, object] => [
    idOf(index),
    { 'backend-id': idOf(index), stages: { [STAGE]: { ServiceAddress: 'http://${VERSION}.internal:8080' } } }
  ])
  return JSON.stringify({ version: 1, backends: Object.fromEntries(entries) })
}
