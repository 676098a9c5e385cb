import * as identity from './identity.ts'
import * as parse from './parsers.ts'
import { readApprovals } from './approval.ts'
import { readCredentials, readNetwork, readPlaces, registerSecrets } from './connection.ts'
import { readStsEndpoint } from './sts-endpoint.ts'
import { DEFAULT_AUDIENCE, DEFAULT_SESSION_SECONDS } from './keyless.ts'
import type { StatusRange } from './parsers.ts'
import { attempt, createSource, variableOf } from './source.ts'
import type { Source } from './source.ts'
import { readTargets } from './targets.ts'
import type { ManifestSource } from './targets.ts'
import { checkTogether } from './cross-checks.ts'
import { fillingOf, parseVariables, registerVariables, unusedOf } from './manifest/variables.ts'
import type { KeylessTools } from '../credentials/keyless.ts'
import type { CredentialsProvider } from '../credentials/types.ts'
import { InputError } from '../errors/action-error.ts'
import type { Approvals } from '../model/approval.ts'
import type { Target } from '../model/target.ts'
import { stampOf } from '../runtime/github.ts'
import type { Environment, GitHubContext } from '../runtime/github.ts'
import type { ProxyFor } from '../runtime/proxy.ts'
import type { Secrets } from '../runtime/secrets.ts'

interface Field<T> {
  readonly parse: (raw: string) => T
  /** As in action.yml; a test holds the two equal. */
  readonly fallback?: string
  /** Guards something: an empty value is an error, so that a job output that was dropped opens nothing. */
  readonly guard?: true
}

function field<T>(parser: (raw: string) => T, fallback?: string): Field<T> {
  return fallback === undefined ? { parse: parser } : { parse: parser, fallback }
}

function guard<T>(parser: (raw: string) => T, fallback: string): Field<T> {
  return { parse: parser, fallback, guard: true }
}

/** Every input: its name, how it is read, and its default. */
export const FIELDS = {
  'backend-id': field(parse.id),
  'stage-name': field(parse.stageSelection),
  'backend-model-data': field(parse.text),
  'backend-model-data-file': field(parse.text),
  definition: field(parse.oneOf('full', 'patch'), 'full'),
  'backend-type': field(parse.backendType),
  'backend-model-id': field(parse.id),
  description: field(parse.description),
  manifest: field(parse.text),
  targets: guard(parse.targets, 'all'),
  variables: field(parseVariables),
  'max-parallel': field(parse.integer(1, 64), '4'),
  'on-failure': field(parse.oneOf('stop', 'continue'), 'stop'),
  shard: guard(parse.shard, '1/1'),
  mode: field(parse.oneOf('apply', 'plan', 'validate'), 'apply'),
  'approved-plan': guard(parse.text, 'none'),
  'approved-plan-file': field(parse.text),
  'max-apis': field(parse.integer(0, 1_000_000)),
  'skip-unchanged': field(parse.boolean, 'true'),
  wait: field(parse.wait, 'auto'),
  'wait-timeout': field(parse.duration, '10m'),
  'probe-url': guard(parse.probeUrls, 'none'),
  'probe-headers': field(parse.probeHeaders),
  'probe-status': field(parse.statusRanges, '200-299'),
  'probe-contains': field(parse.text),
  'probe-timeout': field(parse.duration, '60s'),
  'rollback-on-failure': field(parse.boolean, 'false'),
  'region-id': field(parse.region),
  endpoint: field(parse.endpoint),
  network: field(parse.oneOf('public', 'vpc'), 'public'),
  'access-key-id': field(parse.credential),
  'access-key-secret': field(parse.credential),
  'security-token': field(parse.credential),
  'role-to-assume': field(identity.roleArn),
  'oidc-provider-arn': field(identity.providerArn),
  audience: field(identity.audience, DEFAULT_AUDIENCE),
  'role-session-name': field(identity.sessionName),
  'role-session-expiration': field(identity.sessionSeconds, DEFAULT_SESSION_SECONDS),
  'sts-endpoint': field(parse.endpoint),
  'allowed-account-ids': guard(identity.accountIds, 'any'),
  'request-timeout': field(parse.duration, '10s'),
  'max-attempts': field(parse.integer(1, 20), '5'),
  summary: field(parse.boolean, 'true'),
  'comment-on-pr': field(parse.boolean, 'false'),
  'github-token': field(parse.text)
} satisfies Record<string, Field<unknown>>

type Fields = typeof FIELDS
type Name = keyof Fields
type Value<N extends Name> = ReturnType<Fields[N]['parse']>

/** How the URLs are asked after the switch. */
export interface ProbeSettings {
  /** By name as given; the values are secrets. */
  readonly headers: Readonly<Record<string, string>>
  readonly status: readonly StatusRange[]
  /** What a good answer's body must hold; empty for anything. */
  readonly contains: string
  readonly timeoutMs: number
}

