import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { KEY_VARIABLES, keysFromEnvironment } from '../src/credentials/keys.ts'
import type { Keys } from '../src/credentials/keys.ts'
import { messageOf } from '../src/errors/action-error.ts'
import * as parse from '../src/inputs/parsers.ts'
import { API_GATEWAY, NATIVE_API_GATEWAY, regionalEndpoint } from '../src/model/endpoints.ts'
import { isLoopback } from '../src/model/host.ts'
import type { Environment } from '../src/runtime/github.ts'
import { readProxySettings } from '../src/runtime/proxy.ts'
import type { ProxyFor } from '../src/runtime/proxy.ts'
import type { Scope } from './native/ownership.ts'

export const HELP = `Tests what API Gateway's documentation leaves open, and reports where the emulator behaves differently.

Usage:

  npm run conformance                                    a new emulator
  npm run conformance -- --endpoint 127.0.0.1:8080       a running emulator
  npm run conformance -- --live --region cn-hangzhou     the real cloud
  npm run conformance -- --native                        Cloud-native API Gateway, in a new emulator
  npm run conformance -- --native --live --region cn-hangzhou --gateway gw-… --http-api api-…

  --live            allow connections to another machine; without it only loopback is allowed
  --region ID       region of the real cloud; requires --live
  --endpoint HOST   endpoint: loopback, or with --live any https endpoint
  --native          test Cloud-native API Gateway instead
  --gateway ID      with --native: the gateway to test in
  --http-api ID     with --native: an API of type Http in that gateway, in which the kit creates its routes
  --through URL     with --native: the gateway's URL, such as http://env-….alicloudapi.com; adds the questions that
                    only requests through the gateway answer
  --answering A,B   with --through: two addresses, ip:port, that the gateway reaches and that respond differently
  --record FILE     JSON file for the results (default: build/conformance/record.json)
  --clean-up        delete what earlier runs left, and run nothing
  -h, --help        print this text

Access keys are read from the environment: ${KEY_VARIABLES[0].accessKeyId} and
${KEY_VARIABLES[0].accessKeySecret}, and ${KEY_VARIABLES[0].securityToken} for temporary credentials.
`

/** Invalid arguments; the message says how to fix them. Nothing was sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface Arguments {
  readonly help: boolean
  readonly cleanUp: boolean
  readonly record: string
  readonly native: boolean
  /** `undefined`: the kit starts an emulator. */
  readonly remote: Remote | undefined
}

/** A cloud that the kit did not start. */
export interface Remote {
  /** `cloud` or `endpoint`, for the tables. */
  readonly name: string
  readonly region: string | undefined
  readonly endpoint: URL
  readonly keys: Keys
  readonly proxyFor: ProxyFor
  /** Set for Cloud-native API Gateway. */
  readonly scope: Scope | undefined
  /** The gateway's URL and two addresses behind it, if requests go through the gateway. */
  readonly through: { readonly gateway: URL; readonly answering: readonly [string, string] } | undefined
}

const DEFAULT_RECORD = join(import.meta.dirname, '..', 'build', 'conformance', 'record.json')

/** @throws UsageError */
export function readArguments(args: readonly string[], env: Environment): Arguments {
  const values = readOptions(args)
  const { live, region, endpoint, native } = values
  if (live && region === undefined) {
    throw new UsageError('--live requires --region, such as --region cn-hangzhou')
  }
  if (!live && region !== undefined) {
    throw new UsageError('--region requires --live')
  }
  const url =
    endpoint === undefined
      ? region === undefined
        ? undefined
        : regionalEndpoint(
            parseOption('--region', () => parse.region(region)),
            'public',
            native ? NATIVE_API_GATEWAY : API_GATEWAY
          )
      : parseOption('--endpoint', () => parse.endpoint(endpoint))
  if (!live && url !== undefined && !isLoopback(url.hostname)) {
    throw new UsageError(`${url.host} is another machine: --live is required`)
  }
  if (values['clean-up'] && url === undefined) {
    throw new UsageError('--clean-up requires --endpoint, or --live and --region')
  }
  const scope = readScope(values, url !== undefined)
  const through = readThrough(values, scope !== undefined, live)
  return {
    help: values.help,
    cleanUp: values['clean-up'],
    record: values.record,
    native,
    remote:
      url === undefined || values.help ? undefined : { ...remote(url, region, live, env), scope, through }
  }
}

