import { drafts } from './script/drafts.ts'
import { prepare } from './script/ground.ts'
import { refusals } from './script/refusals.ts'
import { routes } from './script/routes.ts'
import { addresses, services } from './script/services.ts'
import { throughTheGateway } from './script/through.ts'
import type { NativeSession } from './session.ts'

/** Every call and every check, in order. What it makes is taken away by who runs it. */
export async function nativeScript(session: NativeSession): Promise<void> {
  const workshop = await prepare(session)
  await services(session, workshop)
  await addresses(session, workshop)
  const live = await routes(session, workshop)
  await throughTheGateway(session, workshop, live)
  await drafts(session, workshop, live)
  await refusals(session, workshop, live)
  const { locked } = session
  session.learn('native-lock', locked.length === 0 ? 'no write met one' : `met: ${locked.join(', ')}`)
}
