import { decodeApis, decodeBackend } from '../../src/cloud/decode.ts'
import { isJsonObject } from '../../src/model/json.ts'
import { textOf } from '../caller.ts'
import { CannotContinue, outcomeOf } from '../transcript.ts'
import type { Session } from '../session.ts'
import { TYPE, modelsOf, without } from './backend.ts'
import type { MockBackend } from './backend.ts'
import { mock } from './definitions.ts'

/** Creates a backend with two definitions, and reads them. */
export async function create(session: Session): Promise<MockBackend> {
  const id = await session.createBackend('create backend', TYPE)
  if (id === undefined) throw new CannotContinue('CreateBackend of a MOCK was rejected')

  const empty = await session.call('describe without definitions', 'DescribeBackendInfo', { BackendId: id })
  session.check(
    'a backend without definitions can be read',
    decodeBackend(empty.body)?.models.length === 0,
    outcomeOf(empty)
  )

  const parameters = {
    BackendId: id,
    BackendType: TYPE,
    StageName: 'TEST',
    BackendModelData: JSON.stringify(mock('created')),
    Description: 'created'
  }
  const test = await session.createModel('create TEST', 'TEST definition', parameters)
  const pre = await session.createModel('create PRE', 'PRE definition', { ...parameters, StageName: 'PRE' })
  if (test === undefined || pre === undefined) throw new CannotContinue('CreateBackendModel was rejected')

  const models = await modelsOf(session, 'describe', id)
  session.check(
    'both definitions are read back with their IDs',
    models.get('TEST')?.backendModelId === test && models.get('PRE')?.backendModelId === pre,
    [...models.keys()].join(', ')
  )

  learnTimes(session)

  session.learn(
    'create-twice',
    outcomeOf(await session.call('create TEST again', 'CreateBackendModel', parameters))
  )
  await withOneMissing(session, id, parameters)
  const stage = { ...parameters, StageName: 'NOSUCH' }
  const inUnknown = await session.call('create in an unknown stage', 'CreateBackendModel', stage)
  session.learn('unknown-stage', `CreateBackendModel: ${outcomeOf(inUnknown)}`)
  await withoutApis(session, id)
  return { id, test, pre }
}

async function withOneMissing(
  session: Session,
  backendId: string,
  parameters: Readonly<Record<string, string>>
): Promise<void> {
  // BackendId is always set: without it, the cloud could select any backend
  for (const name of ['BackendType', 'StageName', 'BackendModelData', 'Description']) {
    const remaining = without({ ...parameters, StageName: 'RELEASE' }, name)
    const step = `create without ${name}`
    const model = await session.createModel(step, `definition of ${step}`, remaining)
    const recorded = session.steps.find(candidate => candidate.step === step)
    session.learn('create-parameter-missing', `without ${name} ${recorded?.code || 'accepted'}`)
    if (model === undefined) continue
    await session.call(`delete what was created without ${name}`, 'DeleteBackendModel', {
      BackendId: backendId,
      BackendModelId: model
    })
  }
}

async function withoutApis(session: Session, id: string): Promise<void> {
  const stage = await session.call('published APIs', 'DescribeApisByBackend', {
    BackendId: id,
    StageName: 'TEST'
  })
  const page = decodeApis(stage.body)
  session.check('without published APIs the list is empty', page?.items.length === 0, outcomeOf(stage))
  session.learn(
    'zero-apis-list',
    `ApiInfoList ${JSON.stringify(stage.body['ApiInfoList'] ?? 'is absent')}, PageSize ${JSON.stringify(stage.body['PageSize'] ?? 'is absent')}`
  )
  await session.call('draft APIs', 'DescribeApisByBackend', { BackendId: id })
  for (const size of [100, 101, 1000]) {
    const response = await session.call(`a page of ${size}`, 'DescribeApisByBackend', {
      BackendId: id,
      StageName: 'TEST',
      PageSize: String(size)
    })
    const returned =
      response.code === '' ? `, PageSize ${JSON.stringify(response.body['PageSize'] ?? 'is absent')}` : ''
    session.learn('page-size', `${size}: ${outcomeOf(response)}${returned}`)
  }
}

/** Times are recorded by their format, which is what the question asks for. */
function learnTimes(session: Session): void {
  const info = session.steps.find(({ step }) => step === 'describe')?.body['BackendInfo']
  if (!isJsonObject(info)) return
  const [model] = Array.isArray(info['BackendModels']) ? info['BackendModels'].filter(isJsonObject) : []
  session.learn(
    'times',
    `CreatedTime ${textOf(info['CreatedTime'])}, GmtCreate ${textOf(model?.['GmtCreate'])}`
  )
}
