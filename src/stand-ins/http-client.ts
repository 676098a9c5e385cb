// `@actions/http-client`. The core package imports it for OIDC, the client of GitHub makes an agent from it
// as soon as it is loaded: requests go through src/runtime/http.ts, so there is no agent to make.
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
