import { HEAD } from './manifest.ts'

/** A stage of an otherwise valid backend. */
const stage = (text: string): string =>
  `${HEAD}  orders:\n    backend-id: b1\n    stages:\n      TEST: ${text}\n`
const backend = (text: string): string => `${HEAD}  orders: ${text}\n`
const named = (name: string): string =>
  `${HEAD}  ${name}: { backend-id: b1, stages: { TEST: { ServiceAddress: http://a } } }\n`
const long = (text: string): string => stage(`{ data: { ServiceAddress: http://a }, ${text} }`)

/** Manifests that both the step and the schema accept, with the names of their targets. */
export const GOOD: readonly (readonly [string, string, readonly string[]])[] = [
  ['the short form', stage('{ ServiceAddress: "http://a:8080" }'), ['orders/TEST']],
  [
    'the long form',
    long(
      'region-id: cn-shanghai, backend-id: b2, backend-type: HTTP, backend-model-id: m1, probe-url: http://a/h'
    ),
    ['orders/TEST']
  ],
  [
    'the long form with nothing but the definition',
    stage('{ data: { ServiceAddress: http://a } }'),
    ['orders/TEST']
  ],
  ['preflight requests', long('preflight-url: [http://a/1, HTTPS://a/2], probe-url: none'), ['orders/TEST']],
  ['no preflight requests', long('preflight-url: none'), ['orders/TEST']],
  ['no probes', long('probe-url: none'), ['orders/TEST']],
  ['a list of probes', long('probe-url: [http://a/1, HTTPS://a/2]'), ['orders/TEST']],
  ['probes by line', long('probe-url: "http://a/1\\nhttp://a/2\\n"'), ['orders/TEST']],
  [
    'a backend-id in each stage',
    backend(
      '{ stages: { TEST: { backend-id: b1, data: { K: 1 } }, PRE: { backend-id: b2, data: { K: 1 } } } }'
    ),
    ['orders/TEST', 'orders/PRE']
  ],
  [
    'JSON, with the key by which editors find the schema',
    '{"$schema":"x","version":1.0,"backends":{"a.b_c-D":{"backend-id":"b1","stages":{"PRE":{"K":1},"42":{"K":[1]}}}}}',
    ['a.b_c-D/PRE', 'a.b_c-D/42']
  ],
  [
    'an alias',
    `${HEAD}  a: { backend-id: b1, stages: { TEST: &d { ServiceAddress: http://a }, PRE: *d } }\n`,
    ['a/TEST', 'a/PRE']
  ],
  [
    'a definition of a type that nobody knows yet',
    backend('{ backend-id: b, backend-type: A_NEW_ONE, stages: { TEST: { K: v } } }'),
    ['orders/TEST']
  ],
  [
    'an address of a type that has none',
    backend(
      '{ backend-id: b, backend-type: VPC, stages: { TEST: { ServiceAddress: "", VpcConfig: { VpcAccessId: v } } } }'
    ),
    ['orders/TEST']
  ],
  [
    'another type in the long form',
    backend(
      '{ backend-id: b, backend-type: HTTP, stages: { TEST: { backend-type: MOCK, data: { ServiceAddress: none } } } }'
    ),
    ['orders/TEST']
  ],
  ['a time-out as text', stage('{ ServiceAddress: http://a, ServiceTimeout: "5000" }'), ['orders/TEST']],
  ['a name of 63 letters', named('x'.repeat(63)), [`${'x'.repeat(63)}/TEST`]],
  ['a name that is a number', named('1.10'), ['1.10/TEST']],
  [
    'the order of the text, also of what could be an index',
    `${HEAD}  b: { backend-id: b1, stages: { TEST: { K: 1 } } }\n  "2": { backend-id: b2, stages: { TEST: { K: 1 } } }\n  "1": { backend-id: b3, stages: { TEST: { K: 1 } } }\n`,
    ['b/TEST', '2/TEST', '1/TEST']
  ]
]

