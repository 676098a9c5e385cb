import { OPERATIONS } from '../cloud/operations.ts'
import type { Accepted, CloudWriter, ModifyOptions } from '../cloud/types.ts'
import type { Definition } from '../model/definition.ts'
import type { Target } from '../model/target.ts'
import type { Settled } from './kind.ts'

/** What is sent: the definition, with the description that says whose it is. */
export interface Write extends Settled {
  readonly data: Definition
  readonly description: string | undefined
}

/** Sends a definition once. It is absolute: sent twice it makes the same state. Rejects with a CallError. */
export type SendWrite = (writer: CloudWriter, write: Write, options: ModifyOptions) => Promise<Accepted>

/** How each kind is written; as in kinds.ts. */
const WRITERS: { readonly backend: SendWrite } = { backend: writeBackend }

export function writerOf(_target: Pick<Target, 'name'>): SendWrite {
  return WRITERS.backend
}

/** Sends the definition of a backend in a stage, once. */
function writeBackend(
  writer: CloudWriter,
  write: Settled & { readonly data: Definition; readonly description: string | undefined },
  options: ModifyOptions
): Promise<Accepted> {
  const { target, backendType, backendModelId, data, description } = write
  const { backendId, stageName } = target
  const backendModelData = JSON.stringify(data)
  return writer.write(
    OPERATIONS.modifyBackend,
    { backendId, stageName, backendType, backendModelId, backendModelData, description },
    options
  )
}
