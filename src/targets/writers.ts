import type { Accepted, CloudWriter, ModifyOptions } from '../cloud/operation.ts'
import { OPERATIONS } from '../cloud/operations.ts'
import type { KindName, Target } from '../model/target.ts'
import type { Write, Writing } from './write.ts'

const BACKEND_WRITING: Writing = { send: writeBackend }

/** How each kind is written; loaded like the kinds in kinds.ts. */
const WRITERS: Partial<Record<KindName, Writing>> = { backend: BACKEND_WRITING }

const LOADERS: Partial<Record<KindName, () => Promise<Writing>>> = {
  service: async () => (await import('./service/write.ts')).SERVICE_WRITING,
  route: async () => (await import('./route/write.ts')).ROUTE_WRITING
}

export async function writingOf({ kind }: Pick<Target, 'kind'>): Promise<Writing> {
  const known = WRITERS[kind] ?? (await LOADERS[kind]?.())
  if (known === undefined) throw new Error(`the kind ${kind} cannot be written`)
  WRITERS[kind] = known
  return known
}

/** Sends the definition of a backend in a stage, once. */
function writeBackend(
  writer: CloudWriter,
  { target, targetType: backendType, definitionId: backendModelId, data, description }: Write,
  options: ModifyOptions
): Promise<Accepted> {
  if (target.kind !== 'backend') throw new Error(`not a backend: ${target.kind}`)
  const { backendId, stageName } = target
  const backendModelData = JSON.stringify(data)
  return writer.write(
    OPERATIONS.modifyBackend,
    { backendId, stageName, backendType, backendModelId, backendModelData, description },
    options
  )
}
