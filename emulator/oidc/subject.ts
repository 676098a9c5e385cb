/** The parts of a job's subject. */
export interface SubjectParts {
  /** `owner/name`. Defaults to `octo-org/octo-shop`. */
  readonly repository?: string
  /** The job's environment. Defaults to `production`. */
  readonly environment?: string
  /** Ids of owner and repository, which are in the subject of repositories created, renamed or transferred after July 15, 2026. */
  readonly ids?: { readonly owner: number; readonly repository: number }
}

/** `repo:OWNER/REPO:environment:NAME`, or with IDs `repo:OWNER@ID/REPO@ID:environment:NAME`. */
export function subjectOf({
  repository = 'octo-org/octo-shop',
  environment = 'production',
  ids
}: SubjectParts = {}): string {
  const [owner = '', name = ''] = repository.split('/')
  const place = ids === undefined ? repository : `${owner}@${ids.owner}/${name}@${ids.repository}`
  return `repo:${place}:environment:${environment}`
}
