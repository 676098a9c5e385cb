import { forbidden } from './access.ts'
import { simpleUser } from './account.ts'
import { GitHubError } from './github-error.ts'
import { executeQuery } from './graphql.ts'
import type { Call, Operation, Reply } from './operation.ts'

export const GET_USER: Operation = {
  id: 'users/get-authenticated',
  method: 'GET',
  paths: ['/user'],
  docs: '/rest/users/users#get-the-authenticated-user',
  run: getUser
}

/** Its root path depends on the edition: it is not part of the REST API. */
export const GRAPHQL: Operation = {
  id: 'graphql',
  method: 'POST',
  paths: ['/graphql'],
  docs: '/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql',
  run: graphql
}

function getUser({ caller, docs, api, web }: Call): Reply {
  if (caller === undefined) throw new GitHubError(401, 'Requires authentication', docs)
  // an app is not a user; it gets its name from GraphQL
  if (caller.kind === 'installation') throw forbidden(caller, docs)
  return { status: 200, body: simpleUser(caller.viewer, api, web) }
}

function graphql({ caller, docs, body, web }: Call): Reply {
  if (caller === undefined) {
    throw new GitHubError(401, 'This endpoint requires you to be authenticated.', docs)
  }
  return { status: 200, body: executeQuery(body['query'], caller.viewer, web) }
}
