import { readFileSync } from 'node:fs'
import type { Environment, RouteBackend } from './apig/state.ts'
import type { Doubts, StrictRule } from './cloud/doubts.ts'
import type { JsonObject } from './cloud/json.ts'
import type { Definition } from './cloud/state.ts'
import type { Fault } from './faults.ts'
import { readSeed } from './seed/read-seed.ts'

/** The initial state of the emulated cloud. README.md describes the YAML format. */
export interface Seed {
  readonly region: string
  readonly accounts: readonly Account[]
  readonly oidcProviders: readonly OidcProvider[]
  readonly roles: readonly Role[]
  readonly backends: readonly SeedBackend[]
  readonly groups: readonly Group[]
  readonly apis: readonly SeedApi[]
  /** Cloud-native API Gateway, down to `httpApis`. */
  readonly gateways: readonly SeedGateway[]
  readonly domains: readonly SeedDomain[]
  readonly services: readonly SeedService[]
  readonly httpApis: readonly SeedHttpApi[]
  readonly vpc: readonly VpcAccess[]
  readonly batch: Batch
  /** The enabled rules of strict mode. */
  readonly strict: readonly StrictRule[]
  readonly doubts: Doubts
  /** `undefined`: unlimited. */
  readonly throttle: Throttle | undefined
  readonly faults: readonly Fault[]
}

export interface Account {
  readonly id: string
  readonly keys: readonly AccessKey[]
}

export interface AccessKey {
  readonly id: string
  readonly secret: string
  /** The name of the user or role. Defaults to `emulator`. */
  readonly name: string
  /** Set for an STS key: calls without this token are rejected. */
  readonly securityToken: string | undefined
  readonly disabled: boolean
  /** Whether the security token has expired. */
  readonly expired: boolean
  readonly allow: readonly Statement[]
  readonly deny: readonly Statement[]
  readonly session?: Session
}

/** A session of a role. */
export interface Session {
  readonly name: string
  /** Digits, like a RAM ID. */
  readonly roleId: string
  /** Expiration of the credentials, in ms since 1970. */
  readonly expiresAt: number
  /** Restricts the role's permissions; undefined: no restriction. */
  readonly policy: SessionPolicy | undefined
}

/** A session has the permissions that both this policy and its role allow. */
export interface SessionPolicy {
  readonly allow: readonly Statement[]
  readonly deny: readonly Statement[]
}

/** An identity provider that roles can trust. */
export interface OidcProvider {
  readonly account: string
  readonly name: string
  /** `acs:ram::<account>:oidc-provider/<name>` */
  readonly arn: string
  /** The `iss` of its tokens. */
  readonly issuer: string
  /** The accepted audiences. */
  readonly clientIds: readonly string[]
  /** Its public keys; undefined: fetched from the issuer. */
  readonly jwks: JsonObject | undefined
}

export interface Role {
  readonly account: string
  readonly name: string
  /** `acs:ram::<account>:role/<name>` */
  readonly arn: string
  readonly maxSessionSeconds: number
  /** Overrides the requested session duration; undefined: as requested. */
  readonly sessionSeconds: number | undefined
  readonly trust: readonly TrustStatement[]
  readonly allow: readonly Statement[]
  readonly deny: readonly Statement[]
}

/** A statement of a role's trust policy. */
export interface TrustStatement {
  readonly effect: 'Allow' | 'Deny'
  /** ARNs of identity providers. */
  readonly federated: readonly string[]
  /** All conditions must be met; a condition is met if one of its values matches. */
  readonly conditions: readonly TrustCondition[]
}

export const TRUST_OPERATORS = ['StringEquals', 'StringLike'] as const
export const TRUST_KEYS = ['oidc:iss', 'oidc:aud', 'oidc:sub'] as const

export interface TrustCondition {
  readonly operator: (typeof TRUST_OPERATORS)[number]
  readonly key: (typeof TRUST_KEYS)[number]
  readonly values: readonly string[]
}

/** `*` is a wildcard in actions and resources. */
export interface Statement {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Applies to all actions except `actions` (`NotAction` in a session policy). */
  readonly exceptActions?: boolean
  /** Applies to all resources except `resources` (`NotResource`). */
  readonly exceptResources?: boolean
}

export interface SeedBackend {
  readonly id: string
  readonly account: string
  readonly name: string
  readonly type: string
  readonly description: string
  readonly stages: readonly SeedStage[]
}

export interface SeedStage {
  readonly name: string
  readonly modelId: string
  readonly description: string
  readonly definition: Definition
}

