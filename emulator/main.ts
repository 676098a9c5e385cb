import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createCliFiles } from './cli-files.ts'
import type { CliFiles } from './cli-files.ts'
import { startEmulator } from './emulator.ts'
import type { Emulator, EmulatorOptions } from './emulator.ts'
import { describeStartError, parsePort } from './explain.ts'
import { oidcArns } from './oidc/arns.ts'
import { DEFAULT_SEED_FILE } from './seed.ts'
import type { Seed, SeedBackend } from './seed.ts'
import { startControl, STEER_PATH } from './steering/server.ts'
import type { ControlEndpoint } from './steering/server.ts'

const HELP = `Runs an emulator of Alibaba Cloud API Gateway: control plane, gateway and STS.

  npm run -s emulator -- [--port N] [--gateway-port N] [--seed FILE] [--json]
                         [--tls] [--oidc] [--oidc-subject SUBJECT] [--control] [--check-region]

  --port N               port of the control plane (default: 0, any free port)
  --gateway-port N       port of the gateway, the data plane (default: 0, any free port)
  --seed FILE            initial state of the cloud, as YAML; see emulator/README.md
  --json                 print one line of JSON instead: endpoint, gateway, accessKeyId, accessKeySecret,
                         and the values of the options below
  --tls                  serve HTTPS with a generated certificate; prints its path, for NODE_EXTRA_CA_CERTS
  --oidc                 also start GitHub's OIDC provider; prints the ACTIONS_ID_TOKEN_REQUEST_* variables
                         and a command that uses them
  --oidc-subject SUBJECT subject of the OIDC tokens (default: repo:octo-org/octo-shop:environment:production)
  --control              also start the control endpoint; prints its URL, its token file and a request
  --check-region         reject requests for any region other than the seed's
  --help                 print this help

Listens on 127.0.0.1 only. Stops on SIGINT, SIGTERM or SIGHUP.
`

const EXAMPLE = { ServiceAddress: 'http://127.0.0.1:9000' }

/** Invalid usage; the message includes the fix. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

interface Arguments extends EmulatorOptions {
  readonly json: boolean
  readonly control: boolean
  readonly help: boolean
  readonly seed: string
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'gateway-port': { type: 'string', default: '0' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
      tls: { type: 'boolean', default: false },
      oidc: { type: 'boolean', default: false },
      'oidc-subject': { type: 'string' },
      control: { type: 'boolean', default: false },
      'check-region': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false }
    }
  })
  const { seed, json, tls, control, help, oidc, 'oidc-subject': subject } = values
  if (subject !== undefined && !oidc) throw new UsageError('--oidc-subject has no effect without --oidc')
  return {
    json,
    control,
    help,
    tls,
    checkRegion: values['check-region'],
    ...(oidc
      ? {
          oidc: {
            requestToken: randomBytes(48).toString('base64url'),
            ...(subject === undefined ? {} : { subject })
          }
        }
      : {}),
    port: readPort('--port', values.port),
    gatewayPort: readPort('--gateway-port', values['gateway-port']),
    // npm runs scripts in the project's directory
    seed: readSeedFile(
      seed === undefined ? DEFAULT_SEED_FILE : resolve(process.env['INIT_CWD'] ?? process.cwd(), seed)
    ),
    strictByDefault: true
  }
}

function readSeedFile(path: string | URL): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    throw new UsageError(`cannot read the seed: ${(thrown as Error).message}; --seed must be a YAML file`)
  }
}

function readPort(name: string, text: string): number {
  const port = parsePort(text)
  if (port !== undefined) return port
  throw new UsageError(`invalid ${name} "${text}": must be a port from 0 to 65535 (0 for any free port)`)
}

/** The values that options print in addition to the endpoints. */
interface Extras {
  /** Set with --tls. */
  readonly certificateFile?: string
  /** Set with --control. */
  readonly controlUrl?: string
  readonly controlTokenFile?: string
  /** Set with --oidc. */
  readonly idToken?: Readonly<Record<string, string>>
  readonly oidcProviderArn?: string
  readonly roleArn?: string
}

