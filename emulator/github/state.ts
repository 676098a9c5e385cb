import type { Clock } from '../cloud/state.ts'
import type { Account } from './account.ts'
import { accountOf } from './account.ts'

export interface Repository {
  readonly id: number
  /** `octo-org/shop` */
  readonly name: string
  readonly isPublic: boolean
}

export interface Issue {
  readonly repository: Repository
  readonly number: number
  /** Pull requests are issues too, and have comments of the same kind. */
  readonly isPullRequest: boolean
  readonly locked: boolean
}

export interface Comment {
  readonly id: number
  readonly repository: string
  /** The number of the pull request or issue. */
  readonly number: number
  readonly user: Account
  readonly body: string
  /** ms */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface SeedIssue {
  /** `octo-org/shop` */
  readonly repository: string
  readonly number: number
  /** The conversation is locked: an installation's token cannot comment. */
  readonly locked?: boolean
}

export interface SeedComment {
  readonly repository: string
  readonly number: number
  readonly body: string
  /** The login of its author. Defaults to `octocat`. */
  readonly user?: string
}

export interface GitHubSeed {
  readonly pullRequests?: readonly SeedIssue[]
  readonly issues?: readonly SeedIssue[]
  /** Repositories that anyone can read; all others are private. */
  readonly publicRepositories?: readonly string[]
  readonly comments?: readonly SeedComment[]
}

/** Above 2^31, like real IDs. */
const FIRST_COMMENT_ID = 3_000_000_001
const FIRST_REPOSITORY_ID = 900_000_001

/** Repositories with their pull requests, issues and comments. Names are case-insensitive. */
export class GitHubState {
  readonly #clock: Clock
  readonly #repositories: Repository[] = []
  readonly #issues: Issue[] = []
  #comments: Comment[] = []
  #nextId = FIRST_COMMENT_ID

  /** @throws Error if a comment's pull request or issue does not exist */
  constructor(seed: GitHubSeed, clock: Clock) {
    this.#clock = clock
    const isPublic = (name: string) => (seed.publicRepositories ?? []).some(other => same(other, name))
    const add = (isPullRequest: boolean) => (issue: SeedIssue) => {
      const { repository: name, number, locked = false } = issue
      let repository = this.repository(name)
      if (repository === undefined) {
        const id = FIRST_REPOSITORY_ID + this.#repositories.length
        repository = { id, name, isPublic: isPublic(name) }
        this.#repositories.push(repository)
      }
      this.#issues.push({ repository, number, isPullRequest, locked })
    }
    seed.pullRequests?.forEach(add(true))
    seed.issues?.forEach(add(false))
    seed.comments?.forEach(comment => this.addComment(comment))
  }

  repository(nameOrId: string | number): Repository | undefined {
    return this.#repositories.find(({ id, name }) =>
      typeof nameOrId === 'number' ? id === nameOrId : same(name, nameOrId)
    )
  }

  issue(repository: string, number: number): Issue | undefined {
    return this.#issues.find(issue => same(issue.repository.name, repository) && issue.number === number)
  }

  /** In order of their IDs. */
  comments(repository?: string, number?: number): Comment[] {
    return this.#comments.filter(
      comment =>
        (repository === undefined || same(comment.repository, repository)) &&
        (number === undefined || comment.number === number)
    )
  }

  comment(id: number): Comment | undefined {
    return this.#comments.find(comment => comment.id === id)
  }

  /** @throws Error if there is no such pull request or issue */
  addComment({ repository, number, body, user = 'octocat' }: SeedComment): Comment {
    return this.write(repository, number, body, accountOf(user))
  }

  /** @throws Error if there is no such pull request or issue */
  write(repository: string, number: number, body: string, user: Account): Comment {
    const issue = this.issue(repository, number)
    if (issue === undefined) throw new Error(`no pull request or issue ${repository}#${number}`)
    const at = this.#clock.now()
    const id = this.#nextId++
    const comment = {
      id,
      repository: issue.repository.name,
      number,
      user,
      body,
      createdAt: at,
      updatedAt: at
    }
    this.#comments.push(comment)
    return comment
  }

  /** Does nothing if there is no such comment. */
  edit(id: number, body: string): void {
    const updatedAt = this.#clock.now()
    this.#comments = this.#comments.map(comment =>
      comment.id === id ? { ...comment, body, updatedAt } : comment
    )
  }

  /** Does nothing if there is no such comment. */
  remove(id: number): void {
    this.#comments = this.#comments.filter(comment => comment.id !== id)
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
