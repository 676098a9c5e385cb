const service = (stage: string, entry = 'service-id: svc-blue, '): string =>
  `version: 1\nservices:\n  orders: { ${entry}stages: { LIVE: ${stage} } }\n`
const addresses = (text: string): string => service(`{ addresses: ${text} }`)
const route = (stage: string, entry = 'http-api-id: api-a, route-id: hr-a, '): string =>
  `version: 1\nroutes:\n  checkout: { ${entry}stages: { LIVE: ${stage} } }\n`
const backend = (text: string): string => route(`{ backend: ${text} }`)
const services = (text: string): string => backend(`{ services: ${text} }`)
const steps = (text: string): string =>
  route(`{ preflight-url: http://a, backend: { serviceId: svc-green }, weight-steps: ${text} }`)

/** Manifests with services and routes that both the step and the schema accept, with the names of their targets. */
export const NATIVE_GOOD: readonly (readonly [string, string, readonly string[]])[] = [
  ['addresses of a VIP service', addresses('["10.0.0.2:8080", "[2001:db8::1]:80"]'), ['orders/LIVE']],
  ['a name, and one with an underscore and a final dot', addresses('[a_b.internal.:443]'), ['orders/LIVE']],
  [
    'an address twice, which is one of the set',
    addresses('[A.internal:80, b:80, a.internal:80]'),
    ['orders/LIVE']
  ],
  ['addresses by comma and line', addresses('"a:1, b:2,\\n\\nc:3\\n"'), ['orders/LIVE']],
  [
    'every key of a service',
    service(
      '{ region-id: cn-x, service-id: svc-green, gateway-id: gw-a, preflight-url: none, probe-url: http://a, addresses: [a:1] }',
      'gateway-id: any, '
    ),
    ['orders/LIVE']
  ],
  ['one service', backend('{ serviceId: svc-green }'), ['checkout/LIVE']],
  [
    'one service with all that it may have',
    backend('{ serviceId: svc-green, port: 8080, protocol: HTTPS, version: "1.10" }'),
    ['checkout/LIVE']
  ],
  [
    'a port as text, which is what variables fill in',
    backend('{ serviceId: svc-green, port: "8080" }'),
    ['checkout/LIVE']
  ],
  [
    'several services',
    services('[{ serviceId: svc-a, weight: 70 }, { serviceId: svc-b, port: 80, weight: "30" }]'),
    ['checkout/LIVE']
  ],
  [
    'two versions of one service',
    services('[{ serviceId: svc-a, version: v1, weight: 99 }, { serviceId: svc-a, version: v2, weight: 1 }]'),
    ['checkout/LIVE']
  ],
  ['one of several services', services('[{ serviceId: svc-a, weight: 100 }]'), ['checkout/LIVE']],
  ['steps', steps('[10, "50", 100]'), ['checkout/LIVE']],
  ['steps as the input takes them', steps('"10, 50, 100"'), ['checkout/LIVE']],
  ['one step', steps('100'), ['checkout/LIVE']],
  [
    'no steps',
    route('{ backend: { services: [{ serviceId: svc-a, weight: 100 }] }, weight-steps: none }'),
    ['checkout/LIVE']
  ],
  [
    'every key of a route',
    route(
      '{ region-id: cn-x, http-api-id: api-b, route-id: hr-b, gateway-id: gw-a, probe-url: [http://a], preflight-url: http://b, backend: { serviceId: svc-a }, weight-steps: [100] }',
      'gateway-id: gw-b, '
    ),
    ['checkout/LIVE']
  ],
  [
    'all three, in the order of the file',
    `version: 1
routes: { c: { http-api-id: api-a, stages: { LIVE: { route-id: hr-a, backend: { serviceId: svc-a } } } } }
backends: { b: { backend-id: b1, stages: { LIVE: { K: 1 } } } }
services: { a: { stages: { LIVE: { service-id: svc-a, addresses: [a:1] } } } }
`,
    ['c/LIVE', 'b/LIVE', 'a/LIVE']
  ]
]

