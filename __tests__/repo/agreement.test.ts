import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { GROUPS, groupsOf } from '../../scripts/input-groups.ts'
import { OWN_INPUTS, withShared } from '../../scripts/native-action.ts'
import { withTables } from '../../scripts/readme-tables.ts'
import type { Row } from '../../src/inputs/source.ts'
import { INPUTS, readNativeRows } from '../../src/inputs/table.ts'
import { OUTPUTS } from '../../src/outputs.ts'

const root = join(import.meta.dirname, '..', '..')
const text = (path: string): string => readFileSync(join(root, path), 'utf8')

interface Metadata {
  readonly inputs: Record<string, { description: string; default?: string; required?: boolean }>
  readonly outputs: Record<string, { description: string }>
  readonly runs: Record<string, string>
}
const action = parse(text('action.yml')) as Metadata
const readme = text('README.md')

const native = parse(text('native/action.yml')) as Metadata

/** The action files, each with its folder and the rows of its inputs. */
const FILES: readonly (readonly [string, Metadata, string, Readonly<Record<string, Row<unknown>>>])[] = [
  ['action.yml', action, '.', INPUTS],
  ['native/action.yml', native, 'native', await readNativeRows()]
]

test.each(FILES)(
  '%s and the table of inputs agree on names, defaults and required inputs',
  (_, file, _folder, rows) => {
    const declared = Object.entries(file.inputs).map(([name, { default: fallback, required }]) => [
      name,
      // an expression has no value outside of a workflow
      { fallback: fallback?.startsWith('${{') === true ? undefined : fallback, required }
    ])
    const read = Object.entries(rows).map(([name, { fallback, required }]) => [name, { fallback, required }])
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(read))
  }
)

test.each(FILES)('%s and the code have the same outputs', (_, file) => {
  expect(Object.keys(file.outputs)).toEqual([...OUTPUTS])
})

test.each(FILES)('every input and output of %s has a description', (_, file) => {
  for (const { description } of [...Object.values(file.inputs), ...Object.values(file.outputs)]) {
    expect(description.length).toBeGreaterThan(10)
  }
})

test.each(FILES)('the entry files of %s exist in dist/', (_, file, folder) => {
  expect(file.runs['using']).toBe('node24')
  for (const entry of ['main', 'post']) {
    const path = join(root, folder, file.runs[entry] ?? '')
    expect(dirname(path)).toBe(join(root, 'dist'))
    expect(existsSync(path)).toBe(true)
  }
})

test('the two action files describe shared inputs and outputs with the same text', () => {
  // `npm run fix` regenerates it
  expect(withShared(text('native/action.yml'), text('action.yml'))).toBe(text('native/action.yml'))
})

test('native/ has its own description only for inputs that are specific to it or differ', () => {
  const differing = Object.entries(native.inputs).flatMap(([name, { description }]) =>
    action.inputs[name]?.description === description ? [] : [name]
  )
  expect(differing.toSorted()).toEqual(OWN_INPUTS.toSorted())
})

test.each([
  ['action.yml', action],
  ['native/action.yml', native]
])('every input of %s has one group', (path, { inputs }) => {
  const groups = groupsOf(text(path))
  expect(Object.keys(groups)).toEqual([...GROUPS])
  expect(Object.values(groups).flat()).toEqual(Object.keys(inputs))
})

test.each([
  ['an input without a group', '  # Target\n', '', 'Input without a group: backend-id'],
  ['an unknown group', '  # Safety\n', '  # Danger\n', 'Unknown group of inputs: Danger']
])('tables cannot be made of an action file with %s', (_, right, wrong, message) => {
  const files = { root: text('action.yml').replace(right, wrong), native: text('native/action.yml') }
  expect(() => withTables(readme, files)).toThrow(message)
})

test('the README’s tables match the action files', () => {
  expect(withTables(readme, { root: text('action.yml'), native: text('native/action.yml') })).toBe(readme)
})

