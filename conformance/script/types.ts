import { decodeBackend } from '../../src/cloud/decode.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { outcomeOf } from '../transcript.ts'
import type { Session } from '../session.ts'
import { holdsAll } from './backend.ts'
import { BY_TYPE, SPELLED, WITHOUT_SCHEME } from './definitions.ts'
import { faithfulness } from './faithfulness.ts'

/** Creates a backend and a definition of each type if possible, and reads them back. */
export async function types(session: Session, made: ReadonlyMap<string, string>): Promise<void> {
  for (const [type, definition] of Object.entries(BY_TYPE)) {
    const id = made.get(type) ?? (await session.createBackend(`${type}: create backend`, type))
    if (id === undefined) {
      const rejected = session.steps.find(({ step }) => step === `${type}: create backend`)
      session.learn(
        'write-formats',
        `${type}: CreateBackend ${rejected?.status ?? 0} ${rejected?.code ?? ''}`
      )
      continue
    }
    const { outcome, config } = await written(session, { type, id, stage: 'TEST', definition })
    const readBack = holdsAll(config, definition) ? 'read back as written' : 'read back differently'
    session.learn('write-formats', `${type}: ${outcome === 'accepted' ? readBack : outcome}`)
    if (type === 'VPC') session.learn('vpc-access', outcome)
    if (type !== 'HTTP') continue
    await written(session, { type, id, stage: 'PRE', definition: SPELLED })
    const address = await written(session, { type, id, stage: 'RELEASE', definition: WITHOUT_SCHEME })
    session.learn('data-checked', `HTTP, an address without a scheme: ${address.outcome}`)
  }
}

interface Writing {
  readonly type: string
  readonly id: string
  readonly stage: string
  readonly definition: JsonObject
}

/** Creates a definition, reads it back, and compares keys and values. */
async function written(
  session: Session,
  { type, id, stage, definition }: Writing
): Promise<{ readonly outcome: string; readonly config: JsonObject }> {
  const response = await session.call(`${type}: create ${stage}`, 'CreateBackendModel', {
    BackendId: id,
    BackendType: type,
    StageName: stage,
    BackendModelData: JSON.stringify(definition)
  })
  const outcome = outcomeOf(response)
  const describe = stage === 'TEST' ? `${type}: describe` : `${type}: describe ${stage}`
  const shown = await session.call(describe, 'DescribeBackendInfo', { BackendId: id })
  const config = decodeBackend(shown.body)?.models.find(({ stageName }) => stageName === stage)?.config ?? {}
  if (outcome !== 'accepted') return { outcome, config }
  const { missing, retyped, rewritten, added } = faithfulness(definition, config)
  const learn = (question: Parameters<Session['learn']>[0], paths: readonly string[]) =>
    session.learn(question, `${type} ${stage}: ${paths.join(', ') || 'none'}`)
  learn('keys-not-returned', missing)
  learn('value-types', retyped)
  learn('values-rewritten', rewritten)
  learn('defaults-added', added)
  return { outcome, config }
}
