import type { KindName, Target } from '../model/target.ts'
import { BACKEND } from './backend/backend.ts'
import type { Kind } from './kind.ts'

/** The loaded kinds: backends always, the others once a target requires them. */
const KINDS: Partial<Record<KindName, Kind>> = { backend: BACKEND }

/** How each of the other kinds is loaded. */
const LOADERS: Partial<Record<KindName, () => Promise<Kind>>> = {
  service: async () => (await import('./service/service.ts')).SERVICE,
  route: async () => (await import('./route/route.ts')).ROUTE
}

/** Loads the kinds of the targets. Must be called before `kindOf`. */
export async function loadKinds(targets: readonly Pick<Target, 'kind'>[]): Promise<void> {
  for (const name of new Set(targets.map(({ kind }) => kind))) {
    const load = LOADERS[name]
    if (KINDS[name] === undefined && load !== undefined) KINDS[name] = await load()
  }
}

export function kindOf({ kind }: Pick<Target, 'kind'>): Kind {
  const found = KINDS[kind]
  if (found === undefined) throw new Error(`the kind ${kind} is not loaded`)
  return found
}
