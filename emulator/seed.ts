import { readFileSync } from 'node:fs'
import type { Environment, RouteBackend } from './apig/state.ts'
import type { Doubts, StrictRule } from './cloud/doubts.ts'
import type { JsonObject } from './cloud/json.ts'
import type { Definition } from './cloud/state.ts'
import type { Fault } from './faults.ts'
import { readSeed } from './seed/read-seed.ts'

/** What is on this machine's cloud before the first call. README.md describes the YAML form. */
export interface Seed {
  readonly region: string
  readonly accounts: readonly Account[]
  readonly oidcProviders: readonly OidcProvider[]
  readonly roles: readonly Role[]
  readonly backends: readonly SeedBackend[]
  readonly groups: readonly Group[]
  readonly apis: readonly SeedApi[]
  /** Of Cloud-native API Gateway, as what follows. */
  readonly gateways: readonly SeedGateway[]
  readonly domains: readonly SeedDomain[]
  readonly services: readonly SeedService[]
  readonly httpApis: readonly SeedHttpApi[]
  readonly vpc: readonly VpcAccess[]
  readonly batch: Batch
  /** The rules of strict mode that hold. */
  readonly strict: readonly StrictRule[]
  readonly doubts: Doubts
  /** `undefined`: as many calls as there may be. */
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
  /** The user's or the role's name; `emulator` by default. */
  readonly name: string
  /** An STS key: calls without this token are refused. */
  readonly securityToken: string | undefined
  readonly disabled: boolean
  /** The security token is past its time. */
  readonly expired: boolean
  readonly allow: readonly Statement[]
  readonly deny: readonly Statement[]
  readonly session?: Session
}

/** A role's session. */
export interface Session {
  readonly name: string
  /** Digits, as an id of RAM. */
  readonly roleId: string
  /** When its keys end, in milliseconds since 1970. */
  readonly expiresAt: number
  /** What it is limited to, of what the role may do; undefined: all of it. */
  readonly policy: SessionPolicy | undefined
}

/** A session is allowed what this and its role both allow. */
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
  /** The audiences that it was registered with. */
  readonly clientIds: readonly string[]
  /** Its public keys; undefined: they are fetched from the issuer. */
  readonly jwks: JsonObject | undefined
}

export interface Role {
  readonly account: string
  readonly name: string
  /** `acs:ram::<account>:role/<name>` */
  readonly arn: string
  readonly maxSessionSeconds: number
  /** Keys end after this time whatever was asked for; undefined: as was asked for. */
  readonly sessionSeconds: number | undefined
  readonly trust: readonly TrustStatement[]
  readonly allow: readonly Statement[]
  readonly deny: readonly Statement[]
}

/** Who may assume a role: a statement of its trust policy. */
export interface TrustStatement {
  readonly effect: 'Allow' | 'Deny'
  /** ARNs of identity providers. */
  readonly federated: readonly string[]
  /** All of them must hold; of a condition's values one. */
  readonly conditions: readonly TrustCondition[]
}

export const TRUST_OPERATORS = ['StringEquals', 'StringLike'] as const
export const TRUST_KEYS = ['oidc:iss', 'oidc:aud', 'oidc:sub'] as const

export interface TrustCondition {
  readonly operator: (typeof TRUST_OPERATORS)[number]
  readonly key: (typeof TRUST_KEYS)[number]
  readonly values: readonly string[]
}

/** `*` stands for anything, in actions and in resources. */
export interface Statement {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** It is for all actions but these: `NotAction` of a session policy. */
  readonly exceptActions?: boolean
  /** The same of resources: `NotResource`. */
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
  /** Host names without a port, lower case; the sub-domain and any of the user's own. */
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
  /** Its update always fails, with this message. */
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
  /** The gateway's id. */
  readonly gateway: string
  /** `VIP`, `DNS`, `FC3`, `K8S`, `MSE_NACOS` */
  readonly type: string
  /** By the names of reads, addresses included. */
  readonly fields: JsonObject
  /** What reads say; undefined: by its addresses. */
  readonly health: string | undefined
  /** Addresses that do not pass the health check. */
  readonly unhealthy: readonly string[]
}

export interface SeedHttpApi {
  readonly id: string
  readonly name: string
  /** The gateway's id. */
  readonly gateway: string
  /** `Http`, `Rest`, `Websocket`, `HttpIngress`, `AI` */
  readonly type: string
  readonly basePath: string
  readonly description: string
  /** Of a Rest API. */
  readonly backend: RouteBackend | null
  readonly domainIds: readonly string[]
  /** Of a Rest API; undefined: not deployed. */
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
  /** What is in force, where it is not the saved backend. */
  readonly live: RouteBackend | undefined
  /** What deployStatus says. */
  readonly status: string
  readonly builtin: boolean
  /** Makes it a route of an MCP server. */
  readonly mcp: JsonObject | undefined
}

export interface SeedOperation {
  readonly id: string
  readonly name: string
  readonly method: string
  readonly path: string
  /** Its own backend; null: that of its API. */
  readonly backend: RouteBackend | null
  readonly status: string
}

/** An instance in a VPC, and what stands for it on this machine. */
export interface VpcAccess {
  readonly accessId: string
  /** An http URL on this machine. */
  readonly address: string
  readonly name: string
  readonly vpcId: string
  readonly instanceId: string
  readonly port: number
}

export interface Batch {
  /** The time that one API takes; 0: the whole batch at once. */
  readonly msPerApi: number
  /** The time that a deployment of Cloud-native API Gateway takes; 0, the default: none. */
  readonly deployMs?: number
}

/** How many calls of the service are taken, of all callers together; what is more is Throttling.User. */
export interface Throttle {
  readonly perSecond: number
  /** So many at once after a rest. */
  readonly burst: number
}

export interface SeedProblem {
  /** From 1. */
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Every problem of a seed at once, each with its place. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
  readonly problems: readonly SeedProblem[]

  constructor(problems: readonly SeedProblem[]) {
    super(problems.map(({ line, column, message }) => `${line}:${column}: ${message}`).join('\n'))
    this.problems = problems
  }
}

export interface SeedOptions {
  /** Of a seed that does not say; not strict by default. */
  readonly strictByDefault?: boolean
}

/** The emulator cannot start as it was asked to; the message says the cure. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/**
 * Reads and checks a seed.
 * @throws SeedError
 */
export function parseSeed(yaml: string, { strictByDefault = false }: SeedOptions = {}): Seed {
  const { seed, problems } = readSeed(yaml, strictByDefault)
  if (problems.length > 0) throw new SeedError(problems)
  return seed
}

/** Of a cloud without Cloud-native API Gateway. */
export const NOTHING_NATIVE = { gateways: [], domains: [], services: [], httpApis: [] } as const

export const DEFAULT_SEED_FILE = new URL('default-seed.yaml', import.meta.url)

export function defaultSeed(): Seed {
  return parseSeed(readFileSync(DEFAULT_SEED_FILE, 'utf8'))
}
