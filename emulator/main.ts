import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createCliFiles } from './cli-files.ts'
import type { CliFiles } from './cli-files.ts'
import { startEmulator } from './emulator.ts'
import type { Emulator, EmulatorOptions } from './emulator.ts'
import { explainStart, portOf } from './explain.ts'
import { oidcArns } from './oidc/arns.ts'
import { DEFAULT_SEED_FILE } from './seed.ts'
import type { Seed, SeedBackend } from './seed.ts'
import { startControl, STEER_PATH } from './steering/server.ts'
import type { ControlEndpoint } from './steering/server.ts'

const HELP = `The API Gateway cloud and its gateway, on this machine.

  npm run -s emulator -- [--port N] [--gateway-port N] [--seed FILE] [--json]
                         [--tls] [--oidc] [--oidc-subject TEXT] [--control] [--check-region]

  --port N           of the control plane; 0, the default, for any free port
  --gateway-port N   of the data plane; 0, the default, for any free port
  --seed FILE        what is in the cloud, as YAML; emulator/README.md describes it
  --json             the first line on stdout is JSON: endpoint, gateway, accessKeyId, accessKeySecret,
                     and what the options below print
  --tls              https for the planes and the OIDC provider, with a certificate of its own; prints its path,
                     for NODE_EXTRA_CA_CERTS
  --oidc             GitHub's OIDC provider, too; prints the two ACTIONS_ID_TOKEN_REQUEST_* variables, and a step
                     that uses them
  --oidc-subject TEXT
                     of its tokens; repo:octo-org/octo-shop:environment:production by default
  --control          a control endpoint; prints its URL, the file of its token, and a request
  --check-region     requests for a region other than the seed's are refused
  --help             this text

It listens on 127.0.0.1 alone, and ends on SIGINT, SIGTERM and SIGHUP.
`

/** A mistake of the caller's; the message says the cure. */
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
    // npm starts scripts in the project's folder
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
    throw new UsageError(`cannot read the seed: ${(thrown as Error).message}; --seed names a YAML file`)
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
  readonly oidcProviderArn?: string
  readonly roleArn?: string
}

function banner(emulator: Emulator, extras: Extras): string {
  const { endpoint, gateway, accessKeyId, accessKeySecret, cloud, issuer } = emulator
  const { certificateFile, controlUrl, controlTokenFile, idToken, oidcProviderArn, roleArn } = extras
  const { region, backends } = cloud.seed
  const step = (options: string): string =>
    `npm run -s step -- --endpoint ${endpoint} ${options}--backend-id ID --stage-name STAGE --backend-model-data '{…}' --mode plan`
  return [
    `control plane  ${certificateFile === undefined ? 'http://' : ''}${endpoint}`,
    `gateway        ${gateway}`,
    ...(issuer === undefined ? [] : [`OIDC provider  ${issuer.url}, as ${issuer.iss}`]),
    ...(controlUrl === undefined ? [] : [`control        ${controlUrl}, token in ${controlTokenFile ?? ''}`]),
    ...section('Backends:', backends.map(showBackend)),
    ...section('Services and routes of Cloud-native API Gateway:', nativeLines(cloud.seed)),
    ...section('Point the action at it, in another terminal; every input of the action is an option:', [
      `export ALIBABA_CLOUD_REGION_ID='${region}'`,
      `export ALIBABA_CLOUD_ACCESS_KEY_ID='${accessKeyId}'`,
      `export ALIBABA_CLOUD_ACCESS_KEY_SECRET='${accessKeySecret}'`,
      ...(certificateFile === undefined ? [] : [`export NODE_EXTRA_CA_CERTS='${certificateFile}'`]),
      step(''),
      ...(cloud.seed.services.length === 0
        ? []
        : [
            `npm run -s step -- native --apig-endpoint ${endpoint} --service-id ID --addresses HOST:PORT --mode plan`
          ])
    ]),
    ...(idToken === undefined
      ? []
      : section('Without keys, as a role of the seed:', [
          ...Object.entries(idToken).map(([name, value]) => `export ${name}='${value}'`),
          step(`--role-to-assume ${roleArn ?? 'ARN'} --oidc-provider-arn ${oidcProviderArn ?? 'ARN'} `)
        ])),
    ...section('Ask the gateway:', exampleRequest(emulator, certificateFile)),
    ...(controlUrl === undefined
      ? []
      : section('Steer it, as emulator/README.md describes:', [
          `curl ${controlUrl}${STEER_PATH} -H "Authorization: Bearer $(cat '${controlTokenFile ?? ''}')" --data-binary '{ writes: 0 }'`
        ])),
    '',
    'End it with Ctrl-C.',
    ''
  ].join('\n')
}

