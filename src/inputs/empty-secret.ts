import { readUnprivileged } from '../runtime/github.ts'
import type { Environment } from '../runtime/github.ts'

// GitHub hands over a secret that there is not, or that the run may not have, as an empty string, without a word.

/** Why a secret may have arrived empty, in whole sentences: first what the run itself tells. */
export function emptySecretCauses(env: Environment): string {
  const run = readUnprivileged(env)
  const likely =
    run === undefined
      ? ''
      : run.kind === 'fork'
        ? `This run is for a pull request from ${forkOf(run.repository)}, and such runs are given no secrets: run the job on push or workflow_dispatch instead. Other causes of an empty secret: `
        : "This run was started by Dependabot, whose runs are given the Dependabot secrets, not those of Actions: skip the job with if: github.actor != 'dependabot[bot]', or add the secret in Settings, Secrets and variables, Dependabot. Other causes of an empty secret: "
  const causes = [
    'its name is misspelled, or it is not set in this repository or organization',
    'it belongs to an environment, and the job has no environment: of that name',
    'a reusable workflow was not given it (secrets: inherit)',
    ...(run === undefined
      ? [
          'the run is for a pull request from a fork, or was started by Dependabot, and is given no secrets of Actions'
        ]
      : [])
  ]
  return `${likely === '' ? 'Usual causes of an empty secret: ' : likely}${causes.join('; ')}.`
}

/** Why the job may not ask for an OIDC token, as far as the run itself tells; empty, or a sentence with a space behind it. */
export function missingTokenCause(env: Environment): string {
  const run = readUnprivileged(env)
  if (run === undefined) return ''
  return run.kind === 'fork'
    ? `This run is for a pull request from ${forkOf(run.repository)}, and such runs are never given one: run the job on push or workflow_dispatch instead. `
    : "This run was started by Dependabot, whose runs may only read unless the job itself asks for more: skip the job with if: github.actor != 'dependabot[bot]', or add the permission. "
}

function forkOf(repository: string): string {
  return repository === '' ? 'a fork' : `a fork (${repository})`
}
