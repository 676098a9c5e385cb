import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import { generate } from 'selfsigned'

export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** An authority of a test's own. */
export interface Authority {
  /** PEM, for NODE_EXTRA_CA_CERTS. */
  readonly certificate: string
  /** A server's certificate for host names and addresses. */
  issue(names: readonly string[], options?: { readonly expired?: boolean }): Promise<KeyPair>
}

const SMALL = { keyType: 'ec', algorithm: 'sha256' } as const

export async function createAuthority(): Promise<Authority> {
  const authority = await generate([{ name: 'commonName', value: `tests ${randomUUID()}` }], {
    ...SMALL,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true }
    ]
  })
  return {
    certificate: authority.cert,
    async issue(names, { expired = false } = {}) {
      const issued = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
        ...SMALL,
        ...(expired ? { notBeforeDate: new Date(0), notAfterDate: new Date(1) } : {}),
        ca: { key: authority.private, cert: authority.cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'extKeyUsage', serverAuth: true },
          {
            name: 'subjectAltName',
            altNames: names.map(name => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name }))
          }
        ]
      })
      return { key: issued.private, cert: issued.cert }
    }
  }
}