/** Manifests with services and routes that both reject, with the step's message. */
export const NATIVE_BAD: readonly (readonly [string, string, string])[] = [
  ['empty services', 'version: 1\nservices: {}', 'services is empty: must be a mapping of names to services'],
  ['routes as a list', 'version: 1\nroutes: [a]', 'routes is a list: must be a mapping of names to routes'],
  [
    'no stages',
    'version: 1\nservices: { a: { service-id: svc-a } }',
    'line 2, column 13: a: stages is required'
  ],
  ['the short form', service('["10.0.0.2:80"]'), 'orders/LIVE is a list: must be a mapping with addresses'],
  [
    'no service-id',
    service('{ addresses: [a:1] }', ''),
    'orders/LIVE: service-id is required, here or for all stages'
  ],
  ['no addresses', service('{ probe-url: none }'), 'orders/LIVE: addresses is required'],
  [
    'a key of a backend',
    service('{ addresses: [a:1], backend-type: HTTP }'),
    'orders/LIVE: unknown key "backend-type"'
  ],
  [
    'a misspelled key',
    service('{ adresses: [a:1], addresses: [a:1] }'),
    'line 3, column 53: orders/LIVE: unknown key "adresses"; did you mean addresses?'
  ],
  [
    'an ID with a slash',
    service('{ service-id: a/b, addresses: [a:1] }'),
    'service-id: invalid value "a/b": must be an ID'
  ],
  ['an ID that begins with a dot', service('{ service-id: ..a, addresses: [a:1] }'), 'must be an ID'],
  ['an ID of one letter', service('{ service-id: a, addresses: [a:1] }'), 'must be an ID'],
  [
    'a gateway with a space',
    service('{ gateway-id: "g w", addresses: [a:1] }'),
    'gateway-id: invalid value "g w": must be an ID'
  ],
  [
    'a stage in small letters',
    'version: 1\nservices: { a: { stages: { live: { service-id: svc-a, addresses: [a:1] } } } }',
    'invalid name of a stage'
  ],
  ['no address', addresses('[]'), 'orders/LIVE: addresses is empty: must be a list of host:port'],
  ['empty addresses', addresses(''), 'orders/LIVE: addresses is empty'],
  [
    'an empty address',
    addresses('["a:1", ""]'),
    'line 3, column 72: orders/LIVE: addresses: an address is empty'
  ],
  ['nothing between two commas', addresses('"a:1,,b:2"'), 'an address is empty'],
  ['addresses as a mapping', addresses('{ a: 1 }'), 'orders/LIVE: addresses is a mapping'],
  ['a number for an address', addresses('[8080]'), 'is a number, not a string'],
  ['an address without a port', addresses('[10.0.0.2]'), '"10.0.0.2" has no port: an address is host:port'],
  ['port 0', addresses('["a:0"]'), '"a:0" has a port that is not a number from 1 to 65535'],
  ['a port with a zero before it', addresses('["a:080"]'), '"a:080" has a port that begins with 0'],
  ['a URL for an address', addresses('["http://a:80"]'), 'is a URL: an address is host:port'],
  ['an address with a path', addresses('["a:80/x"]'), 'has a path'],
  ['IPv6 without brackets', addresses('["2001:db8::1:80"]'), 'has more than one colon'],
  ['two addresses with a semicolon', addresses('["10.0.0.1:80;10.0.0.2:80"]'), 'contains several addresses'],
  [
    'two with a full-width comma',
    addresses('["10.0.0.1:80\uff0c10.0.0.2:80"]'),
    'contains several addresses'
  ],
  ['two with a space', addresses('["10.0.0.1:80 [::1]:80"]'), 'contains several addresses'],
  ['an API variable', addresses('["#host#:80"]'), 'contains an API variable'],
  ['no backend', route('{ probe-url: none }'), 'checkout/LIVE: backend is required'],
  [
    'no http-api-id',
    route('{ backend: { serviceId: svc-a } }', 'route-id: hr-a, '),
    'http-api-id is required'
  ],
  ['no route-id', route('{ backend: { serviceId: svc-a } }', 'http-api-id: api-a, '), 'route-id is required'],
  [
    'a backend that is a string',
    backend('svc-a'),
    'checkout/LIVE: backend is a string: must be a mapping such as'
  ],
  ['a backend without keys', backend('{}'), 'checkout/LIVE: backend: serviceId is required'],
  [
    'the manifest’s spelling in a backend',
    backend('{ serviceId: svc-a, service-id: svc-a }'),
    'checkout/LIVE: backend: unknown key "service-id"; did you mean serviceId?'
  ],
  ['a weight of the one service', backend('{ serviceId: svc-a, weight: 100 }'), 'unknown key "weight"'],
  [
    'a port that is none',
    backend('{ serviceId: svc-a, port: 65536 }'),
    'port must be a whole number from 1 to 65535'
  ],
  ['a port with a fraction', backend('{ serviceId: svc-a, port: 80.5 }'), 'port must be a whole number'],
  ['an empty port', backend('{ serviceId: svc-a, port: }'), 'checkout/LIVE: backend: port is empty'],
  ['a port of no digits', backend('{ serviceId: svc-a, port: "" }'), 'checkout/LIVE: backend: port is empty'],
  ['a port that is true', backend('{ serviceId: svc-a, port: true }'), 'port must be a whole number'],
  [
    'a protocol in small letters',
    backend('{ serviceId: svc-a, protocol: http }'),
    'protocol: invalid value "http": must be HTTP or HTTPS'
  ],
  [
    'a version that is a number',
    backend('{ serviceId: svc-a, version: 1.5 }'),
    'version is a number, not a string'
  ],
  ['an empty version', backend('{ serviceId: svc-a, version: "" }'), 'version is empty'],
  ['an ID that is a number', backend('{ serviceId: 42 }'), 'serviceId is a number, not a string'],
  ['no services', services('[]'), 'checkout/LIVE: backend: services is empty: must be a list'],
  ['services as a mapping', services('{ svc-a: 100 }'), 'backend: services is a mapping: must be a list'],
  [
    'a service next to services',
    backend('{ serviceId: svc-a, services: [{ serviceId: svc-b, weight: 100 }] }'),
    'backend: serviceId cannot be set together with services'
  ],
  ['a service without a weight', services('[{ serviceId: svc-a }]'), 'service 1: weight is required'],
  ['a weight without a service', services('[{ weight: 100 }]'), 'service 1: serviceId is required'],
  [
    'a weight of 0',
    services('[{ serviceId: svc-a, weight: 0 }]'),
    'weight must be a whole number from 1 to 100'
  ],
  ['a weight of 101', services('[{ serviceId: svc-a, weight: 101 }]'), 'weight must be a whole number'],
  ['half a weight', services('[{ serviceId: svc-a, weight: 99.5 }]'), 'weight must be a whole number'],
  [
    'an unknown key of a service',
    services('[{ serviceId: svc-a, weight: 100, modelName: x }]'),
    'service 1: unknown key "modelName"'
  ],
  [
    'eleven services',
    services(
      `[${Array.from({ length: 11 }, (_, index) => `{ serviceId: svc-${index}, weight: 1 }`).join(', ')}]`
    ),
    'services has 11 entries; at most 10 are allowed'
  ],
  ['no step', steps('[]'), 'weight-steps is an empty list: to use none, write none'],
  ['empty steps', steps(''), 'checkout/LIVE: weight-steps is empty'],
  ['a step of 0', steps('[0, 100]'), 'weight-steps'],
  ['steps that do not end at 100', steps('"10, 50"'), 'must be ascending whole percentages'],
  ['one step that is not 100', steps('50'), 'must be ascending whole percentages'],
  ['steps with a percent sign', steps('"10%, 100%"'), 'must be ascending whole percentages'],
  ['a step that was dropped', steps('"10,,100"'), 'must be ascending whole percentages'],
  [
    'steps with services',
    route(
      '{ probe-url: http://a, backend: { services: [{ serviceId: svc-a, weight: 100 }] }, weight-steps: [100] }'
    ),
    'weight-steps requires a backend with one service'
  ]
]

