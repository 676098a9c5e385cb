/** What the step tells the process that it started, over the channel between them. */
export type ToServer =
  | {
      readonly kind: 'start'
      /** YAML; the default seed without it. */
      readonly seed?: string
      readonly port: number
      readonly gatewayPort: number
      /** Whoever knows it may stop the emulator. */
      readonly token: string
    }
  /** All that the post step needs is saved: from now on the emulator outlives the step. */
  | { readonly kind: 'keep' }

export type FromServer =
  | ({ readonly kind: 'listening' } & Listening)
  | { readonly kind: 'refused'; readonly message: string }

export interface Listening {
  readonly endpoint: string
  readonly gateway: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly regionId: string
  /** Where the post step stops it. */
  readonly controlPort: number
}

/** What the main step leaves for the post step: names of states. */
export const STATES = {
  pid: 'pid',
  logFile: 'log-file',
  controlPort: 'control-port',
  token: 'token'
} as const