function banner(emulator: Emulator, extras: Extras): string {
  const { endpoint, gateway, accessKeyId, accessKeySecret, cloud, issuer } = emulator
  const { certificateFile, controlUrl, controlTokenFile, idToken, oidcProviderArn, roleArn } = extras
  const { region, backends } = cloud.seed
  const step = (options: string): string =>
    `npm run -s step -- --endpoint ${endpoint} ${options}${exampleTarget(cloud.seed)} --mode plan`
  return [
    `control plane  ${certificateFile === undefined ? 'http://' : ''}${endpoint}`,
    `gateway        ${gateway}`,
    ...(issuer === undefined ? [] : [`OIDC provider  ${issuer.url} (issuer ${issuer.iss})`]),
    ...(controlUrl === undefined
      ? []
      : [`control        ${controlUrl} (token in ${controlTokenFile ?? ''})`]),
    ...section('Backends:', backends.map(showBackend)),
    ...section('Services and routes (Cloud-native API Gateway):', nativeLines(cloud.seed)),
    ...section(
      'To run the action against it, in another terminal (every input of the action is an option):',
      [
        `export ALIBABA_CLOUD_REGION_ID='${region}'`,
        `export ALIBABA_CLOUD_ACCESS_KEY_ID='${accessKeyId}'`,
        `export ALIBABA_CLOUD_ACCESS_KEY_SECRET='${accessKeySecret}'`,
        ...(certificateFile === undefined ? [] : [`export NODE_EXTRA_CA_CERTS='${certificateFile}'`]),
        step(''),
        ...(cloud.seed.services.length === 0
          ? []
          : [
              `npm run -s step -- native --apig-endpoint ${endpoint} ${exampleService(cloud.seed)} --mode plan`
            ])
      ]
    ),
    ...(idToken === undefined
      ? []
      : section('To run it without access keys, as a role of the seed:', [
          ...Object.entries(idToken).map(([name, value]) => `export ${name}='${value}'`),
          step(`--role-to-assume ${roleArn ?? 'ARN'} --oidc-provider-arn ${oidcProviderArn ?? 'ARN'} `)
        ])),
    ...section('To send a request through the gateway:', exampleRequest(emulator, certificateFile)),
    ...(controlUrl === undefined
      ? []
      : section('To send a control request (see emulator/README.md):', [
          `curl ${controlUrl}${STEER_PATH} -H "Authorization: Bearer $(cat '${controlTokenFile ?? ''}')" --data-binary '{ writes: 0 }'`
        ])),
    '',
    'Press Ctrl-C to stop.',
    ''
  ].join('\n')
}

/** A heading followed by indented lines; empty if there are no lines. */
function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, '', ...lines.map(line => `  ${line}`)]
}

function showBackend({ name, type, id, stages }: SeedBackend): string {
  return `${name} ${type} ${id} ${stages.map(stage => stage.name).join(', ')}`
}

/** Options of a step that plans a change to the seed's first backend. */
function exampleTarget({ backends }: Seed): string {
  for (const { id, type, stages } of backends) {
    const stage = stages.at(-1)
    if (stage === undefined) continue
    const { definition } = stage
    const data = JSON.stringify(type === 'HTTP' ? { ...definition, ...EXAMPLE } : definition)
    return `--backend-id ${quoted(id)} --stage-name ${stage.name} --backend-model-data ${quoted(data)}`
  }
  return "--backend-id ID --stage-name STAGE --backend-model-data '{…}'"
}

/** The same for the first service with addresses. */
function exampleService({ services }: Seed): string {
  const service = services.find(({ type }) => type === 'VIP' || type === 'DNS')
  if (service === undefined) return '--service-id ID --addresses HOST:PORT'
  return `--service-id ${quoted(service.id)} --addresses ${service.type === 'VIP' ? '127.0.0.1' : 'localhost'}:9000`
}

