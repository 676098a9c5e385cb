/** Messages from the main step to the emulator process, over the IPC channel. */
export type ToServer =
  | {
      readonly kind: 'start'
      /** YAML. Defaults to the default seed. */
      readonly seed?: string
      readonly port: number
      readonly gatewayPort: number
      readonly tls: boolean
      readonly checkRegion: boolean
      /** The subject of ID tokens; undefined: do not start an OIDC provider. */
      readonly oidcSubject?: string
      /** Authorizes stopping the emulator. */
      readonly token: string
      /** Authorizes requests to the control endpoint. */
      readonly controlToken: string
      /** The path to write the CA certificate to, with TLS. */
      readonly certificateFile: string
    }
  /** Everything the post step needs is saved: from now on, the emulator outlives the step. */
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
  /** The port on which the post step stops the emulator. */
  readonly stopPort: number
  readonly controlUrl: string
  /** Set with an OIDC provider. */
  readonly identity?: Identity
}

/** The settings that a later step needs to exchange an ID token for credentials. */
export interface Identity {
  readonly requestUrl: string
  readonly requestToken: string
  /** The ARNs of the seed's first provider and first role. */
  readonly providerArn: string
  readonly roleArn: string
}

/** The names of the states that the main step saves for the post step. */
export const STATES = {
  pid: 'pid',
  logFile: 'log-file',
  stopPort: 'stop-port',
  token: 'token',
  certificateFile: 'certificate-file'
} as const
