import { startGitHub } from '../../emulator/github/server.ts'
import type { GitHub, GitHubOptions } from '../../emulator/github/server.ts'
import type { StepOptions } from '../../step-runner/step.ts'
import { demandClean } from './leaks.ts'

const REPOSITORY = 'octo-org/shop'
export const PULL_REQUEST = { repository: REPOSITORY, number: 7 }

/** Runs against a GitHub of its own with one pull request, which is closed whatever happens. */
export async function withGitHub<T>(options: GitHubOptions, use: (github: GitHub) => Promise<T>): Promise<T> {
  const github = await startGitHub({ pullRequests: [PULL_REQUEST], ...options })
  try {
    const result = await use(github)
    demandClean(github.comments().map(({ id, body }) => [`comment ${id}`, body]))
    return result
  } finally {
    await github.close()
  }
}

/** What a step of a job of the pull request runs with. */
export function jobOf(github: GitHub): Pick<StepOptions, 'token' | 'github'> {
  const { token, apiUrl, graphqlUrl, serverUrl } = github
  return {
    token,
    github: {
      repository: REPOSITORY,
      apiUrl,
      graphqlUrl,
      serverUrl,
      eventName: 'pull_request',
      event: { pull_request: { number: PULL_REQUEST.number } }
    }
  }
}
