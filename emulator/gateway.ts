import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createProxyServer } from 'httpxy'
import type { Cloud } from './cloud/cloud.ts'
import type { Json, JsonObject } from './cloud/json.ts'
import { isJsonObject } from './cloud/json.ts'
import type { Definition, InForce } from './cloud/state.ts'
import { findVpcAccess, namedBy } from './cloud/vpc.ts'
import { findRoute } from './route.ts'

/** What the gateway waits for a backend whose definition does not say. */
const DEFAULT_TIMEOUT_MS = 10_000

interface Upstream {
  readonly target: string
  /** The Host header that the backend gets. */
  readonly host: string
  readonly timeoutMs: number
}

/**
 * The data plane: every request goes to the definition that is in force for its API at the moment of
 * its arrival, and stays with it to its end, whatever is switched meanwhile.
 */
export function createGateway(cloud: Cloud): Server {
  const proxy = createProxyServer({ xfwd: true, agent: false })
  const timedOut = new WeakSet<IncomingMessage>()
  proxy.on('proxyReq', (proxyRequest, request) => {
    proxyRequest.once('timeout', () => timedOut.add(request))
  })

  const forward = async (request: IncomingMessage, response: ServerResponse, upstream: Upstream) => {
    const { target, host, timeoutMs } = upstream
    try {
      await proxy.web(request, response, { target, headers: { host }, proxyTimeout: timeoutMs })
    } catch (thrown) {
      // a half-sent answer can only be cut off
      if (response.headersSent) response.destroy()
      else if (timedOut.has(request)) refuse(response, 504, 'D504TO', 'Backend service request timeout')
      else refuse(response, 504, 'D504CO', `Backend service connect failed \`${codeOf(thrown)}\``)
    }
  }

  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const method = request.method ?? 'GET'
    response.setHeader('x-ca-request-id', randomUUID().toUpperCase())
    const route = findRoute(cloud, { host: request.headers.host ?? '', method, path })
    if (route.api === undefined) return refuse(response, 404, route.code, route.message)
    const stageName = String(request.headers['x-ca-stage'] ?? 'RELEASE').toUpperCase()
    const inForce = cloud.inForce(route.api.id, stageName)
    if (inForce === undefined) return refuse(response, 404, 'I404ST', `API not published in ${stageName}`)
    if (inForce.backendType === 'MOCK') return answerMock(response, inForce.definition)
    const upstream = upstreamOf(cloud, inForce)
    if (typeof upstream === 'string') return refuse(response, 503, 'D503BE', upstream)
    void forward(request, response, upstream)
  })
  server.requestTimeout = 0
  return server
}

/** Where an HTTP or a VPC definition leads, or why it leads nowhere. */
function upstreamOf(cloud: Cloud, { backendType, definition }: InForce): Upstream | string {
  const timeout = Number(definition['ServiceTimeout'])
  const timeoutMs = timeout > 0 ? timeout : DEFAULT_TIMEOUT_MS
  if (backendType === 'HTTP') {
    const target = text(definition['ServiceAddress'])
    const url = URL.parse(target)
    if (url === null || !/^https?:$/.test(url.protocol)) return `Backend address is not a URL: ${target}`
    return { target, host: text(definition['HttpTargetHostName']) || url.host, timeoutMs }
  }
  if (backendType === 'VPC') {
    const config = object(definition['VpcConfig'])
    const access = findVpcAccess(cloud.seed.vpc, config)
    if (access === undefined) return `VPC access not found: ${namedBy(config)}`
    const host = text(config['VpcTargetHostName']) || new URL(access.address).host
    return { target: access.address, host, timeoutMs }
  }
  return `Backend type ${backendType} has no data plane in the emulator`
}

function answerMock(response: ServerResponse, definition: Definition): void {
  const config = object(definition['MockConfig'])
  const status = Number(config['MockStatusCode'])
  response.statusCode = Number.isInteger(status) && status >= 200 && status <= 599 ? status : 200
  response.setHeader('content-type', 'application/json; charset=utf-8')
  const headers = config['MockHeaders']
  for (const header of isList(headers) ? headers : []) {
    const { HeaderName: name, HeaderValue: value } = object(header)
    // what Node does not take as a header the gateway would not send either
    if (/^[\w-]+$/.test(text(name)) && /^[\t\x20-\x7e]*$/.test(text(value))) {
      response.setHeader(text(name), text(value))
    }
  }
  response.end(text(config['MockResult']))
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const printable = message.replaceAll(/[^\x20-\x7e]/g, '?')
  response.writeHead(status, {
    'x-ca-error-code': code,
    'x-ca-error-message': printable,
    'content-type': 'text/plain; charset=utf-8'
  })
  response.end(`${message}\n`)
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function object(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function codeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown
    ? String(thrown.code)
    : String(thrown)
}