/** Quotes a value for a POSIX shell, if necessary. */
function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** An example request to the gateway, if an API allows one; preferably to a MOCK backend, which needs no service. */
function exampleRequest({ gateway, cloud }: Emulator, certificateFile: string | undefined): string[] {
  const { apis, groups, backends } = cloud.seed
  const mocks = new Set(backends.flatMap(({ id, type }) => (type === 'MOCK' ? [id] : [])))
  const requestable = apis.filter(
    ({ path, method, published }) =>
      published.includes('RELEASE') && /^[\w/.-]+$/.test(path) && (method === 'GET' || method === 'ANY')
  )
  const api = requestable.find(({ backend }) => mocks.has(backend)) ?? requestable[0]
  const domain = groups.find(({ id }) => id === api?.group)?.domains[0]
  if (api === undefined || domain === undefined) return []
  const trust = certificateFile === undefined ? '' : `--cacert '${certificateFile}' `
  return [`curl ${trust}-H 'Host: ${domain}' ${gateway}${api.path}`]
}

/** The services and routes of Cloud-native API Gateway, with the IDs for the action's inputs. */
function nativeLines({ services, httpApis }: Seed): string[] {
  return [
    ...services.map(({ name, type, id }) => `${name} ${type} ${id}`),
    ...httpApis.flatMap(api =>
      api.routes.map(({ name, id, status }) => `${api.name}/${name} ${api.id} ${id} ${status}`)
    )
  ]
}

/** The error message, with the fix. */
function explain(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const syscall = thrown instanceof Error && 'syscall' in thrown ? thrown.syscall : undefined
  if (thrown instanceof Error && (syscall === 'mkdtemp' || syscall === 'open')) {
    return `cannot write temporary files: ${thrown.message}; set TMPDIR to a writable directory`
  }
  const explained = describeStartError(thrown)
  return code.startsWith('ERR_PARSE_ARGS') ? `${explained}; see --help` : explained
}

async function main(): Promise<void> {
  const { json, control, help, ...options } = readArguments()
  if (help) {
    process.stdout.write(HELP)
    return
  }
  const emulator = await startEmulator(options)
  const files = createCliFiles()
  const token = randomBytes(32).toString('base64url')
  let controlEndpoint: ControlEndpoint | undefined
  const stop = () => {
    void emulator.close()
    void controlEndpoint?.close()
    files.remove()
  }
  // SIGHUP: the terminal was closed
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  try {
    if (control) controlEndpoint = await startControl(emulator, token)
    printConnection(emulator, controlEndpoint, { json, token, files })
  } catch (thrown) {
    // open servers would keep the process alive
    stop()
    throw thrown
  }
}

/** Writes the connection settings to files and stdout. */
function printConnection(
  emulator: Emulator,
  controlEndpoint: ControlEndpoint | undefined,
  { json, token, files }: { readonly json: boolean; readonly token: string; readonly files: CliFiles }
): void {
  const { endpoint, gateway, accessKeyId, accessKeySecret, authority, issuer, cloud } = emulator
  const extras: Extras = {
    ...(authority === undefined ? {} : { certificateFile: files.write('authority.pem', authority) }),
    ...(controlEndpoint === undefined
      ? {}
      : { controlUrl: controlEndpoint.url, controlTokenFile: files.write('control-token', token) }),
    ...(issuer === undefined ? {} : { idToken: issuer.env, ...oidcArns(cloud.seed, issuer.iss) })
  }
  process.stdout.write(
    json
      ? `${JSON.stringify({ endpoint, gateway, accessKeyId, accessKeySecret, ...extras })}\n`
      : banner(emulator, extras)
  )
}

try {
  await main()
} catch (thrown) {
  process.stderr.write(`error: ${explain(thrown)}\n`)
  process.exitCode = 2
}
