// The subset of DER (X.690) that certificates need.

export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts)
export const octets = (content: Uint8Array): Buffer => der(0x04, content)
export const text = (content: string): Buffer => der(0x0c, Buffer.from(content))
export const yes = der(0x01, Buffer.from([0xff]))

/** A positive integer; a leading zero byte keeps a set high bit from making it negative. */
export function integer(bytes: Uint8Array): Buffer {
  return der(0x02, Buffer.from((bytes[0] ?? 0) >= 0x80 ? [0] : []), bytes)
}

/** @param unused number of unused trailing bits */
export function bits(content: Uint8Array, unused = 0): Buffer {
  return der(0x03, Buffer.from([unused]), content)
}

/** `1.2.840.10045.4.3.2` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}

/** UTCTime, which covers dates until 2049. */
export function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().slice(2, 19).replaceAll(/\D/g, '')
  return der(0x17, Buffer.from(`${digits}Z`))
}

/** An explicit `[number]` tag. */
export function tagged(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return der(0xa0 | number, ...parts)
}

/** An implicit `[number]` tag, which replaces the type's own. */
export function implicit(number: number, content: Uint8Array): Buffer {
  return der(0x80 | number, content)
}
