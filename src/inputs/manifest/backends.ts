import type { Definition } from '../../model/definition.ts'
import { secretsOf } from '../../model/redact.ts'
import { definitionFindings } from '../definition.ts'
import * as parse from '../parsers.ts'
import { readCommon } from './entries.ts'
import type { BackendEntry, Reading, Section } from './entries.ts'
import { isWhole, problemOf, readKey, readMapping, toJson, toObject } from './located.ts'
import type { Located } from './located.ts'

/** The keys of the long form of a stage. */
export const STAGE_KEYS: readonly string[] = [
  'region-id',
  'backend-id',
  'backend-type',
  'backend-model-id',
  'preflight-url',
  'probe-url',
  'data'
]

/** Backends of API Gateway (Traditional). */
export const BACKENDS: Section = {
  noun: 'backend',
  sameness: 'backend and stage',
  shape: 'a mapping with backend-id and stages',
  stagesShape: 'a mapping of stages to definitions',
  keys: ['backend-id', 'backend-type', 'stages'],
  required: ['stages'],
  open: (mapping, what, reading) => {
    const backend = {
      backendId: readKey(mapping, 'backend-id', what, parse.id, reading.find),
      backendType: readKey(mapping, 'backend-type', what, parse.backendType, reading.find)
    }
    if (!mapping.entries.has('backend-id') && !everyStageHasId(mapping.entries.get('stages')?.value)) {
      reading.find(mapping.at, `${what}: backend-id is required, unless each stage has its own`)
    }
    return stage => readStage(stage.node, stage.what, backend, reading)
  }
}

function everyStageHasId(stages: Located | undefined): boolean {
  if (stages?.kind !== 'mapping') return false
  const nodes = [...stages.entries.values()].map(({ value }) => value)
  return nodes.every(
    node => node.kind === 'mapping' && node.entries.has('data') && node.entries.has('backend-id')
  )
}

interface Backend {
  readonly backendId: string | undefined
  readonly backendType: string | undefined
}

function readStage(
  node: Located,
  what: string,
  backend: Backend,
  reading: Reading
): BackendEntry | undefined {
  if (node.kind !== 'mapping' || !node.entries.has('data')) {
    return readShortForm(node, what, backend, reading)
  }
  const { find } = reading
  readMapping(node, { what, shape: 'a mapping', keys: STAGE_KEYS }, find)
  const data = node.entries.get('data')
  const backendType = readKey(node, 'backend-type', what, parse.backendType, find) ?? backend.backendType
  const definition = data && readDefinition(data.value, `${what}: data`, backendType, reading)
  const backendId = readKey(node, 'backend-id', what, parse.id, find) ?? backend.backendId
  const backendModelId = readKey(node, 'backend-model-id', what, parse.id, find)
  const common = readCommon(node, what, reading)
  if (backendId === undefined || definition === undefined) return undefined
  return { kind: 'backend', ...common, backendType, backendModelId, backendId, definition }
}

/** The short form: only the definition. */
function readShortForm(
  node: Located,
  what: string,
  { backendId, backendType }: Backend,
  reading: Reading
): BackendEntry | undefined {
  const long = node.kind === 'mapping' ? [...node.entries].filter(([key]) => STAGE_KEYS.includes(key)) : []
  for (const [key, { at }] of long) {
    reading.find(at, `${what}: missing key "data" (required in the long form, with ${key})`)
  }
  if (long.length > 0) return undefined
  const definition = readDefinition(node, what, backendType, reading)
  if (backendId === undefined || definition === undefined) return undefined
  return {
    kind: 'backend',
    backendId,
    backendType,
    backendModelId: undefined,
    regionId: undefined,
    preflightUrls: undefined,
    probeUrls: undefined,
    definition
  }
}

function readDefinition(
  node: Located,
  what: string,
  backendType: string | undefined,
  { form, secrets, find }: Reading
): Definition | undefined {
  secrets.add(...secretsOf(toJson(node)))
  const findings = definitionFindings(node, form, backendType)
  for (const { at, what: problem } of findings) {
    find(at, problemOf(what, problem))
  }
  return node.kind === 'mapping' && isWhole(node) && findings.length === 0 ? toObject(node) : undefined
}
