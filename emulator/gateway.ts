import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createProxyServer } from 'httpxy'
import { NativeDataPlane, sendNative, upstreamFailure } from './apig/data-plane.ts'
import type { Cloud } from './cloud/cloud.ts'
import type { Json, JsonObject } from './cloud/json.ts'
import { isJsonObject } from './cloud/json.ts'
import type { InEffect } from './cloud/state.ts'
import { findVpcAccess, namedBy } from './cloud/vpc.ts'
import { KEEP_ALIVE_MS } from './loopback.ts'
import { sendMock } from './mock.ts'
import { connectFailed, refuse } from './refusal.ts'
import { Routes } from './route.ts'

type Target = Pick<URL, 'protocol' | 'hostname' | 'port' | 'pathname'>

/** The backend time-out if the definition sets none. */
const DEFAULT_TIMEOUT_MS = 10_000
/** Envoy's backend time-out. */
const NATIVE_TIMEOUT_MS = 15_000

interface Upstream {
  readonly target: Target
  /** The Host header sent to the backend. */
  readonly host: string
  readonly timeoutMs: number
  /** Sends the error response if the backend returns none. */
  readonly fail: (response: ServerResponse, thrown: unknown, isTimeout: boolean) => void
}

const SYSTEM_STAGES: ReadonlySet<string> = new Set(['RELEASE', 'PRE', 'TEST'])

/** A definition can point back to the gateway; this limit breaks loops. */
const MAX_HOPS = 5

/**
 * The data plane: every request uses the definition that is in effect for its API when it arrives, and keeps it until it
 * completes, even if the backend is switched in the meantime.
 */
export function createGateway(cloud: Cloud, { nativeTimeoutMs = NATIVE_TIMEOUT_MS } = {}): Server {
  const native = new NativeDataPlane(cloud.apig)
  const proxy = createProxyServer({ xfwd: true, agent: false })
  const routes = new Routes(cloud)
  // a unique name in the Via header identifies requests that this gateway has forwarded
  const hop = `1.1 gateway-${randomUUID()}`
  const timedOut = new WeakSet<IncomingMessage>()
  proxy.on('proxyReq', (proxyRequest, request) => {
    proxyRequest.once('timeout', () => timedOut.add(request))
  })
  // the backend's connection closes with its response; the client's stays open
  proxy.on('proxyRes', ({ headers }) => {
    delete headers.connection
    delete headers['keep-alive']
  })

  const isLoop = ({ headers }: IncomingMessage): boolean =>
    (headers.via ?? '').split(',').filter(name => name.trim() === hop).length >= MAX_HOPS

  const forward = async (request: IncomingMessage, response: ServerResponse, upstream: Upstream) => {
    const { target, host, timeoutMs } = upstream
    const via = [request.headers.via, hop].filter(value => value !== undefined).join(', ')
    try {
      await proxy.web(request, response, { target, headers: { host, via }, proxyTimeout: timeoutMs })
    } catch (thrown) {
      // a partially sent response can only be aborted
      if (response.headersSent) response.destroy()
      else upstream.fail(response, thrown, timedOut.has(request))
    }
  }

  /** @returns whether the Host belongs to Cloud-native API Gateway */
  const serveNative = (request: IncomingMessage, response: ServerResponse): boolean => {
    const decision = native.decide(request)
    if (decision === undefined) return false
    response.setHeader('server', 'istio-envoy')
    response.setHeader('x-request-id', randomUUID())
    if (request.headers.upgrade?.toLowerCase() === 'websocket') {
      sendNative(response, { kind: 'respond', status: 403, body: '' })
      return true
    }
    ignoreUpgrade(request)
    if (decision.kind === 'respond') sendNative(response, decision)
    else if (isLoop(request)) sendNative(response, upstreamFailure({ code: 'ELOOP' }, false))
    else {
      const { target } = decision
      // the Host is not rewritten, not even for DNS services
      const host = request.headers.host ?? target.hostname
      const fail: Upstream['fail'] = (to, thrown, isTimeout) =>
        sendNative(to, upstreamFailure(thrown, isTimeout))
      void forward(request, response, {
        target: { ...target, pathname: '/' },
        host,
        timeoutMs: nativeTimeoutMs,
        fail
      })
    }
    return true
  }

  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const method = request.method ?? 'GET'
    if (serveNative(request, response)) return
    response.setHeader('x-ca-request-id', randomUUID().toUpperCase())
    const route = routes.find({ host: request.headers.host ?? '', method, path })
    if (route.api === undefined) return refuse(response, 404, route.code, route.message)
    if (request.headers.upgrade?.toLowerCase() === 'websocket') {
      return refuse(response, 403, 'I403PT', 'Invalid protocol WEBSOCKET unsupported')
    }
    ignoreUpgrade(request)
    const stageName = String(request.headers['x-ca-stage'] ?? 'RELEASE').toUpperCase()
    if (!SYSTEM_STAGES.has(stageName) && !cloud.hasStage(stageName)) {
      return refuse(response, 400, 'I400SG', 'Invalid Stage')
    }
    const inEffect = cloud.inEffect(route.api.id, stageName)
    if (inEffect === undefined) return refuse(response, 404, 'I404ST', `API not published in ${stageName}`)
    if (inEffect.backendType === 'MOCK') return sendMock(response, inEffect.definition)
    const upstream = upstreamOf(cloud, inEffect)
    if (typeof upstream === 'string') return refuse(response, 503, 'D503BE', upstream)
    if (isLoop(request)) {
      const message =
        'Backend service connect failed `Loop detected: the definition leads back to this gateway`'
      return refuse(response, 504, 'D504CO', message)
    }
    void forward(request, response, upstream)
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  return server
}

