import { decodeBackend } from '../../src/cloud/decode.ts'
import { outcomeOf } from '../session.ts'
import type { Session } from '../session.ts'
import { holdsAll } from './backend.ts'
import { BY_TYPE } from './definitions.ts'

/** A backend and a definition of each type, as far as they can be made, and how they are read back. */
export async function types(session: Session, made: ReadonlyMap<string, string>): Promise<void> {
  for (const [type, definition] of Object.entries(BY_TYPE)) {
    const id = made.get(type) ?? (await session.createBackend(`${type}: create backend`, type))
    if (id === undefined) {
      const refused = session.steps.find(({ step }) => step === `${type}: create backend`)
      session.learn('write-formats', `${type}: CreateBackend ${refused?.status ?? 0} ${refused?.code ?? ''}`)
      continue
    }
    const answer = await session.call(`${type}: create TEST`, 'CreateBackendModel', {
      BackendId: id,
      BackendType: type,
      StageName: 'TEST',
      BackendModelData: JSON.stringify(definition)
    })
    const shown = await session.call(`${type}: describe`, 'DescribeBackendInfo', { BackendId: id })
    const config = decodeBackend(shown.body)?.models[0]?.config
    const readBack = holdsAll(config, definition) ? 'read back as written' : 'read back otherwise'
    session.learn('write-formats', `${type}: ${answer.code === '' ? readBack : outcomeOf(answer)}`)
  }
}
