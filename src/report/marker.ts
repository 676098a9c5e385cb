import { createHash } from 'node:crypto'

/** What tells one comment from the others of a pull request. */
export interface CommentKey {
  readonly workflow: string
  readonly job: string
  /** The backend and stage, or the manifest and shard. */
  readonly key: string
}

/** An HTML comment that no reader sees. A hash, so that no name can end it or be read in it. */
export function markerOf({ workflow, job, key }: CommentKey): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([workflow, job, key]))
    .digest('hex')
  return `<!-- switch-backend ${hash.slice(0, 32)} -->`
}

/**
 * Whether a comment's body begins with the marker. It does not say who wrote it: anybody can copy a
 * marker, so a comment is ours only if its author is the identity of this token, too.
 */
export function isMarkedBy(marker: string, body: string): boolean {
  return body.startsWith(marker) && /^\s*(?:[\r\n]|$)/.test(body.slice(marker.length))
}
