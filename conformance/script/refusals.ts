import { NO_SUCH_OPERATION } from '../ownership.ts'
import { textOf } from '../caller.ts'
import type { CallResponse } from '../caller.ts'
import { outcomeOf } from '../transcript.ts'
import type { Session } from '../session.ts'
import { modification } from './backend.ts'
import type { MockBackend } from './backend.ts'
import { mock } from './definitions.ts'

/** Unknown IDs and invalid definitions. */
export async function refusals(session: Session, backend: MockBackend): Promise<void> {
  const unknown = session.unknownId()
  const nowhere = mock('nowhere')
  const calls: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    ['describe an unknown backend', 'DescribeBackendInfo', { BackendId: unknown }],
    ['APIs of an unknown backend', 'DescribeApisByBackend', { BackendId: unknown, StageName: 'TEST' }],
    [
      'modify an unknown backend',
      'ModifyBackendModel',
      modification(backend, nowhere, { BackendId: unknown })
    ],
    [
      'modify an unknown definition',
      'ModifyBackendModel',
      modification(backend, nowhere, { BackendModelId: unknown })
    ],
    ['delete an unknown definition', 'DeleteBackendModel', { BackendModelId: unknown }]
  ]
  for (const [step, action, parameters] of calls) {
    const response = await session.call(step, action, parameters)
    session.learn('unknown-ids', `${step}: ${outcomeOf(response)}`)
    if (action === 'DescribeBackendInfo') {
      session.check(
        'an unknown backend is NotFoundBackend',
        response.code.startsWith('NotFoundBackend'),
        outcomeOf(response)
      )
      checkShape(session, 'a rejection', response)
    }
  }
  const task = await session.call('an unknown operation ID', 'DescribeUpdateBackendTask', {
    OperationUid: unknown
  })
  session.learn('unknown-operation-id', outcomeOf(task))

  const operation = await session.call('an unknown operation', NO_SUCH_OPERATION)
  session.check('an unknown operation is rejected', operation.status >= 400, outcomeOf(operation))
  await session.call('describe without BackendId', 'DescribeBackendInfo')
  await session.call('a task without OperationUid', 'DescribeUpdateBackendTask')

  const data: readonly (readonly [string, string])[] = [
    ['not JSON', '{"MockConfig":'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['an unknown key', JSON.stringify({ ...mock('unknown key'), ConformanceKey: 'x' })],
    ['a text for a number', JSON.stringify({ ...mock('text for a number'), ServiceTimeout: 'soon' })],
    ['a text for an object', JSON.stringify({ MockConfig: 'text for an object' })],
    ['a definition of HTTP', JSON.stringify({ ServiceAddress: 'http://192.0.2.1:8080' })]
  ]
  for (const [what, text] of data) {
    const step = `data that is ${what}`
    const response = await session.call(
      step,
      'ModifyBackendModel',
      modification(backend, {}, { BackendModelData: text })
    )
    session.learn('data-checked', `${what}: ${outcomeOf(response)}`)
    if (response.code === '')
      await session.call(`${step}: after`, 'DescribeBackendInfo', { BackendId: backend.id })
  }
}

function checkShape(session: Session, what: string, { body }: CallResponse): void {
  const missing = ['Code', 'Message', 'RequestId'].filter(key => textOf(body[key]) === '')
  session.check(
    `${what} has a Code, a Message and a RequestId`,
    missing.length === 0,
    `without ${missing.join(', ')}`
  )
}
