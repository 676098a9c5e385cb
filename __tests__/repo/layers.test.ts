import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..')
const src = join(root, 'src')

/** The other layers that each layer can import from. Imports go one way. */
const ALLOWED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  index: ['app', 'node-version'],
  native: ['app', 'node-version'],
  post: ['app', 'node-version'],
  // runs on any Node
  'node-version': [],
  app: ['main', 'post-step', 'cloud', 'github', 'errors', 'runtime'],
  main: ['inputs', 'run', 'report', 'rollout', 'targets', 'errors', 'runtime'],
  'post-step': ['run', 'inputs', 'cloud', 'rollout', 'targets', 'report', 'errors', 'runtime'],
  // the phases of the main step, over all of its targets
  run: ['inputs', 'outputs', 'cloud', 'rollout', 'targets', 'report', 'model', 'errors', 'runtime'],
  inputs: ['credentials', 'model', 'errors', 'runtime'],
  outputs: [],
  // a role's temporary credentials are requested with a call to the cloud
  credentials: ['cloud', 'model', 'errors', 'runtime'],
  cloud: ['model', 'errors', 'runtime'],
  // the engine, for any kind of target: targets/kind.ts is its interface
  rollout: ['targets', 'cloud', 'model', 'errors', 'runtime'],
  targets: ['cloud', 'model', 'errors', 'runtime'],
  report: ['rollout', 'targets', 'model', 'outputs', 'errors', 'runtime'],
  // the client of GitHub, loaded when it is used
  github: ['report', 'model', 'errors', 'runtime'],
  runtime: ['errors', 'outputs', 'model'],
  model: [],
  stubs: [],
  errors: []
}

/** The layers that a layer can only import types from. */
const ALLOWED_TYPE_IMPORTS: Readonly<Record<string, readonly string[]>> = { cloud: ['credentials'] }

