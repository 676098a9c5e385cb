import type { Json, JsonObject } from '../cloud/json.ts'
import type { Token } from './access.ts'
import type { GitHubState } from './state.ts'

/** One call as an operation sees it. */
export interface Call {
  readonly github: GitHubState
  /** undefined for a call without a token. */
  readonly caller: Token | undefined
  /** Path parameters by name. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Empty if the request has none. */
  readonly body: JsonObject
  /** The root of the REST API, such as `http://127.0.0.1:8080/api/v3`. */
  readonly api: string
  /** The root of the web pages, such as `http://127.0.0.1:8080`. */
  readonly web: string
  /** The path of the operation's documentation. */
  readonly docs: string
}

export interface Reply {
  readonly status: number
  /** undefined: no body. */
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
}

export interface Operation {
  /** GitHub's operation ID, such as `issues/create-comment`. */
  readonly id: string
  readonly method: string
  /** The operation's paths; `{name}` is a parameter. */
  readonly paths: readonly string[]
  readonly docs: string
  /** The permissions that an app needs, for the X-Accepted-GitHub-Permissions header. */
  readonly accepted?: string
  /** @throws GitHubError */
  readonly run: (call: Call) => Reply
}
