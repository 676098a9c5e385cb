import { hash } from 'node:crypto'

/** The temporary credentials of a session. */
export interface SessionKeys {
  /** `STS.` and 25 letters and digits, as in the real service. */
  readonly id: string
  /** 44 letters and digits. */
  readonly secret: string
  /** Several hundred characters of base64, including `+`, `/` and `=`, so that clients have to encode it. */
  readonly securityToken: string
}

/** Without 0, O, I and l. */
const LETTERS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** The length of a real token; one byte more than a multiple of three, so that its base64 ends with `==`. */
const TOKEN_BYTES = 505

/** @param text random, or a counter for reproducible runs; the same text yields the same credentials */
export function sessionKeysOf(text: string): SessionKeys {
  const { id, secret } = { id: lettersOf(`${text}/id`, 24), secret: lettersOf(`${text}/secret`, 44) }
  return { id: `STS.N${id}`, secret, securityToken: tokenOf(text) }
}

function lettersOf(text: string, count: number): string {
  return [...bytesOf(text, count)].map(byte => LETTERS[byte % LETTERS.length]).join('')
}

function tokenOf(text: string): string {
  for (let attempt = 0; ; attempt += 1) {
    const token = `CAIS${bytesOf(`${text}/token/${attempt}`, TOKEN_BYTES).toString('base64')}`
    if (token.includes('+') && token.includes('/')) return token
  }
}

function bytesOf(text: string, count: number): Buffer {
  const blocks: Buffer[] = []
  for (let size = 0; size < count; size += 64) {
    blocks.push(hash('sha512', `${text}/${size}`, 'buffer'))
  }
  return Buffer.concat(blocks).subarray(0, count)
}
