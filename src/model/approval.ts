import { parseFingerprint } from './fingerprint.ts'

/** The fingerprints that were approved: one for the only target, or one a target by its name. */
export type Approvals =
  | { readonly kind: 'single'; readonly fingerprint: string }
  | { readonly kind: 'named'; readonly fingerprints: ReadonlyMap<string, string> }

/** What is wrong with a line of approvals; it never repeats the line. */
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
  if (first === undefined) throw new ApprovalSyntaxError('holds no fingerprint')
  if (lines.length === 1 && parseFingerprint(first.text) !== undefined) {
    return { kind: 'single', fingerprint: first.text }
  }
  const fingerprints = new Map<string, string>()
  for (const { text: line, number } of lines) {
    const [, name, fingerprint = ''] = /^(\S+)\s+(\S+)$/.exec(line) ?? []
    if (name === undefined || parseFingerprint(fingerprint) === undefined) {
      throw new ApprovalSyntaxError(
        `has a line ${number} that is neither a fingerprint alone (fp1: or fp2: and 64 hex digits) nor a target's name and its fingerprint`,
        number
      )
    }
    const known = fingerprints.get(name)
    if (known !== undefined && known !== fingerprint) {
      throw new ApprovalSyntaxError(`has two fingerprints for one target (line ${number})`, number)
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
