import { expect, test } from '@jest/globals'
import { readManifestText } from '../../support/manifest.ts'
import { NATIVE_BAD, NATIVE_GOOD, NATIVE_STEP_ONLY } from '../../support/native-manifests.ts'

const EXAMPLE = `version: 1
services:
  orders-native:
    stages:
      RELEASE: { service-id: svc-cr6pk4tlhtgm58e0, addresses: ["10.0.0.2:\${PORT}"] }
routes:
  checkout:
    http-api-id: api-cr6ql0tlhtgmc8o0
    gateway-id: gw-cqoohqtlh0
    stages:
      RELEASE:
        route-id: hr-crf5l7tlhtgp91tabcd0
        backend: { serviceId: svc-crgreen0tlhtgm58, port: "\${PORT}" }
        weight-steps: [10, 50, 100]
        preflight-url: https://green.example.com/health
`

test('reads the example of the documentation', () => {
  const { problems, entries } = readManifestText(EXAMPLE, { variables: { PORT: '8080' } })
  expect(problems).toEqual([])
  expect(entries).toEqual({
    'orders-native/RELEASE': {
      kind: 'service',
      serviceId: 'svc-cr6pk4tlhtgm58e0',
      gatewayId: undefined,
      regionId: undefined,
      preflightUrls: undefined,
      probeUrls: undefined,
      definition: { addresses: ['10.0.0.2:8080'] }
    },
    'checkout/RELEASE': {
      kind: 'route',
      httpApiId: 'api-cr6ql0tlhtgmc8o0',
      routeId: 'hr-crf5l7tlhtgp91tabcd0',
      gatewayId: 'gw-cqoohqtlh0',
      weightSteps: [10, 50, 100],
      regionId: undefined,
      preflightUrls: [new URL('https://green.example.com/health')],
      probeUrls: undefined,
      definition: { serviceId: 'svc-crgreen0tlhtgm58', port: 8080 }
    }
  })
})

test.each(NATIVE_GOOD)('%s is accepted', (_, text, names) => {
  const { problems, entries, targets } = readManifestText(text)
  expect(problems).toEqual([])
  expect(targets.flatMap(({ stages }) => stages ?? []).map(({ name }) => name)).toEqual(names)
  for (const entry of Object.values(entries)) expect(entry).toBeDefined()
})

test.each([...NATIVE_BAD, ...NATIVE_STEP_ONLY])('%s is one problem', (_, text, said) => {
  const { problems } = readManifestText(text)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(said)
})

test('reports all problems at once, in the order of the file', () => {
  const { problems } = readManifestText(
    `version: 1
services:
  a: { service-id: a/b, stages: { LIVE: { addresses: [x, "y:0"], gateway-id: "!" } } }
  all: { stages: { LIVE: { addresses: [a:1] } } }
routes:
  b: { stages: { LIVE: { backend: { serviceID: 1, port: 0 }, weight-steps: 5, probe-url: x } } }
`
  )
  expect(problems.map(problem => problem.replace(/: .*/, ''))).toEqual([
    'line 3, column 20',
    'line 3, column 55',
    'line 3, column 58',
    'line 3, column 78',
    'line 4, column 3',
    'line 4, column 26',
    'line 6, column 24',
    'line 6, column 24',
    'line 6, column 35',
    'line 6, column 37',
    'line 6, column 57',
    'line 6, column 76',
    'line 6, column 90'
  ])
})

test.each([
  ['in another case', '["B.internal:2", "a:1", "b.internal:2"]', ['B.internal:2', 'a:1']],
  ['in another spelling of IPv6', '["[2001:db8::1]:80", "[2001:DB8:0::1]:80"]', ['[2001:db8::1]:80']],
  ['as a text', '"a:1, b:2, a:1"', ['a:1', 'b:2']]
])('an address that is listed twice is sent once: %s', (_, addresses, sent) => {
  const { entries } = readManifestText(
    `version: 1
services: { a: { stages: { LIVE: { service-id: svc-a, addresses: ${addresses} } } } }
`
  )
  expect(entries['a/LIVE']?.definition).toEqual({ addresses: sent })
})

test('a definition keeps the order of addresses and services, and has a fixed order of keys', () => {
  const { entries } = readManifestText(`version: 1
services: { a: { stages: { LIVE: { service-id: svc-a, addresses: ["B:2", "a:1"] } } } }
routes: { b: { http-api-id: api-a, stages: { LIVE: { route-id: hr-a, backend: { services: [{ weight: "40", port: "80", serviceId: svc-b }, { version: v1, serviceId: svc-a, weight: 60 }] } } } } }
`)
  expect(JSON.stringify(entries['a/LIVE']?.definition)).toBe('{"addresses":["B:2","a:1"]}')
  expect(JSON.stringify(entries['b/LIVE']?.definition)).toBe(
    '{"services":[{"serviceId":"svc-b","port":80,"weight":40},{"serviceId":"svc-a","version":"v1","weight":60}]}'
  )
})

test('no problem repeats a misplaced password', () => {
  const { problems, masks } = readManifestText(
    'version: 1\nservices: { a: { stages: { LIVE: { service-id: svc-a, addresses: ["http://u:hunter2hunter2@h:1"] } } } }\n'
  )
  expect(problems).toEqual([expect.stringContaining('is a URL')])
  expect(problems.join()).not.toContain('hunter2')
  expect(masks).toContain('hunter2hunter2')
})
