// The part of native/action.yml that is the same as in action.yml. `npm run fix` writes it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readNativeRows } from '../src/inputs/table.ts'

const NAMES = Object.keys(await readNativeRows())
const SHARED = '  # Down to the outputs, and those, made from ../action.yml by `npm run fix`.\n'

/** The text of an input, as it stands below `inputs:`. */
function inputIn(actionYml: string, name: string): string | undefined {
  return new RegExp(`^  ${name}:\\n(?:    .*\\n)+`, 'm').exec(actionYml)?.[0]
}

/**
 * `native/action.yml` with what it shares with `action.yml` made anew: the inputs that it does not describe itself, and all outputs.
 * @throws Error when an input is described in neither, or a place is not found
 */
export function withShared(nativeYml: string, actionYml: string): string {
  const [own, rest] = nativeYml.split(SHARED)
  const outputs = /^outputs:\n[^]*?(?=^runs:)/m.exec(actionYml)?.[0]
  const runs = /^runs:\n[^]*/m.exec(rest ?? '')?.[0]
  if (own === undefined || outputs === undefined || runs === undefined) {
    throw new Error('native/action.yml has lost the line before its shared inputs, or its runs')
  }
  const shared = NAMES.flatMap(name => {
    if (inputIn(own, name) !== undefined) return []
    const found = inputIn(actionYml, name)
    if (found === undefined) throw new Error(`No action file describes ${name}`)
    return [found]
  })
  return `${own}${SHARED}${shared.join('')}\n${outputs}${runs}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..')
  const text = (path: string): string => readFileSync(join(root, path), 'utf8')
  writeFileSync(join(root, 'native/action.yml'), withShared(text('native/action.yml'), text('action.yml')))
}
