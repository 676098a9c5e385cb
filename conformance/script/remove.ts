import { textOf } from '../caller.ts'
import { outcomeOf } from '../transcript.ts'
import type { Session } from '../session.ts'
import { modelsOf, modification } from './backend.ts'
import type { MockBackend } from './backend.ts'
import { mock } from './definitions.ts'
import { follow } from './modify.ts'

/** Deletes a definition, and then uses it. */
export async function remove(session: Session, backend: MockBackend): Promise<void> {
  const parameters = { BackendId: backend.id, StageName: 'PRE', BackendModelId: backend.pre }
  const deleted = await session.call('delete PRE', 'DeleteBackendModel', parameters)
  session.check('a definition can be deleted', deleted.code === '', outcomeOf(deleted))
  const operation = textOf(deleted.body['OperationId'])
  session.learn(
    'after-delete',
    operation === ''
      ? 'no OperationId'
      : `an OperationId; ${await follow(session, 'follow the deletion', operation)}`
  )
  const models = await modelsOf(session, 'describe after the deletion', backend.id)
  session.check('a deleted definition is no longer read', !models.has('PRE'), [...models.keys()].join(', '))
  const stage = { StageName: 'PRE', BackendModelId: backend.pre }
  const late = await session.call(
    'modify after the deletion',
    'ModifyBackendModel',
    modification(backend, mock('late'), stage)
  )
  session.learn('after-delete', `ModifyBackendModel ${outcomeOf(late)}`)
  session.learn(
    'after-delete',
    `DeleteBackendModel ${outcomeOf(await session.call('delete PRE again', 'DeleteBackendModel', parameters))}`
  )
  session.learn(
    'backend-in-use',
    outcomeOf(await session.call('delete the backend in use', 'DeleteBackend', { BackendId: backend.id }))
  )
}
