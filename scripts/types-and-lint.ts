// Checks types and lints with one program of TypeScript: what the rules have asked of it, it need not find out again.
import { join } from 'node:path'
import { ESLint } from 'eslint'
import ts from 'typescript'

const root = join(import.meta.dirname, '..')
const host: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: name => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n'
}
const config = ts.getParsedCommandLineOfConfigFile(
  join(root, 'tsconfig.json'),
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: found => {
      throw new Error(ts.formatDiagnostic(found, host))
    }
  }
)
if (config === undefined) throw new Error('tsconfig.json cannot be read.')
const program = ts.createProgram(config.fileNames, config.options)

const eslint = new ESLint({
  cwd: root,
  overrideConfig: {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: null, programs: [program] } }
  }
})
const linted = await eslint.lintFiles(['.'])
const formatter = await eslint.loadFormatter()
const wrongTypes = ts.formatDiagnostics([...config.errors, ...ts.getPreEmitDiagnostics(program)], host)
const found = `${wrongTypes}${await formatter.format(linted)}`
if (found !== '') {
  console.log(found)
  process.exitCode = 1
}
