import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { startEmulator } from '../../../emulator/emulator.ts'
import type { Emulator } from '../../../emulator/emulator.ts'
import { listen, stop } from '../../../emulator/loopback.ts'
import { startIssuer } from '../../../emulator/oidc/issuer.ts'
import type { Issuer } from '../../../emulator/oidc/issuer.ts'
import { subjectOf } from '../../../emulator/oidc/subject.ts'
import type { Play, PlayedJob } from './play.ts'

export const ACCOUNT = '1234567890123456'
export const ORDERS = '20bcdc9453524b78a8beb1f6de21edb7'
export const THUMBNAILS = '5a0f3c1be8d24c7f9b6e1d02c4a79358'
export const OLD = { ServiceAddress: 'http://orders-v1.internal:8080', ServiceTimeout: 10_000 }
export const NEW_ORDERS = { ServiceAddress: 'http://orders-v2.internal:8080', ServiceTimeout: 10_000 }

/** Time-outs that a busy machine does not reach. */
export const PATIENT = { 'request-timeout': '5m', 'probe-timeout': '5m' }

const READS = ['Describe*', 'apig:Get*', 'apig:List*']
const WRITES = ['ModifyBackendModel', 'apig:UpdateService', 'apig:UpdateHttpApiRoute', 'apig:DeployHttpApi']
const READER = { id: 'reader-access-key-id', secret: 'reader-access-key-secret' }

/** The cloud that the examples refer to. */
const SEED = `
region: cn-hangzhou
accounts:
  - id: '${ACCOUNT}'
    keys:
      - { id: deployer-access-key-id, secret: deployer-access-key-secret }
      - { id: ${READER.id}, secret: ${READER.secret}, allow: ${JSON.stringify(READS)} }
backends:
  - id: ${ORDERS}
    name: orders
    type: HTTP
    stages: { TEST: ${JSON.stringify(OLD)}, PRE: ${JSON.stringify(OLD)}, RELEASE: ${JSON.stringify(OLD)} }
  - id: ${THUMBNAILS}
    name: thumbnails
    type: FC_EVENT_V3
    stages:
      RELEASE: { FunctionComputeConfig: { FcRegionId: cn-hangzhou, FcVersion: '3.0', FunctionName: thumbnails, Qualifier: r1 } }
  - id: 739b68751c0b4e899e04d0c92b6d0be7
    name: payments
    type: HTTP
    stages: { RELEASE: { ServiceAddress: 'http://payments-v1.internal:8080' } }
groups: [{ name: shop, domains: [shop.localhost] }]
apis:
  - { name: list-orders, group: shop, path: /orders, backend: orders, published: [TEST, PRE, RELEASE] }
  - { name: create-order, group: shop, method: POST, path: /orders, backend: orders, published: [TEST, PRE, RELEASE] }
  - { name: thumbnail, group: shop, path: /thumbnail, backend: thumbnails, published: [RELEASE] }
  - { name: pay, group: shop, path: /pay, backend: payments, published: [RELEASE] }
batch: { ms-per-api: 0 }
`

const repository = 'octo-org/octo-shop'
export const ON_MAIN = `repo:${repository}:ref:refs/heads/main`
const IN_PULL_REQUEST = `repo:${repository}:pull_request`
export const IN_PRODUCTION = subjectOf({ repository, environment: 'production' })

/** The provider and the roles of the examples: one only reads, the other one requires the environment. */
function roles({ url, jwks }: Issuer): string {
  const role = (name: string, subjects: readonly string[], allow: readonly string[]): string => {
    const condition = {
      StringEquals: { 'oidc:iss': url, 'oidc:aud': 'sts.aliyuncs.com', 'oidc:sub': subjects }
    }
    const principal = { Federated: [`acs:ram::${ACCOUNT}:oidc-provider/github`] }
    const statement = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: principal,
      Condition: condition
    }
    const trust = JSON.stringify({ Version: '1', Statement: [statement] })
    return `  - { name: ${name}, allow: ${JSON.stringify(allow)}, trust: ${trust} }\n`
  }
  return `
oidc-providers:
  - { name: github, issuer: '${url}', client-ids: [sts.aliyuncs.com], jwks: ${JSON.stringify(jwks)} }
roles:
${role('switch-plan', [ON_MAIN, IN_PULL_REQUEST], READS)}${role('switch-apply', [IN_PRODUCTION], [...READS, ...WRITES])}`
}

/** The subject of a job's OIDC token. */
type SubjectOf = (environment: string) => string

const usualSubject: SubjectOf = environment =>
  environment === '' ? ON_MAIN : subjectOf({ repository, environment })

export interface Shop {
  readonly emulator: Emulator
  /** Options for every play: the keys as secrets, the OIDC token, the endpoint and the probed URL. */
  readonly base: Pick<Play, 'secrets' | 'adds' | 'instead' | 'idToken'>
  /** Sets the subjects of OIDC tokens. */
  readonly identify: (subject: SubjectOf) => void
  /** The headers of each request to the probed URL. */
  readonly probes: readonly IncomingHttpHeaders[]
  /** The accepted modifications. */
  readonly writes: () => number
}

/** Runs with the shop's cloud and a probed service, and closes both in any case. */
export async function withShop<T>(use: (shop: Shop) => Promise<T>, more = ''): Promise<T> {
  const probes: IncomingHttpHeaders[] = []
  const probed = createServer((request, response) => {
    probes.push(request.headers)
    response.end('ok')
  })
  const port = await listen(probed, 0)
  const issuer = await startIssuer()
  const emulator = await startEmulator({ seed: SEED + more + roles(issuer) })
  let subject = usualSubject
  try {
    return await use({
      emulator,
      identify: other => (subject = other),
      base: {
        secrets: {
          ALIBABA_CLOUD_ACCESS_KEY_ID: emulator.accessKeyId,
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: emulator.accessKeySecret,
          ALIBABA_CLOUD_READER_ACCESS_KEY_ID: READER.id,
          ALIBABA_CLOUD_READER_ACCESS_KEY_SECRET: READER.secret
        },
        adds: { endpoint: emulator.endpoint, 'sts-endpoint': emulator.endpoint, ...PATIENT },
        instead: { 'probe-url': `http://127.0.0.1:${port}/health` },
        idToken: ({ environment }) => {
          issuer.subject = subject(environment)
          return { ...issuer.env }
        }
      },
      probes,
      writes: () =>
        emulator.requests.filter(({ action, status }) => action === 'ModifyBackendModel' && status === 200)
          .length
    })
  } finally {
    await Promise.all([emulator.close(), issuer.close(), stop(probed)])
  }
}

/** The result of each job, followed by the results of its steps of this action. */
export function endsOf(jobs: readonly PlayedJob[]): Record<string, string> {
  return Object.fromEntries(
    jobs.map(({ name, result, steps }) => [
      name,
      [result, ...steps.flatMap(({ own }) => own?.result.outputs['result'] ?? [])].join(' ')
    ])
  )
}

/** The outcomes of all steps of this action, in order. */
export function outputsOf(jobs: readonly PlayedJob[]): Readonly<Record<string, string>>[] {
  return jobs.flatMap(({ steps }) =>
    steps.flatMap(({ own }) => (own === undefined ? [] : [own.result.outputs]))
  )
}
