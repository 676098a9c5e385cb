import type { Json, JsonObject } from '../cloud/json.ts'
import type { Token } from './access.ts'
import type { GitHubState } from './state.ts'

/** One call as an operation sees it. */
export interface Call {
  readonly github: GitHubState
  /** undefined without a token. */
  readonly caller: Token | undefined
  /** Of the path, by name. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Empty when the method has none. */
  readonly body: JsonObject
  /** The root of the REST API, `http://127.0.0.1:8080/api/v3`. */
  readonly api: string
  /** The root of the pages, `http://127.0.0.1:8080`. */
  readonly web: string
  /** The path of the page that describes the operation. */
  readonly docs: string
}

export interface Reply {
  readonly status: number
  /** undefined: none at all. */
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
}

export interface Operation {
  /** GitHub's own operation id, `issues/create-comment`. */
  readonly id: string
  readonly method: string
  /** Of each path that leads to it; `{name}` is a parameter. */
  readonly paths: readonly string[]
  readonly docs: string
  /** What an app needs, for the header that says so. */
  readonly accepted?: string
  /** @throws GitHubError */
  readonly run: (call: Call) => Reply
}
