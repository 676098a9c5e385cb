import { textOf } from '../../caller.ts'
import type { Answer } from '../../caller.ts'
import { outcomeOf } from '../../transcript.ts'
import type { NativeSession } from '../session.ts'
import type { Workshop } from './ground.ts'
import type { LiveRoute } from './routes.ts'

/** What is not there, and what may not be done. */
export async function refusals(session: NativeSession, { green }: Workshop, live: LiveRoute): Promise<void> {
  const { httpApiId } = session.own.ground
  const [service, route, api] = ['svc', 'hr', 'api'].map(prefix => session.unknownId(prefix))
  const asked = [
    ['GetService', { ids: { serviceId: service ?? '' } }],
    ['GetHttpApiRoute', { ids: { httpApiId, routeId: route ?? '' } }],
    ['GetHttpApi', { ids: { httpApiId: api ?? '' } }]
  ] as const
  for (const [action, parameters] of asked) {
    const answer = await session.call(`${action} of an unknown id`, action, parameters)
    session.learn('native-not-found', `${action}: ${outcomeOf(answer)}`)
    session.check(
      `${action} of an unknown id is refused, with a code and a request id`,
      answer.code !== '' && codeOf(answer) !== '' && requestIdOf(answer) !== '',
      outcomeOf(answer)
    )
    const message = textOf(answer.body['message'] ?? answer.body['Message'])
    session.learn(
      'native-messages',
      `${action}: ${/\p{Script=Han}/u.test(message) ? 'Chinese' : 'not Chinese'}`
    )
  }
  // of the operations that the kit makes it is the one that its policy does not allow
  const denied = await session.call('an operation without its right', 'ListDomains', {
    query: { pageSize: '1', nameLike: session.own.runName }
  })
  session.learn(
    'native-denial',
    denied.status === 403
      ? `${denied.code}: ${['code', 'Code', 'message', 'Message', 'requestId', 'RequestId', 'accessDeniedDetail', 'AccessDeniedDetail'].filter(key => denied.body[key] !== undefined).join(', ')}`
      : `not seen: these keys may list domains (${outcomeOf(denied)})`
  )
  const used = await session.call('delete a service in use', 'DeleteService', { ids: { serviceId: green } })
  session.learn('native-service-in-use', outcomeOf(used))
  const { deployStatus } = await session.route('after the deletion of a service in use', live.id)
  session.learn('native-service-in-use', `then the route is ${deployStatus}`)
}

function codeOf({ body }: Answer): string {
  return textOf(body['code'] ?? body['Code'])
}

function requestIdOf({ body }: Answer): string {
  return textOf(body['requestId'] ?? body['RequestId'])
}
