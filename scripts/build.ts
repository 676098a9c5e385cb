// Builds the two bundles, dist/ and emulator/dist/ (below the folder of --out): the compiler's output, bundled. Not
// the sources themselves: the default import of a CommonJS package means another thing there than in Node and in the types.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { licensesOf, readStats } from './licenses.ts'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({ options: { out: { type: 'string' } } })
const out = resolve(values.out ?? root)

/** Packages that are loaded and never used; src/stubs.ts says why. */
const STUBBED = [
  'undici',
  '@actions/http-client',
  '@actions/http-client/lib/auth',
  '@actions/exec',
  '@alicloud/credentials',
  '@alicloud/tea-xml',
  'httpx'
] as const

/** Packages of ES modules whose loading does nothing by itself, though they do not say so: what nobody uses is left out. */
const SIDE_EFFECT_FREE = ['@actions/core'] as const

interface Bundle {
  readonly out: string
  readonly tsconfig: string
  /** Where the compiler puts, below its folder, app.js with the entry files beside it, and stubs.js. */
  readonly app: string
  readonly stubs: string
  /** A few lines each, copied; they load the one bundle. */
  readonly entries: readonly string[]
  /** Files that the sources read, from the root to below the compiler's folder. */
  readonly assets: readonly string[]
}

const BUNDLES: readonly Bundle[] = [
  {
    out: 'dist',
    tsconfig: 'tsconfig.build.json',
    app: '.',
    stubs: 'stubs.js',
    entries: ['index.js', 'native.js', 'post.js', 'node-version.js'],
    assets: []
  },
  {
    out: 'emulator/dist',
    tsconfig: 'tsconfig.emulator.json',
    app: 'emulator/action',
    stubs: 'src/stubs.js',
    entries: ['index.js', 'post.js', 'server.js', 'expect.js'],
    assets: ['emulator/default-seed.yaml']
  }
]

const run = (cwd: string, script: string, ...args: string[]): void => {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd, stdio: 'inherit' })
}

function make(bundle: Bundle): void {
  // inside the project, so that packages are found; a folder of its own, so that builds do not meet
  mkdirSync(join(root, 'build'), { recursive: true })
  const build = mkdtempSync(join(root, 'build', 'bundle-'))
  try {
    // types are checked by `npm test`; none are read here
    run(root, 'typescript/bin/tsc', '--project', bundle.tsconfig, '--outDir', build)
    for (const asset of bundle.assets) copyFileSync(join(root, asset), join(build, asset))
    // the bundler resolves by the tsconfig.json of the folder it runs in
    const paths = Object.fromEntries(STUBBED.map(name => [name, [`./${bundle.stubs}`]]))
    writeFileSync(
      join(build, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { allowJs: true, baseUrl: '.', paths } })
    )
    for (const name of SIDE_EFFECT_FREE) declareFreeOfSideEffects(name, build)
    const made = join(build, 'bundle')
    const app = join(build, bundle.app)
    const stats = join(build, 'stats.json')
    const ncc = ['build', join(app, 'app.js'), '--out', made, '--stats-out', stats, '--quiet']
    run(build, '@vercel/ncc/dist/ncc/cli.js', ...ncc)
    renameSync(join(made, 'index.js'), join(made, 'app.js'))
    for (const file of readdirSync(made)) if (file.endsWith('.js')) quickenNodeModules(join(made, file))
    for (const entry of bundle.entries) copyFileSync(join(app, entry), join(made, entry))
    writeFileSync(join(made, 'licenses.txt'), licensesOf(readStats(stats), root))
    const target = join(out, bundle.out)
    rmSync(target, { recursive: true, force: true })
    cpSync(made, target, { recursive: true })
  } finally {
    rmSync(build, { recursive: true, force: true })
  }
}

/** Puts a copy of the package where the bundler finds it first. */
function declareFreeOfSideEffects(name: string, build: string): void {
  const copy = join(build, 'node_modules', name)
  cpSync(join(root, 'node_modules', name), copy, { recursive: true })
  const manifest = join(copy, 'package.json')
  const said = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>
  writeFileSync(manifest, JSON.stringify({ ...said, sideEffects: false }))
}

/**
 * Has a bundled file take Node's own modules from Node itself, not through a CommonJS loader made for each; and https,
 * which loads TLS, at its first use: the SDK asks for it before it is known whether a request goes there.
 */
function quickenNodeModules(file: string): void {
  const text = readFileSync(file, 'utf8')
  const quick = text
    .replace(/^import \{ createRequire as __WEBPACK_EXTERNAL_createRequire \} from "module";\n/, '')
    .replaceAll(/__WEBPACK_EXTERNAL_createRequire\(import\.meta\.url\)\("([^"]+)"\)/g, (_, name: string) =>
      name === 'https'
        ? 'new Proxy({}, { get: (_, name) => process.getBuiltinModule("https")[name] })'
        : `process.getBuiltinModule("${name}")`
    )
  if (quick.includes('createRequire')) throw new Error(`${file} loads a module of Node in a new way`)
  writeFileSync(file, inAscii(quick, file))
}

/** The same program in ASCII: a text of one byte a character is read and compiled faster. All that is not stands in literals and comments. */
function inAscii(text: string, file: string): string {
  // what follows a backslash would become something else
  if (/\\[^\0-\x7f]/.test(text)) throw new Error(`${file} escapes a character outside of ASCII`)
  return text.replaceAll(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

for (const bundle of BUNDLES) make(bundle)
