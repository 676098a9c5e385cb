import type { CallError } from '../cloud/call-error.ts'

/** Several reads of one target were denied, and are all reported at once. */
export class DeniedReads extends Error {
  override readonly name = 'DeniedReads'
  readonly first: CallError
  readonly denials: readonly CallError[]

  constructor(first: CallError, others: readonly CallError[]) {
    super(first.message)
    this.first = first
    this.denials = [first, ...others]
  }
}
