import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import { generate } from 'selfsigned'

export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** A CA for server certificates. */
export interface Authority {
  /** PEM, for NODE_EXTRA_CA_CERTS. */
  readonly certificate: string
  /** Issues a server certificate for host names and addresses. */
  issue(names: readonly string[], options?: { readonly expired?: boolean }): Promise<KeyPair>
}

/** Generating keys is slow, so the tests of a file share certificates for the same names. */
let shared: Promise<Authority> | undefined

/** The test file's CA. */
export function sharedAuthority(): Promise<Authority> {
  return (shared ??= createAuthority())
}

const SMALL = { keyType: 'ec', algorithm: 'sha256' } as const

/** Creates a new CA. */
export async function createAuthority(): Promise<Authority> {
  const authority = await generate([{ name: 'commonName', value: `tests ${randomUUID()}` }], {
    ...SMALL,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true }
    ]
  })
  const issued = new Map<string, Promise<KeyPair>>()
  const issue = async (names: readonly string[], expired: boolean): Promise<KeyPair> => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
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
    return { key, cert }
  }
  return {
    certificate: authority.cert,
    issue(names, { expired = false } = {}) {
      const known = `${expired} ${names.join()}`
      const pair = issued.get(known) ?? issue(names, expired)
      issued.set(known, pair)
      return pair
    }
  }
}
