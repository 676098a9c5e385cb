/** Something that a scene is expected to show. */
export interface Expectation {
  readonly what: string
  readonly holds: boolean
  /** What was observed instead. */
  readonly seen: string
}

/** One line per expectation; failed ones include what was observed. */
export function describeExpectations(expectations: readonly Expectation[]): string[] {
  return expectations.map(({ what, holds, seen }) =>
    holds ? `  ok      ${what}` : `  FAILED  ${what}: ${seen}`
  )
}
