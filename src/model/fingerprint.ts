import { hash } from 'node:crypto'
import { canonical, fromReadForm } from './definition.ts'
import type { Definition } from './definition.ts'
import type { JsonObject } from './json.ts'

/** What a fingerprint is made of. */
export interface Fingerprinted {
  readonly backendId: string
  readonly stageName: string
  readonly backendType: string
  /** `BackendConfig` as answered. */
  readonly live: JsonObject
  readonly wanted: Definition
}

/** The halves of a fingerprint, 32 hex digits each. */
export interface Halves {
  readonly live: string
  readonly wanted: string
}

/**
 * `fp1:` and 64 hex digits: what is there and what is wanted, both in canonical form, so that every
 * spelling of the same plan has the same fingerprint. The description is in none.
 */
export function fingerprintOf(of: Fingerprinted): string {
  const { live, wanted } = halvesOf(of)
  return `fp1:${live}${wanted}`
}

function halvesOf({ backendId, stageName, backendType, live, wanted }: Fingerprinted): Halves {
  return {
    live: digestOf(backendId, stageName, fromReadForm(live, backendType)),
    wanted: digestOf(backendId, stageName, wanted)
  }
}

/** 32 hex digits over a backend, a stage and a definition in canonical form. */
export function digestOf(backendId: string, stageName: string, definition: Definition): string {
  const text = JSON.stringify([backendId, stageName, canonical(definition)])
  return hash('sha256', text).slice(0, 32)
}

/** @returns `undefined` for what is no fingerprint */
export function parseFingerprint(text: string): Halves | undefined {
  const [, live, wanted] = /^fp1:([0-9a-f]{32})([0-9a-f]{32})$/.exec(text) ?? []
  return live === undefined || wanted === undefined ? undefined : { live, wanted }
}
