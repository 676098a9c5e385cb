import { createHash } from 'node:crypto'
import type { JsonObject } from '../cloud/json.ts'

/** The author of comments. */
export interface Account {
  /** `github-actions[bot]` */
  readonly login: string
  readonly id: number
  readonly type: 'User' | 'Bot'
}

/** The account of a job's token, with the real ID and login. */
export const ACTIONS_BOT: Account = { login: 'github-actions[bot]', id: 41898282, type: 'Bot' }

export const OCTOCAT: Account = { login: 'octocat', id: 583231, type: 'User' }

/** A deterministic account for a login. */
export function accountOf(login: string): Account {
  const known = [ACTIONS_BOT, OCTOCAT].find(account => account.login === login)
  if (known !== undefined) return known
  const id = 1_000_000 + createHash('sha256').update(login).digest().readUInt32BE()
  return { login, id, type: login.endsWith('[bot]') ? 'Bot' : 'User' }
}

export function nodeIdOf({ type, id }: Account): string {
  return Buffer.from(`0${type.length}:${type}${id}`).toString('base64')
}

/** The web page of an account; for a bot, its app's page. */
export function pageOf({ login, type }: Account, web: string): string {
  return type === 'Bot' ? `${web}/apps/${login.replace('[bot]', '')}` : `${web}/${login}`
}

/** GitHub's "simple user", as embedded in other responses. */
export function simpleUser(account: Account, api: string, web: string): JsonObject {
  return {
    login: account.login,
    id: account.id,
    node_id: nodeIdOf(account),
    url: `${api}/users/${encodeURIComponent(account.login)}`,
    html_url: pageOf(account, web),
    type: account.type,
    site_admin: false
  }
}
