import { startGitHub } from '../../emulator/github/server.ts'
import type { GitHub, GitHubOptions } from '../../emulator/github/server.ts'
import type { StepOptions } from '../../step-runner/step.ts'
import { assertClean } from './leaks.ts'

const REPOSITORY = 'octo-org/shop'
export const PULL_REQUEST = { repository: REPOSITORY, number: 7 }

/** Runs with a new GitHub emulator with one pull request, and closes it in any case. */
export async function withGitHub<T>(options: GitHubOptions, use: (github: GitHub) => Promise<T>): Promise<T> {
  const github = await startGitHub({ pullRequests: [PULL_REQUEST], ...options })
  try {
    const result = await use(github)
    assertClean(github.comments().map(({ id, body }) => [`comment ${id}`, body]))
    return result
  } finally {
    await github.close()
  }
}

/** The options of a step in a job of the pull request. */
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
