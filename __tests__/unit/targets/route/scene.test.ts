import { describe, expect, test } from '@jest/globals'
import { decodeRoute } from '../../../../src/cloud/native-decode.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import {
  backendConfigOf,
  canonicalOf,
  compareBackends,
  definitionOf,
  isExpressible,
  mixOf,
  normalOf,
  pairOf,
  withoutKeysOf
} from '../../../../src/targets/route/scene.ts'

/** The definition of a returned backend. */
function read(backend: JsonObject): JsonObject {
  const route = decodeRoute({ data: { routeId: 'hr-1', backend } })
  if (route === undefined) throw new Error('no route')
  return definitionOf(route)
}

const A = { serviceId: 'svc-a', name: 'blue', protocol: 'HTTP', port: 8080 }
const B = { serviceId: 'svc-b', name: 'green', protocol: 'HTTP', port: 8080 }
const ONE = { serviceId: 'svc-a', protocol: 'HTTP', port: 8080 }

describe('normalizes', () => {
  test.each<[name: string, backend: JsonObject]>([
    ['Single', { scene: 'Single', services: [A] }],
    ['SingleService', { scene: 'SingleService', services: [A] }],
    ['with a weight of 100', { scene: 'Single', services: [{ ...A, weight: 100 }] }],
    ['numbers as text', { scene: 'Single', services: [{ ...A, port: '8080', weight: '100' }] }],
    ['the protocol in lower case', { scene: 'Single', services: [{ ...A, protocol: 'http' }] }],
    ['a ratio with one service', { scene: 'MultiServiceByRatio', services: [{ ...A, weight: 100 }] }],
    [
      '0 to 100',
      {
        scene: 'MultiServiceByRatio',
        services: [
          { ...B, weight: 0 },
          { ...A, weight: 100 }
        ]
      }
    ],
    ['a flag that is off', { scene: 'Single', services: [A], enableSystemModels: false }],
    ['empty keys', { scene: 'Single', services: [{ ...A, version: '', modelName: '' }] }]
  ])('one service: %s', (_, backend) => {
    expect(read(backend)).toEqual(ONE)
    expect(compareBackends({ serviceId: 'svc-a', port: 8080 }, { definition: read(backend) })).toEqual({
      changes: [],
      omitted: []
    })
  })

  test('several services, ignoring their order', () => {
    const one = read({
      scene: 'MultiServiceByRatio',
      services: [
        { ...A, weight: 70 },
        { ...B, weight: 30 }
      ]
    })
    const other = read({
      scene: 'MultiServiceByRatio',
      services: [
        { ...B, weight: '30' },
        { ...A, weight: 70 }
      ]
    })
    expect(one).toEqual(other)
    expect(canonicalOf(one)).toBe(canonicalOf(other))
    expect(backendConfigOf(one)).toEqual({
      scene: 'MultiServiceByRatio',
      services: [
        { ...ONE, weight: 70 },
        { serviceId: 'svc-b', protocol: 'HTTP', port: 8080, weight: 30 }
      ]
    })
  })

  test('the backend that was set', () => {
    expect(normalOf({ services: [{ serviceId: 'svc-a', port: '8080', weight: '100' }] })).toEqual({
      serviceId: 'svc-a',
      port: 8080
    })
    const list = (...ids: string[]) => ({ services: ids.map(serviceId => ({ serviceId, weight: 50 })) })
    expect(normalOf(list('svc-b', 'svc-a'))).toEqual(list('svc-a', 'svc-b'))
  })
})

test.each<[name: string, backend: JsonObject]>([
  ['by tag', { scene: 'MultiServiceByTag', services: [{ ...A, version: 'v1', weight: 100 }] }],
  ['by content', { scene: 'MultiServiceByContent', services: [{ ...A, match: { default: true } }] }],
  ['a mock', { scene: 'Mock', mock: { responseCode: 200 } }],
  ['no backend', { scene: 'Redirect' }],
  ['two services under Single', { scene: 'Single', services: [A, B] }],
  [
    'weights that do not sum to 100',
    {
      scene: 'MultiServiceByRatio',
      services: [
        { ...A, weight: 70 },
        { ...B, weight: 20 }
      ]
    }
  ],
  ['missing weights', { scene: 'MultiServiceByRatio', services: [A, B] }],
  ['a model', { scene: 'Single', services: [{ ...A, modelName: 'qwen' }] }],
  ['a protocol per service', { scene: 'Single', services: [{ ...A, protocol: 'DUBBO' }] }]
])('keeps what the inputs cannot express as it was read: %s', (_, backend) => {
  const definition = read(backend)
  expect(isExpressible(definition)).toBe(false)
  const sent = backendConfigOf(definition)
  const services = (backend['services'] ?? []) as JsonObject[]
  const expected = {
    ...backend,
    scene: backend['scene'] === 'Single' ? 'SingleService' : backend['scene'],
    ...(services.length === 0 ? {} : { services: services.map(({ name: _name, ...rest }) => rest) })
  }
  expect(sent).toEqual(expected)
  expect(compareBackends(definition, { definition })).toEqual({ changes: [], omitted: [] })
  expect(compareBackends(ONE, { definition }).changes).toHaveLength(1)
})