/** A heading and what stands below it, indented; nothing where there is nothing. */
function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, '', ...lines.map(line => `  ${line}`)]
}

function showBackend({ name, type, id, stages }: SeedBackend): string {
  return `${name} ${type} ${id} ${stages.map(stage => stage.name).join(', ')}`
}

/** A request that the gateway answers, if there is an API for one; best without a service behind it. */
function exampleRequest({ gateway, cloud }: Emulator, certificateFile: string | undefined): string[] {
  const { apis, groups, backends } = cloud.seed
  const mocks = new Set(backends.flatMap(({ id, type }) => (type === 'MOCK' ? [id] : [])))
  const askable = apis.filter(
    ({ path, method, published }) =>
      published.includes('RELEASE') && /^[\w/.-]+$/.test(path) && (method === 'GET' || method === 'ANY')
  )
  const api = askable.find(({ backend }) => mocks.has(backend)) ?? askable[0]
  const domain = groups.find(({ id }) => id === api?.group)?.domains[0]
  if (api === undefined || domain === undefined) return []
  const trust = certificateFile === undefined ? '' : `--cacert '${certificateFile}' `
  return [`curl ${trust}-H 'Host: ${domain}' ${gateway}${api.path}`]
}

/** The services and routes of Cloud-native API Gateway, with the ids that its inputs take. */
function nativeLines({ services, httpApis }: Seed): string[] {
  return [
    ...services.map(({ name, type, id }) => `${name} ${type} ${id}`),
    ...httpApis.flatMap(api =>
      api.routes.map(({ name, id, status }) => `${api.name}/${name} ${api.id} ${id} ${status}`)
    )
  ]
}

/** What went wrong, in words that say what to do. */
function explain(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const syscall = thrown instanceof Error && 'syscall' in thrown ? thrown.syscall : undefined
  if (thrown instanceof Error && (syscall === 'mkdtemp' || syscall === 'open')) {
    return `cannot write the files that it hands out: ${thrown.message}; TMPDIR names a folder for temporary files`
  }
  const explained = explainStart(thrown)
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
  let endpointOfControl: ControlEndpoint | undefined
  const end = () => {
    void emulator.close()
    void endpointOfControl?.close()
    files.remove()
  }
  // the last one when its terminal is closed
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
  try {
    if (control) endpointOfControl = await startControl(emulator, token)
    tell(emulator, endpointOfControl, { json, token, files })
  } catch (thrown) {
    // what listens would keep the process alive
    end()
    throw thrown
  }
}

/** Writes what clients need to files and to stdout. */
function tell(
  emulator: Emulator,
  endpointOfControl: ControlEndpoint | undefined,
  { json, token, files }: { readonly json: boolean; readonly token: string; readonly files: CliFiles }
): void {
  const { endpoint, gateway, accessKeyId, accessKeySecret, authority, issuer, cloud } = emulator
  const extras: Extras = {
    ...(authority === undefined ? {} : { certificateFile: files.write('authority.pem', authority) }),
    ...(endpointOfControl === undefined
      ? {}
      : { controlUrl: endpointOfControl.url, controlTokenFile: files.write('control-token', token) }),
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
