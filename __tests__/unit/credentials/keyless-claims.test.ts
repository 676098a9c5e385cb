import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { claimsOf, trustPolicy } from '../../../src/credentials/keyless.ts'

function tokenOf(claims: unknown): string {
  return `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`
}

test('reads issuer, subject and audience', () => {
  const claims = { iss: 'https://i', sub: 'repo:o/r:environment:e', aud: 'sts.aliyuncs.com', actor: 'x' }
  expect(claimsOf(tokenOf(claims))).toEqual({
    issuer: 'https://i',
    subject: 'repo:o/r:environment:e',
    audience: 'sts.aliyuncs.com'
  })
  expect(claimsOf(tokenOf({ aud: ['a', 1, 'b'] })).audience).toBe('a, b')
})

test('claims cannot contain commands, and are cut', () => {
  const { subject } = claimsOf(tokenOf({ sub: `::error::x\r\n##[error]y\u202e${'z'.repeat(1000)}` }))
  expect(subject).not.toMatch(/^::|##\[|\p{Cc}|\u202e/u)
  expect(subject.length).toBeLessThan(310)
})

test.each(['', 'x', 'a.b.c', '..', `a.${Buffer.from('[1]').toString('base64url')}.c`])(
  'an invalid token has no claims: %j',
  token => {
    expect(claimsOf(token)).toEqual({ issuer: '', subject: '', audience: '' })
  }
)

test('never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.jsonValue().map(tokenOf)), token => {
      expect(Object.keys(claimsOf(token))).toEqual(['issuer', 'subject', 'audience'])
    }),
    { numRuns: 5000 }
  )
})

test('the trust policy is valid in RAM and trusts nothing else', () => {
  const arn = 'acs:ram::1234567890123456:oidc-provider/github'
  expect(JSON.parse(trustPolicy(arn, { issuer: 'i', subject: 's', audience: 'a' }))).toEqual({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Federated: [arn] },
        Condition: { StringEquals: { 'oidc:iss': 'i', 'oidc:aud': 'a', 'oidc:sub': 's' } }
      }
    ]
  })
})
