/** Something that a scene promises to show. */
export interface Expectation {
  readonly what: string
  readonly holds: boolean
  /** What was seen instead. */
  readonly seen: string
}

/** One line each, the failed ones with what was seen. */
export function describeExpectations(expectations: readonly Expectation[]): string[] {
  return expectations.map(({ what, holds, seen }) =>
    holds ? `  ok      ${what}` : `  FAILED  ${what}: ${seen}`
  )
}
