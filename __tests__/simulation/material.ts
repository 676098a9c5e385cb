import type { Definition } from '../../emulator/cloud/state.ts'

export const BACKEND_ID = '20bcdc9453524b78a8beb1f6de21edb7'
export const MODEL_ID = '3bb6375bc71c4e4c95ce05b4e7a55a9d'
export const STAGE = 'RELEASE'
export const OTHER_STAGE = 'TEST'
export const TARGET = `${BACKEND_ID}/${STAGE}`
/** Its names in the log: the second one as soon as the backend has been read. */
export const TARGET_NAMES: readonly string[] = [TARGET, `orders/${STAGE}`]

const OLD = 'http://10.0.0.1:8080'
const NEW = 'http://10.0.0.2:8080'
const OTHER = 'http://10.0.0.3:8080'

export const ACCESS_KEY = {
  id: 'LTAI-world-key-id',
  secret: 'world-access-key-secret',
  token: 'world-security-token'
}
export const PROBE_HEADER = 'world-probe-header-value'
export const PROBE_PASSWORD = 'world-probe-password'

/** Secrets that never appear. Short ones are not masked, but still redacted. */
export const SECRETS = {
  live: 'live-auth-token-value',
  userinfo: 'live-url-password',
  short: 'sh0rt!z',
  desired: 'desired-password-value',
  foreign: 'foreign-password-value',
  foreignShort: 'f0r!gn'
} as const

/** Live definitions at the start. */
export const LIVE: readonly Definition[] = [
  ...Array.from({ length: 8 }, () => [
    { ServiceAddress: OLD },
    { ServiceAddress: OLD, ServiceTimeout: 3_000 },
    { ServiceAddress: OLD, HttpTargetHostName: 'old.internal' }
  ]).flat(),
  { ServiceAddress: 'http://Old.internal:8080/' },
  { ServiceAddress: OLD, AuthToken: SECRETS.live },
  { ServiceAddress: `http://user:${SECRETS.userinfo}@10.0.0.1:8080` },
  { ServiceAddress: OLD, Password: SECRETS.short },
  { ServiceAddress: OLD, Password: '******' }
]

/** Desired definitions in the long form. */
export const DATA: readonly Definition[] = [
  { ServiceAddress: NEW },
  { ServiceAddress: NEW },
  { ServiceAddress: NEW },
  { ServiceAddress: NEW, ServiceTimeout: 5_000 },
  { ServiceAddress: NEW, HttpTargetHostName: '' },
  { ServiceAddress: OLD },
  { ServiceAddress: 'http://New.Internal:8080/' },
  { ServiceAddress: `${NEW}/a/` },
  { ServiceAddress: NEW, Retries: 0, Cache: false },
  { ServiceAddress: NEW, Retries: '0', Cache: 'false' },
  { ServiceAddress: NEW, Method: 'GET' },
  { ServiceAddress: NEW, Password: SECRETS.desired }
]

/** Desired definitions as a patch. */
export const PATCHES: readonly Definition[] = [
  { ServiceAddress: NEW },
  { ServiceTimeout: 5_000 },
  { ServiceAddress: NEW, HttpTargetHostName: null },
  { ServiceTimeout: null },
  { ServiceAddress: 'http://New.Internal:8080/' }
]

/** What another writer can write. */
export const FOREIGN: readonly Definition[] = [
  { ServiceAddress: OTHER },
  { ServiceAddress: OTHER },
  { ServiceAddress: OTHER, Password: SECRETS.foreign, ApiToken: SECRETS.foreignShort },
  { ServiceAddress: OLD },
  { ServiceAddress: NEW },
  { ServiceAddress: NEW, ServiceTimeout: 9_999 },
  { ServiceAddress: OLD, Owner: 'another writer' }
]

/** What a newer run of the repository writes as its description; the step is run 1. */
export const NEWER_RUN = 'octo-org/shop@fedcba987654 run 2 by octocat 0a1b2c3d'
