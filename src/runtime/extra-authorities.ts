import { readFileSync } from 'node:fs'
import type { Environment } from './github.ts'
import { oneLine } from './text.ts'

const VARIABLE = 'NODE_EXTRA_CA_CERTS'
const CERTIFICATE = /-----BEGIN (?:X509 )?CERTIFICATE-----[^]*?(?:-----END (?:X509 )?CERTIFICATE-----|$)/g

/**
 * What is wrong with the file of `NODE_EXTRA_CA_CERTS`; `undefined` where the variable is not set, or the file is good. Node
 * ignores a file that it cannot use, with a line on stderr at most, and then trusts nobody of it.
 */
export function extraAuthoritiesProblem(env: Environment): string | undefined {
  const path = env[VARIABLE] ?? ''
  if (path === '') return undefined
  const reason = reasonOf(path)
  return (
    reason &&
    `${VARIABLE} names "${oneLine(path, 300)}", which ${reason}: its authorities are not trusted. It must be a file of certificates in PEM form that this step may read.`
  )
}

function reasonOf(path: string): string | undefined {
  let text: string
  try {
    text = readFileSync(path, 'latin1')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no code'
    if (code === 'ENOENT') return 'does not exist'
    return code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`
  }
  const certificates = text.match(CERTIFICATE) ?? []
  if (certificates.length === 0) return 'holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)'
  // loaded here, because few steps have such a file
  const { X509Certificate } = process.getBuiltinModule('node:crypto')
  const bad = certificates.findIndex(certificate => {
    try {
      return new X509Certificate(certificate).raw.length === 0
    } catch {
      return true
    }
  })
  return bad < 0
    ? undefined
    : `holds a certificate that is damaged (number ${bad + 1} of ${certificates.length})`
}
