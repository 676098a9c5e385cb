// Builds dist/ (or the folder of --out): the compiler's output, bundled. Not the sources themselves:
// the default import of a CommonJS package means another thing there than in Node and in the types.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({ options: { out: { type: 'string' } } })
const out = resolve(values.out ?? join(root, 'dist'))

/** Packages that are loaded and never used; src/stand-ins says why. */
const STAND_INS = [
  ['undici', 'undici'],
  ['@actions/http-client', 'http-client'],
  ['@actions/http-client/lib/auth', 'http-client'],
  ['@actions/exec', 'exec'],
  ['@alicloud/tea-xml', 'tea-xml'],
  ['httpx', 'httpx']
] as const

// inside the project, so that packages are found; a folder of its own, so that builds do not meet
mkdirSync(join(root, 'build'), { recursive: true })
const build = mkdtempSync(join(root, 'build', 'bundle-'))
const run = (cwd: string, script: string, ...args: string[]): void => {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd, stdio: 'inherit' })
}

try {
  run(root, 'typescript/bin/tsc', '--project', 'tsconfig.build.json', '--outDir', build)
  // the bundler resolves by the tsconfig.json of the folder it runs in
  const paths = Object.fromEntries(STAND_INS.map(([name, file]) => [name, [`./stand-ins/${file}.js`]]))
  writeFileSync(
    join(build, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { allowJs: true, baseUrl: '.', paths } })
  )
  const bundle = join(build, 'bundle')
  run(build, '@vercel/ncc/dist/ncc/cli.js', 'build', 'app.js', '--out', bundle, '--quiet')
  renameSync(join(bundle, 'index.js'), join(bundle, 'app.js'))
  // the entry files are a few lines, and load the one bundle
  for (const entry of ['index.js', 'post.js']) copyFileSync(join(build, entry), join(bundle, entry))
  rmSync(out, { recursive: true, force: true })
  cpSync(bundle, out, { recursive: true })
} finally {
  rmSync(build, { recursive: true, force: true })
}
