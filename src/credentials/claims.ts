import { isObject } from '../model/json.ts'
import { oneLine } from '../runtime/text.ts'

/** What an id token says of the job, each made safe to be shown; empty where it says nothing. */
export interface Claims {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
}

const LONGEST_CLAIM = 300

/** Reads a token without looking whether it is good: that is the cloud's part. Never throws, and never shows more than these three. */
export function claimsOf(token: string): Claims {
  const claims = payloadOf(token)
  const { iss, sub, aud } = claims
  return { issuer: shownClaim(iss), subject: shownClaim(sub), audience: shownClaim(aud) }
}

function payloadOf(token: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function shownClaim(value: unknown): string {
  if (typeof value === 'string') return oneLine(value, LONGEST_CLAIM)
  const list: unknown[] = Array.isArray(value) ? value : []
  return oneLine(list.filter(item => typeof item === 'string').join(', '), LONGEST_CLAIM)
}

/** A complete trust policy of a role: for one provider, and exactly this issuer, audience and subject. */
export function trustPolicy(providerArn: string, { issuer, audience, subject }: Claims): string {
  return JSON.stringify({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Federated: [providerArn] },
        Condition: { StringEquals: { 'oidc:iss': issuer, 'oidc:aud': audience, 'oidc:sub': subject } }
      }
    ]
  })
}
