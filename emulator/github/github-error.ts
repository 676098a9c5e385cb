import type { JsonObject } from '../cloud/json.ts'

/** An error that GitHub returns. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError'
  readonly status: number
  /** The path of documentation_url, `/rest`. */
  readonly docs: string
  /** Validation errors of individual fields. */
  readonly errors: readonly JsonObject[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    docs: string,
    more: { errors?: readonly JsonObject[]; headers?: Readonly<Record<string, string>> } = {}
  ) {
    super(message)
    this.status = status
    this.docs = docs
    this.errors = more.errors ?? []
    this.headers = more.headers ?? {}
  }
}

export function notFound(docs: string): GitHubError {
  return new GitHubError(404, 'Not Found', docs)
}

/** @param docsUrl `https://docs.github.com`, or the URL for an Enterprise Server version */
export function errorBody({ status, message, docs, errors }: GitHubError, docsUrl: string): JsonObject {
  return {
    message,
    ...(errors.length === 0 ? {} : { errors }),
    documentation_url: `${docsUrl}${docs}`,
    status: String(status)
  }
}
