// Takes the place of packages in the bundle (scripts/build.ts lists them). They are loaded by packages that this action uses, and
// never called by what it uses of them; reading and compiling them took a third of the time that a step needs to start. Whatever
// is called anyway says so.

function notBundled(name: string): Error {
  return new Error(`${name} is not part of this bundle: nothing here is expected to use it`)
}

/** `@alicloud/credentials`: this action finds its own credentials and passes them to the SDK. */
export function Config(): never {
  throw notBundled('@alicloud/credentials')
}

/** `@alicloud/tea-xml`, with an XML parser and writer behind it: the API answers JSON. */
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

/** `undici`: the client of GitHub imports it for requests that src/github/comments.ts sends in its place. */
export const fetch: typeof globalThis.fetch = () => Promise.reject(notBundled('undici'))

/**
 * `@actions/http-client`: the core package imports it for OIDC, the client of GitHub makes an agent from it as soon as it is
 * loaded. Requests go through src/runtime/http.ts, so there is no agent to make.
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
