// Replaces packages in the bundle (scripts/build.ts lists them) that dependencies import, and that this action never
// calls. Reading and compiling them took a third of the start-up time. A call throws an error that names the package.

function notBundled(name: string): Error {
  return new Error(`${name} is not part of this bundle, because this action does not use it`)
}

/** `@alicloud/credentials`: this action resolves its own credentials and passes them to the SDK. */
export function Config(): never {
  throw notBundled('@alicloud/credentials')
}

/** `@alicloud/tea-xml`, with an XML parser and writer: the API returns JSON. */
export function parseXml(): never {
  throw notBundled('@alicloud/tea-xml')
}

export const toXML = parseXml

/** `httpx`, the SDK's transport, which src/cloud/sdk.ts replaces. */
export function request(): Promise<never> {
  return Promise.reject(notBundled('httpx'))
}

export const read = request

/** `@actions/exec`: the core package imports it to describe the platform. */
export function exec(): Promise<never> {
  return Promise.reject(notBundled('@actions/exec'))
}

export const getExecOutput = exec

/** `undici`: the GitHub client imports it for requests that src/github/comments.ts sends itself. */
export const fetch: typeof globalThis.fetch = () => Promise.reject(notBundled('undici'))

/**
 * `@actions/http-client`: the core package imports it for OIDC, and the GitHub client creates an agent from it when it is
 * loaded. Requests go through src/runtime/http.ts, so no agent is created.
 */
export class HttpClient {
  getAgent(): undefined {
    return undefined
  }

  getAgentDispatcher(): undefined {
    return undefined
  }
}

export class BearerCredentialHandler {
  readonly token: string

  constructor(token: string) {
    this.token = token
  }
}

export default { Config, parseXml, toXML, request, read }
