import { keylessCredentials } from '../credentials/keyless.ts'
import type { KeylessTools } from '../credentials/keyless.ts'
import { KEY_VARIABLES, isCredential, keysFromEnvironment, staticCredentials } from '../credentials/keys.ts'
import type { CredentialsProvider } from '../credentials/keys.ts'
import { isLoopback } from '../model/host.ts'
import { readUnprivileged } from '../runtime/github.ts'
import type { Environment } from '../runtime/github.ts'
import type { StsEndpoint } from './network.ts'
import * as parse from './parsers.ts'
import type { Rows, Source } from './source.ts'

// The identity of the step, and the accounts in which it is allowed to run.

export const CREDENTIALS = {
  'access-key-id': { parse: parse.credential },
  'access-key-secret': { parse: parse.credential, secrets: raw => [raw] },
  'security-token': { parse: parse.credential, secrets: raw => [raw] },
  'role-to-assume': { parse: parse.roleArn },
  'oidc-provider-arn': { parse: parse.providerArn },
  audience: { parse: parse.audience, fallback: 'sts.aliyuncs.com' },
  'role-session-name': { parse: parse.sessionName },
  'role-session-expiration': { parse: parse.sessionSeconds, fallback: '3600' },
  'allowed-account-ids': { parse: parse.accountIds, fallback: 'any', guard: true }
} satisfies Rows

const ROLE_INPUTS = [
  'role-to-assume',
  'oidc-provider-arn',
  'audience',
  'role-session-name',
  'role-session-expiration'
] as const

const URL_VARIABLE = 'ACTIONS_ID_TOKEN_REQUEST_URL'
const TOKEN_VARIABLE = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'

/** The secrets of the environment, to be masked before anything else is read. */
export function secretsOfEnvironment(source: Source, env: Environment): readonly string[] {
  const names = KEY_VARIABLES.flatMap(family => [family.accessKeySecret, family.securityToken])
  // whoever holds the token that requests OIDC tokens can act as this job
  return [...names, ...(isKeyless(source) ? [TOKEN_VARIABLE] : [])].map(name => env[name] ?? '')
}

/**
 * The credentials of a role, of the inputs, or of one family of environment variables. Sources are never mixed.
 * @param offline whether no credentials are required: none are returned, so that no request can be signed
 */
export function readCredentials(
  source: Source,
  env: Environment,
  sts: StsEndpoint,
  tools: KeylessTools,
  offline = false
): CredentialsProvider | undefined {
  const value = source.reader(CREDENTIALS)
  // checked even if nothing uses them
  for (const name of ROLE_INPUTS) value(name)
  if (offline && isKeyless(source)) {
    sts.needed()
    return checkRole(source, env) ? NO_CREDENTIALS : undefined
  }
  const found = isKeyless(source) ? readKeyless(source, env, sts, tools) : findKeys(source, env, offline)
  return offline && found !== undefined ? NO_CREDENTIALS : found
}

const NO_CREDENTIALS: CredentialsProvider = {
  identity: 'none',
  description: 'nowhere: none are required',
  keys: () => Promise.reject(new Error('mode: validate makes no requests'))
}

function findKeys(source: Source, env: Environment, offline: boolean): CredentialsProvider | undefined {
  const { raw, report } = source
  const inputs = ['access-key-id', 'access-key-secret', 'security-token'] as const
  if (inputs.some(name => raw(name) !== '')) {
    const value = source.reader(CREDENTIALS)
    // a missing value is never taken from the environment
    const missing = (['access-key-id', 'access-key-secret'] as const).filter(name => raw(name) === '')
    for (const name of missing) {
      report(
        name,
        `is required: set access-key-id and access-key-secret together.${name === missing[0] ? ` ${emptySecretCauses(env)}` : ''}`
      )
    }
    const accessKeyId = value('access-key-id')
    const accessKeySecret = value('access-key-secret')
    const securityToken = value('security-token')
    if (accessKeyId === undefined || accessKeySecret === undefined) return undefined
    const keys = { accessKeyId, accessKeySecret, ...(securityToken === undefined ? {} : { securityToken }) }
    return staticCredentials(keys, 'the inputs')
  }
  const found = keysFromEnvironment(env)
  if (found === undefined) {
    if (offline) return NO_CREDENTIALS
    const empty = KEY_VARIABLES.flatMap(family => [family.accessKeyId, family.accessKeySecret]).filter(
      name => env[name] !== undefined
    )
    return report(
      'access-key-id',
      'is not set, nor is access-key-secret, and no credentials are in the environment' +
        `${empty.length === 0 ? '' : ` (empty: ${empty.join(', ')})`}. ${emptySecretCauses(env)} ` +
        'To provide credentials, set one of: ' +
        'role-to-assume with oidc-provider-arn, which requires no keys (and permissions: id-token: write); ' +
        'these inputs (with security-token for temporary credentials); or ' +
        KEY_VARIABLES.map(family => `${family.accessKeyId} with ${family.accessKeySecret}`).join('; or ')
    )
  }
  if ('problem' in found) {
    const { variable, problem, isEmpty } = found
    return report(variable, isEmpty ? `${problem}. ${emptySecretCauses(env)}` : problem)
  }
  return staticCredentials(found.keys, `the environment (${found.variable})`)
}

/** Whether the step assumes a role. One of the two inputs is enough: the step must not fall back to other credentials. */
function isKeyless({ raw }: Source): boolean {
  return raw('role-to-assume') !== '' || raw('oidc-provider-arn') !== ''
}

