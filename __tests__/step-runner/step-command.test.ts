import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { connectionTo, ROOT } from '../support/step.ts'
import { BACKEND_ID, liveOf, NEW_ADDRESS, NEW_DATA, seedOf, withCloud } from '../support/cloud.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'step-command-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Result {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

function run(inputs: Record<string, string>, words: readonly string[] = []): Promise<Result> {
  const args = Object.entries(inputs).flatMap(([name, value]) => [`--${name}`, value])
  // the command leaves files there for people
  const env = { ...process.env, TMPDIR: folder, TEMP: folder }
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [join(ROOT, 'step-runner', 'main.ts'), ...words, ...args],
      { env },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr })
    )
  })
}

test('a switch from the command line prints the log and the outputs, and keeps its files', () =>
  withCloud(seedOf(), async cloud => {
    const target = { 'backend-id': BACKEND_ID, 'stage-name': 'RELEASE', 'backend-model-data': NEW_DATA }
    const { exitCode, stdout, stderr } = await run({ ...connectionTo(cloud), ...target })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('3 of 3 APIs updated')
    expect(stdout).toContain('  result: switched\n')
    // a value of several lines stays below its name
    expect(stdout).toMatch(/^ {2}message: Switched: orders\/RELEASE .*\n {4}Changed: /m)
    const [, file = ''] = / {2}report-file: (.*)/.exec(stdout) ?? []
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ result: 'switched' })
    const [, summary = ''] = /Job summary: (.*)/.exec(stdout) ?? []
    expect(readFileSync(summary, 'utf8')).toMatch(/^## ✅ Switched/)
    expect(liveOf(cloud)).toEqual({ ServiceAddress: NEW_ADDRESS })
  }))

test('a failed step exits with 1, and an unknown option with 2', async () => {
  const failed = await run({ 'backend-id': 'x' })
  expect(failed.exitCode).toBe(1)
  expect(failed.stdout).toContain('stage-name: is required')
  const wrong = await run({ 'backend-ids': 'x' })
  expect(wrong.exitCode).toBe(2)
  expect(wrong.stderr).toContain("Unknown option '--backend-ids'")
  expect(wrong.stderr).toContain('npm run -s step')
})

test('native before the options selects the action in native/', async () => {
  const inputs = { mode: 'validate', 'service-id': 'svc-a', addresses: '10.0.0.2:8080' }
  const { exitCode, stdout } = await run(inputs, ['native'])
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('result: valid') })
  expect((await run(inputs)).stderr).toMatch(
    /^Unknown option '--service-id'.*\n--service-id is an input of native\/action\.yml: use npm run -s step -- native/
  )
  expect((await run({ 'backend-id': 'x' }, ['native'])).stderr).toContain(
    '--backend-id is an input of action.yml: omit the word native'
  )
})
