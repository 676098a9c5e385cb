import { decodeTask } from '../../src/cloud/decode.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { textOf } from '../caller.ts'
import { outcomeOf } from '../transcript.ts'
import type { Session } from '../session.ts'
import { holdsAll, modelsOf, modification, resultOf, without } from './backend.ts'
import type { MockBackend } from './backend.ts'
import { mock } from './definitions.ts'

/** How often to read a task without rows, or a definition that does not show the write yet. */
const MAX_READS = 3
const READ_INTERVAL_MS = 1_000

/** The calls of the action: modify, follow, read back; then the same modification again. */
export async function modify(session: Session, backend: MockBackend): Promise<void> {
  const definition = mock('modified', { MockHeaders: [{ HeaderName: 'x-mock', HeaderValue: 'yes' }] })
  const parameters = modification(backend, definition, { Description: 'modified' })
  const accepted = await session.call('modify', 'ModifyBackendModel', parameters)
  session.check(
    'a modification as the action sends it is accepted',
    accepted.code === '',
    outcomeOf(accepted)
  )
  await readBack(session, backend, definition)
  const operation = textOf(accepted.body['OperationId'])
  session.learn(
    'zero-apis',
    operation === '' ? 'no OperationId' : `an OperationId; ${await follow(session, 'follow', operation)}`
  )

  const repeated = await session.call('modify again', 'ModifyBackendModel', parameters)
  const again = textOf(repeated.body['OperationId'])
  const which =
    again === '' ? 'no OperationId' : again === operation ? 'the same OperationId' : 'a new OperationId'
  session.learn('repeated-call', repeated.code === '' ? `accepted, ${which}` : outcomeOf(repeated))
  await withToken(session, backend)
}

/** Repeats a ClientToken with the same parameters, and with different ones. */
async function withToken(session: Session, backend: MockBackend): Promise<void> {
  const token = { ClientToken: session.unknownId() }
  const modify = (step: string, result: string) =>
    session.call(step, 'ModifyBackendModel', modification(backend, mock(result), token))
  const first = await modify('with a token', 'with a token')
  const again = await modify('with the token again', 'with a token')
  const other = await modify('with the token, and other data', 'other data')
  const isOne = textOf(first.body['OperationId']) === textOf(again.body['OperationId'])
  const repeated =
    again.code === '' ? `accepted, ${isOne ? 'the same' : 'a new'} OperationId` : outcomeOf(again)
  session.learn(
    'client-token',
    `${outcomeOf(first)}; again: ${repeated}; with other data: ${outcomeOf(other)}`
  )
}

async function readBack(session: Session, backend: MockBackend, definition: JsonObject): Promise<void> {
  for (let reads = 1; ; reads++) {
    const models = await modelsOf(session, 'read back', backend.id)
    const model = models.get('TEST')
    const shown = holdsAll(model?.config, definition)
    if (!shown && reads < MAX_READS) {
      await session.pause(READ_INTERVAL_MS)
      continue
    }
    session.learn('read-after-write', shown ? `yes, at read ${reads}` : `not after ${reads} reads`)
    session.check('a modification is read back', shown, JSON.stringify(model?.config['MockConfig'] ?? null))
    session.check('its description is read back', model?.description === 'modified', model?.description ?? '')
    session.check(
      'the other stage is unchanged',
      resultOf(models.get('PRE')) === 'created',
      resultOf(models.get('PRE'))
    )
    const config = model?.config['MockConfig'] as JsonObject | undefined
    session.learn(
      'mock-status-code',
      `${JSON.stringify(config?.['MockStatusCode'] ?? null)} after 200 was written`
    )
    return
  }
}

