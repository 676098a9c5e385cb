import { fillIn, fillingOf } from '../../src/inputs/manifest/variables.ts'
import { readManifest } from '../../src/inputs/manifest/manifest.ts'
import { BACKENDS } from '../../src/inputs/manifest/backends.ts'
import type { ManifestEntry, ManifestOptions, StageEntry } from '../../src/inputs/manifest/entries.ts'
import { NATIVE } from '../../src/inputs/manifest/native.ts'
import { placeText, toJson } from '../../src/inputs/manifest/located.ts'
import { parseYaml } from '../../src/inputs/manifest/yaml.ts'
import { createSecrets } from '../../src/runtime/secrets.ts'

export interface ReadManifest {
  /** `line 3, column 5: what` */
  readonly problems: readonly string[]
  readonly targets: readonly ManifestEntry[]
  /** By the names of the targets. */
  readonly entries: Readonly<Record<string, StageEntry | undefined>>
  /** The value that a schema validates. */
  readonly value: unknown
  readonly masks: readonly string[]
}

/** The first lines of most manifests. */
export const HEAD = 'version: 1\nbackends:\n'

/** Reads a manifest's text like the step reads a file. */
export function readManifestText(
  text: string,
  {
    variables = {},
    ...options
  }: Partial<ManifestOptions> & { variables?: Readonly<Record<string, string>> } = {}
): ReadManifest {
  const masks: string[] = []
  const { root, findings, position } = parseYaml(text)
  const place = (at: number): string => placeText(position(at))
  if (root === undefined) {
    const problems = findings.map(({ at, what }) => `${place(at)}: ${what}`)
    return { problems, targets: [], entries: {}, value: undefined, masks }
  }
  const filled = fillIn(root, fillingOf(new Map(Object.entries(variables))))
  const secrets = createSecrets(value => masks.push(value))
  const read = readManifest(
    filled.root,
    { form: 'full', regionId: undefined, secrets, place, ...options },
    { backends: BACKENDS, ...NATIVE }
  )
  const targets = read.entries ?? []
  return {
    problems: [...findings, ...filled.findings, ...read.findings]
      .sort((a, b) => a.at - b.at)
      .map(({ at, what }) => `${place(at)}: ${what}`),
    targets,
    entries: Object.fromEntries(
      targets.flatMap(({ stages }) => stages ?? []).map(({ name, entry }) => [name, entry])
    ),
    value: toJson(root),
    masks
  }
}
