import type { Entries } from './entry.ts'

/** What GitHub answers to a comment. None of it changes how the step ends: it is a warning. */
export const GITHUB_CODES = {
  'GitHub.401': {
    meaning: 'GitHub does not take the token.',
    cure: 'Check github-token.',
    retry: 'no'
  },
  'GitHub.403': {
    meaning: 'The token may not comment on the pull request, or its conversation is locked.',
    cure: 'Give the job the permission "pull-requests: write"; a pull request from a fork has none to give.',
    retry: 'no'
  },
  'GitHub.404': {
    meaning: 'The token sees no such pull request.',
    cure: 'Give the job the permission "pull-requests: write"; a pull request from a fork has none to give.',
    retry: 'no'
  },
  'GitHub.422': {
    meaning: 'GitHub does not take the comment.',
    cure: 'Please report it with the log of the step.',
    retry: 'no'
  },
  'GitHub.RateLimit': {
    meaning: 'The token made too many calls, or too many comments in a short time.',
    cure: 'Run the job again later, or comment from fewer jobs.',
    retry: 'rerun'
  },
  GitHub: {
    meaning: 'GitHub failed, or could not be reached.',
    cure: "Run the job again later. On GitHub Enterprise Server, check that the runner reaches the server's API (HTTPS_PROXY, NO_PROXY).",
    retry: 'rerun'
  }
} as const satisfies Entries
