import { idOf } from '../cloud/ids.ts'
import type { SeedBackend, SeedStage } from '../seed.ts'
import type { Place } from './place.ts'
import { readAccountId } from './read-role.ts'

const STAGE = /^[A-Z0-9]{2,10}$/

export function readBackend(place: Place, accountIds: readonly string[]): SeedBackend {
  const known = ['id', 'account', 'name', 'type', 'description', 'stages']
  const fields = place.record(known, ['name', 'type'])
  const name = fields.get('name')?.text() ?? ''
  const id = fields.get('id')?.text() ?? idOf(`backend/${name}`)
  const account = readAccountId(fields, accountIds)
  const stages = [...(fields.get('stages')?.fields() ?? [])]
  return {
    id,
    account,
    name,
    type: fields.get('type')?.text(/^[A-Z][A-Z0-9_]*$/, 'a backend type such as HTTP') ?? '',
    description: fields.get('description')?.text(/^[^]*$/) ?? '',
    stages: stages.map(([stageName, stage]) => readStage(stageName, stage, id))
  }
}

/** Reads a definition, or the long form: a mapping with the key `definition`. */
function readStage(name: string, place: Place, backendId: string): SeedStage {
  if (!STAGE.test(name)) place.problem('must have a name of 2 to 10 uppercase letters and digits')
  const modelId = idOf(`model/${backendId}/${name}`)
  if (!place.isMapping() || !place.fields().has('definition')) {
    return { name, modelId, description: '', definition: place.json() }
  }
  const fields = place.record(['model-id', 'description', 'definition'])
  return {
    name,
    modelId: fields.get('model-id')?.text() ?? modelId,
    description: fields.get('description')?.text(/^[^]*$/) ?? '',
    definition: fields.get('definition')?.json() ?? {}
  }
}
