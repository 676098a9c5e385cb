/** The result of one request. */
export interface Sample {
  readonly path: string
  /** When it was sent, since the traffic began. */
  readonly atMs: number
  /** When its response arrived, or it was known to be lost. */
  readonly endedAtMs: number
  readonly version: string | undefined
  /** Why no version responded. */
  readonly lost: string | undefined
}
