import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import type { Accepted, CloudWriter, ModifyOptions } from '../../cloud/operation.ts'
import type { Write, Writing } from '../write.ts'
import { addressesOf, restoringFields } from './fields.ts'

export const SERVICE_WRITING: Writing = { send: writeAddresses }

/**
 * Sends the addresses of a service once: only these, so that nothing else changes if the service merges, plus the fields that a rollback
 * has to restore.
 */
function writeAddresses(
  writer: CloudWriter,
  { target, data, over, base }: Write,
  options: ModifyOptions
): Promise<Accepted> {
  if (target.kind !== 'service') throw new Error(`not a service: ${target.kind}`)
  const { serviceId } = target
  const body = { addresses: [...addressesOf(data)], ...restoringFields(base, over) }
  return writer.write(NATIVE_OPERATIONS.updateService, { serviceId, body }, options)
}
