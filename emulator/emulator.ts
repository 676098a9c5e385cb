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
import { listenOn } from './tls/secure-server.ts'

export interface EmulatorOptions extends SeedOptions {
  /** A seed, or its YAML text. Defaults to the default seed. */
  readonly seed?: string | Seed
  /** The control plane's port. Defaults to 0, any free port. */
  readonly port?: number
  readonly gatewayPort?: number
  /** Defaults to the system clock. Signature timestamps are checked against it, so start a fake clock near the real time. */
  readonly clock?: Clock
  readonly ids?: Ids
  /** Serve both planes and the OIDC provider over TLS, with a newly generated certificate. */
  readonly tls?: boolean
  /** Start GitHub's OIDC provider, which issues tokens for the seed's first `oidc-providers` entry. */
  readonly oidc?: Pick<IssuerOptions, 'subject' | 'requestToken'>
  /** Reject requests for another region. */
  readonly checkRegion?: boolean
  /** Called for each control-plane request once its response was sent, or once it is certain that none will be. */
  readonly onResponded?: (request: LoggedRequest) => void
}

/** A running control plane and gateway on the loopback address. */
export interface Emulator {
  /** The control plane: `127.0.0.1:<port>` (plain HTTP), or `https://127.0.0.1:<port>` with TLS. */
  readonly endpoint: string
  /** The data plane: `http://127.0.0.1:<port>`, or https with TLS. Routes by the Host header. */
  readonly gateway: string
  /** The first access key of the seed. */
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly cloud: Cloud
  readonly faults: Faults
  /** Set with `oidc`. */
  readonly issuer: Issuer | undefined
  /** Set with `tls`: the CA certificate that clients must trust, PEM. */
  readonly authority: string | undefined
  /** Control-plane requests, in order of arrival. */
  readonly requests: readonly LoggedRequest[]
  /** Number of older requests that were dropped from `requests`. */
  readonly droppedRequests: number
  /** Resolves with the next control-plane request for an action. */
  nextRequest(action: string): Promise<LoggedRequest>
  /** Holds control-plane calls at a point until they are released or the emulator closes. */
  hold(options: HoldOptions): Hold
  /** Calls currently waiting at a hold. */
  readonly heldRequests: readonly LoggedRequest[]
  /** Closes every socket, including responses in progress. Idempotent. */
  close(): Promise<void>
}

/**
 * Starts the control plane and the gateway.
 * @throws SeedError; StartError; the system's error if a port is in use
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed: source, clock = Date, port = 0, gatewayPort = 0 } = options
  const seed =
    source === undefined ? defaultSeed() : typeof source === 'string' ? parseSeed(source, options) : source
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
  const listen = async (server: Server, listenPort: number): Promise<string> => {
    const listener = await listenOn(server, listenPort, certificate)
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
      get droppedRequests() {
        return log.dropped
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

/** Starts the issuer for the seed's first provider without `jwks`. */
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
      'oidc: the seed has no oidc-providers entry without jwks; add one with the issuer https://token.actions.githubusercontent.com'
    )
  }
  return startIssuer({
    ...options,
    iss: provider.issuer,
    ...(certificate === undefined ? {} : { certificate })
  })
}

/** The host names under which clients reach the emulator, possibly through the hosts file. */
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
