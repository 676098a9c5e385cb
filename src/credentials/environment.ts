import type { Environment } from '../runtime/github.ts'
import { CREDENTIAL_PROBLEM, isCredential } from './types.ts'
import type { Keys } from './types.ts'

/** The families of variables, in the order in which they are looked at. Each is taken whole. */
export const KEY_VARIABLES = [
  {
    accessKeyId: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
    accessKeySecret: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    securityToken: 'ALIBABA_CLOUD_SECURITY_TOKEN'
  },
  {
    accessKeyId: 'ALIBABACLOUD_ACCESS_KEY_ID',
    accessKeySecret: 'ALIBABACLOUD_ACCESS_KEY_SECRET',
    securityToken: 'ALIBABACLOUD_SECURITY_TOKEN'
  },
  {
    accessKeyId: 'ALICLOUD_ACCESS_KEY',
    accessKeySecret: 'ALICLOUD_SECRET_KEY',
    securityToken: 'ALICLOUD_SECURITY_TOKEN'
  }
] as const

/** What is wrong with the family that was found. */
export interface KeysProblem {
  readonly variable: string
  readonly problem: string
  /** Whether a value is missing, and not wrong. */
  readonly isEmpty: boolean
}

export interface FoundKeys {
  readonly keys: Keys
  /** The variable that names the family. */
  readonly variable: string
}

/**
 * The first family that has anything set. Half a family is a problem, never completed from another:
 * an id of one account with the secret of another fails in ways that are hard to read.
 * @returns the keys, a problem, or `undefined` when nothing is set
 */
export function keysFromEnvironment(env: Environment): FoundKeys | KeysProblem | undefined {
  for (const family of KEY_VARIABLES) {
    const [accessKeyId, accessKeySecret, securityToken] = [
      family.accessKeyId,
      family.accessKeySecret,
      family.securityToken
    ].map(name => (env[name] ?? '').trim()) as [string, string, string]
    if (accessKeyId === '' && accessKeySecret === '') continue
    for (const [missing, other] of [
      [family.accessKeyId, family.accessKeySecret],
      [family.accessKeySecret, family.accessKeyId]
    ] as const) {
      if ((env[missing] ?? '').trim() !== '') continue
      const problem = `is ${env[missing] === undefined ? 'not set' : 'empty'}, but ${other} is set`
      return { variable: missing, problem, isEmpty: true }
    }
    for (const [variable, value] of [
      [family.accessKeyId, accessKeyId],
      [family.accessKeySecret, accessKeySecret],
      [family.securityToken, securityToken]
    ] as const) {
      if (!isCredential(value)) return { variable, problem: CREDENTIAL_PROBLEM, isEmpty: false }
    }
    return {
      variable: family.accessKeyId,
      keys: { accessKeyId, accessKeySecret, ...(securityToken === '' ? {} : { securityToken }) }
    }
  }
  return undefined
}
