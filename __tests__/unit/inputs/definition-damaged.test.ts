import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { InputError } from '../../../src/errors/action-error.ts'
import type { Problem } from '../../../src/errors/action-error.ts'
import { GOOD, read } from '../../support/inputs.ts'

// Definitions that no one can intend: text that was damaged before it reached the workflow. `mode: validate` finds each of them,
// wherever the definition is set.

let workspace: string
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'damaged-'))
})
afterAll(() => rm(workspace, { recursive: true }))

async function problemsOf(inputs: Record<string, string>): Promise<readonly Problem[]> {
  const { 'backend-model-data': _, ...rest } = GOOD
  const all = { ...rest, mode: 'validate', ...inputs }
  try {
    await read(all, { GITHUB_WORKSPACE: workspace })
    return []
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
}

const textOf = (problems: readonly Problem[]): string[] =>
  problems.map(({ input, message }) => `${input}: ${message}`)

const VPC = { 'backend-type': 'VPC' }
const FC = { 'backend-type': 'FC_EVENT_V3' }
const OSS = { 'backend-type': 'OSS' }

type Case = readonly [
  what: string,
  data: string,
  at: string,
  said: string,
  inputs?: Readonly<Record<string, string>>
]

const address = (value: string): string => JSON.stringify({ ServiceAddress: value })

const CASES: readonly Case[] = [
  ['a configuration that is a string', 'VpcConfig: x', '1:12', 'VpcConfig must be a mapping', VPC],
  [
    'a configuration that is a list',
    '{"OssConfig":["x"],"ServiceTimeout":1}',
    '1:14',
    'OssConfig must be a mapping'
  ],
  [
    'an empty target of a type that is not known here',
    '{"VpcConfig":{"VpcAccessId":"","VpcScheme":"https"}}',
    '1:29',
    'VpcConfig.VpcAccessId is empty',
    { 'backend-type': 'VPC_V2' }
  ],
  [
    'a backslash behind a host',
    JSON.stringify({ ServiceAddress: 'http://10.0.0.1\\:8080' }),
    '1:19',
    'invalid host name'
  ],
  [
    'a variation selector in a host',
    address('http://orders\ufe0f.internal'),
    '1:19',
    'an invisible character'
  ],
  ['a grapheme joiner in a host', address('http://orders\u034f.internal'), '1:19', 'an invisible character'],
  [
    'a registry that was masked',
    'DiscoveryConfig: { NacosConfig: { ServerAddress: "***:8848" } }',
    '1:50',
    'ServerAddress contains ***'
  ],
  [
    'a registry that was not filled in',
    'DiscoveryConfig: { NacosConfig: { ServerAddress: "a:8848,$NACOS:8848" } }',
    '1:50',
    'ServerAddress has a host that contains $'
  ],
  [
    'a port of an instance that was not filled in',
    'VpcConfig: { VpcId: v, InstanceId: i, Port: $PORT }',
    '1:45',
    'VpcConfig.Port must be a port',
    VPC
  ],
  [
    'a space that is missing behind a colon',
    '{ ServiceAddress:http://h }',
    '1:3',
    'contains a colon or a brace'
  ],
  [
    'JSON of an address whose quotation marks a shell ate',
    '{ServiceAddress:http://deployer:tr0ub4dor-tr0ub4dor@10.0.0.2:8080}',
    '1:2',
    'a key that begins with "ServiceAddress" contains a colon',
    { 'backend-type': 'HTTP' }
  ],
  [
    'an ID from an output that was dropped',
    '{"VpcConfig":{"VpcAccessId":""}}',
    '1:1',
    'contains only empty values (VpcConfig.VpcAccessId)',
    VPC
  ],
  ['a configuration that is null', '{"VpcConfig":null}', '1:1', 'contains only empty values', VPC],
  [
    'an empty ID next to others',
    '{"VpcConfig":{"VpcAccessId":"","VpcScheme":"https"}}',
    '1:29',
    'VpcConfig.VpcAccessId is empty',
    VPC
  ],
  [
    'the same without a type',
    '{"VpcConfig":{"VpcAccessId":"","VpcScheme":"https"}}',
    '1:29',
    'VpcConfig.VpcAccessId is empty'
  ],
  [
    'an ID that is empty in YAML',
    'VpcConfig:\n  VpcScheme: https\n  VpcAccessId:\n',
    '3:15',
    'VpcConfig.VpcAccessId is empty',
    VPC
  ],
  [
    'an instance without its ID',
    'VpcConfig: { VpcId: v, InstanceId: "", Port: 80 }',
    '1:36',
    'VpcConfig.InstanceId is empty',
    VPC
  ],
  [
    'a port that is empty',
    'VpcConfig: { VpcId: v, InstanceId: i, Port: "" }',
    '1:45',
    'VpcConfig.Port is empty',
    VPC
  ],
  [
    'a bucket without its name',
    'OssConfig: { OssRegionId: cn-hangzhou, BucketName: }',
    '1:52',
    'OssConfig.BucketName is empty',
    OSS
  ],
  [
    'a function without its name',
    'FunctionComputeConfig: { FcRegionId: r, FunctionName: "" }',
    '1:55',
    'FunctionComputeConfig.FunctionName is empty',
    FC
  ],
  [
    'a function in camel case without its name',
    'FunctionComputeConfig: { fcRegionId: r, functionName: "" }',
    '1:55',
    'functionName is empty',
    FC
  ],
  [
    'an HTTP function without its URL',
    'FunctionComputeConfig: { FcRegionId: r, FcBaseUrl: "" }',
    '1:52',
    'FcBaseUrl is empty',
    { 'backend-type': 'FC_HTTP_V3' }
  ],
  [
    'a bus without its name',
    'EventBridgeConfig: { EventBus: "", RoleArn: r }',
    '1:32',
    'EventBus is empty',
    { 'backend-type': 'EVENTBRIDGE' }
  ],
  [
    'an address that is empty',
    '{"ServiceAddress":"","ServiceTimeout":5000}',
    '1:19',
    'ServiceAddress is empty'
  ],
  [
    'an address that is null',
    '{"ServiceAddress":null,"ServiceTimeout":5000}',
    '1:19',
    'ServiceAddress is empty',
    { 'backend-type': 'HTTP' }
  ],
  [
    'JSON whose quotation marks a shell ate',
    '{VpcConfig:{VpcAccessId:abc}}',
    '1:13',
    'a key that begins with "VpcAccessId" contains a colon or a brace',
    VPC
  ],
  [
    'quotation marks of a word processor',
    '{“VpcConfig”: {“VpcAccessId”: “acc1”}}',
    '1:2',
    'typographic quotation marks',
    VPC
  ],
  [
    'quotation marks of a word processor around a value',
    '{"VpcConfig": {"VpcAccessId": “acc1”}}',
    '1:31',
    'VpcConfig.VpcAccessId contains a quotation mark',
    VPC
  ],
  [
    'a comment in JSON',
    '{ // the bucket\n"OssConfig":{"BucketName":"b"}}',
    '1:3',
    'contains //: JSON has no comments',
    OSS
  ],
  [
    'another comment in JSON',
    '{\n  /* the bucket */\n  "OssConfig":{"BucketName":"b"}}',
    '2:3',
    'contains /*: JSON has no comments',
    OSS
  ],
  [
    'a comment behind a value of JSON',
    '{"ServiceAddress":"http://a", // the address\n"ServiceTimeout": 1}',
    '1:31',
    'JSON has no comments'
  ],
  ['an address that was masked', address('http://***:8080'), '1:19', 'contains ***'],
  ['a variable of the shell', address('http://$HOST:8080'), '1:19', 'has a host that contains $'],
  [
    'a placeholder without variables',
    address('http://${HOST}:8080'),
    '1:19',
    'a placeholder (${…} or {{…}}) that was not replaced'
  ],
  [
    'a placeholder of a template',
    address('http://{{host}}:8080'),
    '1:19',
    'a placeholder (${…} or {{…}}) that was not replaced'
  ],
  ['a placeholder in the path', address('http://a/{{version}}/x'), '1:19', 'a placeholder'],
  [
    'an expression that nobody evaluated',
    address('http://${{ env.HOST }}:80'),
    '1:19',
    'an expression (${{ … }}) that was not evaluated'
  ],
  ['a scheme twice', address('http://http://10.0.0.2:8080'), '1:19', 'two schemes'],
  ['a scheme twice, once without its colon', address('http://https//10.0.0.2:8080'), '1:19', 'two schemes'],
  [
    'a no-break space before a key',
    '{\u00a0"ServiceAddress": "http://10.0.0.2"}',
    '1:2',
    'a key contains a no-break space or another invisible character'
  ],
  [
    'a zero-width space in a key',
    '{"OssConfig":{"OssRegionId":"cn-hangzhou","BucketName\u200b":"b"}}',
    '1:43',
    'a key that begins with "BucketName" contains a no-break space or another invisible character',
    OSS
  ],
  [
    'a space at the end of a key',
    '{"OssConfig":{"OssRegionId":"cn-hangzhou","BucketName ":"b"}}',
    '1:43',
    'a key that begins with "BucketName" begins or ends with a space',
    OSS
  ],
  ['no scheme', address('10.0.0.2:8080'), '1:19', 'begins with http:// or https://'],
  ['a part of the host that is empty', address('http://orders..internal'), '1:19', 'an empty label'],
  ['a dot before the host', address('http://.internal'), '1:19', 'an empty label'],
  ['an end that is empty', address('http://orders-.internal'), '1:19', 'invalid host name'],
  ['no host', address('http:///x'), '1:19', 'has no host'],
  ['no host before the port', address('http://:8080'), '1:19', 'has no host'],
  ['a port that is empty', address('http://a:/x'), '1:19', 'a port that is not a number'],
  ['port 0', address('http://a:0'), '1:19', 'a port that is not a number'],
  ['a port beyond the last', address('http://a:65536'), '1:19', 'a port that is not a number'],
  ['a port that was not filled in', address('http://a:$PORT'), '1:19', 'a port that is not a number'],
  [
    'four numbers that are no address',
    address('http://10.0.0.256'),
    '1:19',
    'neither an IPv4 address nor a host name'
  ],
  ['an address cut short', address('http://10.0.0'), '1:19', 'neither an IPv4 address nor a host name'],
  ['only a port', address('http://8080'), '1:19', 'neither an IPv4 address nor a host name'],
  ['brackets around a name', address('http://[orders]:80'), '1:19', 'not an IPv6 address'],
  ['a zero-width space', address('http://orders\u200b.internal'), '1:19', 'an invisible character'],
  ['a space without a break', address('http://orders\u00a0internal'), '1:19', 'white space'],
  ['full-width dots', address('http://10．0．0．2'), '1:19', 'look-alike characters'],
  ['quotation marks around an address', address('"http://10.0.0.2"'), '1:19', 'a quotation mark'],
  ['an address that is a number', '{"ServiceAddress":8080}', '1:19', 'must be a URL'],
  [
    'a host with a scheme',
    '{"ServiceAddress":"http://a","HttpTargetHostName":"http://a"}',
    '1:51',
    'HttpTargetHostName has a port'
  ],
  [
    'a host that was masked',
    'VpcConfig: { VpcAccessId: v, VpcTargetHostName: "***" }',
    '1:49',
    'VpcConfig.VpcTargetHostName contains ***',
    VPC
  ],
  [
    'an ID that was masked',
    'VpcConfig: { VpcAccessId: "***" }',
    '1:27',
    'VpcConfig.VpcAccessId contains ***',
    VPC
  ],
  [
    'a role whose account was masked',
    'FunctionComputeConfig: { FunctionName: f, RoleArn: "acs:ram::***:role/x" }',
    '1:52',
    'RoleArn contains ***',
    FC
  ],
  [
    'a qualifier that was not filled in',
    'FunctionComputeConfig: { FunctionName: f, Qualifier: "${QUALIFIER}" }',
    '1:54',
    'Qualifier contains a placeholder',
    FC
  ],
  [
    'a version that YAML shortens',
    'FunctionComputeConfig:\n  FunctionName: f\n  FcVersion: 3.0\n',
    '3:14',
    'FunctionComputeConfig.FcVersion is a number',
    FC
  ],
  ...['1.10', '0012345', '12345e10', '0x1F', '+7', '-0', '1e3', '0o17', '.5'].map((number): Case => [
    `the number ${number}`,
    `FunctionComputeConfig: { FunctionName: f, Qualifier: ${number} }`,
    '1:54',
    'FunctionComputeConfig.Qualifier is a number that would not be sent as written',
    FC
  ]),
  [
    '4.0 in JSON',
    '{"FunctionComputeConfig":{"FunctionName":"f","Qualifier": 4.0}}',
    '1:59',
    'Qualifier is a number',
    FC
  ]
]

// of equal length: a missing parameter would be the test's callback
const DAMAGED = CASES.map(([what, data, at, said, inputs = {}]) => [what, data, at, said, inputs] as const)

/** `line 3, column 14` of `3:14`. */
const placeOf = (at: string): string => at.replace(/^(\d+):(\d+)$/, 'line $1, column $2')

test.each(DAMAGED)('%s', async (_, data, at, said, inputs) => {
  const found = textOf(await problemsOf({ 'backend-model-data': data, ...inputs }))
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(`backend-model-data: ${placeOf(at)}: `)
  expect(found[0]).toContain(said)
})

test.each(DAMAGED)('%s, in a file', async (_, data, at, said, inputs) => {
  await writeFile(join(workspace, 'data.yaml'), data)
  const found = await problemsOf({ 'backend-model-data-file': 'data.yaml', ...inputs })
  const [line, column] = at.split(':').map(Number)
  expect(found).toEqual([
    {
      input: 'backend-model-data-file',
      message: expect.stringContaining(`data.yaml, ${placeOf(at)}: `),
      place: { file: 'data.yaml', line, column }
    }
  ])
  expect(found[0]?.message).toContain(said)
})

test.each(DAMAGED.filter(([, data]) => !data.includes('\n') && !data.includes('${')))(
  '%s, in a manifest',
  async (_, data, __, said, inputs) => {
    const [type] = Object.values(inputs)
    const of = type === undefined ? '' : `backend-type: ${type}, `
    await writeFile(
      join(workspace, 'manifest.yaml'),
      `version: 1\nbackends:\n  orders: { backend-id: b, ${of}stages: { RELEASE: { data:\n    ${data.trimEnd().startsWith('{') ? data : `{ ${data} }`} } } }\n`
    )
    const { 'backend-id': ___, ...without } = { 'backend-id': '', manifest: 'manifest.yaml' }
    const found = await problemsOf({ ...without, 'backend-id': '' })
    expect(textOf(found)).toEqual([
      expect.stringMatching(/^manifest: manifest\.yaml, line \d+, column \d+: orders\/RELEASE: data/)
    ])
    expect(found[0]?.message).toContain(said)
    expect(found[0]?.place).toMatchObject({ file: 'manifest.yaml', line: 4 })
  }
)

test.each([
  '{\\"VpcConfig\\": {\\"VpcAccessId\\": \\"acc1\\"}}',
  '{\\\\"VpcConfig\\\\": {\\\\"VpcAccessId\\\\": \\\\"acc1\\\\"}}'
])('backslashes before the quotation marks: %s', async data => {
  expect(textOf(await problemsOf({ 'backend-model-data': data }))).toEqual([
    'backend-model-data: has backslashes before its quotation marks: remove them'
  ])
})
