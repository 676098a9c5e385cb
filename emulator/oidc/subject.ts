/** What a job's subject is made from. */
export interface SubjectParts {
  /** `owner/name`; `octo-org/octo-shop` by default. */
  readonly repository?: string
  /** The job's environment, `production` by default. */
  readonly environment?: string
  /** Of owner and repository: repositories made, renamed or moved after 15 July 2026 have them in their subject. */
  readonly ids?: { readonly owner: number; readonly repository: number }
}

/** `repo:OWNER/REPO:environment:NAME`, or with ids `repo:OWNER@ID/REPO@ID:environment:NAME`. */
export function subjectOf({
  repository = 'octo-org/octo-shop',
  environment = 'production',
  ids
}: SubjectParts = {}): string {
  const [owner = '', name = ''] = repository.split('/')
  const place = ids === undefined ? repository : `${owner}@${ids.owner}/${name}@${ids.repository}`
  return `repo:${place}:environment:${environment}`
}
