import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as parse from '../src/inputs/parsers.ts'
import { KEY_VARIABLES, keysFromEnvironment } from '../src/credentials/keys.ts'
import type { Keys } from '../src/credentials/keys.ts'
import { messageOf } from '../src/errors/action-error.ts'
import { API_GATEWAY, NATIVE_API_GATEWAY, regionalEndpoint } from '../src/model/endpoints.ts'
import type { Environment } from '../src/runtime/github.ts'
import { isLoopback } from '../src/runtime/hosts.ts'
import { readProxySettings } from '../src/runtime/proxy.ts'
import type { ProxyFor } from '../src/runtime/proxy.ts'
import type { Ground } from './native/ownership.ts'

export const HELP = `Asks API Gateway what its pages leave open, and shows where the emulator answers otherwise.

  npm run conformance                                    an emulator of its own
  npm run conformance -- --endpoint 127.0.0.1:8080       an emulator that runs
  npm run conformance -- --live --region cn-hangzhou     the real cloud
  npm run conformance -- --native                        Cloud-native API Gateway, in an emulator of its own
  npm run conformance -- --native --live --region cn-hangzhou --gateway gw-… --http-api api-…

  --live            may speak to another machine; nothing else does
  --region ID       of the real cloud; it needs --live
  --endpoint HOST   loopback; with --live any https endpoint
  --native          asks Cloud-native API Gateway instead
  --gateway ID      of that product: the gateway for the test
  --http-api ID     an API of the type Http in that gateway, in which the kit makes its routes
  --through URL     the gateway, as http://env-….alicloudapi.com: asks also what only requests through it tell
  --answering A,B   two addresses, ip:port, that the gateway reaches and that answer differently
  --record FILE     where the answers go; build/conformance/record.json by default
  --clean-up        runs nothing, and deletes what earlier runs have left
  --help

Keys come from the environment: ${KEY_VARIABLES[0].accessKeyId} and
${KEY_VARIABLES[0].accessKeySecret}, and ${KEY_VARIABLES[0].securityToken} for temporary ones.
`

/** A mistake of the caller's; the message says the cure. Nothing was sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface Arguments {
  readonly help: boolean
  readonly cleanUp: boolean
  readonly record: string
  readonly native: boolean
  /** `undefined`: an emulator of the kit's own. */
  readonly remote: Remote | undefined
}

/** A cloud that the kit did not start. */
export interface Remote {
  /** `cloud` or `endpoint`, as tables call it. */
  readonly name: string
  readonly region: string | undefined
  readonly endpoint: URL
  readonly keys: Keys
  readonly proxyFor: ProxyFor
  /** Of Cloud-native API Gateway, where that is asked. */
  readonly ground: Ground | undefined
  /** The gateway's own URL and two addresses behind it, where it is to be requested. */
  readonly through: { readonly gateway: URL; readonly answering: readonly [string, string] } | undefined
}

const DEFAULT_RECORD = join(import.meta.dirname, '..', 'build', 'conformance', 'record.json')

/** @throws UsageError */
export function readArguments(args: readonly string[], env: Environment): Arguments {
  const values = readOptions(args)
  const { live, region, endpoint, native } = values
  if (live && region === undefined) {
    throw new UsageError('--live needs --region, as --region cn-hangzhou')
  }
  if (!live && region !== undefined) {
    throw new UsageError('--region names the real cloud, which takes --live as well')
  }
  const url =
    endpoint === undefined
      ? region === undefined
        ? undefined
        : regionalEndpoint(
            understood('--region', () => parse.region(region)),
            'public',
            native ? NATIVE_API_GATEWAY : API_GATEWAY
          )
      : understood('--endpoint', () => parse.endpoint(endpoint))
  if (!live && url !== undefined && !isLoopback(url.hostname)) {
    throw new UsageError(`${url.host} is another machine: only --live may speak to one`)
  }
  if (values['clean-up'] && url === undefined) {
    throw new UsageError('--clean-up needs --endpoint, or --live with --region')
  }
  const ground = readGround(values, url !== undefined)
  const through = readThrough(values, ground !== undefined, live)
  return {
    help: values.help,
    cleanUp: values['clean-up'],
    record: values.record,
    native,
    remote:
      url === undefined || values.help ? undefined : { ...remote(url, region, live, env), ground, through }
  }
}

/** Which gateway and which API the kit may work in: nothing is looked for, a person names them. */
function readGround(
  { native, gateway, 'http-api': httpApi, help }: ReturnType<typeof readOptions>,
  isRemote: boolean
): Ground | undefined {
  const isNamed = gateway !== undefined || httpApi !== undefined
  if (isNamed && !native) throw new UsageError('--gateway and --http-api go with --native')
  if (isNamed && !isRemote) throw new UsageError('--gateway and --http-api go with --endpoint or --live')
  if (!native || !isRemote || help) return undefined
  if (gateway === undefined || httpApi === undefined) {
    throw new UsageError(
      '--native needs --gateway and --http-api, of a gateway and an API that are there for the test'
    )
  }
  for (const [option, id] of [
    ['--gateway', gateway],
    ['--http-api', httpApi]
  ] as const) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/.test(id)) throw new UsageError(`${option} is no id`)
  }
  return { gatewayId: gateway, httpApiId: httpApi }
}

function readThrough(
  { through, answering, help }: ReturnType<typeof readOptions>,
  hasGround: boolean,
  live: boolean
): Remote['through'] {
  if ((through === undefined && answering === undefined) || help) return undefined
  if (through === undefined || answering === undefined || !hasGround) {
    throw new UsageError('--through and --answering go together, with --native, --gateway and --http-api')
  }
  const gateway = URL.canParse(through) ? new URL(through) : undefined
  if (gateway === undefined || !/^https?:$/.test(gateway.protocol)) {
    throw new UsageError('--through is the http or https URL of the gateway')
  }
  if (!live && !isLoopback(gateway.hostname)) {
    throw new UsageError(`${gateway.host} is another machine: only --live may speak to one`)
  }
  const [one = '', other = '', ...more] = answering.split(',').map(address => address.trim())
  const isAddress = (text: string) => /^\d{1,3}(\.\d{1,3}){3}:\d{1,5}$/.test(text)
  if (!isAddress(one) || !isAddress(other) || one === other || more.length > 0) {
    throw new UsageError('--answering is two addresses, as 10.0.0.1:8080,10.0.0.2:8080')
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
): Omit<Remote, 'ground' | 'through'> {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new UsageError(
      'NODE_TLS_REJECT_UNAUTHORIZED is 0, which turns the verification of certificates off'
    )
  }
  const proxies = readProxySettings(env)
  for (const { variable, reason } of proxies.problems) throw new UsageError(`${variable} ${reason}`)
  const found = keysFromEnvironment(env)
  if (found === undefined) {
    throw new UsageError(
      `no keys in the environment: set ${KEY_VARIABLES[0].accessKeyId} and ${KEY_VARIABLES[0].accessKeySecret}`
    )
  }
  if ('problem' in found) throw new UsageError(`${found.variable} ${found.problem}`)
  return { name: live ? 'cloud' : 'endpoint', region, endpoint, keys: found.keys, proxyFor: proxies.proxyFor }
}

function understood<T>(option: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageError(`${option}: ${messageOf(error)}`)
  }
}
