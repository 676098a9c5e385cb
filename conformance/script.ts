import { create } from './script/create.ts'
import { disagree, modify } from './script/modify.ts'
import { refusals } from './script/refusals.ts'
import { remove } from './script/remove.ts'
import { semantics } from './script/semantics.ts'
import { types } from './script/types.ts'
import type { Session } from './session.ts'

/** Every call and every check, in order. The caller deletes what it creates. */
export async function script(session: Session): Promise<void> {
  const backend = await create(session)
  await modify(session, backend)
  const http = await session.createBackend('HTTP: create backend', 'HTTP')
  await disagree(session, backend, http)
  await refusals(session, backend)
  await semantics(session, backend)
  await types(session, new Map(http === undefined ? [] : [['HTTP', http]]))
  await remove(session, backend)
}
