/** What became of one request. */
export interface Sample {
  readonly path: string
  /** When it was sent, since the traffic began. */
  readonly atMs: number
  /** When its end was known. */
  readonly endedAtMs: number
  readonly version: string | undefined
  /** Why no version answered. */
  readonly lost: string | undefined
}
