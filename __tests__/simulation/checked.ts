import type { Facts } from './facts.ts'
import { isWrite } from './facts.ts'
import type { ProbeResponse } from './schedule.ts'
import { isReading } from './trace.ts'

// What the checks around a write must have observed, derived from the responses of the services.

const ENOUGH = 3

/** Whether the last responses of a URL are the successes that a check needs. */
export function hasPassed(responses: readonly ProbeResponse[]): boolean {
  return responses.length >= ENOUGH && responses.slice(-ENOUGH).every(response => response === 'good')
}

/** The responses of a URL since it passed as a probe; `undefined` if it never has. */
function sincePassed(responses: readonly ProbeResponse[]): readonly ProbeResponse[] | undefined {
  const at = responses.findIndex((_, index) => hasPassed(responses.slice(0, index + 1)))
  return at < 0 ? undefined : responses.slice(at + 1)
}

function hasFailed(baked: readonly ProbeResponse[]): boolean {
  return baked.length >= ENOUGH && baked.slice(-ENOUGH).every(response => response !== 'good')
}

/** A success, with or without a switch, needs every URL; only switched targets are baked. */
export function badChecks({ schedule, probes, main, accepted, calls }: Facts, isSwitched: boolean): string[] {
  const bakeS = isSwitched ? schedule.bakeS : 0
  const found = (schedule.probe?.urls ?? []).flatMap((_, index) => {
    const baked = sincePassed(probes[index] ?? [])
    if (baked === undefined) return [`probe ${index} was not good`]
    if (bakeS === 0) return baked.length > 0 ? [`probe ${index} went on after it had passed`] : []
    if (baked.at(-1) !== 'good') return [`the bake of ${index} did not end good`]
    const isBroken = baked.some((__, end) => hasFailed(baked.slice(0, end + 1)))
    return isBroken ? [`the bake of ${index} had failed`] : []
  })
  const lastedMs = (main.endedAt ?? Infinity) - (accepted?.endedAt ?? -Infinity)
  if (schedule.probe !== undefined && lastedMs < bakeS * 1_000) found.push('the bake ended early')
  const lastRead = calls.findLast(({ by, action }) => by === 'main' && action === 'DescribeBackendInfo')
  if (bakeS > 0 && (lastRead?.sentAt ?? 0) < (accepted?.endedAt ?? 0) + bakeS * 1_000) {
    found.push('live was not read again after the bake')
  }
  return found
}

/** A reported check failure did happen, and nothing is sent before the checks of a write have passed. */
export function untrueChecks(facts: Facts): string[] {
  const { schedule, preflights, probes, calls, main, before } = facts
  const says = (code: string): boolean => main.errors.some(({ text }) => text.includes(`[${code}]`))
  const wrote = calls.some(call => isWrite(call) && call.by === 'main')
  const urls = schedule.preflight ?? []
  const isReady = urls.every((_, index) => hasPassed(preflights[index] ?? []))
  const found: string[] = []
  if (wrote && !isReady) found.push('a write before the new backend was ready')
  const own = calls.filter(({ by }) => by === 'main')
  const first = own.findIndex(isWrite)
  // if the live definition is readable, another writer may have written during the preflight
  const readings = own.slice(0, Math.max(0, first)).filter(isReading).length
  if (urls.length > 0 && before !== undefined && first >= 0 && readings < 2)
    found.push('live was not read again after the preflight')
  if (says('PreflightFailed') && (isReady || wrote))
    found.push('PreflightFailed, but it passed or something was sent')
  if (schedule.mode === 'plan' && preflights.length + probes.length > 0)
    found.push('a plan that requests URLs')
  const after = probes.map(sincePassed)
  if (says('ProbeFailed') && after.length > 0 && after.every(baked => baked !== undefined)) {
    found.push('ProbeFailed, but every probe passed')
  }
  if (
    after.some(baked => baked?.slice(0, -1).some((_, end) => hasFailed(baked.slice(0, end + 1))) === true)
  ) {
    found.push('a bake that continued after it had failed')
  }
  if (says('BakeFailed') && !after.some(baked => baked !== undefined && hasFailed(baked))) {
    found.push('BakeFailed, but no URL failed in three consecutive requests')
  }
  return found
}

/** The maximum duration of a step's checks after its write. */
export function longestChecksMs({ schedule }: Facts): number {
  const { probe, bakeS, requestTimeoutS } = schedule
  if (probe === undefined) return 0
  const settlesMs = bakeS === 0 ? 0 : ENOUGH * Math.max(5, requestTimeoutS) * 1_000
  return (probe.timeoutS + bakeS) * 1_000 + settlesMs
}
