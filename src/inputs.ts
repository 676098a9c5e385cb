import { KEY_VARIABLES, keysFromEnvironment } from './credentials/environment.ts'
import { staticCredentials } from './credentials/types.ts'
import type { CredentialsProvider } from './credentials/types.ts'
import { InputError } from './errors.ts'
import type { Problem } from './errors.ts'
import { parseDocument } from './input/document.ts'
import { Invalid } from './input/invalid.ts'
import * as parse from './input/parsers.ts'
import { readWorkspaceFile } from './input/workspace-file.ts'
import type { Definition } from './model/definition.ts'
import { isJsonObject } from './model/json.ts'
import { secretsOf } from './model/redact.ts'
import { checkShape } from './model/shape.ts'
import { stampOf } from './runtime/github.ts'
import type { Environment, GitHubContext } from './runtime/github.ts'
import { readProxySettings } from './runtime/proxy.ts'
import type { ProxyFor } from './runtime/proxy.ts'
import type { Secrets } from './runtime/secrets.ts'

interface Field<T> {
  readonly parse: (raw: string) => T
  /** As in action.yml; a test holds the two equal. */
  readonly fallback?: string
}

function field<T>(parser: (raw: string) => T, fallback?: string): Field<T> {
  return fallback === undefined ? { parse: parser } : { parse: parser, fallback }
}

/** Every input: its name, how it is read, and its default. */
export const FIELDS = {
  'backend-id': field(parse.id),
  'stage-name': field(parse.stageName),
  'backend-model-data': field(parse.text),
  'backend-model-data-file': field(parse.text),
  'backend-type': field(parse.backendType),
  'backend-model-id': field(parse.id),
  description: field(parse.description),
  'skip-unchanged': field(parse.boolean, 'true'),
  wait: field(parse.wait, 'auto'),
  'wait-timeout': field(parse.duration, '10m'),
  'region-id': field(parse.region),
  endpoint: field(parse.endpoint),
  network: field(parse.oneOf('public', 'vpc'), 'public'),
  'access-key-id': field(parse.credential),
  'access-key-secret': field(parse.credential),
  'security-token': field(parse.credential),
  'request-timeout': field(parse.duration, '10s'),
  'max-attempts': field(parse.integer(1, 20), '5')
} satisfies Record<string, Field<unknown>>

type Fields = typeof FIELDS
type Name = keyof Fields
type Value<N extends Name> = ReturnType<Fields[N]['parse']>

/** The backend and stage to change, and the definition that it shall have. */
export interface Target {
  /** For people: the backend's id and the stage. */
  readonly name: string
  readonly backendId: string
  readonly stageName: string
  readonly definition: Definition
  /** What the author expects the live backend to be; `undefined` takes it as it is. */
  readonly backendType: string | undefined
  readonly backendModelId: string | undefined
  /** Sent with the definition. A difference is a change only if the author gave it. */
  readonly description: { readonly text: string; readonly givenByAuthor: boolean } | undefined
}

export interface Inputs {
  readonly target: Target
  readonly skipUnchanged: boolean
  readonly wait: Value<'wait'>
  readonly waitTimeoutMs: number
  readonly regionId: string | undefined
  readonly endpoint: URL
  readonly credentials: CredentialsProvider
  readonly proxyFor: ProxyFor
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
}

const REGION_VARIABLES = ['ALIBABA_CLOUD_REGION_ID', 'ALICLOUD_REGION', 'ALIBABACLOUD_REGION_ID'] as const

/**
 * Reads every input, and what of the environment stands in for one. Secrets are registered before
 * anything else is looked at.
 * @throws InputError with every problem at once
 */
export async function readInputs(env: Environment, github: GitHubContext, secrets: Secrets): Promise<Inputs> {
  const raw = (name: string): string => (env[variableOf(name)] ?? '').trim()
  secrets.add(raw('access-key-secret'), raw('security-token'))
  for (const family of KEY_VARIABLES) {
    secrets.add(env[family.accessKeySecret] ?? '', env[family.securityToken] ?? '')
  }

  const problems: Problem[] = []
  const report = (input: string, message: string): undefined => {
    problems.push({ input, message })
    return undefined
  }
  const value = <N extends Name>(name: N): Value<N> | undefined => {
    const { parse: parser, fallback }: Field<Value<N>> = FIELDS[name] as unknown as Field<Value<N>>
    const given = raw(name) || fallback
    if (given === undefined) return undefined
    return attempt(
      () => parser(given),
      message => report(name, message)
    )
  }

  const proxies = readProxySettings(env)
  secrets.add(...proxies.secrets)
  for (const { variable, reason } of proxies.problems) report(variable, reason)
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    report(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'is 0, which turns the verification of certificates off; remove it and give a private certificate with NODE_EXTRA_CA_CERTS'
    )
  }

  const backendType = value('backend-type')
  const definition = await readDefinition(raw, github.workspace, backendType, secrets, report)
  const backendId = value('backend-id') ?? missing(raw, 'backend-id', report)
  const stageName = value('stage-name') ?? missing(raw, 'stage-name', report)
  const givenDescription = value('description')
  const stamp = stampOf(github)
  const regionId = value('region-id') ?? regionFromEnvironment(raw('region-id'), env, report)
  const regionGiven = raw('region-id') !== '' || REGION_VARIABLES.some(name => (env[name] ?? '') !== '')
  const network = value('network')
  const endpoint =
    value('endpoint') ?? defaultEndpoint(raw('endpoint'), regionId, regionGiven, network, report)
  const credentials = readCredentials(raw, value, env, report)
  const rest = {
    skipUnchanged: value('skip-unchanged'),
    wait: value('wait'),
    waitTimeoutMs: value('wait-timeout'),
    requestTimeoutMs: value('request-timeout'),
    maxAttempts: value('max-attempts')
  }
  const backendModelId = value('backend-model-id')

  if (
    problems.length > 0 ||
    backendId === undefined ||
    stageName === undefined ||
    definition === undefined ||
    endpoint === undefined ||
    credentials === undefined ||
    !allKnown(rest)
  ) {
    throw new InputError(problems)
  }
  return {
    target: {
      name: `${backendId}/${stageName}`,
      backendId,
      stageName,
      definition,
      backendType,
      backendModelId,
      description:
        givenDescription !== undefined
          ? { text: givenDescription, givenByAuthor: true }
          : stamp !== undefined
            ? { text: stamp, givenByAuthor: false }
            : undefined
    },
    ...rest,
    regionId,
    endpoint,
    credentials,
    proxyFor: proxies.proxyFor
  }
}