/** The gateway and the API that the kit is allowed to use: it does not search for them, the user names them. */
function readScope(
  { native, gateway, 'http-api': httpApi, help }: ReturnType<typeof readOptions>,
  isRemote: boolean
): Scope | undefined {
  const isNamed = gateway !== undefined || httpApi !== undefined
  if (isNamed && !native) throw new UsageError('--gateway and --http-api require --native')
  if (isNamed && !isRemote) throw new UsageError('--gateway and --http-api require --endpoint or --live')
  if (!native || !isRemote || help) return undefined
  if (gateway === undefined || httpApi === undefined) {
    throw new UsageError(
      '--native requires --gateway and --http-api, a gateway and an API that exist for the test'
    )
  }
  for (const [option, id] of [
    ['--gateway', gateway],
    ['--http-api', httpApi]
  ] as const) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/.test(id))
      throw new UsageError(`invalid value "${id}" for ${option}: must be an ID`)
  }
  return { gatewayId: gateway, httpApiId: httpApi }
}

function readThrough(
  { through, answering, help }: ReturnType<typeof readOptions>,
  hasScope: boolean,
  live: boolean
): Remote['through'] {
  if ((through === undefined && answering === undefined) || help) return undefined
  if (through === undefined || answering === undefined || !hasScope) {
    throw new UsageError(
      '--through and --answering require each other, and --native, --gateway and --http-api'
    )
  }
  const gateway = URL.canParse(through) ? new URL(through) : undefined
  if (gateway === undefined || !/^https?:$/.test(gateway.protocol)) {
    throw new UsageError(
      `invalid value "${through}" for --through: must be the http or https URL of the gateway`
    )
  }
  if (!live && !isLoopback(gateway.hostname)) {
    throw new UsageError(`${gateway.host} is another machine: --live is required`)
  }
  const [one = '', other = '', ...more] = answering.split(',').map(address => address.trim())
  const isAddress = (text: string) => /^\d{1,3}(\.\d{1,3}){3}:\d{1,5}$/.test(text)
  if (!isAddress(one) || !isAddress(other) || one === other || more.length > 0) {
    throw new UsageError(
      `invalid value "${answering}" for --answering: must be two addresses, such as 10.0.0.1:8080,10.0.0.2:8080`
    )
  }
  return { gateway, answering: [one, other] }
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        live: { type: 'boolean', default: false },
        region: { type: 'string' },
        endpoint: { type: 'string' },
        native: { type: 'boolean', default: false },
        gateway: { type: 'string' },
        'http-api': { type: 'string' },
        through: { type: 'string' },
        answering: { type: 'string' },
        record: { type: 'string', default: DEFAULT_RECORD },
        'clean-up': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false }
      }
    }).values
  } catch (error) {
    throw new UsageError(`${messageOf(error)}; see --help`)
  }
}

function remote(
  endpoint: URL,
  region: string | undefined,
  live: boolean,
  env: Environment
): Omit<Remote, 'scope' | 'through'> {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new UsageError('NODE_TLS_REJECT_UNAUTHORIZED is 0, which turns off certificate verification')
  }
  const proxies = readProxySettings(env)
  for (const { variable, reason } of proxies.problems) throw new UsageError(`${variable} ${reason}`)
  const found = keysFromEnvironment(env)
  if (found === undefined) {
    throw new UsageError(
      `access keys are required: set ${KEY_VARIABLES[0].accessKeyId} and ${KEY_VARIABLES[0].accessKeySecret} in the environment`
    )
  }
  if ('problem' in found) throw new UsageError(`${found.variable} ${found.problem}`)
  return { name: live ? 'cloud' : 'endpoint', region, endpoint, keys: found.keys, proxyFor: proxies.proxyFor }
}

function parseOption<T>(option: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageError(`${option}: ${messageOf(error)}`)
  }
}