/** Whether the role and its provider are set, and no keys; problems are reported. */
function checkRole(source: Source, env: Environment): boolean {
  const { raw, report } = source
  const both = ['access-key-id', 'access-key-secret', 'security-token'].filter(name => raw(name) !== '')
  if (both.length > 0) {
    report(
      'role-to-assume',
      `cannot be set together with ${both.join(' and ')}: set a role or keys, not both`
    )
  }
  for (const [name, other] of [
    ['role-to-assume', 'oidc-provider-arn'],
    ['oidc-provider-arn', 'role-to-assume']
  ] as const) {
    if (raw(name) !== '') continue
    report(name, `is required with ${other}. ${emptySecretCauses(env)}`)
  }
  return both.length === 0 && raw('role-to-assume') !== '' && raw('oidc-provider-arn') !== ''
}

/** Credentials of `role-to-assume`; `undefined` with every problem reported. */
function readKeyless(
  source: Source,
  env: Environment,
  sts: StsEndpoint,
  tools: KeylessTools
): CredentialsProvider | undefined {
  const value = source.reader(CREDENTIALS)
  const isWhole = checkRole(source, env)
  const roleArn = value('role-to-assume')
  const providerArn = value('oidc-provider-arn')
  const audience = value('audience')
  const sessionName =
    source.raw('role-session-name') === '' ? defaultSessionName(env) : value('role-session-name')
  const sessionSeconds = value('role-session-expiration')
  const endpoint = sts.needed()
  const idToken = readIdToken(source, env)
  if (
    !isWhole ||
    roleArn === undefined ||
    providerArn === undefined ||
    audience === undefined ||
    sessionName === undefined ||
    sessionSeconds === undefined ||
    endpoint === undefined ||
    idToken === undefined
  ) {
    return undefined
  }
  const settings = { roleArn, providerArn, audience, sessionName, sessionSeconds, endpoint, idToken }
  return keylessCredentials(settings, tools)
}

/** Where this job requests its OIDC token from GitHub. */
function readIdToken({ report }: Source, env: Environment): { url: URL; bearer: string } | undefined {
  const address = (env[URL_VARIABLE] ?? '').trim()
  const bearer = (env[TOKEN_VARIABLE] ?? '').trim()
  if (address === '' || bearer === '') {
    return report(
      'role-to-assume',
      `requires a GitHub OIDC token, and this job is not allowed to request one (${address === '' ? URL_VARIABLE : TOKEN_VARIABLE} is not set). ${missingTokenCause(env)}Add to the job:
    permissions:
      id-token: write
      contents: read
  Permissions that are not listed are removed: contents: read is for actions/checkout. With a reusable workflow, the calling job requires the permission, too. A pull request from a fork never receives a token.`
    )
  }
  const url = URL.parse(address)
  if (
    url === null ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
  ) {
    return report(URL_VARIABLE, 'must be an https URL: the runner sets it, and nothing else should')
  }
  if (!isCredential(bearer)) {
    return report(
      TOKEN_VARIABLE,
      'contains an invalid character: the runner sets it, and nothing else should'
    )
  }
  return { url, bearer }
}

const LONGEST_SESSION_NAME = 64

/** Repository and run, for the cloud's audit log; the run is never truncated. */
export function defaultSessionName(env: Environment): string {
  const run = env['GITHUB_RUN_ID'] ?? ''
  const repository = (env['GITHUB_REPOSITORY'] ?? '').replaceAll(/[^\w.@-]+/g, '-') || 'switch-backend'
  const end = run === '' ? '' : `-${run.replaceAll(/[^\w.@-]+/g, '-').slice(0, 32)}`
  // STS requires at least two characters
  return `${repository.slice(0, LONGEST_SESSION_NAME - end.length)}${end}`.padEnd(2, '-')
}

// GitHub silently passes an empty string for a secret that does not exist, or that the run is not allowed to read.

/** Why a secret may be empty, in full sentences; a cause that the run itself shows comes first. */
export function emptySecretCauses(env: Environment): string {
  const run = readUnprivileged(env)
  const likely =
    run === undefined
      ? ''
      : run.kind === 'fork'
        ? `This run is for a pull request from ${forkOf(run.repository)}, and such runs receive no secrets: run the job on push or workflow_dispatch instead. Other causes of an empty secret: `
        : "This run was started by Dependabot, whose runs receive the Dependabot secrets, not those of Actions: skip the job with if: github.actor != 'dependabot[bot]', or add the secret in Settings, Secrets and variables, Dependabot. Other causes of an empty secret: "
  const causes = [
    'its name is misspelled, or it is not set in this repository or organization',
    'it belongs to an environment, and the job has no environment: of that name',
    'it was not passed to a reusable workflow (secrets: inherit)',
    ...(run === undefined
      ? [
          'the run is for a pull request from a fork, or was started by Dependabot, and receives no secrets of Actions'
        ]
      : [])
  ]
  return `${likely === '' ? 'Usual causes of an empty secret: ' : likely}${causes.join('; ')}.`
}

/** Why the job is not allowed to request an OIDC token, if the run itself shows it; empty, or a sentence with a trailing space. */
function missingTokenCause(env: Environment): string {
  const run = readUnprivileged(env)
  if (run === undefined) return ''
  return run.kind === 'fork'
    ? `This run is for a pull request from ${forkOf(run.repository)}, and such runs never receive one: run the job on push or workflow_dispatch instead. `
    : "This run was started by Dependabot, whose runs have read-only permissions unless the job requests more: skip the job with if: github.actor != 'dependabot[bot]', or add the permission. "
}

function forkOf(repository: string): string {
  return repository === '' ? 'a fork' : `a fork (${repository})`
}
