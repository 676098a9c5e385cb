import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { StepResult } from '../../step-runner/step.ts'
import { seedOf, withCloud } from '../support/cloud.ts'
import { annotationsOf, inputsFor, step } from '../support/step.ts'
import { preload } from '../support/step-time.ts'

/** Makes the action see another version of Node. */
const pretend = (version: string) =>
  preload(
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  )

/** The first unsupported Node on the path. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map(folder => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
  .filter(existsSync)
  .find(path => /^v(1\d|2[0-3]|24\.[0-4])\./.test(execFileSync(path, ['--version'], { encoding: 'utf8' })))

function expectUnsupported({ post, ...main }: StepResult, version: string): void {
  const needs = `this action requires Node 24.5 or later, and this runner started it with Node ${version}`
  expect(main.conclusion).toBe('failure')
  expect(main.outputs).toEqual({ result: 'failed', 'error-code': 'UnsupportedNode', changed: 'false' })
  for (const phase of [main, post]) {
    expect(phase?.rawStdout).toMatch(/^::error [^\n]*\n$/)
    expect(phase?.rawStdout).toContain(needs)
    expect(phase?.rawStdout).toContain('docs/troubleshooting.md#unsupportednode')
    expect(phase?.rawStderr).toBe('')
  }
  // the job has failed already
  expect(post?.exitCode).toBe(0)
}

test.each(['20.20.2', '22.21.0', '24.0.0', '24.4.9', '9.11.2'])(
  'on Node %s, both steps only report the required version',
  version =>
    withCloud(seedOf(), async cloud => {
      expectUnsupported(await step(inputsFor(cloud), { env: pretend(version), idlePost: true }), version)
      expect(cloud.requests).toEqual([])
    })
)

test('the error links to its section at the version of the action', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud), {
      env: pretend('20.1.0'),
      override: { GITHUB_ACTION_REPOSITORY: 'octo-org/switch-backend', GITHUB_ACTION_REF: 'v1' }
    })
    expect(annotationsOf(result, 'error')[0]).toMatch(
      /https:\/\/github\.com\/octo-org\/switch-backend\/blob\/v1\/docs\/troubleshooting\.md#unsupportednode$/
    )
  }))

test.each(['24.5.0', '24.21.0', '25.0.0', '100.1.0'])('Node %s is supported', version =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud), { env: pretend(version) })
    expect(annotationsOf(result, 'error')).toEqual([])
    expect(result.outputs['result']).toBe('switched')
  })
)

// Skipped if the path has no unsupported Node: the project installs none. The versions above are simulated everywhere.
const really = oldNode === undefined ? test.skip : test // no old Node
really('a real Node that is too old, where the path has one', () =>
  withCloud(seedOf(), async cloud => {
    const node = oldNode ?? ''
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1)
    expectUnsupported(await step(inputsFor(cloud), { node, idlePost: true }), version)
  })
)
