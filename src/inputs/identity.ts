import { Invalid, given } from './reading.ts'

// Parsers of the inputs that say who the step is and where it may act; see parsers.ts.

export function roleArn(raw: string): string {
  if (!/^acs:ram::\d{1,20}:role\/[\w.@-]{1,64}$/.test(raw)) {
    throw new Invalid(
      `${given(raw)} is not the ARN of a role, as acs:ram::1234567890123456:role/switch-backend`
    )
  }
  return raw
}

export function providerArn(raw: string): string {
  if (!/^acs:ram::\d{1,20}:oidc-provider\/[\w.-]{1,128}$/.test(raw)) {
    throw new Invalid(
      `${given(raw)} is not the ARN of an OIDC provider, as acs:ram::1234567890123456:oidc-provider/github`
    )
  }
  return raw
}

export function audience(raw: string): string {
  if (!/^[\x21-\x7e]{1,255}$/.test(raw)) {
    throw new Invalid(`${given(raw)} is not an audience: up to 255 characters without a space`)
  }
  return raw
}

export function sessionName(raw: string): string {
  if (!/^[\w.@-]{2,64}$/.test(raw)) {
    throw new Invalid(`${given(raw)} is not the name of a session: 2 to 64 letters, digits and . @ _ -`)
  }
  return raw
}

/** Seconds, as STS takes them. */
export function sessionSeconds(raw: string): number {
  const value = /^\d{1,6}$/.test(raw) ? Number(raw) : NaN
  if (!(value >= 900 && value <= 43_200)) {
    throw new Invalid(`${given(raw)} is not a whole number of seconds from 900 to 43200`)
  }
  return value
}

/** `any`, or account ids by comma or line. */
export function accountIds(raw: string): 'any' | readonly string[] {
  if (raw === 'any') return raw
  const ids = raw.split(/[\s,]+/).filter(id => id !== '')
  const wrong = ids.find(id => !/^\d{16}$/.test(id))
  if (wrong !== undefined || ids.length === 0) {
    throw new Invalid(
      `${given(wrong ?? raw)} is not an account id of 16 digits; give ids by comma or line, or any`
    )
  }
  return [...new Set(ids)]
}
