/** What the step tells the process that it started, over the channel between them. */
export type ToServer =
  | {
      readonly kind: 'start'
      /** YAML; the default seed without it. */
      readonly seed?: string
      readonly port: number
      readonly gatewayPort: number
      readonly tls: boolean
      readonly checkRegion: boolean
      /** The subject of the id tokens; without it there is no OIDC provider. */
      readonly oidcSubject?: string
      /** Whoever knows it may stop the emulator. */
      readonly token: string
      /** Whoever knows it may assert and change what the emulator does. */
      readonly controlToken: string
      /** Where the certificate of the authority is written, with TLS. */
      readonly certificateFile: string
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
  readonly stopPort: number
  readonly controlUrl: string
  /** With an OIDC provider. */
  readonly identity?: Identity
}

/** What a later step needs to get keys for an id token. */
export interface Identity {
  readonly requestUrl: string
  readonly requestToken: string
  /** Of the seed: the first provider, and the first role. */
  readonly providerArn: string
  readonly roleArn: string
}

/** What the main step leaves for the post step: names of states. */
export const STATES = {
  pid: 'pid',
  logFile: 'log-file',
  stopPort: 'stop-port',
  token: 'token',
  certificateFile: 'certificate-file'
} as const
