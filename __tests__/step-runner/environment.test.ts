import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { runStep } from '../../step-runner/step.ts'
import { fixture, messages, script, workspace } from './support.ts'

interface Seen {
  readonly env: Record<string, string>
  readonly argv: string[]
  readonly cwd: string
  readonly event: unknown
  readonly stdin: string
}

async function see(options: Partial<Parameters<typeof runStep>[0]> = {}) {
  const result = await runStep({ action: fixture('inputs'), workspace: workspace(), ...options })
  return { result, ...(JSON.parse(result.outputs['seen'] ?? '') as Seen) }
}

test('sets every declared input to its value or default, and enforces none', async () => {
  const { env, result } = await see({ with: { 'Two Words': 'two', unknown: 'kept' }, token: 'the-job-token' })
  expect(env).toMatchObject({
    'INPUT_BACKEND-ID': '',
    INPUT_TWO_WORDS: 'two',
    INPUT_COUNT: '5',
    'INPUT_GITHUB-TOKEN': 'the-job-token',
    INPUT_UNKNOWN: 'kept'
  })
  expect(messages(result)).toEqual([
    "warning: Unexpected input(s) 'unknown', valid inputs are ['backend-id', 'two words', 'count', 'github-token', 'old']"
  ])
  expect(result.conclusion).toBe('success')
})

test('warns about a deprecated input that is set', async () => {
  const { result } = await see({ with: { old: '1' } })
  expect(messages(result)).toEqual(["warning: Input 'old' has been deprecated with message: use count"])
})

test('a default with an unsupported expression is an error', async () => {
  const running = runStep({ action: fixture('expression'), workspace: workspace() })
  await expect(running).rejects.toThrow("the default of 'actor' contains ${{ github.actor }}")
})

test('masks the token by default', async () => {
  const { result } = await see({ token: 'the-job-token' })
  expect(result.droppedOutputs).toEqual(['seen'])
})

test('the environment has the variables of the runner and none of the host', async () => {
  const { env, cwd, argv, stdin, event } = await see({
    env: { MINE: 'yes', GITHUB_SHA: 'must not be overridden' },
    github: { runAttempt: '2', repository: 'a/b', event: { number: 7 } }
  })
  const foreign = Object.keys(env).filter(
    name => !/^(INPUT_|GITHUB_|RUNNER_|CI$|PATH$|HOME$|MINE$)/i.test(name)
  )
  if (process.platform === 'linux') expect(foreign).toEqual([])
  expect(env).toMatchObject({
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'a/b',
    GITHUB_REPOSITORY_OWNER: 'a',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_WORKSPACE: workspace(),
    GITHUB_API_URL: 'https://api.github.com',
    MINE: 'yes'
  })
  expect(env['GITHUB_SHA']).toMatch(/^[0-9a-f]{40}$/)
  expect({ cwd, argv, stdin, event }).toEqual({ cwd: workspace(), argv: [], stdin: '', event: { number: 7 } })
})

test('removes the temporary folder after the job, unless it is set', async () => {
  const { env } = await see()
  expect(existsSync(env['RUNNER_TEMP'] ?? '')).toBe(false)
  const temp = join(workspace(), 'temp')
  await mkdir(temp)
  await script(
    'import { writeFileSync } from "node:fs"; writeFileSync(process.env.RUNNER_TEMP + "/report", "kept")',
    { temp }
  )
  expect(await readFile(join(temp, 'report'), 'utf8')).toBe('kept')
})

test('a test can override the variables of the runner', async () => {
  const { env } = await see({ override: { GITHUB_STEP_SUMMARY: undefined, GITHUB_RUN_ID: '1' } })
  expect(env).not.toHaveProperty('GITHUB_STEP_SUMMARY')
  expect(env['GITHUB_RUN_ID']).toBe('1')
})

test('shows the inputs on request, with secrets masked', async () => {
  const result = await runStep({
    action: fixture('inputs'),
    workspace: workspace(),
    with: { 'backend-id': 'abc', old: 'hunter2!' },
    env: { MINE: 'yes' },
    secrets: ['hunter2!'],
    showInputs: true
  })
  expect(result.log).toContain(
    [
      '▶ Run Inputs',
      '  with:',
      '    backend-id: abc',
      '    two words: spaced',
      '    count: 5',
      '    old: ***',
      '  env:',
      '    MINE: yes'
    ].join('\n')
  )
})
