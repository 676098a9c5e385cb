import type { Definition } from '../../model/definition.ts'
import { createSecrets } from '../../runtime/secrets.ts'
import { placeText } from './located.ts'
import { readManifest } from './manifest.ts'
import { fillIn, fillingOf } from './variables.ts'
import type { Variables } from './variables.ts'

/** What a step reads in the text of a manifest. */
export interface Reading {
  /** They never repeat a value of the text. */
  readonly problems: readonly string[]
  /** Of every target that could be read. */
  readonly definitions: readonly Definition[]
}

/** Reads the text of a manifest as a step would, with `definition: full`. */
export async function readManifestText(text: string, variables: Variables): Promise<Reading> {
  const { parseYaml } = await import('./yaml.ts')
  const { root, findings, position } = parseYaml(text)
  if (root === undefined) return { problems: findings.map(({ what }) => what), definitions: [] }
  const filled = fillIn(root, fillingOf(variables))
  const read = readManifest(filled.root, {
    kind: 'full',
    regionId: undefined,
    // whoever has the text knows its secrets
    secrets: createSecrets(() => undefined),
    place: at => placeText(position(at))
  })
  const stages = (read.backends ?? []).flatMap(backend => backend.stages ?? [])
  return {
    problems: [...findings, ...filled.findings, ...read.findings].map(({ what }) => what),
    definitions: stages.flatMap(({ entry }) => (entry === undefined ? [] : [entry.definition]))
  }
}