/** Reads a task until it has rows, at most a few times. @returns a description of it */
export async function follow(session: Session, step: string, operation: string): Promise<string> {
  let foundAt = 0
  for (let reads = 1; ; reads++) {
    const response = await session.call(step, 'DescribeUpdateBackendTask', { OperationUid: operation })
    const rows = decodeTask(response.body)
    const isFound = !response.code.startsWith('NotFound')
    if (isFound && foundAt === 0) foundAt = reads
    if ((!isFound || (response.code === '' && rows.length === 0)) && reads < MAX_READS) {
      await session.pause(READ_INTERVAL_MS)
      continue
    }
    const found = isFound ? `at read ${foundAt}` : `not after ${reads} reads`
    session.learn('task-found-late', `${step}: ${found}`)
    session.check(
      `${step}: the task of an OperationId can be read`,
      response.code === '',
      outcomeOf(response)
    )
    const states = [...new Set(rows.map(({ status, message }) => `${status} "${message}"`))]
    session.learn(
      'update-status',
      rows.length === 0 ? `${step}: no rows, since no API is published` : `${step}: ${states.join(', ')}`
    )
    const named = rows.filter(({ apiId }) => apiId !== '').length
    session.learn(
      'task-ids',
      rows.length === 0
        ? `${step}: no rows, since no API is published`
        : `${step}: ${named} of ${rows.length} have one`
    )
    return response.code === '' ? `its task has ${rows.length} rows` : `its task is ${outcomeOf(response)}`
  }
}

/** Modifies with IDs that do not belong together, missing parameters and unknown IDs. */
export async function disagree(
  session: Session,
  backend: MockBackend,
  otherBackendId: string | undefined
): Promise<void> {
  const stages = await effectOf(session, backend, 'stage and model disagree', definition =>
    modification(backend, definition, { BackendModelId: backend.pre })
  )
  session.learn('stage-and-model-disagree', `StageName TEST, BackendModelId of PRE: ${stages}`)

  if (otherBackendId !== undefined) {
    const backends = await effectOf(session, backend, 'backend and model disagree', definition =>
      modification(backend, definition, { BackendId: otherBackendId })
    )
    session.learn('backend-and-model-disagree', backends)
  }
  const type = await effectOf(session, backend, 'wrong type', definition =>
    modification(backend, definition, { BackendType: 'HTTP' })
  )
  session.learn('wrong-type', type)

  for (const name of ['BackendId', 'StageName', 'BackendType', 'BackendModelId']) {
    const effect = await effectOf(session, backend, `without ${name}`, definition =>
      without(modification(backend, definition), name)
    )
    session.learn('parameter-missing', `without ${name} ${effect}`)
  }
  const modelAlone = await effectOf(session, backend, 'BackendModelId alone', definition => ({
    BackendModelId: backend.test,
    BackendModelData: JSON.stringify(definition)
  }))
  session.learn('model-id-alone', modelAlone)
  await effectOf(session, backend, 'BackendId and StageName alone', definition => ({
    BackendId: backend.id,
    StageName: 'TEST',
    BackendModelData: JSON.stringify(definition)
  }))

  const before = resultOf((await modelsOf(session, 'before no data', backend.id)).get('TEST'))
  const noData = without(modification(backend, {}), 'BackendModelData')
  const response = await session.call('without BackendModelData', 'ModifyBackendModel', noData)
  const after = resultOf((await modelsOf(session, 'after no data', backend.id)).get('TEST'))
  session.learn(
    'data-missing',
    `${outcomeOf(response)}, the definition is ${after === before ? 'kept' : 'changed'}`
  )
  session.learn('parameter-missing', `without BackendModelData ${outcomeOf(response)}`)

  const elsewhere = await session.call(
    'modify in an unknown stage',
    'ModifyBackendModel',
    without(modification(backend, mock('elsewhere'), { StageName: 'NOSUCH2' }), 'BackendModelId')
  )
  session.learn('unknown-stage', `ModifyBackendModel: ${outcomeOf(elsewhere)}`)
}

/** Sends a modification with a unique definition. @returns the outcome, and which stage it changed */
async function effectOf(
  session: Session,
  backend: MockBackend,
  step: string,
  parameters: (definition: JsonObject) => Readonly<Record<string, string>>
): Promise<string> {
  const response = await session.call(step, 'ModifyBackendModel', parameters(mock(step)))
  if (response.code !== '') return outcomeOf(response)
  const models = await modelsOf(session, `${step}: after`, backend.id)
  const changed = [...models.values()].filter(model => resultOf(model) === step).map(model => model.stageName)
  return `accepted, changed ${changed.join(' and ') || 'nothing'}`
}