/** Manifests that the schema accepts and only the step rejects, with the step's message. */
export const NATIVE_STEP_ONLY: readonly (readonly [string, string, string])[] = [
  ['a host that is no host name', addresses('["-a:80"]'), 'has an invalid host name'],
  ['a mask in an address', addresses('["***:80"]'), 'contains ***'],
  [
    'weights that do not sum to 100',
    services('[{ serviceId: svc-a, weight: 70 }, { serviceId: svc-b, weight: 31 }]'),
    'the weights of services sum to 101; they must sum to 100'
  ],
  [
    'a service twice',
    services('[{ serviceId: svc-a, weight: 70 }, { serviceId: svc-a, port: 80, weight: 30 }]'),
    'service 2 is the same service and version as service 1'
  ],
  ['steps that fall', steps('[50, 10, 100]'), 'must be ascending whole percentages'],
  ['a step twice', steps('[50, 50, 100]'), 'must be ascending whole percentages'],
  ['a mask for a version', backend('{ serviceId: svc-a, version: "***" }'), 'version contains ***'],
  [
    'a port that would not be sent as written',
    backend('{ serviceId: svc-a, port: 8080.0 }'),
    'port must be a whole number'
  ],
  [
    'a name in two sections',
    'version: 1\nbackends: { a: { backend-id: b1, stages: { LIVE: { K: 1 } } } }\nservices: { a: { stages: { PRE: { service-id: svc-a, addresses: [a:1] } } } }\n',
    'line 3, column 13: a is already the name of a backend (line 2, column 13); names must be unique in the whole file'
  ],
  [
    'a service in two stages',
    'version: 1\nservices: { a: { service-id: svc-a, stages: { LIVE: { addresses: [a:1] }, PRE: { addresses: [b:1] } } } }\n',
    'line 2, column 75: a/PRE is the same service as a/LIVE (line 2, column 47)'
  ],
  [
    'a route under two names',
    'version: 1\nroutes:\n  a: { http-api-id: api-a, stages: { LIVE: { route-id: hr-a, backend: { serviceId: svc-a } } } }\n  b: { route-id: hr-a, stages: { LIVE: { http-api-id: api-a, backend: { serviceId: svc-b } } } }\n',
    'line 4, column 34: b/LIVE is the same route as a/LIVE (line 3, column 38)'
  ]
]
