import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createCliFiles } from './cli-files.ts'
import { startEmulator } from './emulator.ts'
import type { Emulator, EmulatorOptions } from './emulator.ts'
import { explainStart, portOf } from './explain.ts'
import { DEFAULT_SEED_FILE, SeedError, StartError } from './seed.ts'
import type { Seed } from './seed.ts'
import { startControl } from './steering/server.ts'

const HELP = `The API Gateway cloud and its gateway, on this machine.

  npm run -s emulator -- [--port N] [--gateway-port N] [--seed FILE] [--json]
                         [--tls] [--oidc] [--oidc-subject TEXT] [--control] [--check-region]

  --port N           of the control plane; 0, the default, for any free port
  --gateway-port N   of the data plane; 0, the default, for any free port
  --seed FILE        what is in the cloud, as YAML; emulator/README.md describes it
  --json             the first line on stdout is JSON: endpoint, gateway, accessKeyId, accessKeySecret
                     and what the options below print
  --tls              https everywhere, with a certificate of its own; prints its path, for NODE_EXTRA_CA_CERTS
  --oidc             GitHub's OIDC provider, too; prints the two ACTIONS_ID_TOKEN_REQUEST_* variables
  --oidc-subject TEXT  of its tokens; repo:octo-org/octo-shop:environment:production by default
  --control          a control endpoint; prints its URL and the file of its token
  --check-region     requests for a region other than the seed's are refused
  --help

It listens on 127.0.0.1 alone, and ends on SIGINT and SIGTERM.
`

/** A mistake of the caller's; the message says the cure. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

interface Arguments extends EmulatorOptions {
  readonly json: boolean
  readonly control: boolean
  readonly help: boolean
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
    seed: readFileSync(seed ?? DEFAULT_SEED_FILE, 'utf8'),
    strictByDefault: true
  }
}

function readPort(name: string, text: string): number {
  const port = portOf(text)
  if (port !== undefined) return port
  throw new UsageError(`${name} must be a port from 0 to 65535, 0 for any free one; it is "${text}"`)
}

/** What the options of the command print beside the endpoints. */
interface Extras {
  /** With --tls. */
  readonly certificateFile?: string
  /** With --control. */
  readonly controlUrl?: string
  readonly controlTokenFile?: string
  /** With --oidc. */
  readonly idToken?: Readonly<Record<string, string>>
}

function banner(
  { endpoint, gateway, accessKeyId, accessKeySecret, cloud, issuer }: Emulator,
  { certificateFile, controlUrl, controlTokenFile, idToken }: Extras
): string {
  const { apis, groups } = cloud.seed
  // one that answers without a service behind it, if there is one
  const mocks = new Set(cloud.seed.backends.flatMap(({ id, type }) => (type === 'MOCK' ? [id] : [])))
  const askable = apis.filter(
    ({ path, method, published }) =>
      published.includes('RELEASE') && /^[\w/.-]+$/.test(path) && (method === 'GET' || method === 'ANY')
  )
  const api = askable.find(({ backend }) => mocks.has(backend)) ?? askable[0]
  const domain = groups.find(({ id }) => id === api?.group)?.domains[0]
  const backends = cloud.seed.backends.map(
    ({ id, name, type, stages }) => `  ${name} ${type} ${id} ${stages.map(stage => stage.name).join(', ')}`
  )
  return [
    `control plane  ${certificateFile === undefined ? 'http://' : ''}${endpoint}`,
    `gateway        ${gateway}`,
    ...(issuer === undefined ? [] : [`OIDC provider  ${issuer.url}, as ${issuer.iss}`]),
    ...(controlUrl === undefined ? [] : [`control        ${controlUrl}, token in ${controlTokenFile ?? ''}`]),
    '',
    'backends',
    ...backends,
    '',
    ...nativeLines(cloud.seed),
    'Point the action at it, in another terminal; every input of the action is an option:',
    '',
    `  export ALIBABA_CLOUD_REGION_ID='${cloud.seed.region}'`,
    `  export ALIBABA_CLOUD_ACCESS_KEY_ID='${accessKeyId}'`,
    `  export ALIBABA_CLOUD_ACCESS_KEY_SECRET='${accessKeySecret}'`,
    ...(certificateFile === undefined ? [] : [`  export NODE_EXTRA_CA_CERTS='${certificateFile}'`]),
    ...Object.entries(idToken ?? {}).map(([name, value]) => `  export ${name}='${value}'`),
    `  npm run -s step -- --endpoint ${endpoint} --backend-id ID --stage-name STAGE --backend-model-data '{…}' --mode plan`,
    ...(api === undefined || domain === undefined
      ? []
      : [
          '',
          'Ask the gateway:',
          '',
          `  curl ${certificateFile === undefined ? '' : `--cacert '${certificateFile}' `}-H 'Host: ${domain}' ${gateway}${api.path}`
        ]),
    '',
    'End it with Ctrl-C.',
    ''
  ].join('\n')
}

/** The services and routes of Cloud-native API Gateway, with the ids that its inputs take. */
function nativeLines({ services, httpApis }: Seed): string[] {
  if (services.length === 0 && httpApis.length === 0) return []
  return [
    'services and routes of Cloud-native API Gateway',
    ...services.map(({ name, type, id }) => `  ${name} ${type} ${id}`),
    ...httpApis.flatMap(api =>
      api.routes.map(({ name, id, status }) => `  ${api.name}/${name} ${api.id} ${id} ${status}`)
    ),
    ''
  ]
}

/** What went wrong, in words that say what to do. */
function explain(thrown: unknown): string {
  if (!(thrown instanceof Error) || thrown instanceof UsageError) return explainStart(thrown)
  const code = 'code' in thrown ? thrown.code : undefined
  const syscall = 'syscall' in thrown ? thrown.syscall : undefined
  if (thrown instanceof SeedError || thrown instanceof StartError || syscall === 'listen')
    return explainStart(thrown)
  if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') {
    return `cannot read the seed: ${thrown.message}; --seed names a YAML file`
  }
  return `${thrown.message}; see --help`
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
  const endpointOfControl = control ? await startControl(emulator, token) : undefined
  const end = () => {
    void emulator.close()
    void endpointOfControl?.close()
    files.remove()
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  const { endpoint, gateway, accessKeyId, accessKeySecret, authority, issuer } = emulator
  const extras: Extras = {
    ...(authority === undefined ? {} : { certificateFile: files.write('authority.pem', authority) }),
    ...(endpointOfControl === undefined
      ? {}
      : { controlUrl: endpointOfControl.url, controlTokenFile: files.write('control-token', token) }),
    ...(issuer === undefined ? {} : { idToken: issuer.env })
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
