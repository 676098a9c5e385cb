import { hash, scryptSync } from 'node:crypto'
import { canonicalReading } from './definition.ts'
import type { Definition } from './definition.ts'
import { secretsOf } from './redact.ts'

/** The parts of a fingerprint. */
export interface Fingerprinted {
  /** Identifies the target. */
  readonly identity: readonly string[]
  /** In the write form, and the canonical text of its readings. */
  readonly live: { readonly definition: Definition; readonly canonical: string }
  /** The desired definition, and a canonical text of it and of its steps. */
  readonly desired: { readonly definition: Definition; readonly canonical: string }
}

/** A fingerprint's version and its halves, 32 hex digits each. */
export interface ParsedFingerprint {
  /** 2 if a definition contains secret values. */
  readonly version: 1 | 2
  readonly live: string
  readonly desired: string
}

/**
 * `fp1:` and 64 hex digits over the live and the desired definition, both in canonical form, so that every
 * spelling of the same plan has the same fingerprint. The description is not included. `fp2:` if one of the two
 * contains secret values: fingerprints are shown and stored, and a short secret must not be guessable from one.
 */
export function fingerprintOf({ identity, live, desired }: Fingerprinted, slow: SlowHash = scrypt): string {
  const [liveIsSecret, desiredIsSecret] = [
    holdsSecretValue(live.definition),
    holdsSecretValue(desired.definition)
  ]
  const liveHalf = digest(identity, live.canonical, liveIsSecret ? slow : quick)
  const desiredHalf = digest(identity, desired.canonical, desiredIsSecret ? slow : quick)
  return `fp${liveIsSecret || desiredIsSecret ? 2 : 1}:${liveHalf}${desiredHalf}`
}

/**
 * 32 hex digits over a target and the readings of a definition, to recognize it later. Secrets are as hard to guess
 * from them as from a fingerprint.
 */
export function digestOf(
  identity: readonly string[],
  definition: Definition,
  slow: SlowHash = scrypt
): string {
  const hash = holdsSecretValue(definition) ? slow : quick
  return digest(identity, canonicalReading(definition), hash)
}

function holdsSecretValue(definition: Definition): boolean {
  return secretsOf(definition).length > 0
}

function digest(identity: readonly string[], canonicalText: string, digestOfText: SlowHash): string {
  return digestOfText(JSON.stringify([...identity, canonicalText]), JSON.stringify(identity))
}

function quick(text: string): string {
  return hash('sha256', text).slice(0, DIGITS)
}

const DIGITS = 32

/** 32 hex digits of a text that contains a secret. */
export type SlowHash = (text: string, salt: string) => string

/** About 40 ms and 16 MiB per guess. https://www.rfc-editor.org/rfc/rfc7914 */
const SCRYPT = { N: 16_384, r: 8, p: 1 }

/** Results by the SHA-256 of the text: a plan, its journal and each reading hash the same definitions. */
const slowHashes = new Map<string, string>()

function scrypt(text: string, salt: string): string {
  const key = hash('sha256', text, 'base64')
  const slow = slowHashes.get(key) ?? scryptSync(text, salt, DIGITS / 2, SCRYPT).toString('hex')
  slowHashes.set(key, slow)
  return slow
}

/** @returns `undefined` if it is not a fingerprint */
export function parseFingerprint(text: string): ParsedFingerprint | undefined {
  const [, version, live, desired] = /^fp([12]):([0-9a-f]{32})([0-9a-f]{32})$/.exec(text) ?? []
  if (live === undefined || desired === undefined) return undefined
  return { version: version === '2' ? 2 : 1, live, desired }
}

/** The approved fingerprints: one for the only target, or one per target name. */
export type Approvals =
  | { readonly kind: 'single'; readonly fingerprint: string }
  | { readonly kind: 'named'; readonly fingerprints: ReadonlyMap<string, string> }

/** A problem with a line of approvals; the message never repeats the line. */
export class ApprovalSyntaxError extends Error {
  override readonly name = 'ApprovalSyntaxError'
  /** From 1; `undefined` for the whole text. */
  readonly line: number | undefined

  constructor(message: string, line?: number) {
    super(message)
    this.line = line
  }
}

/**
 * Reads one fingerprint, or `name/STAGE fp1:…` (or `fp2:…`) lines.
 * @throws ApprovalSyntaxError
 */
export function parseApprovals(text: string): Approvals {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter(line => line.text !== '')
  const [first] = lines
  if (first === undefined) throw new ApprovalSyntaxError('contains no fingerprint')
  if (lines.length === 1 && parseFingerprint(first.text) !== undefined) {
    return { kind: 'single', fingerprint: first.text }
  }
  const fingerprints = new Map<string, string>()
  for (const { text: line, number } of lines) {
    const [, name, fingerprint = ''] = /^(\S+)\s+(\S+)$/.exec(line) ?? []
    if (name === undefined || parseFingerprint(fingerprint) === undefined) {
      throw new ApprovalSyntaxError(
        `line ${number} must be a fingerprint (fp1: or fp2: and 64 hex digits), or the name of a target and its fingerprint`,
        number
      )
    }
    const known = fingerprints.get(name)
    if (known !== undefined && known !== fingerprint) {
      throw new ApprovalSyntaxError(`line ${number} is a second fingerprint for the same target`, number)
    }
    fingerprints.set(name, fingerprint)
  }
  return { kind: 'named', fingerprints }
}

/** The lines of a plan file. */
export function approvalLines(
  plans: readonly { readonly name: string; readonly fingerprint: string }[]
): string {
  return plans.map(({ name, fingerprint }) => `${name} ${fingerprint}\n`).join('')
}