/** Packages, and the only files that can import them. */
const ONLY_IN: readonly (readonly [RegExp, RegExp])[] = [
  [/^@alicloud\//, /^cloud\/sdk\.ts$/],
  [/^@actions\/core/, /^runtime\/actions\.ts$/],
  [/^@actions\/github/, /^github\/comments\.ts$/],
  [/^yaml$/, /^inputs\/manifest\/yaml\.ts$/],
  [/^node:https?$/, /^runtime\/http\.ts$/]
]

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .map(path => path.replaceAll('\\', '/'))

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
  /** Loaded on first use, not with the file. */
  readonly onDemand: boolean
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8')
  return [...text.matchAll(/^import (type )?[^'"]*?['"]([^'"]+)['"]|import\('([^']+)'\)/gm)].map(
    ([, type, to, dynamic]) => ({
      from: file,
      to: to ?? dynamic ?? '',
      typeOnly: type !== undefined,
      onDemand: dynamic !== undefined
    })
  )
}

const layerOf = (file: string): string => file.split('/')[0]?.replace(/\.ts$/, '') ?? ''
const imports = files.flatMap(importsOf)

test('finds files and imports', () => {
  expect(files.length).toBeGreaterThan(20)
  expect(imports.length).toBeGreaterThan(100)
})

test('imports between the layers go one way', () => {
  const wrong = imports.flatMap(({ from, to, typeOnly }) => {
    if (!to.startsWith('.')) return []
    const target = layerOf(relative(src, resolve(src, dirname(from), to)).replaceAll('\\', '/'))
    const own = layerOf(from)
    const allowed = [
      own,
      ...(ALLOWED_IMPORTS[own] ?? []),
      ...(typeOnly ? (ALLOWED_TYPE_IMPORTS[own] ?? []) : [])
    ]
    return allowed.includes(target) ? [] : [`${from} imports ${to}`]
  })
  expect(wrong).toEqual([])
})

test('the engine depends on no kind of target and no operation of the cloud', () => {
  const engine = files.filter(file => file.startsWith('rollout/'))
  expect(imports.filter(({ from, to }) => engine.includes(from) && /targets\/[a-z-]+\//.test(to))).toEqual([])
  const naming = engine.filter(file =>
    /ModifyBackendModel|\bDescribe[A-Z]|OPERATIONS|cloud\/operations|\b(?:reader|writer|cloud)\.(?:read|list|write)\(/.test(
      readFileSync(join(src, file), 'utf8')
    )
  )
  expect(naming).toEqual([])
})

/** The first cycle of imports, including types, as a list of files. */
function cycleIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(file)
    if (at >= 0) return [...path.slice(at), file]
    if (done.has(file)) return undefined
    for (const next of edges.get(file) ?? []) {
      const found = visit(next, [...path, file])
      if (found !== undefined) return found
    }
    done.add(file)
    return undefined
  }
  for (const file of edges.keys()) {
    const found = visit(file, [])
    if (found !== undefined) return found
  }
  return undefined
}

test('imports have no cycle', () => {
  const edges = new Map(
    files.map(file => [
      file,
      imports
        .filter(({ from, to }) => from === file && to.startsWith('.'))
        .map(({ from, to }) => relative(src, resolve(src, dirname(from), to)).replaceAll('\\', '/'))
    ])
  )
  expect(cycleIn(edges)).toBeUndefined()
  // the test itself detects a cycle
  expect(cycleIn(new Map([...edges, ['runtime/text.ts', ['runtime/stamp.ts']]]))).toEqual([
    'runtime/text.ts',
    'runtime/stamp.ts',
    'runtime/text.ts'
  ])
})

test('packages are imported only by their own files', () => {
  const wrong = imports.flatMap(({ from, to }) =>
    ONLY_IN.some(([name, place]) => name.test(to) && !place.test(from)) ? [`${from} imports ${to}`] : []
  )
  expect(wrong).toEqual([])
})

test('no regular expression literal has Unicode properties, whose tables V8 would build at each start', () => {
  const found = files.flatMap(file =>
    readFileSync(join(src, file), 'utf8')
      .split('\n')
      .filter(line => line.includes('\\p{') && !line.includes('String.raw`'))
      .map(line => `${file}: ${line.trim()}`)
  )
  expect(found).toEqual([])
})

test.each([/^@actions\/github$/, /\/yaml\.ts$/])('%s is loaded on demand', name => {
  const found = imports.filter(({ to, typeOnly }) => name.test(to) && !typeOnly)
  expect(found.length).toBeGreaterThan(0)
  expect(found.filter(({ onDemand }) => !onDemand)).toEqual([])
})

test('nothing is re-exported, which would bypass these tests', () => {
  const reexporting = files.filter(file =>
    /^export (?:type )?(?:\*|\{[^}]*\}).* from /m.test(readFileSync(join(src, file), 'utf8'))
  )
  expect(reexporting).toEqual([])
})

test('src imports nothing from outside of itself', () => {
  const wrong = imports.filter(
    ({ from, to }) => to.startsWith('.') && relative(src, resolve(src, dirname(from), to)).startsWith('..')
  )
  expect(wrong).toEqual([])
})

/** All files that a file imports, directly or not; `onDemand` includes those that are loaded on first use. */
function reach(file: string, { onDemand = true } = {}, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const edge of imports) {
    if (edge.from !== file || edge.typeOnly || !edge.to.startsWith('.') || (edge.onDemand && !onDemand))
      continue
    reach(relative(src, resolve(src, dirname(file), edge.to)).replaceAll('\\', '/'), { onDemand }, seen)
  }
  return seen
}

test('a step with only backends loads no code of the other product', () => {
  expect(files.filter(file => file.includes('native')).length).toBeGreaterThan(2)
  for (const file of [
    'app.ts',
    'main.ts',
    'post-step/recover.ts',
    'run/export.ts',
    'targets/kinds.ts',
    'targets/writers.ts'
  ]) {
    const loaded = [...reach(file, { onDemand: false })]
    expect(loaded.filter(path => /\bnative-(?:operations|decode)\b/.test(path))).toEqual([])
  }
})

test('code that plans cannot reach code that writes', () => {
  for (const file of [
    'run/plan-targets.ts',
    'run/export.ts',
    'rollout/plan.ts',
    'targets/kinds.ts',
    'rollout/read-back.ts'
  ]) {
    for (const reached of reach(file)) {
      if (reached === 'cloud/operation.ts') continue
      expect([reached, readFileSync(join(src, reached), 'utf8')]).toEqual([
        reached,
        expect.not.stringMatching(/CloudWriter|createWriter|writer\.write\(/)
      ])
    }
  }
})

test('only the entry files read process.env', () => {
  const readers = files.filter(file => readFileSync(join(src, file), 'utf8').includes('process.env'))
  expect(readers.sort()).toEqual([
    'app.ts',
    'index.ts',
    'native.ts',
    'post.ts',
    'runtime/silence-node-debug.ts'
  ])
})
