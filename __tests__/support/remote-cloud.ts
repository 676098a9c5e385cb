import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Emulator } from '../../emulator/emulator.ts'
import { sharedAuthority } from './certificates.ts'
import type { Authority } from './certificates.ts'
import { seedOf, withCloud } from './cloud.ts'
import { startTlsFront } from './tls-front.ts'

/** A host that only the test proxy resolves; RFC 2606 reserves the domain. */
const CLOUD = 'apigateway.cn-hangzhou.test'

/** A cloud with HTTPS under a host name, with a certificate of a private CA. */
export interface RemoteCloud {
  readonly cloud: Emulator
  readonly authority: Authority
  /** The file for NODE_EXTRA_CA_CERTS. */
  readonly authorityFile: string
  /** Host and port. */
  readonly host: string
  /** In the format of the input. */
  readonly endpoint: string
  /** Registers a server to be closed together with the cloud. */
  readonly closing: <T extends { close(): Promise<void> }>(server: Promise<T>) => Promise<T>
}

export interface RemoteCloudOptions {
  readonly seed?: string
  /** The host name of the certificate and the endpoint. */
  readonly name?: string
  /** The host name of the endpoint, if it differs from the certificate's. */
  readonly askedAs?: string
  readonly keepAlive?: boolean
}

export async function withRemoteCloud(
  { seed = seedOf(), name = CLOUD, askedAs = name, keepAlive = true }: RemoteCloudOptions,
  use: (world: RemoteCloud) => Promise<void>
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'authority-'))
  const servers: { close(): Promise<void> }[] = []
  const closing = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const server = await starting
    servers.push(server)
    return server
  }
  try {
    const authority = await sharedAuthority()
    const authorityFile = join(folder, 'authority.pem')
    await writeFile(authorityFile, authority.certificate)
    await withCloud(seed, async cloud => {
      const certificate = await authority.issue([name])
      const front = await closing(startTlsFront(portOf(cloud.endpoint), certificate, { keepAlive }))
      const host = `${askedAs}:${front.port}`
      await use({ cloud, authority, authorityFile, host, endpoint: `https://${host}`, closing })
    })
  } finally {
    await Promise.all(servers.map(server => server.close()))
    await rm(folder, { recursive: true })
  }
}

export function portOf(endpoint: string): number {
  return Number(/:(\d+)$/.exec(endpoint)?.[1])
}