type Report = (input: string, message: string) => undefined
type Raw = (name: string) => string

/** The runner's name of an input's variable: hyphens stay. */
export function variableOf(input: string): string {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`
}

function attempt<T>(parser: () => T, report: (message: string) => undefined): T | undefined {
  try {
    return parser()
  } catch (error) {
    if (error instanceof Invalid) return report(error.message)
    throw error
  }
}

function allKnown<T extends Record<string, unknown>>(
  values: T
): values is { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(values).every(value => value !== undefined)
}

function missing(raw: Raw, name: Name, report: Report): undefined {
  if (raw(name) === '') report(name, 'is needed and was not given')
  return undefined
}

async function readDefinition(
  raw: Raw,
  workspace: string,
  backendType: string | undefined,
  secrets: Secrets,
  report: Report
): Promise<Definition | undefined> {
  const inline = raw('backend-model-data')
  const file = raw('backend-model-data-file')
  if (inline !== '' && file !== '') {
    return report('backend-model-data', 'and backend-model-data-file were both given; give one of them')
  }
  if (inline === '' && file === '') {
    return report(
      'backend-model-data',
      'or backend-model-data-file is needed: the new definition, as JSON or YAML'
    )
  }
  const name = inline === '' ? 'backend-model-data-file' : 'backend-model-data'
  try {
    const document = await parseDocument(inline === '' ? await readWorkspaceFile(file, workspace) : inline)
    if (!isJsonObject(document)) {
      const kind = Array.isArray(document) ? 'a list' : document === null ? 'empty' : `a ${typeof document}`
      return report(
        name,
        `is ${kind}; a definition is a mapping, as {"ServiceAddress": "http://10.0.0.1:8080"}`
      )
    }
    secrets.add(...secretsOf(document))
    const { errors } = checkShape(document, backendType)
    for (const error of errors) report(name, error)
    return document
  } catch (error) {
    if (error instanceof Invalid) return report(name, error.message)
    throw error
  }
}

function regionFromEnvironment(input: string, env: Environment, report: Report): string | undefined {
  if (input !== '') return undefined
  const variable = REGION_VARIABLES.find(name => (env[name] ?? '') !== '')
  if (variable === undefined) return undefined
  return attempt(
    () => parse.region((env[variable] ?? '').trim()),
    message => report(variable, message)
  )
}

function defaultEndpoint(
  input: string,
  regionId: string | undefined,
  regionGiven: boolean,
  network: 'public' | 'vpc' | undefined,
  report: Report
): URL | undefined {
  if (input !== '') return undefined
  if (regionId === undefined && regionGiven) return undefined
  if (regionId === undefined) {
    return report('region-id', `is needed: the input, or one of ${REGION_VARIABLES.join(', ')}`)
  }
  return new URL(`https://apigateway${network === 'vpc' ? '-vpc' : ''}.${regionId}.aliyuncs.com`)
}

function readCredentials(
  raw: Raw,
  value: <N extends Name>(name: N) => Value<N> | undefined,
  env: Environment,
  report: Report
): CredentialsProvider | undefined {
  const accessKeyId = value('access-key-id')
  const accessKeySecret = value('access-key-secret')
  const securityToken = value('security-token')
  const inputs = ['access-key-id', 'access-key-secret', 'security-token'] as const
  if (inputs.some(name => raw(name) !== '')) {
    // a source is taken whole: what is missing is never filled in from the environment
    for (const name of ['access-key-id', 'access-key-secret'] as const) {
      if (raw(name) !== '') continue
      report(
        name,
        'is missing: access-key-id and access-key-secret belong together; is a secret misspelt or not set?'
      )
    }
    if (accessKeyId === undefined || accessKeySecret === undefined) return undefined
    const keys = { accessKeyId, accessKeySecret, ...(securityToken === undefined ? {} : { securityToken }) }
    return staticCredentials(keys, 'the inputs')
  }
  const found = keysFromEnvironment(env)
  if (found === undefined) {
    return report(
      'access-key-id',
      'and access-key-secret were not given, and no credentials are in the environment. Give one of: ' +
        'these inputs (with security-token for temporary keys); or ' +
        KEY_VARIABLES.map(family => `${family.accessKeyId} with ${family.accessKeySecret}`).join('; or ')
    )
  }
  if ('problem' in found) return report(found.variable, found.problem)
  return staticCredentials(found.keys, `the environment (${found.variable})`)
}
