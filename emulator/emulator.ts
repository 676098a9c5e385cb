import { Cloud } from './cloud/cloud.ts'
import type { Ids } from './cloud/ids.ts'
import type { Clock } from './cloud/state.ts'
import { createControlPlane } from './control-plane.ts'
import { Faults } from './faults.ts'
import { createGateway } from './gateway.ts'
import { Holds } from './holds.ts'
import type { Hold, HoldOptions } from './holds.ts'
import { listen, LOOPBACK, stop } from './loopback.ts'
import { IdTokenVerifier } from './oidc/verifier.ts'
import { RequestLog } from './request-log.ts'
import type { LoggedRequest } from './request-log.ts'
import { defaultSeed, parseSeed } from './seed.ts'
import type { Seed, SeedOptions } from './seed.ts'
import { SignatureVerifier } from './signature.ts'

export interface EmulatorOptions extends SeedOptions {
  /** A seed, or its YAML text; the default seed without it. */
  readonly seed?: string | Seed
  /** Of the control plane; 0, the default, for any free port. */
  readonly port?: number
  readonly gatewayPort?: number
  /** The system's clock by default. Signatures are judged by it too, so a fake one starts near the real time. */
  readonly clock?: Clock
  readonly ids?: Ids
  /** Told of each control-plane request when its answer has left, or when it is sure that none will. */
  readonly onAnswered?: (request: LoggedRequest) => void
}

/** A running cloud and gateway on the loopback address. */
export interface Emulator {
  /** `127.0.0.1:<port>`, the control plane, plain http. */
  readonly endpoint: string
  /** `http://127.0.0.1:<port>`, the data plane; it routes by the Host header. */
  readonly gateway: string
  /** The first access key of the seed. */
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly cloud: Cloud
  readonly faults: Faults
  /** Every control-plane request, in the order of arrival. */
  readonly requests: readonly LoggedRequest[]
  /** The next control-plane request of an action that arrives from now on. */
  nextRequest(action: string): Promise<LoggedRequest>
  /** Makes control-plane calls wait at a point until they are released, or the emulator closes. */
  hold(options: HoldOptions): Hold
  /** Ends every socket, answers under way included. May be called again. */
  close(): Promise<void>
}

/**
 * Starts the control plane and the gateway.
 * @throws SeedError; the system's error when a port is taken
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
  const idTokens = new IdTokenVerifier(seed, clock)
  const { onAnswered } = options
  const controlPlane = createControlPlane({
    cloud,
    faults,
    holds,
    verifier,
    idTokens,
    log,
    closing: closing.signal,
    ...(onAnswered === undefined ? {} : { onAnswered })
  })
  const gateway = createGateway(cloud)

  const close = async () => {
    closing.abort()
    await Promise.all([stop(controlPlane), stop(gateway)])
  }
  try {
    const endpoint = `${LOOPBACK}:${await listen(controlPlane, port)}`
    const gatewayUrl = `http://${LOOPBACK}:${await listen(gateway, gatewayPort)}`
    const { key } = cloud.caller()
    return {
      endpoint,
      gateway: gatewayUrl,
      accessKeyId: key.id,
      accessKeySecret: key.secret,
      cloud,
      faults,
      requests: log.requests,
      nextRequest: action => log.next(request => request.action === action),
      hold: held => holds.add(held),
      close
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