describe('differences', () => {
  const paths = (desired: JsonObject, live: JsonObject) => {
    const { changes, omitted } = compareBackends(desired, { definition: live })
    const show = ({ path, before, after }: (typeof changes)[number]) =>
      [path, JSON.stringify(before), JSON.stringify(after)].join(' ').replaceAll('"', '')
    return { changes: changes.map(show), omitted: omitted.map(show) }
  }

  test.each<[name: string, desired: JsonObject, live: JsonObject, changes: string[], omitted: string[]]>([
    ['omitted, and filled in', { serviceId: 'svc-a' }, ONE, [], []],
    ['another service', { serviceId: 'svc-b' }, ONE, ['serviceId svc-a svc-b'], []],
    [
      'another service and port',
      { serviceId: 'svc-b', port: 9090 },
      { ...ONE, version: 'v1' },
      ['serviceId svc-a svc-b', 'port 8080 9090'],
      []
    ],
    ['another port', { serviceId: 'svc-a', port: 9090 }, ONE, ['port 8080 9090'], []],
    ['a port as text', { serviceId: 'svc-a', port: '8080' }, ONE, [], []],
    [
      'another version',
      { serviceId: 'svc-a', version: 'v2' },
      { ...ONE, version: 'v1' },
      ['version v1 v2'],
      []
    ],
    ['a version that is removed', { serviceId: 'svc-a' }, { ...ONE, version: 'v1' }, [], ['version v1 ']],
    [
      'a version that must be removed',
      { serviceId: 'svc-a', version: null },
      { ...ONE, version: 'v1' },
      ['version v1 '],
      []
    ],
    [
      'one service instead of two',
      { serviceId: 'svc-b' },
      {
        services: [
          { ...ONE, weight: 90 },
          { serviceId: 'svc-b', weight: 10 }
        ]
      },
      ['services.svc-b.weight 10 100', 'services.svc-a.weight 90 0'],
      []
    ],
    [
      'two services instead of one',
      {
        services: [
          { serviceId: 'svc-a', weight: 90 },
          { serviceId: 'svc-b', port: 80, weight: 10 }
        ]
      },
      ONE,
      ['services.svc-a.weight 100 90', 'services.svc-b.weight 0 10', 'services.svc-b.port  80'],
      []
    ],
    [
      'two versions of one service',
      {
        services: [
          { serviceId: 'svc-a', version: 'v1', weight: 90 },
          { serviceId: 'svc-a', version: 'v2', weight: 10 }
        ]
      },
      { ...ONE, version: 'v1' },
      [
        'services[svc-a@v1].weight 100 90',
        'services[svc-a@v2].weight 0 10',
        'services[svc-a@v2].version  v2'
      ],
      []
    ],
    [
      'a removed version of one of several services',
      {
        services: [
          { serviceId: 'svc-a', weight: 50 },
          { serviceId: 'svc-b', weight: 50 }
        ]
      },
      {
        services: [
          { ...ONE, version: 'v1', weight: 50 },
          { serviceId: 'svc-b', weight: 50 }
        ]
      },
      [],
      ['services.svc-a.version v1 ']
    ]
  ])('%s', (_, desired, live, changes, omitted) => {
    expect(paths(desired, live)).toEqual({ changes, omitted })
  })

  test('detects keys of a service that must be removed', () => {
    expect(withoutKeysOf({ serviceId: 'svc-a', version: 'v2', port: 9090 }, { serviceId: 'svc-a' })).toEqual({
      serviceId: 'svc-a',
      version: null,
      port: null
    })
    expect(withoutKeysOf({ serviceId: 'svc-b', version: 'v2' }, ONE)).toEqual(ONE)
    expect(backendConfigOf({ serviceId: 'svc-a', version: null })).toEqual({
      scene: 'SingleService',
      services: [{ serviceId: 'svc-a' }]
    })
  })
})

describe('the start of a ladder', () => {
  const desired = { serviceId: 'svc-b', port: 8080 }
  const green = { serviceId: 'svc-b', protocol: 'HTTP', port: 8080 }
  test.each<[name: string, live: JsonObject, pair: ReturnType<typeof pairOf>]>([
    ['one service', ONE, { weight: 0, other: ONE }],
    [
      'the pair',
      {
        services: [
          { ...ONE, weight: 90 },
          { ...green, weight: 10 }
        ]
      },
      { weight: 10, other: ONE }
    ],
    [
      'the desired service at another port',
      {
        services: [
          { ...ONE, weight: 90 },
          { ...green, port: 1, weight: 10 }
        ]
      },
      undefined
    ],
    [
      'three services',
      {
        services: [
          { ...ONE, weight: 80 },
          { ...green, weight: 10 },
          { serviceId: 'svc-c', weight: 10 }
        ]
      },
      undefined
    ],
    [
      'two others',
      {
        services: [
          { ...ONE, weight: 80 },
          { serviceId: 'svc-c', weight: 20 }
        ]
      },
      undefined
    ],
    ['a mock', { scene: 'Mock' }, undefined]
  ])('%s', (_, live, pair) => {
    expect(pairOf(live, desired)).toEqual(pair)
  })

  test('a step has the old service as it was read and the desired one as it was set', () => {
    expect(mixOf(desired, { ...ONE, version: 'v1' }, 10)).toEqual({
      services: [
        { ...ONE, version: 'v1', weight: 90 },
        { ...desired, weight: 10 }
      ]
    })
  })
})
