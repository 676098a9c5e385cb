import { USER_AGENT } from '../cloud/connect.ts'
import type { Inputs } from '../inputs/table.ts'
import type { Target } from '../model/target.ts'
import { bakeCheck } from '../rollout/checks/bake.ts'
import type { Check } from '../rollout/checks/check.ts'
import { preflightCheck } from '../rollout/checks/preflight.ts'
import { probeCheck } from '../rollout/checks/probe.ts'
import type { Clock } from '../runtime/clock.ts'
import type { createExchange } from '../runtime/http.ts'
import type { Log } from '../runtime/log.ts'
import type { Secrets } from '../runtime/secrets.ts'

export interface CheckTools {
  readonly clock: Clock
  readonly network: { readonly createExchange: typeof createExchange }
  readonly secrets: Secrets
  readonly stop: AbortSignal
}

const MAX_BODY_BYTES = 1024 * 1024

/** The list of checks of a target, in their order; none without a URL. */
export function checksOf(
  target: Target,
  log: Log,
  inputs: Inputs,
  { clock, network, secrets, stop }: CheckTools
): readonly Check[] {
  const { preflightUrls, probeUrls, stageName } = target
  if (preflightUrls.length === 0 && probeUrls.length === 0) return []
  const exchange = network.createExchange({
    proxyFor: inputs.proxyFor,
    keepAlive: false,
    refuseLinkLocal: true,
    plainHttp: true,
    maxBodyBytes: MAX_BODY_BYTES
  })
  const options = {
    ...inputs.probe,
    exchange,
    clock,
    log,
    scrub: secrets.scrub,
    stageName,
    requestTimeoutMs: inputs.requestTimeoutMs,
    userAgent: USER_AGENT,
    signal: stop
  }
  const all = [
    preflightCheck(preflightUrls, options),
    probeCheck(probeUrls, options),
    bakeCheck(probeUrls, inputs.bakeTimeMs, options)
  ]
  return all.filter(({ count }) => count > 0)
}
