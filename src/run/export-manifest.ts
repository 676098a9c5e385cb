import { STAGE_KEYS } from '../inputs/manifest/backends.ts'
import { isManifestName } from '../inputs/manifest/entries.ts'
import { readManifestText } from '../inputs/manifest/manifest.ts'
import { createVariableNames, templateOf } from '../inputs/manifest/variables.ts'
import { isDocumentedType } from '../model/backend-types.ts'
import { isStageName } from '../model/backend.ts'
import type { Backend, BackendModel } from '../model/backend.ts'
import { canonical, fromReadForm } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import { returnsNone, unreturnedNames, unseenAndOmitted } from '../model/unreturned.ts'
import { keyText, memberLines, quoted } from '../report/yaml-text.ts'
import { joinUpTo, oneLine } from '../runtime/text.ts'

/** A manifest of the live definitions, without secrets. */
export interface ExportedManifest {
  readonly text: string
  readonly backends: number
  readonly stages: number
  /** The values that the input `variables` must supply, by name. Secret. */
  readonly variables: ReadonlyMap<string, string>
  /** What is missing from the file or has to be added, a line each, without secrets. */
  readonly remarks: readonly string[]
}

export interface ExportedManifestOptions {
  /** The region of the backends, for a comment; `undefined` if only an endpoint was set. */
  readonly regionId: string | undefined
  /** Removes all secrets of the step from a text, including those of the definitions. */
  readonly scrub: (text: string) => string
}

/** A stage of the manifest. */
interface ExportedStage {
  readonly lines: readonly string[]
  /** The definition in the lines. */
  readonly live: Definition
  readonly variables: ReadonlyMap<string, string>
  readonly remarks: readonly string[]
}

/** Stages are switched in this order: those that serve the fewest people first. */
const STAGE_ORDER: readonly string[] = ['TEST', 'PRE', '', 'RELEASE']
const LONGEST_REMARK = 500
const MAX_NAMES = 20
/** One level of indentation. */
const INDENT = '  '

/**
 * Writes the definitions of backends, in all their stages, as a manifest. The result does not depend on the order of the backends and
 * their keys. What a manifest cannot express is left out, with a remark.
 */
export async function manifestOf(
  backends: readonly Backend[],
  options: ExportedManifestOptions
): Promise<ExportedManifest> {
  const nameOfVariable = createVariableNames()
  const named = namesOf(backends, options.scrub)
  const leftOut: string[] = []
  /** Stages by remark. */
  const concerned = new Map<string, string[]>()
  const blocks: string[][] = []
  const variables = new Map<string, string>()
  let stages = 0
  for (const { name, backend } of named) {
    const label = labelOf(backend, options.scrub)
    const block = await exportBackend(name, backend, { ...options, nameOfVariable })
    const about = (text: string): string => oneLine(options.scrub(text), LONGEST_REMARK)
    leftOut.push(...block.leftOut.map(text => about(`${label}: ${text}`)))
    for (const { stage, text } of block.remarks) {
      concerned.set(text, [...(concerned.get(text) ?? []), about(`${name}/${stage}`)])
    }
    if (block.stages === 0) continue
    stages += block.stages
    for (const [variable, value] of block.variables) variables.set(variable, value)
    const title = name === backend.name ? [] : [`${INDENT}# ${quoted(options.scrub(backend.name))}`]
    blocks.push([...title, ...block.lines])
  }
  const remarks = [
    ...leftOut,
    ...[...concerned].map(([remark, places]) => `${remark} (${joinUpTo(places, MAX_NAMES)})`)
  ]
  const text = [...head(options.regionId, [...variables.keys()], leftOut), ...blocks.flat(), ''].join('\n')
  return { text, backends: blocks.length, stages, variables, remarks }
}

