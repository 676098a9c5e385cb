import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { bits, implicit, integer, octets, oid, sequence, set, tagged, text, time, yes } from './der.ts'

/** A server certificate and its CA certificate, as PEM. */
export interface ServerCertificate {
  /** The server's private key; only kept in memory. */
  readonly key: string
  readonly certificate: string
  /** The CA certificate that clients must trust, for NODE_EXTRA_CA_CERTS. Its key is discarded, so it cannot sign anything else. */
  readonly authority: string
}

const DAY_MS = 86_400_000
const VALID_DAYS = 90

/**
 * Generates a CA and a server certificate signed by it (P-256, RFC 5280).
 * @param names host names and IPv4 addresses
 * @param now ms since 1970
 */
export function createCertificate(names: readonly string[], now: number): ServerCertificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  // a unique name, so that a client that trusts two emulators can tell them apart
  const issuer = `emulator ${randomBytes(4).toString('hex')}`
  const common = { issuer, signer: authority.privateKey, authorityKey: authority.publicKey, now }
  return {
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: certificate({
      ...common,
      subject: names[0] ?? 'localhost',
      publicKey: server.publicKey,
      extensions: [
        extension('2.5.29.19', true, sequence()),
        // digitalSignature
        extension('2.5.29.15', true, bits(Buffer.from([0x80]), 7)),
        // serverAuth
        extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'))),
        extension('2.5.29.17', false, sequence(...names.map(alternativeName)))
      ]
    }),
    authority: certificate({
      ...common,
      subject: issuer,
      publicKey: authority.publicKey,
      extensions: [
        extension('2.5.29.19', true, sequence(yes)),
        // keyCertSign
        extension('2.5.29.15', true, bits(Buffer.from([0x04]), 2))
      ]
    })
  }
}

interface Contents {
  readonly issuer: string
  readonly subject: string
  readonly publicKey: KeyObject
  readonly signer: KeyObject
  readonly authorityKey: KeyObject
  readonly extensions: readonly Buffer[]
  readonly now: number
}

function certificate(contents: Contents): string {
  const { issuer, subject, publicKey, signer, authorityKey, extensions, now } = contents
  const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))
  const serial = randomBytes(16)
  // DER does not allow a leading zero byte
  serial[0] = (serial[0] ?? 0) | 1
  const body = sequence(
    // version 3
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    nameOf(issuer),
    // allow for clock skew
    sequence(time(now - DAY_MS), time(now + VALID_DAYS * DAY_MS)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        ...extensions,
        extension('2.5.29.14', false, octets(keyIdOf(publicKey))),
        extension('2.5.29.35', false, sequence(implicit(0, keyIdOf(authorityKey))))
      )
    )
  )
  const signed = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, signer)))
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), text(commonName))))
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [yes] : []), octets(value))
}

function keyIdOf(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20)
}

function alternativeName(name: string): Buffer {
  if (isIPv4(name)) return implicit(7, Buffer.from(name.split('.').map(Number)))
  return implicit(2, Buffer.from(name))
}
