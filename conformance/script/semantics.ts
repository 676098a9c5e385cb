import { isJsonObject } from '../../src/model/json.ts'
import { outcomeOf } from '../transcript.ts'
import type { Session } from '../session.ts'
import { modelsOf, modification } from './backend.ts'
import type { MockBackend } from './backend.ts'
import { mock } from './definitions.ts'

/** The effect of omitted keys, of descriptions and of large definitions. */
export async function semantics(session: Session, backend: MockBackend): Promise<void> {
  await omittedKeys(session, backend)
  await descriptions(session, backend)
  await sizes(session, backend)
}

async function omittedKeys(session: Session, backend: MockBackend): Promise<void> {
  const headers = [{ HeaderName: 'x-mock', HeaderValue: 'yes' }]
  const whole = { ...mock('whole', { MockHeaders: headers, MockStatusCode: 201 }), ServiceTimeout: 9000 }
  await session.call('with every key', 'ModifyBackendModel', modification(backend, whole))
  const before = await modelsOf(session, 'with every key: after', backend.id)
  const few = { MockConfig: { MockResult: 'few keys' } }
  const response = await session.call('with few keys', 'ModifyBackendModel', modification(backend, few))
  const models = await modelsOf(session, 'with few keys: after', backend.id)
  const left = kept(models.get('TEST')?.config)
  const had = kept(before.get('TEST')?.config)
  session.learn(
    'full-or-merge',
    `${outcomeOf(response)}; of ${had.join(', ') || 'nothing'} it keeps ${left.join(', ') || 'nothing'}`
  )
  session.check(
    'omitted keys are removed',
    response.code !== '' || left.length === 0,
    `kept ${left.join(', ')}`
  )
}

/** The keys of the complete definition that still have its values. */
function kept(config: Readonly<Record<string, unknown>> | undefined): string[] {
  const inner = config?.['MockConfig'] as Parameters<typeof isJsonObject>[0]
  const values: readonly (readonly [string, unknown, string])[] = [
    ['ServiceTimeout', config?.['ServiceTimeout'], '9000'],
    ['MockStatusCode', isJsonObject(inner) ? inner['MockStatusCode'] : undefined, '201'],
    [
      'MockHeaders',
      isJsonObject(inner) ? JSON.stringify(inner['MockHeaders'] ?? null).includes('x-mock') : false,
      'true'
    ]
  ]
  return values.filter(([, value, whole]) => String(value) === whole).map(([name]) => name)
}

async function descriptions(session: Session, backend: MockBackend): Promise<void> {
  const definition = mock('described')
  const set = (step: string, description: string | undefined) =>
    session.call(
      step,
      'ModifyBackendModel',
      modification(backend, definition, description === undefined ? {} : { Description: description })
    )
  const read = async (step: string) =>
    (await modelsOf(session, step, backend.id)).get('TEST')?.description ?? ''

  await set('description set', 'set')
  await set('description omitted', undefined)
  session.learn(
    'description-empty',
    `omitted: ${(await read('description omitted: after')) === 'set' ? 'kept' : 'not kept'}`
  )
  const empty = await set('description empty', '')
  session.learn(
    'description-empty',
    `empty: ${outcomeOf(empty)}, then it is read as ${JSON.stringify(await read('description empty: after'))}`
  )

  for (const length of [180, 181, 1000]) {
    const step = `description of ${length} characters`
    const response = await set(step, 'x'.repeat(length))
    const stored = response.code === '' ? `, ${(await read(`${step}: after`)).length} are stored` : ''
    session.learn('description-length', `${length}: ${outcomeOf(response)}${stored}`)
  }
}

async function sizes(session: Session, backend: MockBackend): Promise<void> {
  for (const kib of [1, 16, 128, 1024]) {
    const step = `data of ${kib} KiB`
    const definition = mock('x'.repeat(kib * 1024))
    const response = await session.call(step, 'ModifyBackendModel', modification(backend, definition))
    session.learn('data-length', `${kib} KiB: ${outcomeOf(response)}`)
    // the next one is even larger
    if (response.code !== '') break
  }
  await session.call(
    'data of a normal size again',
    'ModifyBackendModel',
    modification(backend, mock('small'))
  )
}
