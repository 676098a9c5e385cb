// The part of native/action.yml that is the same as in action.yml. `npm run fix` writes it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readNativeRows } from '../src/inputs/table.ts'
import { GROUPS, groupsOf } from './input-groups.ts'

const NAMES = Object.keys(await readNativeRows())

/** The inputs whose description native/action.yml does not share with action.yml. */
export const OWN_INPUTS = [
  'service-id',
  'http-api-id',
  'route-id',
  'gateway-id',
  'addresses',
  'route-backend',
  'weight-steps',
  'mode',
  'rollback-on-failure',
  'apig-endpoint'
]

/** The text of an input below `inputs:`. */
function inputIn(actionYml: string, name: string): string {
  const found = new RegExp(`^  ${name}:\\n(?:    .*\\n)+`, 'm').exec(actionYml)?.[0]
  if (found === undefined) throw new Error(`No action file describes ${name}`)
  return found
}

/**
 * `native/action.yml` with its inputs in groups, those that it shares with `action.yml` and all outputs copied from there.
 * In a group, the inputs that only `native/action.yml` has come first.
 * @throws Error if an input is described in neither, has no group, or `inputs:` or `runs:` is missing
 */
export function withShared(nativeYml: string, actionYml: string): string {
  const head = /^[^]*?^inputs:\n/m.exec(nativeYml)?.[0]
  const outputs = /^outputs:\n[^]*?(?=^runs:)/m.exec(actionYml)?.[0]
  const runs = /^runs:\n[^]*/m.exec(nativeYml)?.[0]
  if (head === undefined || outputs === undefined || runs === undefined) {
    throw new Error('native/action.yml has no inputs or no runs')
  }
  const shared = groupsOf(actionYml)
  const own = groupsOf(nativeYml)
  const groups = GROUPS.flatMap(group => {
    const others = shared[group].filter(name => NAMES.includes(name))
    const first = own[group].filter(name => OWN_INPUTS.includes(name) && !others.includes(name))
    const texts = [...first, ...others].map(name =>
      inputIn(OWN_INPUTS.includes(name) ? nativeYml : actionYml, name)
    )
    return texts.length === 0 ? [] : [`  # ${group}\n`, ...texts]
  })
  return `${head}${groups.join('')}\n${outputs}${runs}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..')
  const text = (path: string): string => readFileSync(join(root, path), 'utf8')
  writeFileSync(join(root, 'native/action.yml'), withShared(text('native/action.yml'), text('action.yml')))
}