export interface Group {
  readonly id: string
  readonly name: string
  /** Host names without a port, in lower case: the sub-domain and custom domains. */
  readonly domains: readonly string[]
}

export interface SeedApi {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly group: string
  readonly method: string
  /** `/orders`, `/orders/[id]`, `/orders/*` */
  readonly path: string
  readonly backend: string
  /** The stages in which it is published. */
  readonly published: readonly string[]
  /** If set, updates of this API always fail with this message. */
  readonly updateFails: string | undefined
}

/** A gateway of Cloud-native API Gateway, with its one environment. */
export interface SeedGateway {
  readonly id: string
  readonly account: string
  readonly name: string
  /** `API`, `AI` */
  readonly type: string
  readonly status: string
  readonly environment: Environment
}

export interface SeedDomain {
  readonly id: string
  readonly account: string
  readonly name: string
}

export interface SeedService {
  readonly id: string
  readonly name: string
  /** The gateway's ID. */
  readonly gateway: string
  /** `VIP`, `DNS`, `FC3`, `K8S`, `MSE_NACOS` */
  readonly type: string
  /** Fields by the names that reads return, including addresses. */
  readonly fields: JsonObject
  /** The health status that reads return; undefined: derived from its addresses. */
  readonly health: string | undefined
  /** Addresses that fail the health check. */
  readonly unhealthy: readonly string[]
}

export interface SeedHttpApi {
  readonly id: string
  readonly name: string
  /** The gateway's ID. */
  readonly gateway: string
  /** `Http`, `Rest`, `Websocket`, `HttpIngress`, `AI` */
  readonly type: string
  readonly basePath: string
  readonly description: string
  /** Rest APIs only. */
  readonly backend: RouteBackend | null
  readonly domainIds: readonly string[]
  /** Rest APIs only; undefined: not deployed. */
  readonly status: string | undefined
  readonly routes: readonly SeedRoute[]
  readonly operations: readonly SeedOperation[]
}

export interface SeedRoute {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly match: JsonObject
  readonly domainIds: readonly string[]
  readonly backend: RouteBackend
  /** The backend in effect if it differs from the saved one. */
  readonly live: RouteBackend | undefined
  /** The initial deployStatus. */
  readonly status: string
  readonly builtin: boolean
  /** If set, the route belongs to an MCP server. */
  readonly mcp: JsonObject | undefined
}

export interface SeedOperation {
  readonly id: string
  readonly name: string
  readonly method: string
  readonly path: string
  /** Its own backend; null: its API's. */
  readonly backend: RouteBackend | null
  readonly status: string
}

/** An instance in a VPC, and the local address that replaces it. */
export interface VpcAccess {
  readonly accessId: string
  /** A local HTTP URL. */
  readonly address: string
  readonly name: string
  readonly vpcId: string
  readonly instanceId: string
  readonly port: number
}

export interface Batch {
  /** Duration per API; 0: the whole batch completes immediately. */
  readonly msPerApi: number
  /** Duration of a Cloud-native API Gateway deployment. Defaults to 0. */
  readonly deployMs?: number
}

/** Call limit of the service across all callers; calls beyond it fail with Throttling.User. */
export interface Throttle {
  readonly perSecond: number
  /** Number of calls accepted at once after an idle period. */
  readonly burst: number
}

export interface SeedProblem {
  /** Counted from 1. */
  readonly line: number
  readonly column: number
  readonly message: string
}

/** All problems of a seed, each with its position. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
  readonly problems: readonly SeedProblem[]

  constructor(problems: readonly SeedProblem[]) {
    super(problems.map(({ line, column, message }) => `${line}:${column}: ${message}`).join('\n'))
    this.problems = problems
  }
}

export interface SeedOptions {
  /** Used if the seed does not set `strict`. Defaults to false. */
  readonly strictByDefault?: boolean
}

/** The emulator cannot start with these options; the message includes the fix. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/**
 * Parses and validates a seed.
 * @throws SeedError
 */
export function parseSeed(yaml: string, { strictByDefault = false }: SeedOptions = {}): Seed {
  const { seed, problems } = readSeed(yaml, strictByDefault)
  if (problems.length > 0) throw new SeedError(problems)
  return seed
}

/** The seed fields of a cloud without Cloud-native API Gateway. */
export const NO_NATIVE_RESOURCES = { gateways: [], domains: [], services: [], httpApis: [] } as const

export const DEFAULT_SEED_FILE = new URL('default-seed.yaml', import.meta.url)

export function defaultSeed(): Seed {
  return parseSeed(readFileSync(DEFAULT_SEED_FILE, 'utf8'))
}
