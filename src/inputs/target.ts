import type { Target } from '../model/target.ts'
import type { CheckUrls } from './checks.ts'
import { DEFINITION, readDefinition } from './definition.ts'
import type { DefinitionContext } from './definition.ts'
import * as parse from './parsers.ts'
import type { Rows, Source } from './source.ts'

export const TARGET = {
  'backend-id': { parse: parse.id },
  'stage-name': { parse: parse.stageSelection },
  'backend-type': { parse: parse.backendType },
  'backend-model-id': { parse: parse.id },
  description: { parse: parse.description }
} satisfies Rows

/** What the inputs say of the target, or of each target of a manifest; `undefined` where a problem was reported. */
export interface TargetInputs {
  readonly kind: Target['kind'] | undefined
  readonly backendId: string | undefined
  readonly stageName: string | undefined
  readonly backendType: string | undefined
  readonly backendModelId: string | undefined
  readonly description: Target['description']
}

/** @param stamp the description where the author gives none */
export function readTargetInputs(source: Source, stamp: string | undefined): TargetInputs {
  const value = source.reader(TARGET)
  if (source.raw('stage-name') === '') source.report('stage-name', 'is required')
  return {
    kind: source.reader(DEFINITION)('definition'),
    backendId: value('backend-id'),
    stageName: value('stage-name'),
    backendType: value('backend-type'),
    backendModelId: value('backend-model-id'),
    description: describe(value('description'), stamp)
  }
}

function describe(given: string | undefined, stamp: string | undefined): Target['description'] {
  if (given !== undefined) return { text: given, givenByAuthor: true }
  return stamp === undefined ? undefined : { text: stamp, givenByAuthor: false }
}

/** The one target of the inputs, but for what is said of every target: its place and the URLs of its checks. */
export async function readTarget(
  source: Source,
  inputs: TargetInputs,
  context: DefinitionContext
): Promise<Omit<Target, 'regionId' | 'endpoint' | keyof CheckUrls> | undefined> {
  const { kind, backendId, stageName, backendType } = inputs
  const definition = await readDefinition(source, { kind: kind ?? 'full', backendType }, context)
  if (source.raw('backend-id') === '') source.report('backend-id', 'is required unless manifest is given')
  if (stageName === '*') source.report('stage-name', 'is *, which is for the stages of a manifest')
  if (kind === undefined || backendId === undefined || stageName === undefined || definition === undefined) {
    return undefined
  }
  return { ...inputs, name: `${backendId}/${stageName}`, kind, backendId, stageName, definition }
}
