import type { Server } from 'node:http'
import { Cloud } from './cloud/cloud.ts'
import type { Ids } from './cloud/ids.ts'
import type { Clock } from './cloud/state.ts'
import { createControlPlane } from './control-plane.ts'
import { Faults } from './faults.ts'
import { createGateway } from './gateway.ts'
import { Holds } from './holds.ts'
import type { Hold, HoldOptions } from './holds.ts'
import { LOOPBACK } from './loopback.ts'
import type { Listener } from './loopback.ts'
import { startIssuer } from './oidc/issuer.ts'
import type { Issuer, IssuerOptions } from './oidc/issuer.ts'
import { IdTokenVerifier } from './oidc/verifier.ts'
import { RequestLog } from './request-log.ts'
import type { LoggedRequest } from './request-log.ts'
import { defaultSeed, parseSeed, StartError } from './seed.ts'
import type { Seed, SeedOptions } from './seed.ts'
import { SignatureVerifier } from './signature.ts'
import { createCertificate } from './tls/certificate.ts'
import type { ServerCertificate } from './tls/certificate.ts'
import { listenWith } from './tls/secure-server.ts'

export interface EmulatorOptions extends SeedOptions {
  /** A seed, or its YAML text; the default seed without it. */
  readonly seed?: string | Seed
  /** Of the control plane; 0, the default, for any free port. */
  readonly port?: number
  readonly gatewayPort?: number
  /** The system's clock by default. Signatures are judged by it too, so a fake one starts near the real time. */
  readonly clock?: Clock
  readonly ids?: Ids
  /** Both planes and the OIDC provider listen with TLS, with a certificate that is made for this. */
  readonly tls?: boolean
  /** Starts GitHub's OIDC provider, whose tokens are those of the seed's first `oidc-providers` entry. */
  readonly oidc?: Pick<IssuerOptions, 'subject' | 'requestToken'>
  /** Requests for another region are refused. */
  readonly checkRegion?: boolean
  /** Told of each control-plane request when its answer has left, or when it is sure that none will. */
  readonly onResponded?: (request: LoggedRequest) => void
}

/** A running cloud and gateway on the loopback address. */
export interface Emulator {
  /** `127.0.0.1:<port>`, the control plane, plain http; with TLS `https://127.0.0.1:<port>`. */
  readonly endpoint: string
  /** `http://127.0.0.1:<port>`, or https, the data plane; it routes by the Host header. */
  readonly gateway: string
  /** The first access key of the seed. */
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly cloud: Cloud
  readonly faults: Faults
  /** With `oidc`. */
  readonly issuer: Issuer | undefined
  /** With `tls`: what clients have to trust, PEM. */
  readonly authority: string | undefined
  /** Every control-plane request, in the order of arrival. */
  readonly requests: readonly LoggedRequest[]
  /** How many requests arrived before those, and are no longer kept. */
  readonly forgottenRequests: number
  /** The next control-plane request of an action that arrives from now on. */
  nextRequest(action: string): Promise<LoggedRequest>
  /** Makes control-plane calls wait at a point until they are released, or the emulator closes. */
  hold(options: HoldOptions): Hold
  /** The calls that wait at a hold at this moment. */
  readonly heldRequests: readonly LoggedRequest[]
  /** Ends every socket, answers under way included. May be called again. */
  close(): Promise<void>
}

/**
 * Starts the control plane and the gateway.
 * @throws SeedError; StartError; the system's error when a port is taken
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed: given, clock = Date, port = 0, gatewayPort = 0 } = options
  const seed =
    given === undefined ? defaultSeed() : typeof given === 'string' ? parseSeed(given, options) : given
  const cloud = new Cloud({ seed, clock, ...(options.ids === undefined ? {} : { ids: options.ids }) })
  const faults = new Faults(seed.faults)
  const holds = new Holds()
  const log = new RequestLog()
  const closing = new AbortController()
  const verifier = new SignatureVerifier(seed, clock, id => cloud.session(id))
  const certificate = options.tls === true ? createCertificate(hostsOf(seed), clock.now()) : undefined
  const issuer = options.oidc && (await startIssuerOf(seed, { ...options.oidc, clock, certificate }))
  const idTokens = new IdTokenVerifier(seed, clock, new Map(issuer && [[issuer.iss, issuer.jwks]]))
  const { onResponded } = options
  const controlPlane = createControlPlane({
    cloud,
    faults,
    holds,
    verifier,
    idTokens,
    log,
    closing: closing.signal,
    checkRegion: options.checkRegion ?? false,
    ...(onResponded === undefined ? {} : { onResponded })
  })
  const gateway = createGateway(cloud)

  const listeners: Listener[] = []
  const listen = async (server: Server, wanted: number): Promise<string> => {
    const listener = await listenWith(server, wanted, certificate)
    listeners.push(listener)
    return `${LOOPBACK}:${listener.port}`
  }
  const close = async () => {
    closing.abort()
    await Promise.all([...listeners.map(listener => listener.close()), issuer?.close()])
  }
  try {
    const controlHost = await listen(controlPlane, port)
    const gatewayHost = await listen(gateway, gatewayPort)
    const { key } = cloud.caller()
    return {
      endpoint: certificate === undefined ? controlHost : `https://${controlHost}`,
      gateway: `${certificate === undefined ? 'http' : 'https'}://${gatewayHost}`,
      accessKeyId: key.id,
      accessKeySecret: key.secret,
      cloud,
      faults,
      issuer,
      authority: certificate?.authority,
      requests: log.requests,
      get forgottenRequests() {
        return log.forgotten
      },
      nextRequest: action => log.next(request => request.action === action),
      hold: held => holds.add(held),
      get heldRequests() {
        return holds.waiting
      },
      close
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

/** The issuer of the seed's first provider whose keys are not in the seed. */
function startIssuerOf(
  seed: Seed,
  {
    certificate,
    ...options
  }: Omit<IssuerOptions, 'certificate'> & { readonly certificate: ServerCertificate | undefined }
): Promise<Issuer> {
  const provider = seed.oidcProviders.find(({ jwks }) => jwks === undefined)
  if (provider === undefined) {
    throw new StartError(
      'oidc: the seed has no oidc-providers entry without jwks; add one, with the issuer https://token.actions.githubusercontent.com'
    )
  }
  return startIssuer({
    ...options,
    iss: provider.issuer,
    ...(certificate === undefined ? {} : { certificate })
  })
}

/** What the emulator is called by who reaches it, perhaps by way of the hosts file. */
function hostsOf({ region, groups, gateways, domains: custom }: Seed): string[] {
  const service = ['apigateway', 'apig', 'sts'].flatMap(product =>
    ['', '-vpc'].map(network => `${product}${network}.${region}.aliyuncs.com`)
  )
  const domains = [
    ...groups.flatMap(({ domains: own }) => own),
    ...custom.map(({ name }) => name),
    ...gateways.flatMap(({ environment }) => environment.subDomains.map(({ name }) => name))
  ]
  return [...new Set(['localhost', LOOPBACK, ...service, 'sts.aliyuncs.com', ...domains])]
}