/** Sorted by their names in the manifest. An invalid or ambiguous name is replaced by the ID. */
function namesOf(
  backends: readonly Backend[],
  scrub: (text: string) => string
): readonly { readonly name: string; readonly backend: Backend }[] {
  const taken = new Map<string, number>()
  for (const name of backends.flatMap(({ name: one, backendId }) => [one, backendId])) {
    taken.set(name, (taken.get(name) ?? 0) + 1)
  }
  return backends
    .map(backend => {
      const { name, backendId } = backend
      const isUsable = isManifestName(name) && taken.get(name) === 1 && scrub(name) === name
      return { name: isUsable ? name : backendId, backend }
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

interface ExportedBackend {
  readonly lines: readonly string[]
  readonly stages: number
  readonly variables: ReadonlyMap<string, string>
  /** What was left out, and why. */
  readonly leftOut: readonly string[]
  readonly remarks: readonly { readonly stage: string; readonly text: string }[]
}

interface BackendOptions extends ExportedManifestOptions {
  readonly nameOfVariable: (where: string, label: string) => string
}

async function exportBackend(
  name: string,
  backend: Backend,
  options: BackendOptions
): Promise<ExportedBackend> {
  const { backendId, type, models } = backend
  const nothing = (why: string): ExportedBackend => ({
    lines: [],
    stages: 0,
    variables: new Map(),
    leftOut: [`left out, because ${why}`],
    remarks: []
  })
  if (models.length === 0) return nothing('it has no definition in any stage')
  if (type === '') return nothing('the service did not return its type')
  const head = [
    `${INDENT}${keyText(name)}:`,
    ...memberLines('backend-id', backendId, INDENT.repeat(2)),
    `${INDENT.repeat(2)}backend-type: ${keyText(type)}`,
    `${INDENT.repeat(2)}stages:`
  ]
  const lines: string[] = []
  const variables = new Map<string, string>()
  const leftOut: string[] = []
  const remarks: { stage: string; text: string }[] = []
  const seen = new Set<string>()
  let stages = 0
  for (const model of models.toSorted(byStage)) {
    const stage = exportStage(name, type, model, options)
    const problem = seen.has(model.stageName)
      ? 'a second definition of the same stage'
      : await problemWith([...head, ...stage.lines], stage, options.scrub)
    if (problem !== undefined) {
      leftOut.push(`${stageLabel(model)} left out: ${problem}`)
      continue
    }
    seen.add(model.stageName)
    stages++
    lines.push(...stage.lines)
    for (const [variable, value] of stage.variables) variables.set(variable, value)
    remarks.push(...stage.remarks.map(text => ({ stage: model.stageName, text })))
  }
  return { lines: stages === 0 ? [] : [...head, ...lines], stages, variables, leftOut, remarks }
}

function exportStage(
  name: string,
  type: string,
  { stageName, config }: BackendModel,
  { nameOfVariable, scrub }: BackendOptions
): ExportedStage {
  const live = fromReadForm(config, type)
  const unseen = unseenAndOmitted(config, live, type)
  const { definition, variables, isMasked } = templateOf(live, {
    nameOf: label => nameOfVariable(`${name} ${stageName}`, label),
    holdsKnownSecret: text => scrub(text) !== text
  })
  const indent = INDENT.repeat(3)
  const remarks = [
    ...(isDocumentedType(type)
      ? []
      : [
          `how a definition of the type ${type} is written is not documented: it is as the service returns it`
        ]),
    ...(returnsNone(live, type)
      ? [
          `the service never returns ${unreturnedNames(type)}: add those that the definition has, or a switch removes them`
        ]
      : []),
    ...(unseen.length > 0
      ? [`the service does not return ${unseen.join(', ')}: add its value, or a switch removes it`]
      : []),
    ...(isMasked ? ['the service masks a value: supply the real one'] : [])
  ]
  return {
    lines: [
      ...remarks.map(remark => `${indent}# ${remark}`),
      ...memberLines(stageName, stageForm(definition), indent)
    ],
    live,
    variables,
    remarks
  }
}

/** A definition with a key of the long form would itself be read as the long form. */
function stageForm(definition: Definition): Definition {
  return Object.keys(definition).some(key => STAGE_KEYS.includes(key)) ? { data: definition } : definition
}

/** Why a stage cannot be exported. The manifest's own reader decides, so that it reads exactly what is written. */
async function problemWith(
  lines: readonly string[],
  { live, variables }: ExportedStage,
  scrub: (text: string) => string
): Promise<string | undefined> {
  const text = ['version: 1', 'backends:', ...lines, ''].join('\n')
  if (scrub(text) !== text) return 'a name in it is the same as a secret'
  const { problems, definitions } = await readManifestText(text, variables)
  if (problems.length > 0) return problems.join('; ')
  const [read] = definitions
  return canonical(read) === canonical(live) ? undefined : 'a manifest cannot express it'
}

function byStage({ stageName: one }: BackendModel, { stageName: other }: BackendModel): number {
  const rank = (name: string): number => {
    const known = STAGE_ORDER.indexOf(name)
    return known < 0 ? STAGE_ORDER.indexOf('') : known
  }
  return rank(one) - rank(other) || (one < other ? -1 : 1)
}

function labelOf(backend: Backend, scrub: (text: string) => string): string {
  const { name, backendId } = backend
  return name === '' || name === backendId
    ? quoted(scrub(backendId))
    : `${quoted(scrub(name))} (${isManifestName(backendId) ? backendId : quoted(backendId)})`
}

/** An invalid stage name is quoted, since it may contain anything. */
function stageLabel({ stageName }: BackendModel): string {
  return isStageName(stageName) ? stageName : `the stage ${quoted(stageName.slice(0, 100))}`
}

function head(
  regionId: string | undefined,
  variables: readonly string[],
  leftOut: readonly string[]
): readonly string[] {
  const where = regionId === undefined ? '' : ` in ${regionId}`
  return [
    `# Live definitions${where}, written by mode: export. The region is not in this file: set region-id in the step.`,
    ...(variables.length === 0
      ? []
      : [
          '# Secrets are not in this file. Supply them with the input variables, one NAME=value per line:',
          ...variables.map(name => `#   ${name}`)
        ]),
    ...(leftOut.length === 0 ? [] : ['# Not in this file:', ...leftOut.map(text => `#   ${text}`)]),
    'version: 1',
    'backends:'
  ]
}
