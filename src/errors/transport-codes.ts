import type { Entries } from './entry.ts'

const INTERCEPTED =
  'Check endpoint and HTTPS_PROXY: something between the runner and the service responded in its place, such as a proxy or a captive portal.'
const CUT_CONNECTION =
  'Re-run the job. If the error persists, check for a firewall or proxy that closes connections.'
const CUT_ROLLBACK =
  'Roll back again. If the error persists, check for a firewall or proxy that closes connections.'

/** What goes wrong in transit: no response, or one that is not the API's. A fault of runtime/http.ts, after `Transport.`. */
export const TRANSPORT_CODES = {
  'Transport.Refused': {
    meaning: 'The host refused the connection: nothing listens on the port.',
    cure: 'Check the host and port of endpoint: nothing listens there.',
    retry: 'itself'
  },
  'Transport.Dns': {
    meaning: 'The host name could not be resolved.',
    cure: 'Check region-id and endpoint, and that the runner can resolve public host names. Behind a proxy, set HTTPS_PROXY.',
    retry: 'itself'
  },
  'Transport.Unreachable': {
    meaning: 'The runner has no network route to the host.',
    cure: "Check that the runner's network can reach the endpoint. Behind a proxy, set HTTPS_PROXY.",
    retry: 'itself'
  },
  'Transport.Tls': {
    meaning:
      'The TLS connection failed: the runner does not trust the certificate, or the certificate is for another host.',
    cure: 'Check endpoint. For a certificate of your own authority, or a proxy or firewall that re-signs traffic, set NODE_EXTRA_CA_CERTS to the PEM file of the authority, in the environment of this step or of the runner. A file that cannot be loaded is ignored, with a warning at the start of the step. Verification cannot be turned off.',
    retry: 'no'
  },
  'Transport.Proxy': {
    meaning: 'The proxy could not be reached, or did not forward the request.',
    cure: 'Check HTTPS_PROXY (host and port) and that the proxy forwards requests to the endpoint, or exempt the endpoint with NO_PROXY.',
    retry: 'itself'
  },
  'Transport.ProxyDenied': {
    meaning: 'The proxy refused to forward the request.',
    cure: 'Allow the endpoint in the proxy, or exempt it with NO_PROXY.',
    retry: 'no'
  },
  'Transport.NotHttp': {
    meaning: 'The response is not HTTP, or switches to another protocol.',
    cure: INTERCEPTED,
    retry: 'itself'
  },
  'Transport.ProxyAuth': {
    meaning: 'The proxy requires a user name and password (407).',
    cure: 'Set HTTPS_PROXY with user name and password (http://user:password@host:port, special characters percent-encoded), or exempt the endpoint with NO_PROXY.',
    retry: 'no'
  },
  'Transport.Reset': {
    meaning: 'The connection was closed before a response arrived.',
    cure: CUT_CONNECTION,
    rollbackCure: CUT_ROLLBACK,
    retry: 'itself'
  },
  'Transport.Timeout': {
    meaning: 'No complete response arrived in time.',
    cure: "Check that the runner's network can reach the endpoint (behind a proxy, HTTPS_PROXY). Raise request-timeout if the service is only slow.",
    retry: 'itself'
  },
  'Transport.Truncated': {
    meaning: 'The connection was closed before the whole response had arrived.',
    cure: CUT_CONNECTION,
    rollbackCure: CUT_ROLLBACK,
    retry: 'itself'
  },
  'Transport.TooLarge': {
    meaning: 'The response is larger than any response of the API.',
    cure: INTERCEPTED,
    retry: 'itself'
  },
  'Transport.RefusedAddress': {
    meaning:
      'The host is a link-local address or a metadata service, to which this action never sends requests.',
    cure: 'Set the URL to the address of a service. For a host name, check what it resolves to on the runner.',
    retry: 'no'
  },
  'Transport.Invalid': {
    meaning: 'The request is invalid: a value in it is not allowed in an HTTP header.',
    cure: 'Check the access key, the security token and probe-headers for characters that HTTP headers do not allow.',
    retry: 'no'
  },
  'Transport.Aborted': {
    meaning: 'The request was aborted because the step was stopped.',
    cure: 'Re-run the job: the step was stopped by a signal, from a cancelled run or a job that timed out.',
    retry: 'rerun'
  },
  MalformedResponse: {
    meaning: 'The response is not from the API: it is not JSON, or lacks fields that every response has.',
    cure: INTERCEPTED,
    retry: 'itself'
  },
  IncompleteList: {
    meaning: 'The service reported a count that does not match the items it listed, in two readings.',
    cure: 'Re-run the job: items such as APIs may have been published or unpublished while they were listed.',
    retry: 'rerun'
  }
} as const satisfies Entries