export interface Inputs {
  /** `validate` makes no requests; its credentials sign nothing, and its endpoints may be none. */
  readonly mode: Value<'mode'>
  /** In the order in which they are written; none in a shard that no target belongs to. */
  readonly targets: readonly Target[]
  /** Where the targets come from, and this job's part of them; `undefined` for the one of the inputs. */
  readonly manifest: ManifestSource | undefined
  /** What the inputs give reason to say, and no reason to stop. */
  readonly notices: readonly string[]
  /** Backends in flight. */
  readonly maxParallel: number
  readonly onFailure: Value<'on-failure'>
  readonly approvals: Approvals | undefined
  /** The most published APIs that may move. */
  readonly maxApis: number | undefined
  readonly skipUnchanged: boolean
  readonly wait: Value<'wait'>
  readonly waitTimeoutMs: number
  readonly probe: ProbeSettings
  readonly rollbackOnFailure: boolean
  /** The step's; a target may live in another. */
  readonly regionId: string | undefined
  readonly credentials: CredentialsProvider
  /** Where STS is asked; `undefined` where nothing asks it. */
  readonly stsEndpoint: URL | undefined
  /** The accounts in which this step may act; `undefined` for any. */
  readonly allowedAccounts: readonly string[] | undefined
  readonly proxyFor: ProxyFor
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
  readonly summary: boolean
  /** The token to comment on the pull request with; `undefined` when no comment is wanted. */
  readonly commentToken: string | undefined
}

/**
 * Reads every input, and what of the environment stands in for one. Secrets are registered before
 * anything else is looked at.
 * @param tools what credentials that are fetched need; nothing is fetched here
 * @throws InputError with every problem at once
 */
export async function readInputs(
  env: Environment,
  github: GitHubContext,
  secrets: Secrets,
  tools: Pick<KeylessTools, 'clock' | 'log'>
): Promise<Inputs> {
  const source = createSource(env)
  registerSecrets(source, env, secrets)
  const value = <N extends Name>(name: N): Value<N> | undefined => {
    const { parse: parser, fallback, guard: guards } = FIELDS[name] as unknown as Field<Value<N>>
    if (guards === true && env[variableOf(name)] !== undefined && source.raw(name) === '') {
      return source.report(
        name,
        `is empty: a job output that was dropped or misspelt arrives so; write ${fallback ?? ''} where that is meant`
      )
    }
    const given = source.raw(name) || fallback
    return given === undefined ? undefined : attempt(() => parser(given), source, name)
  }

  const proxyFor = readNetwork(source, env)
  const variables = value('variables')
  if (variables !== undefined) registerVariables(variables, secrets)
  const filling = source.raw('variables') === '' ? undefined : fillingOf(variables)
  const mode = value('mode')
  const offline = mode === 'validate'
  const probe = readProbe(value)
  const probeUrls = value('probe-url')
  const network = value('network')
  const requestTimeoutMs = value('request-timeout')
  const maxAttempts = value('max-attempts')
  const places = readPlaces(source, env, {
    region: value('region-id'),
    endpoint: value('endpoint'),
    network,
    offline
  })
  const sts = readStsEndpoint(source, places.region, network)
  const allowed = value('allowed-account-ids')
  const allowedAccounts = allowed === 'any' ? undefined : allowed
  if (allowedAccounts !== undefined && !offline) sts.needed()
  const given = {
    kind: value('definition'),
    backendId: value('backend-id'),
    stageName: value('stage-name') ?? missing(source, 'stage-name'),
    backendType: value('backend-type'),
    backendModelId: value('backend-model-id'),
    description: describe(value('description'), stampOf(github)),
    probeUrls,
    filling,
    targets: value('targets'),
    shard: value('shard')
  }
  const found = await readTargets(given, { source, workspace: github.workspace, secrets, places })
  const approvals = await readApprovals(source, value('approved-plan'), github.workspace, found?.manifest)
  const rest = {
    mode,
    targets: found?.targets,
    maxParallel: value('max-parallel'),
    onFailure: value('on-failure'),
    skipUnchanged: value('skip-unchanged'),
    wait: value('wait'),
    waitTimeoutMs: value('wait-timeout'),
    probe,
    rollbackOnFailure: value('rollback-on-failure'),
    credentials: readCredentials(
      source,
      env,
      sts,
      {
        ...tools,
        secrets,
        proxyFor,
        // without them there is a problem, and no credentials are used
        requestTimeoutMs: requestTimeoutMs ?? 0,
        maxAttempts: maxAttempts ?? 0
      },
      offline
    ),
    requestTimeoutMs,
    maxAttempts,
    summary: value('summary')
  }
  const maxApis = value('max-apis')
  const comment = value('comment-on-pr')
  checkTogether(source, { ...rest, probeUrls, shard: given.shard, comment })

  if (source.problems.length > 0 || !allKnown(rest)) throw new InputError(source.problems)
  return {
    ...rest,
    manifest: found?.manifest,
    notices: [...(found?.notices ?? []), ...unusedOf(filling)],
    approvals,
    maxApis,
    stsEndpoint: sts.used,
    allowedAccounts,
    regionId: places.region.regionId,
    proxyFor,
    commentToken: comment === true ? source.raw('github-token') : undefined
  }
}

function readProbe(value: <N extends Name>(name: N) => Value<N> | undefined): ProbeSettings | undefined {
  const headers = value('probe-headers') ?? {}
  const status = value('probe-status')
  const timeoutMs = value('probe-timeout')
  if (status === undefined || timeoutMs === undefined) return undefined
  return { headers, status, contains: value('probe-contains') ?? '', timeoutMs }
}

function describe(given: string | undefined, stamp: string | undefined): Target['description'] {
  if (given !== undefined) return { text: given, givenByAuthor: true }
  return stamp === undefined ? undefined : { text: stamp, givenByAuthor: false }
}

function allKnown<T extends Record<string, unknown>>(
  values: T
): values is { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(values).every(value => value !== undefined)
}

function missing(source: Source, name: Name): undefined {
  if (source.raw(name) === '') source.report(name, 'is needed and was not given')
  return undefined
}
