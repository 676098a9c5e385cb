// Builds dist/ (or the folder of --out): the compiler's output, bundled. Not the sources themselves:
// the default import of a CommonJS package means another thing there than in Node and in the types.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({ options: { out: { type: 'string' } } })
const out = resolve(values.out ?? join(root, 'dist'))

// inside the project, so that packages are found; a folder of its own, so that builds do not meet
mkdirSync(join(root, 'build'), { recursive: true })
const build = mkdtempSync(join(root, 'build', 'bundle-'))
const run = (cwd: string, script: string, ...args: string[]): void => {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd, stdio: 'inherit' })
}

try {
  run(root, 'typescript/bin/tsc', '--project', 'tsconfig.build.json', '--outDir', build)
  // the bundler resolves by the tsconfig.json of the folder it runs in: this one puts a stand-in in the place of undici
  writeFileSync(
    join(build, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { allowJs: true, baseUrl: '.', paths: { undici: ['./runtime/undici.js'] } }
    })
  )
  const bundle = join(build, 'bundle')
  run(build, '@vercel/ncc/dist/ncc/cli.js', 'build', 'index.js', '--out', bundle, '--quiet')
  rmSync(out, { recursive: true, force: true })
  cpSync(bundle, out, { recursive: true })
} finally {
  rmSync(build, { recursive: true, force: true })
}