/** Clients offer HTTP/2 with this header; a server that does not support it ignores the offer. */
function ignoreUpgrade({ headers }: IncomingMessage): void {
  if (headers.upgrade === undefined) return
  delete headers.upgrade
  delete headers.connection
  delete headers['http2-settings']
}

/** The upstream of an HTTP or VPC definition, or the reason why there is none. */
function upstreamOf(cloud: Cloud, inEffect: InEffect): Upstream | string {
  const found = targetOfDefinition(cloud, inEffect)
  if (typeof found === 'string') return found
  const fail: Upstream['fail'] = (response, thrown, isTimeout) =>
    isTimeout
      ? refuse(response, 504, 'D504TO', 'Backend service request timeout')
      : refuse(response, 504, 'D504CO', connectFailed(thrown, found.target.hostname))
  return { ...found, fail }
}

function targetOfDefinition(
  cloud: Cloud,
  { backendType, definition }: InEffect
): Omit<Upstream, 'fail'> | string {
  const timeout = Number(definition['ServiceTimeout'])
  const timeoutMs = timeout > 0 ? timeout : DEFAULT_TIMEOUT_MS
  if (backendType === 'HTTP') {
    const target = text(definition['ServiceAddress'])
    const url = URL.parse(target)
    if (url === null || !/^https?:$/.test(url.protocol)) return `Backend address is not a URL: ${target}`
    return { target: targetOf(url), host: text(definition['HttpTargetHostName']) || url.host, timeoutMs }
  }
  if (backendType === 'VPC') {
    const config = object(definition['VpcConfig'])
    const access = findVpcAccess(cloud.seed.vpc, config)
    if (access === undefined) return `VPC access not found: ${namedBy(config)}`
    const url = new URL(access.address)
    return { target: targetOf(url), host: text(config['VpcTargetHostName']) || url.host, timeoutMs }
  }
  return `Backend type ${backendType} has no data plane in the emulator`
}

/** Removes the brackets of an IPv6 address, which the proxy would resolve as part of the host name. */
function targetOf(url: URL): Target {
  const { protocol, hostname, port, pathname } = url
  return hostname.startsWith('[') ? { protocol, hostname: hostname.slice(1, -1), port, pathname } : url
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function object(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
