import * as parse from './identity.ts'
import { keylessCredentials } from '../credentials/keyless.ts'
import type { KeylessTools } from '../credentials/keyless.ts'
import type { CredentialsProvider } from '../credentials/types.ts'
import type { Environment } from '../runtime/github.ts'
import { isLoopback } from '../runtime/hosts.ts'
import { attempt } from './source.ts'
import type { Source } from './source.ts'
import type { StsEndpoint } from './sts-endpoint.ts'

export const DEFAULT_AUDIENCE = 'sts.aliyuncs.com'
export const DEFAULT_SESSION_SECONDS = '3600'

const URL_VARIABLE = 'ACTIONS_ID_TOKEN_REQUEST_URL'
const TOKEN_VARIABLE = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'

/** Whether the author asks for keys of a role. Half of it counts: what is meant must not fall back to something else. */
export function isKeyless({ raw }: Source): boolean {
  return raw('role-to-assume') !== '' || raw('oidc-provider-arn') !== ''
}

/** What must be masked before anything else is looked at: with it, anybody is this job. */
export function keylessSecrets(source: Source, env: Environment): string[] {
  return isKeyless(source) ? [env[TOKEN_VARIABLE] ?? ''] : []
}

/** Whether the role and its provider are written as they must be, beside no keys; what is wrong is reported. */
export function checkRole(source: Source): boolean {
  const { raw, report } = source
  const both = ['access-key-id', 'access-key-secret', 'security-token'].filter(name => raw(name) !== '')
  if (both.length > 0) {
    report('role-to-assume', `was given beside ${both.join(' and ')}: give a role, or keys, and not both`)
  }
  for (const [name, other] of [
    ['role-to-assume', 'oidc-provider-arn'],
    ['oidc-provider-arn', 'role-to-assume']
  ] as const) {
    if (raw(name) === '') report(name, `is missing: ${name} and ${other} belong together`)
  }
  return both.length === 0 && raw('role-to-assume') !== '' && raw('oidc-provider-arn') !== ''
}

/** Credentials of `role-to-assume`; `undefined` with every problem reported. */
export function readKeyless(
  source: Source,
  env: Environment,
  sts: StsEndpoint,
  tools: KeylessTools
): CredentialsProvider | undefined {
  const { raw } = source
  const given = <T>(name: string, parser: (raw: string) => T, fallback = ''): T | undefined => {
    const text = raw(name) || fallback
    return text === '' ? undefined : attempt(() => parser(text), source, name)
  }
  const isWhole = checkRole(source)
  const roleArn = given('role-to-assume', parse.roleArn)
  const providerArn = given('oidc-provider-arn', parse.providerArn)
  const audience = given('audience', parse.audience, DEFAULT_AUDIENCE)
  const sessionName = given('role-session-name', parse.sessionName, defaultSessionName(env))
  const sessionSeconds = given('role-session-expiration', parse.sessionSeconds, DEFAULT_SESSION_SECONDS)
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

/** Where this job may ask GitHub for its id token. */
function readIdToken({ report }: Source, env: Environment): { url: URL; bearer: string } | undefined {
  const address = (env[URL_VARIABLE] ?? '').trim()
  const bearer = (env[TOKEN_VARIABLE] ?? '').trim()
  if (address === '' || bearer === '') {
    return report(
      'role-to-assume',
      `needs GitHub's id token, and this job may not ask for one (${address === '' ? URL_VARIABLE : TOKEN_VARIABLE} is not set). Add to the job:
    permissions:
      id-token: write
      contents: read
  What is not listed there is none: contents: read is for actions/checkout. A pull request from a fork is never given a token.`
    )
  }
  const url = URL.parse(address)
  if (
    url === null ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
  ) {
    return report(
      URL_VARIABLE,
      'is not an https URL; it is set by the runner, and nothing else should set it'
    )
  }
  if (!/^[\x21-\x7e]+$/.test(bearer)) {
    return report(TOKEN_VARIABLE, 'holds a character that no token has; it is set by the runner')
  }
  return { url, bearer }
}

const LONGEST_SESSION_NAME = 64

/** Repository and run, as the cloud's audit log shows them; the run is never cut. */
export function defaultSessionName(env: Environment): string {
  const run = env['GITHUB_RUN_ID'] ?? ''
  const repository = (env['GITHUB_REPOSITORY'] ?? '').replaceAll(/[^\w.@-]+/g, '-') || 'switch-backend'
  const end = run === '' ? '' : `-${run.replaceAll(/[^\w.@-]+/g, '-').slice(0, 32)}`
  // two characters are the least
  return `${repository.slice(0, LONGEST_SESSION_NAME - end.length)}${end}`.padEnd(2, '-')
}