const USES = [
  [/switch-backend@/, action],
  [/switch-backend\/native@/, native]
] as const

test.each(
  ['README.md', 'SECURITY.md', ...globSync('docs/*.md', { cwd: root })].filter(path =>
    USES.some(([uses]) => uses.test(text(path)))
  )
)('the workflows of %s use inputs and outputs that exist', path => {
  const page = text(path)
  const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, block = '']) => parse(block) as unknown)
  const steps = USES.flatMap(([uses, { inputs }]) =>
    blocks.flatMap(block => findSteps(block, uses)).map(step => ({ ...step, known: Object.keys(inputs) }))
  )
  expect(steps.length).toBeGreaterThan(0)
  for (const step of steps) {
    for (const name of Object.keys(step.with)) expect(step.known).toContain(name)
  }
  const used = [...page.matchAll(/steps\.(?!(?:emulator|deploy)\b)[\w-]+\.outputs\.([\w-]+)/g)].map(
    ([, name]) => name
  )
  for (const name of used) expect(Object.keys(action.outputs)).toContain(name)
})

/** Every `with` of a step that uses the action, at any depth. */
function findSteps(value: unknown, action: RegExp): { with: object }[] {
  if (typeof value !== 'object' || value === null) return []
  const own =
    'uses' in value && action.test(String(value.uses)) && 'with' in value
      ? [{ with: value.with as object }]
      : []
  return [...own, ...Object.values(value).flatMap(child => findSteps(child, action))]
}

test('the README’s commands exist', () => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> }
  const named = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name)
  expect(named).toContain('demo')
  for (const name of named) expect(Object.keys(scripts)).toContain(name)
})

test('the entry files of the emulator’s actions exist, and its workflows use existing inputs and outputs', () => {
  const emulator = parse(text('emulator/action.yml')) as Metadata
  const expectation = parse(text('emulator/expect/action.yml')) as Metadata
  expect([emulator.runs['using'], expectation.runs['using']]).toEqual(['node24', 'node24'])
  for (const entry of ['main', 'post']) {
    expect(existsSync(join(root, 'emulator', emulator.runs[entry] ?? ''))).toBe(true)
  }
  expect(existsSync(join(root, 'emulator', 'expect', expectation.runs['main'] ?? ''))).toBe(true)
  const workflows = text('emulator/README.md')
  const blocks = [...workflows.matchAll(/```yaml\n([^]*?)```/g)].map(
    ([, block = '']) => parse(block) as unknown
  )
  for (const [metadata, uses] of [
    [emulator, /switch-backend\/emulator@/],
    [expectation, /switch-backend\/emulator\/expect@/],
    [action, /switch-backend@/]
  ] as const) {
    const steps = blocks.flatMap(block => findSteps(block, uses))
    expect(steps.length).toBeGreaterThan(0)
    for (const step of steps) {
      for (const name of Object.keys(step.with)) expect(Object.keys(metadata.inputs)).toContain(name)
    }
  }
  const used = [...workflows.matchAll(/steps\.emulator\.outputs\.([\w-]+)/g)].map(([, name]) => name)
  expect(used.length).toBeGreaterThan(0)
  for (const name of used) expect(Object.keys(emulator.outputs)).toContain(name)
  // every input and output is in the page's tables
  for (const name of [emulator, expectation].flatMap(({ inputs, outputs }) => [
    ...Object.keys(inputs),
    ...Object.keys(outputs)
  ])) {
    expect(workflows).toContain(`\`${name}\``)
  }
})

test('dist is readable and small', () => {
  const files = readdirSync(join(root, 'dist')).filter(name => /\.(c|m)?js$/.test(name))
  const bundles = files.map(name => text(`dist/${name}`))
  expect(bundles.reduce((bytes, bundle) => bytes + Buffer.byteLength(bundle), 0)).toBeLessThan(
    2.5 * 1024 * 1024
  )
  expect(text('dist/app.js')).toContain('The only file that imports the SDK')
})
