import { drafts } from './script/drafts.ts'
import { prepare } from './script/setup.ts'
import { refusals } from './script/refusals.ts'
import { routes } from './script/routes.ts'
import { addresses, services } from './script/services.ts'
import { throughTheGateway } from './script/through.ts'
import type { NativeSession } from './session.ts'

/** Every call and every check, in order. The caller deletes what it creates. */
export async function nativeScript(session: NativeSession): Promise<void> {
  const setup = await prepare(session)
  await services(session, setup)
  await addresses(session, setup)
  const live = await routes(session, setup)
  await throughTheGateway(session, setup, live)
  await drafts(session, setup, live)
  await refusals(session, setup, live)
  const { locked } = session
  session.learn('native-lock', locked.length === 0 ? 'no write failed with it' : `seen: ${locked.join(', ')}`)
}
