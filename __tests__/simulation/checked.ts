import type { Facts } from './facts.ts'
import { isWrite } from './facts.ts'
import type { ProbeResponse } from './schedule.ts'
import { isReading } from './trace.ts'

// What the checks around a write must have seen, by what the services have answered.

const ENOUGH = 3

/** Whether the last answers of a URL are the successes that a check needs. */
export function hasPassed(answers: readonly ProbeResponse[]): boolean {
  return answers.length >= ENOUGH && answers.slice(-ENOUGH).every(answer => answer === 'good')
}

/** What a URL has answered since it had passed as a probe; `undefined` where it never has. */
function sincePassed(answers: readonly ProbeResponse[]): readonly ProbeResponse[] | undefined {
  const at = answers.findIndex((_, index) => hasPassed(answers.slice(0, index + 1)))
  return at < 0 ? undefined : answers.slice(at + 1)
}

function hasFailed(baked: readonly ProbeResponse[]): boolean {
  return baked.length >= ENOUGH && baked.slice(-ENOUGH).every(answer => answer !== 'good')
}

/** A green end after a switch, or without one, needs every URL; only what was switched is baked. */
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
  if (schedule.probe !== undefined && lastedMs < bakeS * 1_000) found.push('the bake ended before its time')
  const lastRead = calls.findLast(({ by, action }) => by === 'main' && action === 'DescribeBackendInfo')
  if (bakeS > 0 && (lastRead?.sentAt ?? 0) < (accepted?.endedAt ?? 0) + bakeS * 1_000) {
    found.push('live was not read again after the bake')
  }
  return found
}

/** What is said of a check that failed has happened, and nothing is sent before the checks of a write have passed. */
export function untrueChecks(facts: Facts): string[] {
  const { schedule, preflights, probes, calls, main, before } = facts
  const says = (code: string): boolean => main.errors.some(({ text }) => text.includes(`[${code}]`))
  const wrote = calls.some(call => isWrite(call) && call.by === 'main')
  const given = schedule.preflight ?? []
  const isReady = given.every((_, index) => hasPassed(preflights[index] ?? []))
  const found: string[] = []
  if (wrote && !isReady) found.push('a write before the new backend was ready')
  const own = calls.filter(({ by }) => by === 'main')
  const first = own.findIndex(isWrite)
  // where live may be read, somebody else may have written while the new backend was requested
  const readings = own.slice(0, Math.max(0, first)).filter(isReading).length
  if (given.length > 0 && before !== undefined && first >= 0 && readings < 2)
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
    found.push('a bake that went on after it had failed')
  }
  if (says('BakeFailed') && !after.some(baked => baked !== undefined && hasFailed(baked))) {
    found.push('BakeFailed, but no URL failed three times in a row')
  }
  return found
}

/** How long the checks of a step may take after its write, with every answer as late as it may be. */
export function longestChecksMs({ schedule }: Facts): number {
  const { probe, bakeS, requestTimeoutS } = schedule
  if (probe === undefined) return 0
  const settlesMs = bakeS === 0 ? 0 : ENOUGH * Math.max(5, requestTimeoutS) * 1_000
  return (probe.timeoutS + bakeS) * 1_000 + settlesMs
}
