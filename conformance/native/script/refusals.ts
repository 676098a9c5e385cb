import { textOf } from '../../caller.ts'
import type { CallResponse } from '../../caller.ts'
import { outcomeOf } from '../../transcript.ts'
import type { NativeSession } from '../session.ts'
import type { Setup } from './setup.ts'
import type { LiveRoute } from './routes.ts'

/** Unknown IDs, and calls that are not allowed. */
export async function refusals(session: NativeSession, { green }: Setup, live: LiveRoute): Promise<void> {
  const { httpApiId } = session.own.scope
  const [service, route, api] = ['svc', 'hr', 'api'].map(prefix => session.unknownId(prefix))
  const calls = [
    ['GetService', { ids: { serviceId: service ?? '' } }],
    ['GetHttpApiRoute', { ids: { httpApiId, routeId: route ?? '' } }],
    ['GetHttpApi', { ids: { httpApiId: api ?? '' } }]
  ] as const
  for (const [action, parameters] of calls) {
    const response = await session.call(`${action} of an unknown ID`, action, parameters)
    session.learn('native-not-found', `${action}: ${outcomeOf(response)}`)
    session.check(
      `${action} of an unknown ID is rejected with a code and a request ID`,
      response.code !== '' && codeOf(response) !== '' && requestIdOf(response) !== '',
      outcomeOf(response)
    )
    const message = textOf(response.body['message'] ?? response.body['Message'])
    session.learn(
      'native-messages',
      `${action}: ${/\p{Script=Han}/u.test(message) ? 'Chinese' : 'not Chinese'}`
    )
  }
  // the only operation of the kit that its policy does not allow
  const denied = await session.call('an operation without its permission', 'ListDomains', {
    query: { pageSize: '1', nameLike: session.own.runName }
  })
  session.learn(
    'native-denial',
    denied.status === 403
      ? `${denied.code}: ${['code', 'Code', 'message', 'Message', 'requestId', 'RequestId', 'accessDeniedDetail', 'AccessDeniedDetail'].filter(key => denied.body[key] !== undefined).join(', ')}`
      : `not observed: these access keys are allowed to list domains (${outcomeOf(denied)})`
  )
  const used = await session.call('delete a service in use', 'DeleteService', { ids: { serviceId: green } })
  session.learn('native-service-in-use', outcomeOf(used))
  const { deployStatus } = await session.route('after the deletion of a service in use', live.id)
  session.learn('native-service-in-use', `the route is then ${deployStatus}`)
}

function codeOf({ body }: CallResponse): string {
  return textOf(body['code'] ?? body['Code'])
}

function requestIdOf({ body }: CallResponse): string {
  return textOf(body['requestId'] ?? body['RequestId'])
}
