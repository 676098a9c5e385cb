import type { Target } from '../model/target.ts'

/** What a comment is about: the backend and stage, or the manifest and shard. */
export interface CommentSubject {
  readonly targets: readonly Target[]
  readonly manifest:
    | { readonly path: string; readonly shard: { readonly index: number | '*'; readonly count: number } }
    | undefined
}

/** What tells a comment from the others of the same workflow and job. */
export function commentSubject({ manifest, targets }: CommentSubject): string {
  if (manifest !== undefined) {
    return `${manifest.path} ${manifest.shard.index}/${manifest.shard.count}`
  }
  return targets.map(({ backendId, stageName }) => `${backendId}/${stageName}`).join()
}
