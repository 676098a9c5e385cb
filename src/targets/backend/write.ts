import type { Accepted, CloudWriter, ModifyOptions } from '../../cloud/types.ts'
import type { Definition } from '../../model/definition.ts'
import type { Settled } from '../kind.ts'

/** Sends the definition of a backend in a stage, once. */
export function writeBackend(
  writer: CloudWriter,
  write: Settled & { readonly data: Definition; readonly description: string | undefined },
  options: ModifyOptions
): Promise<Accepted> {
  const { target, backendType, backendModelId, data, description } = write
  const { backendId, stageName } = target
  const backendModelData = JSON.stringify(data)
  return writer.modify(
    { backendId, stageName, backendType, backendModelId, backendModelData, description },
    options
  )
}