/** Manifests that both reject, with the step's message. */
export const BAD: readonly (readonly [string, string, string])[] = [
  ['nothing', '', 'line 1, column 1: the manifest is empty'],
  ['a text', 'orders', 'line 1, column 1: the manifest is a string'],
  ['a list', '- orders', 'line 1, column 1: the manifest is a list'],
  ['no version', 'backends: { a: { backend-id: b, stages: { TEST: { K: 1 } } } }', 'version is required'],
  [
    'another version',
    'version: 2\nbackends: { a: { backend-id: b, stages: { TEST: { K: 1 } } } }',
    'line 1, column 10: version must be 1'
  ],
  [
    'a version as text',
    'version: "1"\nbackends: { a: { backend-id: b, stages: { TEST: { K: 1 } } } }',
    'version must be 1'
  ],
  ['no targets', 'version: 1', 'backends, services or routes is required'],
  ['empty backends', 'version: 1\nbackends: {}', 'line 2, column 11: backends is empty'],
  ['backends as a list', 'version: 1\nbackends: [a]', 'line 2, column 11: backends is a list'],
  [
    'an unknown key at the top',
    `${named('a')}regions: x\n`,
    'line 4, column 1: the manifest: unknown key "regions"'
  ],
  [
    'a schema that is none',
    `${named('a')}$schema: 1\n`,
    'line 4, column 10: the manifest: $schema is a number'
  ],
  ['a name with a slash', named('a/b'), 'line 3, column 3: invalid name of a backend'],
  ['a name with a space', named('a b'), 'line 3, column 3: invalid name of a backend'],
  ['a name that begins with a dot', named('.a'), 'line 3, column 3: invalid name of a backend'],
  ['a name of 64 letters', named('x'.repeat(64)), 'line 3, column 3: invalid name of a backend'],
  ['an empty name', named('""'), 'line 3, column 3: invalid name of a backend'],
  ['the word for all', named('all'), 'line 3, column 3: all is not a valid name of a backend'],
  [
    'a backend that is a string',
    backend('b1'),
    'line 3, column 11: orders is a string: must be a mapping with backend-id and stages'
  ],
  ['an empty backend', backend(''), 'line 3, column 11: orders is empty'],
  [
    'no backend-id',
    backend('{ stages: { TEST: { K: 1 } } }'),
    'line 3, column 11: orders: backend-id is required, unless each stage has its own'
  ],
  [
    'a backend-id in one of two stages',
    backend('{ stages: { TEST: { backend-id: b1, data: { K: 1 } }, PRE: { data: { K: 1 } } } }'),
    'line 3, column 11: orders: backend-id is required, unless each stage has its own'
  ],
  ['no stages', backend('{ backend-id: b1 }'), 'line 3, column 3: orders: stages is required'],
  ['empty stages', backend('{ backend-id: b1, stages: {} }'), 'line 3, column 37: orders: stages is empty'],
  [
    'an unknown key of a backend',
    backend('{ backend-id: b1, backend_type: HTTP, stages: { TEST: { K: 1 } } }'),
    'line 3, column 29: orders: unknown key "backend_type"; did you mean backend-type?'
  ],
  [
    'a region of a backend',
    backend('{ backend-id: b1, region-id: cn-x, stages: { TEST: { K: 1 } } }'),
    'orders: unknown key "region-id"'
  ],
  [
    'an ID that is a number',
    backend('{ backend-id: 42, stages: { TEST: { K: 1 } } }'),
    'line 3, column 25: orders: backend-id is a number, not a string: put it in quotes'
  ],
  [
    'an ID that is a mapping',
    backend('{ backend-id: {}, stages: { TEST: { K: 1 } } }'),
    'orders: backend-id is a mapping'
  ],
  [
    'an ID that is empty',
    backend('{ backend-id: "", stages: { TEST: { K: 1 } } }'),
    'orders: backend-id: invalid value "": must be an ID'
  ],
  [
    'an ID with a space',
    backend('{ backend-id: "b 1", stages: { TEST: { K: 1 } } }'),
    'orders: backend-id: invalid value "b 1": must be an ID'
  ],
  [
    'a type in small letters',
    backend('{ backend-id: b1, backend-type: http, stages: { TEST: { K: 1 } } }'),
    'orders: backend-type: invalid value "http": must be a backend type'
  ],
  [
    'a stage in small letters',
    backend('{ backend-id: b1, stages: { test: { K: 1 } } }'),
    'line 3, column 39: orders: invalid name of a stage'
  ],
  [
    'a stage for all',
    backend('{ backend-id: b1, stages: { "*": { K: 1 } } }'),
    'orders: invalid name of a stage'
  ],
  [
    'a stage of eleven letters',
    backend('{ backend-id: b1, stages: { TOOLONGNAME: { K: 1 } } }'),
    'orders: invalid name of a stage'
  ],
  [
    'a stage that is empty',
    stage(''),
    'line 6, column 13: orders/TEST is empty: a definition must be a mapping'
  ],
  [
    'a stage that is a string',
    stage('http://a'),
    'line 6, column 13: orders/TEST is a string: a definition must be a mapping'
  ],
  ['a definition without keys', stage('{}'), 'line 6, column 13: orders/TEST is an empty mapping'],
  [
    'the long form without the key that makes it',
    stage('{ probe-url: http://a, ServiceAddress: http://a }'),
    'line 6, column 15: orders/TEST: missing key "data" (required in the long form, with probe-url)'
  ],
  ['data that is empty', stage('{ data: }'), 'orders/TEST: data is empty: a definition must be a mapping'],
  ['data that is a string', stage('{ data: x }'), 'line 6, column 21: orders/TEST: data is a string'],
  ['data without keys', stage('{ data: {} }'), 'orders/TEST: data is an empty mapping'],
  [
    'an unknown key of the long form',
    long('regionid: cn-x'),
    'line 6, column 51: orders/TEST: unknown key "regionid"; did you mean region-id?'
  ],
  [
    'a definition next to data',
    stage('{ data: { K: 1 }, ServiceAddress: http://a }'),
    'orders/TEST: unknown key "ServiceAddress"'
  ],
  [
    'a region in capital letters',
    long('region-id: CN-X'),
    'line 6, column 62: orders/TEST: region-id: invalid value "CN-X": must be a region'
  ],
  ['a region that is a host', long('region-id: "x.evil.example/"'), 'must be a region'],
  ['a region that is empty', long('region-id:'), 'orders/TEST: region-id is empty'],
  ['an ID of a stage that is a list', long('backend-id: [b]'), 'orders/TEST: backend-id is a list'],
  [
    'a type of a stage that is none',
    long('backend-type: H-T'),
    'orders/TEST: backend-type: invalid value "H-T": must be'
  ],
  [
    'a model ID with a dot',
    long('backend-model-id: a.b'),
    'orders/TEST: backend-model-id: invalid value "a.b": must be an ID'
  ],
  [
    'a preflight request without a scheme',
    long('preflight-url: a/health'),
    'orders/TEST: preflight-url: invalid value "a/health": must be a URL'
  ],
  [
    'a preflight request that is empty',
    long('preflight-url: ""'),
    'orders/TEST: preflight-url is empty: to use none, write none'
  ],
  [
    'an empty list of preflight requests',
    long('preflight-url: []'),
    'orders/TEST: preflight-url is an empty list: to use none, write none'
  ],
  [
    'a probe without a scheme',
    long('probe-url: a/health'),
    'orders/TEST: probe-url: invalid value "a/health": must be a URL'
  ],
  ['a probe of another scheme', long('probe-url: ftp://a'), 'must be a URL that begins with http'],
  [
    'a probe that is empty',
    long('probe-url: ""'),
    'orders/TEST: probe-url is empty: to use none, write none'
  ],
  [
    'an empty list of probes',
    long('probe-url: []'),
    'orders/TEST: probe-url is an empty list: to use none, write none'
  ],
  [
    'no probe in a list',
    long('probe-url: [none]'),
    'orders/TEST: probe-url: invalid value "none": must be a URL'
  ],
  [
    'a number in a list of probes',
    long('probe-url: [http://a, 1]'),
    'line 6, column 73: orders/TEST: probe-url is a number'
  ],
  ['too many probes', long(`probe-url: [${'http://a,'.repeat(21)}]`), 'has 21 URLs; at most 20'],
  ['too many probes by line', long(`probe-url: "${'http://a\\n'.repeat(21)}"`), 'has 21 URLs; at most 20'],
  ['a probe that is a mapping', long('probe-url: { url: http://a }'), 'orders/TEST: probe-url is a mapping'],
  [
    'an address without a scheme',
    stage('{ ServiceAddress: "10.0.0.1:80" }'),
    'line 6, column 31: orders/TEST: ServiceAddress must be a URL'
  ],
  [
    'an address in the long form',
    stage('{ data: { ServiceAddress: ftp://a } }'),
    'line 6, column 39: orders/TEST: data: ServiceAddress must be a URL'
  ],
  [
    'an address of a type that has one in the long form alone',
    backend(
      '{ backend-id: b, backend-type: VPC, stages: { TEST: { backend-type: HTTP, data: { ServiceAddress: a } } } }'
    ),
    'ServiceAddress must be a URL'
  ],
  [
    'a time-out of nothing',
    stage('{ K: 1, ServiceTimeout: 0 }'),
    'line 6, column 37: orders/TEST: ServiceTimeout must be'
  ],
  ['a time-out with a unit', stage('{ K: 1, ServiceTimeout: 5s }'), 'ServiceTimeout must be'],
  ['half a time-out', stage('{ K: 1, ServiceTimeout: 1.5 }'), 'ServiceTimeout must be']
]
