// Builds the two bundles, dist/ and emulator/dist/ (in the folder of --out), from the compiler's output. The sources themselves
// cannot be bundled: there, the default import of a CommonJS package has a different meaning than in Node and in the types.
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

/** Packages that are loaded but never used; src/stubs.ts explains why. */
const STUBBED = [
  'undici',
  '@actions/http-client',
  '@actions/http-client/lib/auth',
  '@actions/exec',
  '@alicloud/credentials',
  '@alicloud/tea-xml',
  'httpx'
] as const

/** ES module packages without side effects that do not declare it; declared here, so that unused code is omitted. */
const SIDE_EFFECT_FREE = ['@actions/core'] as const

interface Bundle {
  readonly out: string
  readonly tsconfig: string
  /** The folder of app.js and the entry files in the compiler's output. */
  readonly app: string
  readonly stubs: string
  /** Small files that are copied and load the bundle. */
  readonly entries: readonly string[]
  /** Files that the sources read, copied from the project's folder to the compiler's output. */
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

function build(bundle: Bundle): void {
  // inside the project, so that packages are found; a new folder, so that parallel builds do not conflict
  mkdirSync(join(root, 'build'), { recursive: true })
  const folder = mkdtempSync(join(root, 'build', 'bundle-'))
  try {
    // `npm test` checks the types
    run(root, 'typescript/bin/tsc', '--project', bundle.tsconfig, '--outDir', folder)
    for (const asset of bundle.assets) copyFileSync(join(root, asset), join(folder, asset))
    // the bundler resolves packages with the tsconfig.json of its current folder
    const paths = Object.fromEntries(STUBBED.map(name => [name, [`./${bundle.stubs}`]]))
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { allowJs: true, baseUrl: '.', paths } })
    )
    for (const name of SIDE_EFFECT_FREE) declareFreeOfSideEffects(name, folder)
    const output = join(folder, 'bundle')
    const app = join(folder, bundle.app)
    const stats = join(folder, 'stats.json')
    const ncc = ['build', join(app, 'app.js'), '--out', output, '--stats-out', stats, '--quiet']
    run(folder, '@vercel/ncc/dist/ncc/cli.js', ...ncc)
    renameSync(join(output, 'index.js'), join(output, 'app.js'))
    for (const file of readdirSync(output)) if (file.endsWith('.js')) optimizeLoading(join(output, file))
    for (const entry of bundle.entries) copyFileSync(join(app, entry), join(output, entry))
    writeFileSync(join(output, 'licenses.txt'), licensesOf(readStats(stats), root))
    const target = join(out, bundle.out)
    rmSync(target, { recursive: true, force: true })
    cpSync(output, target, { recursive: true })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Declares a package free of side effects, in a copy that the bundler finds first. */
function declareFreeOfSideEffects(name: string, folder: string): void {
  const copy = join(folder, 'node_modules', name)
  cpSync(join(root, 'node_modules', name), copy, { recursive: true })
  const manifest = join(copy, 'package.json')
  const original = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>
  writeFileSync(manifest, JSON.stringify({ ...original, sideEffects: false }))
}

/**
 * Makes a bundled file load Node's own modules directly, instead of through a CommonJS loader for each; and https, which
 * loads TLS, on first use: the SDK requires it even if no request uses it. Then escapes the file to ASCII.
 */
function optimizeLoading(file: string): void {
  const text = readFileSync(file, 'utf8')
  const optimized = text
    .replace(/^import \{ createRequire as __WEBPACK_EXTERNAL_createRequire \} from "module";\n/, '')
    .replaceAll(/__WEBPACK_EXTERNAL_createRequire\(import\.meta\.url\)\("([^"]+)"\)/g, (_, name: string) =>
      name === 'https'
        ? 'new Proxy({}, { get: (_, name) => process.getBuiltinModule("https")[name] })'
        : `process.getBuiltinModule("${name}")`
    )
  if (optimized.includes('createRequire')) throw new Error(`${file} loads a Node module in an unknown way`)
  writeFileSync(file, toAscii(optimized, file))
}

/** The same program in ASCII, which loads and compiles faster. Other characters occur only in literals and comments. */
function toAscii(text: string, file: string): string {
  // after a backslash, the escape would have another meaning
  if (/\\[^\0-\x7f]/.test(text))
    throw new Error(`${file} has a backslash before a character that is not ASCII`)
  return text.replaceAll(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

for (const bundle of BUNDLES) build(bundle)
