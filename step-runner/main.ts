// npm run -s step -- --INPUT VALUE …: runs this action as a workflow step on this machine. It prints the log as GitHub shows it,
// then the outputs, and exits with the step's exit code.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readAction } from './action-file.ts'
import { renderLine } from './render.ts'
import { startStep } from './step.ts'

// `native` before the options selects native/action.yml
const [first, ...others] = process.argv.slice(2)
const isNative = first === 'native'
const args = isNative ? others : process.argv.slice(2)
const ROOT = join(import.meta.dirname, '..')
const action = join(ROOT, isNative ? 'native' : '.')

const USAGE = `Runs this action as a workflow step on this machine.

Usage: npm run -s step -- [native] --INPUT VALUE …

Every input of action.yml is an option; after the word native, every input of native/action.yml. Relative paths are
resolved from the current folder.

For example, against the emulator (npm run -s emulator -- --port 8400):

  npm run -s step -- --endpoint 127.0.0.1:8400 --region-id cn-hangzhou \\
    --access-key-id emulator-access-key-id --access-key-secret emulator-access-key-secret \\
    --backend-id 20bcdc9453524b78a8beb1f6de21edb7 --stage-name RELEASE \\
    --definition patch --backend-model-data '{"ServiceAddress": "http://127.0.0.1:9000"}' --mode plan
`

/** @returns the inputs, or an error message */
function readOptions(args: readonly string[]): Record<string, string> | string {
  if (args.length === 0) return 'at least one input is required'
  const names = namesIn(action)
  const options = Object.fromEntries(names.map(name => [name, { type: 'string' as const }]))
  try {
    return parseArgs({ args: [...args], options, strict: true }).values as Record<string, string>
  } catch (error) {
    return `${(error as Error).message}${elsewhere(names)}`
  }
}

function namesIn(folder: string): readonly string[] {
  return readAction(folder).inputs.map(({ name }) => name)
}

/** A hint if the option exists only for the other of the two actions. */
function elsewhere(names: readonly string[]): string {
  const others = namesIn(join(ROOT, isNative ? '.' : 'native'))
  const option = others.find(name => !names.includes(name) && args.includes(`--${name}`))
  if (option === undefined) return ''
  return isNative
    ? `\n--${option} is an input of action.yml: omit the word native`
    : `\n--${option} is an input of native/action.yml: use npm run -s step -- native --INPUT VALUE …`
}

const isAsked = args.includes('--help')
const inputs = isAsked ? {} : readOptions(args)
if (isAsked) {
  process.stdout.write(USAGE)
} else if (typeof inputs === 'string') {
  process.stderr.write(`${inputs}\n\n${USAGE}`)
  process.exitCode = 2
} else {
  const color = process.stdout.isTTY
  // not removed: outputs contain paths of files in it
  const temp = mkdtempSync(join(tmpdir(), 'switch-backend-'))
  const step = startStep({
    action,
    with: inputs,
    // the shell's: access keys and proxies are found in it
    env: process.env as Record<string, string>,
    // npm runs scripts in the project's folder
    workspace: process.env['INIT_CWD'] ?? process.cwd(),
    temp,
    onLine: line => console.log(renderLine(line, { color }))
  })
  process.on('SIGINT', () => step.cancel())
  const { outputs, conclusion, summary } = await step.result
  console.log('\nOutputs')
  // the report is long, and also in a file
  const shown = Object.entries(outputs).filter(([name, value]) => value !== '' && name !== 'report')
  for (const [name, value] of shown) console.log(`  ${name}: ${value.replaceAll('\n', '\n    ')}`)
  if (summary !== '') {
    const file = join(temp, 'summary.md')
    writeFileSync(file, summary)
    console.log(`\nJob summary: ${file}`)
  }
  process.exitCode = conclusion === 'success' ? 0 : 1
}
