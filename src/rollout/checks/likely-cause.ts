import type { TransportFault } from '../../runtime/transport-error.ts'
import { isLoopback } from '../../runtime/hosts.ts'
import type { GatewayError } from './gateway-error.ts'

/** A request that failed, and what is known of it. */
export interface Failure {
  readonly url: URL
  /** Sent as X-Ca-Stage; `undefined` where the request goes past the gateway. */
  readonly stageName: string | undefined
  /** Whether a Host header of the author was sent; its value is masked. */
  readonly sendsHost: boolean
  /** Whether headers of the author were sent. */
  readonly sendsHeaders: boolean
  readonly end:
    | { readonly fault: TransportFault }
    | { readonly status: number; readonly gateway: GatewayError | undefined; readonly isOfGateway: boolean }
}

/** What most likely made a request fail, in a few words; `undefined` where nothing points to a cause. */
export function likelyCause(failure: Failure): string | undefined {
  const { url, end } = failure
  const isHere = isLoopback(url.hostname)
  if ('fault' in end) return isHere && end.fault !== 'tls' ? hereCause(url) : faultCause(end.fault, url)
  if (end.gateway !== undefined) {
    const known = gatewayCause(end.gateway, failure)
    if (known !== undefined) return known
  }
  if (isHere && !end.isOfGateway) return hereCause(url)
  return statusCause(end.status, failure, end.gateway !== undefined)
}

function hereCause({ hostname }: URL): string {
  return `${hostname} is the runner that executes this job, not the backend`
}

function faultCause(fault: TransportFault, { hostname, port, protocol }: URL): string | undefined {
  switch (fault) {
    case 'dns':
      return `${hostname} does not exist, or only in a private DNS zone that the runner cannot query`
    case 'refused':
      return `nothing listens on port ${port || (protocol === 'https:' ? '443' : '80')} of ${hostname}`
    case 'unreachable':
    case 'timeout':
      return `the runner cannot reach ${hostname} (a private address or a firewall), or the service hangs`
    case 'tls':
      return `the certificate of ${hostname} is not valid for the runner; NODE_EXTRA_CA_CERTS adds an authority`
    case 'proxy':
    case 'proxy-auth':
    case 'proxy-denied':
      return 'HTTPS_PROXY, HTTP_PROXY or NO_PROXY is not right for this host'
    case 'reset':
    case 'truncated':
    case 'not-http':
      return `what listens there does not speak ${protocol.slice(0, -1)}, or the service crashed`
    case 'too-large':
    case 'refused-address':
    case 'invalid':
    case 'aborted':
      return undefined
  }
}

/** By code; by message where a gateway gives no code, as instances of the classic network do. */
function gatewayCause({ code, message }: GatewayError, failure: Failure): string | undefined {
  const { url, sendsHost, stageName = 'RELEASE' } = failure
  const says = (pattern: RegExp): boolean => code === '' && pattern.test(message)
  if (code === 'I404DO' || code === 'X403DG' || says(/^invalid (?:domain|url)/i)) {
    return `the domain ${sendsHost ? 'in the Host header' : url.hostname} is not bound to the API group`
  }
  if (code === 'I400SG' || code === 'I404ST' || says(/\bstage\b|not published/i)) {
    return `the stage ${stageName} (X-Ca-Stage) is unknown, or the API is not published in it`
  }
  if (code === 'I404NF' || says(/^api not found/i)) {
    return `no API with this path and method is published in ${stageName}`
  }
  if (code === 'I410GG') return 'the API group belongs to another gateway instance'
  if (code === 'D504CO' || says(/backend service connect failed/i)) {
    return 'the gateway cannot connect to the backend itself: its address, port, security group or allowlist'
  }
  if (code === 'D504CS') return "TLS between the gateway and the backend itself: the backend's certificate"
  if (code === 'D504TO') return 'the backend itself did not answer within its ServiceTimeout'
  if (code.startsWith('D5')) return 'the backend itself, not the gateway'
  if (code.startsWith('T4')) return 'a throttling policy of the gateway'
  if (/^A4|^I403AA$/.test(code) || says(/^(?:unauthorized|need authorization|invalid (?:app|signature))/i)) {
    return authorizationCause(failure)
  }
  return undefined
}

function authorizationCause({ sendsHeaders, stageName }: Failure): string {
  if (stageName === undefined)
    return 'the path requires authorization, and preflight-url sends no probe-headers'
  return sendsHeaders
    ? 'the signature or token in probe-headers is not valid for this API, or has expired'
    : 'the API requires a signature or a token, which probe-headers can send'
}

function statusCause(status: number, failure: Failure, hasGatewayError: boolean): string | undefined {
  if (status === 401 || status === 403) return authorizationCause(failure)
  if (status >= 300 && status < 400) return 'the URL redirects, and redirects are not followed'
  // https://www.alibabacloud.com/help/en/api-gateway: without a code, the gateway passes on what the backend said
  if (status >= 500 && !hasGatewayError) return 'the backend itself, which sent this response'
  return undefined
}
