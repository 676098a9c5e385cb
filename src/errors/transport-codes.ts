import type { Entries } from './entry.ts'

const BETWEEN =
  'Something between the runner and the cloud answered in its place (a proxy, a captive portal). Check endpoint and HTTPS_PROXY.'

/** What happens on the way: no answer, or one that is not the API's. `Transport.` and a fault of runtime/http.ts. */
export const TRANSPORT_CODES = {
  'Transport.Refused': {
    meaning: 'The host is there, and nothing listens at the port.',
    cure: 'Nothing listens there. Check endpoint.',
    retry: 'itself'
  },
  'Transport.Dns': {
    meaning: 'The name of the host could not be resolved.',
    cure: 'Check region-id and endpoint, and that the runner can resolve public names; behind a proxy set HTTPS_PROXY.',
    retry: 'itself'
  },
  'Transport.Unreachable': {
    meaning: 'No way leads from the runner to the host.',
    cure: "Check that the runner's network reaches the endpoint (a proxy, HTTPS_PROXY?).",
    retry: 'itself'
  },
  'Transport.Tls': {
    meaning: "No secure connection: the certificate is not one that the runner trusts, or not the host's.",
    cure: 'Check endpoint. Where the certificate is of your own, or a proxy or firewall re-signs the traffic, name the file of its authority (PEM) in NODE_EXTRA_CA_CERTS, in the environment of this step or of the runner; a file there that does not load is ignored, with a warning at the beginning of the step. Verification cannot be turned off.',
    retry: 'no'
  },
  'Transport.Proxy': {
    meaning: 'The proxy could not be reached, or does not let the request through.',
    cure: 'Check HTTPS_PROXY (host and port) and that the proxy lets the endpoint through, or exempt it with NO_PROXY.',
    retry: 'itself'
  },
  'Transport.ProxyDenied': {
    meaning: 'The proxy refuses to let the request through.',
    cure: 'Let the proxy pass the endpoint, or exempt it with NO_PROXY.',
    retry: 'no'
  },
  'Transport.NotHttp': {
    meaning: 'What came back is not HTTP, or speaks of another protocol.',
    cure: BETWEEN,
    retry: 'itself'
  },
  'Transport.ProxyAuth': {
    meaning: 'The proxy asks for a user and a password (407).',
    cure: 'Give user and password in HTTPS_PROXY (http://user:password@host:port, with special characters percent-encoded), or exempt the endpoint with NO_PROXY.',
    retry: 'no'
  },
  'Transport.Reset': {
    meaning: 'The connection broke before an answer was there.',
    cure: 'Run the job again. If it stays, look for a firewall or proxy on the way that cuts connections.',
    retry: 'itself'
  },
  'Transport.Timeout': {
    meaning: 'No complete answer came in time.',
    cure: "Check that the runner's network reaches the endpoint (a proxy, HTTPS_PROXY?); raise request-timeout if it is only slow.",
    retry: 'itself'
  },
  'Transport.Truncated': {
    meaning: 'The answer broke off.',
    cure: 'Run the job again. If it stays, look for a firewall or proxy on the way that cuts connections.',
    retry: 'itself'
  },
  'Transport.TooLarge': {
    meaning: 'The answer is larger than any answer of the API.',
    cure: BETWEEN,
    retry: 'itself'
  },
  'Transport.RefusedAddress': {
    meaning: 'The host is a link-local address or a metadata service, which this action never asks.',
    cure: 'Give the address of a service. For a host name, check what it resolves to on the runner.',
    retry: 'no'
  },
  'Transport.Invalid': {
    meaning: 'The request cannot be formed: a value in it cannot travel in a header.',
    cure: 'Check the values of the keys, of the security token and of probe-headers for characters that HTTP does not take.',
    retry: 'no'
  },
  'Transport.Aborted': {
    meaning: 'The request was stopped, because the step was.',
    cure: 'The step was stopped by a signal: a cancelled run, or a time-out of the job. Run the job again.',
    retry: 'rerun'
  },
  MalformedResponse: {
    meaning: 'The response is not from the API: it is not JSON, or lacks what each response of it holds.',
    cure: BETWEEN,
    retry: 'itself'
  },
  IncompleteList: {
    meaning: 'The service counts other APIs than it lists, in two readings.',
    cure: 'Run the job again: APIs may have been published or unpublished while they were listed.',
    retry: 'rerun'
  }
} as const satisfies Entries
