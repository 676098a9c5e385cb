import { calledWorkflow, isOwn, readWorkflow } from '../document.ts'
import type { Permissions, Workflow } from '../document.ts'
import { jobsOf } from '../places.ts'
import type { PlacedJob } from '../places.ts'

export function permissionsArePresent({ permissions }: Workflow): string[] {
  if (permissions === undefined) return ['it has no permissions: the default can grant all of them']
  if (typeof permissions !== 'object') return [`its permissions are ${String(permissions)}`]
  return Object.entries(permissions)
    .filter(([, value]) => value === 'write')
    .map(([scope]) => `${scope}: write is for all of its jobs`)
}

/** A job is granted exactly the permissions that its steps need. */
export function permissionsAreLeast(workflow: Workflow): string[] {
  return jobsOf(workflow).flatMap(placed => {
    const granted = show(placed.job.permissions ?? workflow.permissions ?? {})
    const needed = show(neededBy(placed))
    return granted === needed ? [] : [`${placed.name}: it is granted ${granted}, and needs ${needed}`]
  })
}

function neededBy({ job, steps }: PlacedJob): Permissions {
  const called = calledWorkflow(job)
  if (called !== undefined) {
    const { jobs, permissions = {} } = readWorkflow(called)
    return Object.assign({}, ...Object.values(jobs).map(one => one.permissions ?? permissions)) as Permissions
  }
  const uses = (name: string): boolean => steps.some(step => step.uses?.startsWith(name))
  const isSet = (input: string): boolean =>
    steps.some(step => isOwn(step) && ![undefined, '', false, 'false'].includes(step.with?.[input] as string))
  const releases = steps.some(({ run }) => run?.includes('gh release create'))
  const writesIssues = steps.some(({ run }) => run?.includes('gh issue '))
  const attests = uses('actions/attest-build-provenance@')
  const permissions: Record<string, string> = {}
  if (uses('actions/checkout@')) permissions['contents'] = 'read'
  if (releases) permissions['contents'] = 'write'
  // an emulator's token needs no permission, which would even replace its variables
  const assumes = steps.some(
    ({ with: inputs, env }) =>
      inputs?.['role-to-assume'] !== undefined && env?.['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined
  )
  if (attests || assumes) permissions['id-token'] = 'write'
  if (attests) permissions['attestations'] = 'write'
  if (writesIssues) permissions['issues'] = 'write'
  if (isSet('comment-on-pr')) permissions['pull-requests'] = 'write'
  if (uses('github/codeql-action/')) permissions['security-events'] = 'write'
  return permissions
}

function show(permissions: Permissions): string {
  const scopes = Object.entries(permissions)
    .filter(([, value]) => value !== 'none')
    .map(([scope, value]) => `${scope}: ${value}`)
  return scopes.length === 0 ? 'nothing' : scopes.sort().join(', ')
}
